package server

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// counted counts the questions that a store is asked.
type counted struct {
	graph.Reader
	finds, revisions atomic.Int64
}

func (c *counted) Find(ctx context.Context, queries []graph.Query) ([]graph.Answer, error) {
	c.finds.Add(1)
	return c.Reader.Find(ctx, queries)
}

func (c *counted) Revision(ctx context.Context) (int, error) {
	c.revisions.Add(1)
	return c.Reader.Revision(ctx)
}

// worldDay is the clock of the tests: a day on which the world's obligations have every status.
func worldDay() time.Time {
	day, err := time.Parse(time.DateOnly, string(graphtest.WorldDay))
	if err != nil {
		panic(err)
	}
	return day
}

// world gives a store that holds the small invented world: the plain one.
func world(t testing.TB) *counted {
	t.Helper()
	return fill(t, graphtest.NewMemory())
}

// eachStore runs a test on the small world in each store that needs no other program.
func eachStore(t *testing.T, limits Limits, test func(*testing.T, *engine, *counted)) {
	t.Run("memory", func(t *testing.T) {
		e, store := testEngine(t, limits)
		test(t, e, store)
	})
	t.Run("sqlite", func(t *testing.T) {
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "world.db"))
		if err != nil {
			t.Fatal(err)
		}
		store := fill(t, db)
		test(t, engineOn(store, limits), store)
	})
}

// fill loads the small world.
func fill(t testing.TB, store graph.Store) *counted {
	t.Helper()
	for _, b := range graphtest.World() {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &counted{Reader: store}
}

// quiet is a log for tests of which no output is wanted unless they fail: an error of ours should be seen.
func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(os.Stderr, nil)) }

// wide are limits beyond which no test of the answers themselves goes.
func wide() Limits {
	l := DefaultLimits()
	l.Tokens, l.Fields, l.Relations, l.Rows, l.Values, l.Roots = 1e6, 1e6, 1e6, 1e12, 1e12, 1e3
	return l
}

func testEngine(t testing.TB, limits Limits) (*engine, *counted) {
	store := world(t)
	return engineOn(store, limits), store
}

func engineOn(store graph.Reader, limits Limits) *engine {
	return newEngine(store, Options{Log: quiet(), Limits: limits, Now: worldDay}.withDefaults())
}

// ask gives the data of an operation that must go well.
func ask(t *testing.T, e *engine, query string, vars map[string]any) map[string]any {
	t.Helper()
	resp := e.do(t.Context(), request{Query: query, Variables: vars})
	for _, err := range resp.Errors {
		t.Errorf("%.300s\n%v", query, err)
	}
	var data map[string]any
	if err := json.Unmarshal(resp.Data, &data); err != nil {
		t.Fatalf("%.300s\n%v in %.300s", query, err, resp.Data)
	}
	return data
}
