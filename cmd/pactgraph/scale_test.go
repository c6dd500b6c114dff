//go:build unix

package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"pactgraph/graph/neo4j/neo4jtest"
)

// scaleVariable says how many records TestScale loads: nodes, edges and claims.
const scaleVariable = "PACTGRAPH_SCALE"

// loadMemory is what the program may take of it for a million records.
const loadMemory = 1 << 30

// A million records are loaded into SQLite, and moved from there into Neo4j, and a tenth of them is loaded into Neo4j, with the
// program's own memory within a bound. Unless the environment says otherwise there are fewer, so that it takes seconds.
func TestScale(t *testing.T) {
	records := 10_000
	if text := os.Getenv(scaleVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1000 {
			t.Fatalf("%s can't be %q: it is a whole number from 1000", scaleVariable, text)
		}
		records = n
	}
	dir := t.TempDir()
	file, db := filepath.Join(dir, "big.ndjson"), "sqlite:"+filepath.Join(dir, "big.db")
	made := writeBig(t, file, records)
	runWithin(t, "", fmt.Sprintf(": %d added, 0 changed", made), "load", "--store", db, file)
	runWithin(t, "", "Nothing new", "load", "--store", db, file)
	if testing.Short() {
		return
	}
	server := neo4jtest.Server(t, neo4jtest.Newest(t))
	neo4jtest.Open(t, server).Close()
	part := filepath.Join(dir, "part.ndjson")
	made = writeBig(t, part, records/10)
	runWithin(t, server.Password, fmt.Sprintf(": %d added, 0 changed", made), "load", "--store", neo4jtest.DSN(t, server), part)
	neo4jtest.Open(t, server).Close()
	runWithin(t, server.Password, "compared and the same", "move", "--from", db, "--to", neo4jtest.DSN(t, server))
}

// runWithin runs the program, and wants it to say something and to keep within its memory.
func runWithin(t *testing.T, password, want string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pactgraph", args...)
	cmd.Env = append(os.Environ(), "PACTGRAPH_PASSWORD="+password)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), want) {
		t.Fatalf("pactgraph %s: %v, and it says\n%s\nwithout %q", args[0], err, out, want)
	}
	took := peakOf(cmd.ProcessState)
	t.Logf("pactgraph %s took %d MiB and %s of processor time", args[0], took>>20, cmd.ProcessState.UserTime())
	if took > loadMemory {
		t.Errorf("pactgraph %s took %d MiB of memory, more than %d", args[0], took>>20, loadMemory>>20)
	}
}

// peakOf is the most memory that a program that has ended took at any time; 0 where the system doesn't tell.
func peakOf(ended *os.ProcessState) int64 {
	usage, ok := ended.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "darwin":
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}

// writeBig writes a bundle of about so many records, always the same, and gives how many it has.
func writeBig(t *testing.T, name string, records int) int {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	defer w.Flush()
	// A declaration has its obligation and four edges, an actor its claim.
	declarations := records * 20 / 122
	actors := max(2, declarations/20)
	random := rand.New(rand.NewPCG(1, 1))
	some := func() string { return fmt.Sprintf("a-%d", random.IntN(actors)) }
	fmt.Fprintln(w, `{"pactgraph":1,"dataset":"big"}`)
	for i := range actors {
		fmt.Fprintf(w, `{"id":"actor/a-%d","kind":"OTHER_ORGANISATION","name":"Organisation %[1]d","inferred":{"name":"generated"}}`+"\n", i)
	}
	for i := range declarations {
		fmt.Fprintf(w, `{"id":"declaration/d-%d","kind":"AGREEMENT","title":"Agreement %[1]d of some importance","signedOn":"%d-0%d-1%d",`+
			`"parties":[{"who":%q,"action":"SIGNATURE"}],`+
			`"obligations":{"o":{"kind":"DEFENCE","bearers":%q,"beneficiaries":%q,"summary":"helps in case %[1]d"}}}`+"\n",
			i, 1900+i%120, 1+i%9, i%10, some(), some(), some())
	}
	return 2*actors + 6*declarations
}
