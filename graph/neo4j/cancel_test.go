package neo4j_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pactgraph/graph"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

// TestCancel sees that a context that is cancelled ends its transaction in the database too, in the middle of a question that
// takes seconds: the bearers of an obligation that 20,000 actors bear are sorted for each of a thousand.
func TestCancel(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		store := neo4jtest.Open(t, s)
		neo4jtest.Run(t, s, `CREATE (o:Obligation {id: "obligation/crowd/all", kind: "DEFENCE", degree: 20000})
			WITH o UNWIND range(1, 20000) AS i
			CREATE (o)-[:BEARER {id: "bearer/" + i}]->(:Actor {id: "actor/crowd-" + i, kind: "PERSON", degree: 1})`, nil)
		q := asked(graph.NounActor, 1000, with("owes", 1, with("bearers", 1)))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		done := make(chan error, 1)
		go func() {
			_, err := store.Find(ctx, []graph.Query{q})
			done <- err
		}()
		waitFor(t, "the question isn't asked", func() bool { return running(t, s) > 0 })
		cancel()
		select {
		case err := <-done:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the question ends with the error %v, want the context's", err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("the question doesn't end")
		}
		waitFor(t, "its transaction goes on in the database", func() bool { return running(t, s) == 0 })
	})
}

// running counts the transactions in which actors are looked for.
func running(t *testing.T, s *neo4jserver.Server) int {
	t.Helper()
	rows := neo4jtest.Run(t, s, `SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH "CYPHER 5 MATCH (n1:Actor)"`, nil)
	return len(rows)
}

// waitFor fails the test if something isn't so within some seconds, less than the question would take.
func waitFor(t *testing.T, otherwise string, so func() bool) {
	t.Helper()
	for begin := time.Now(); !so(); {
		if time.Since(begin) > 10*time.Second {
			t.Fatal(otherwise)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
