package graphtest

import (
	"os"
	"strings"
	"sync"
	"testing"

	"pactgraph/graph"
)

// wholeVariable, in the environment, makes tests ask each release of a database everything.
const wholeVariable = "PACTGRAPH_WHOLE"

// Whole tells whether the environment wants each release of a database to be asked everything. Otherwise the newest is, and
// others are held to the suite by RunBrief.
func Whole() bool { return os.Getenv(wholeVariable) != "" }

// briefTests are the names of the tests that RunBrief runs.
var briefTests sync.Map

// RunBrief holds one more release of a database to the suite, if Run asks another everything: without what is composed, and with a
// sample of the questions that are made by multiplication or at random. Where all are to be asked everything, it is Run.
func RunBrief(t *testing.T, open func(t *testing.T) graph.Store) {
	if !Whole() {
		briefTests.Store(t.Name(), true)
	}
	runParts(t, open, Whole())
}

// brief tells whether a test asks a sample: by -short, or under RunBrief.
func brief(t *testing.T) bool {
	t.Helper()
	found := testing.Short()
	briefTests.Range(func(name, _ any) bool {
		found = found || strings.HasPrefix(t.Name(), name.(string)+"/")
		return !found
	})
	return found
}

// tries is how often something random is tried: a fifth of it where a sample is asked.
func tries(t *testing.T, n int) int {
	t.Helper()
	if brief(t) {
		return n/5 + 1
	}
	return n
}

// sampled gives a list or, where a sample is asked, every k-th of its elements, beginning with the n-th in turn.
func sampled[E any](t *testing.T, list []E, n, k int) []E {
	t.Helper()
	if !brief(t) {
		return list
	}
	var sample []E
	for i, e := range list {
		if i%k == n%k {
			sample = append(sample, e)
		}
	}
	return sample
}
