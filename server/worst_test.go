package server

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"pactgraph/graph"
)

// Memory that one request may take of a server, in MiB.
const mostMemory = 512

// crowd is a graph in which a short question has a long answer: a thousand actors bear one obligation, and each thing is
// said with a quote.
func crowd(t *testing.T) graph.Batch {
	b := graph.Batch{
		LoadID: "load/crowd", Dataset: "crowd", Files: []string{"crowd.yaml"}, SHA256: strings.Repeat("0", 64), Who: "test",
		StartedAt: time.Date(2031, 7, 1, 0, 0, 0, 0, time.UTC),
	}
	const hub = "obligation/crowd/all"
	words := strings.Repeat("together ", 20)
	b.Said = append(b.Said, graph.SayNode(hub, graph.Props{"kind": "DEFENCE", "summary": words}))
	for i := range 1000 {
		id := fmt.Sprintf("actor/crowd-%03d", i)
		b.Said = append(b.Said, graph.SayNode(id, graph.Props{"kind": "PERSON", "name": words + id}))
		edge, err := graph.SayEdge(hub, graph.EdgeBearer, hub, id, nil)
		if err != nil {
			t.Fatal(err)
		}
		b.Said = append(b.Said, edge)
	}
	return b
}

// The worst questions that the limits let through, each on a fresh server: their time and memory are within bounds, on a
// graph where every page is full.
func TestWorst(t *testing.T) {
	if testing.Short() {
		t.Skip("this takes a minute")
	}
	program := buildProgram(t)
	l := DefaultLimits()
	each := l.Loaded/1000 - 2 // of 1,000 actors, each with one obligation
	for _, test := range []struct{ name, query string }{
		{"rows", fmt.Sprintf("{ actors(first: 1000) { nodes { owes(first: 1) { nodes { bearers(first: %d) { nodes { id } } } } } } }", each)},
		{"names", fmt.Sprintf("{ actors(first: 1000) { nodes { owes(first: 1) { nodes { bearers(first: %d) { nodes { name label } } } } } } }", each)},
		{"more than may be loaded", fmt.Sprintf("{ actors(first: 1000) { nodes { owes(first: 1) { nodes { bearers(first: %d) { nodes { id } } } } } } }", l.Rows/1000-2)},
		{"values of many", fmt.Sprintf("{ actors(first: 1000) { nodes { owes(first: 1) { nodes { bearers(first: %d) { nodes { %s } } } } } } }", each, aliased(l.Values/1000/each-1, "id"))},
		{"values", fmt.Sprintf("{ actors(first: 1000) { nodes { %s } } }", aliased(min(l.Values/1000-2, 780), "kind"))},
		{"texts", fmt.Sprintf("{ actors(first: 1000) { nodes { %s } } }", aliased(min(l.Values/1000-2, 780), "name"))},
		{"groups in lists", "{ actors(first: 49) { nodes { owes { groups(by: [BEARERS], first: 1000) { totalGroups groups { count } } } } } }"},
		{"more groups than may be counted", "{ actors(first: 1000) { nodes { owes { groups(by: [BEARERS], first: 1) { totalGroups groups { count } } } } } }"},
		{"changes", "{ changes(first: 1000) { nodes { label load { files } about { label ... on Actor { owes(first: 1) { nodes { bearers(first: 90) { nodes { name } } } } } } fields { field old new } } } }"},
		{"the past", "{ nodes(ids: [" + numbered(1000, `"actor/crowd-%03d" `) + "], asOfRevision: 1) { ... on Actor { owes(first: 1) { nodes { bearers(first: 90) { nodes { name } } } } } } }"},
		{"statuses", "{ actors(first: 1000) { nodes { owes(first: 1) { nodes { status { status reason } } } } } }"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := serveProcess(t, program, crowd(t))
			body, err := json.Marshal(map[string]string{"query": test.query})
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			resp, err := http.Post(p.url+"/graphql", typeJSON, strings.NewReader(string(body)))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			answer, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			http.DefaultClient.CloseIdleConnections()
			took, worked, memory := time.Since(start), p.worked(t), p.memory(t)
			t.Logf("%.1f s, %.1f s of a processor, %d MiB of memory, %d KiB: %.200s", took.Seconds(), worked.Seconds(), memory, len(answer)>>10, answer)
			if memory > mostMemory {
				t.Errorf("it takes %d MiB of memory; at most %d are allowed", memory, mostMemory)
			}
			if worked > l.Time {
				t.Errorf("it takes %s of a processor; at most %s are allowed", worked, l.Time)
			}
		})
	}
}
