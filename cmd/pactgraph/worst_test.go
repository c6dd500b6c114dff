package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

// mostMemory is how much memory one request may take of a server, in MiB. Package server has the same test for SQLite.
const mostMemory = 512

// Questions that the limits let through, on a graph in which every page is full: 20,000 actors bear one obligation, and 1,000
// another, whose bearers take less time to sort. A server on
// Neo4j, fresh for each, answers or refuses them within its memory and about its time, whatever they would find.
func TestWorstOnNeo4j(t *testing.T) {
	if testing.Short() {
		t.Skip("this takes a minute")
	}
	program := filepath.Join(t.TempDir(), "pactgraph")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range neo4jtest.Standing(t) {
		t.Run(name, func(t *testing.T) {
			server := neo4jtest.Server(t, name)
			neo4jtest.Open(t, server) // it makes the indexes
			crowd(t, server)
			for _, test := range []struct{ name, query, want string }{
				{"as much as may be", "{ actors(first: 1000) { nodes { owes(first: 1) { nodes { bearers(first: 98) { nodes { id } } } } } } }", `"data":{"actors"`},
				{"more than may be loaded", "{ actors(first: 1000) { nodes { owes(first: 1) { nodes { bearers(first: 498) { nodes { id } } } } } } }", "LIMIT_EXCEEDED"},
				{"much in one row", "{ obligations(first: 1) { nodes { bearers(first: 1000) { nodes { owes(first: 1) { nodes { bearers(first: 490) { nodes { id } } } } } } } } }", "LIMIT_EXCEEDED"},
				{"much in one row, soon found", `{ obligations(first: 1, filter: {id: {eq: "obligation/crowd/some"}}) { nodes { bearers(first: 1000) { nodes {
					owes(first: 1, filter: {id: {eq: "obligation/crowd/some"}}) { nodes { bearers(first: 490) { nodes { id } } } } } } } } }`, "LIMIT_EXCEEDED"},
				{"statuses", "{ actors(first: 1000) { nodes { owes(first: 1) { nodes { status { status reason } } } } } }", "LIMIT_EXCEEDED"},
			} {
				t.Run(test.name, func(t *testing.T) { testWorst(t, program, server, test.query, test.want) })
			}
		})
	}
}

// crowd writes, past the loader, what would take many loads.
func crowd(t *testing.T, server *neo4jserver.Server) {
	t.Helper()
	words := strings.Repeat("together ", 20)
	neo4jtest.Run(t, server, `CREATE (:Obligation {id: "obligation/crowd/all", kind: "DEFENCE", summary: $words, degree: 20000})`, map[string]any{"words": words})
	neo4jtest.Run(t, server, `MATCH (o:Obligation {id: "obligation/crowd/all"}) UNWIND range(10000, 29999) AS i
		CREATE (a:Actor:Person {id: "actor/crowd-" + i, kind: "PERSON", name: $words + i, label: $words + i, degree: 1})
		CREATE (o)-[:BEARER {id: "bearer/crowd-" + i}]->(a)`, map[string]any{"words": words})
	neo4jtest.Run(t, server, `CREATE (o:Obligation {id: "obligation/crowd/some", kind: "DEFENCE", summary: $words, degree: 1000})
		WITH o MATCH (a:Actor) WHERE a.id STARTS WITH "actor/crowd-10"
		CREATE (o)-[:BEARER {id: "bearer/some-" + a.id}]->(a)`, map[string]any{"words": words})
}

// testWorst asks a server of its own a question, whose answer must have a text in it unless the time is over first.
func testWorst(t *testing.T, program string, server *neo4jserver.Server, query, want string) {
	cmd := exec.Command(program, "serve", "--store", neo4jtest.DSN(t, server), "--listen", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "PACTGRAPH_PASSWORD="+server.Password)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the program ends with %v", err)
		}
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	start := time.Now()
	resp, err := client.Post(regexp.MustCompile(`http://[0-9.:]+`).FindString(line)+"/graphql", "application/json", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	memory := memoryOf(t, cmd.Process.Pid)
	t.Logf("%.1f s, %d MiB of memory, %d KiB: %.200s", time.Since(start).Seconds(), memory, len(answer)>>10, answer)
	if memory > mostMemory {
		t.Errorf("it takes %d MiB of memory; at most %d are allowed", memory, mostMemory)
	}
	if text := string(answer); !strings.Contains(text, want) && !strings.Contains(text, "TIMEOUT") {
		t.Errorf("got %.300s, want %s in it", text, want)
	}
}

// memoryOf is the most that a process ever had of the machine's memory, in MiB; where there is no /proc the test is skipped.
func memoryOf(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("this system doesn't tell what memory a process takes")
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kib >> 10
}
