package graphtest

import (
	"os"
	"strconv"
	"testing"

	"pactgraph/graph"
)

// What the environment says of the tests that kill loads: how often each kills one, and how many declarations it has.
const (
	killsVariable  = "PACTGRAPH_KILLS"
	killedVariable = "PACTGRAPH_KILLED"
)

// Kills is how often a test kills a load at a random moment: as often as usual, unless the environment says otherwise.
func Kills(t *testing.T, usual int) int {
	t.Helper()
	n, err := wholeNumber(killsVariable, usual)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// KilledLoad gives a small load and one that builds on it and is to be killed, of about 20,000 records, or of about 20 for
// each declaration that the environment asks for. It is for programs that are killed, too, which have no test to fail.
func KilledLoad(seed uint64) (before, killed graph.Batch, err error) {
	n, err := wholeNumber(killedVariable, 1000)
	if err != nil {
		return graph.Batch{}, graph.Batch{}, err
	}
	batches := Generate(seed, n)
	return batches[0], batches[1], nil
}

func wholeNumber(variable string, usual int) (int, error) {
	text := os.Getenv(variable)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, graph.Errorf(graph.KindInvalid, "%s can't be %q: it is a whole number from 1", variable, text)
	}
	return n, nil
}
