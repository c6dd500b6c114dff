package graph_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// listing is an analysis that lists actors: first those that match, then the same by their ids.
type listing struct {
	filter       graph.Filter
	with         []graph.With
	asked        int
	names, again []string
}

func (l *listing) Want() []graph.Query {
	switch l.asked {
	case 0:
		return []graph.Query{{Noun: graph.NounActor, Selection: graph.Selection{Filter: l.filter, With: l.with}}}
	case 1:
		return []graph.Query{{Noun: graph.NounActor, IDs: append([]string{}, l.names...)}}
	}
	return nil
}

func (l *listing) Take(answers []graph.Answer) error {
	l.asked++
	if page, ok := answers[0].Page.(*graph.ActorPage); ok {
		for _, a := range page.Nodes() {
			l.names = append(l.names, a.ID)
		}
	}
	for _, n := range answers[0].Nodes {
		l.again = append(l.again, n.NodeID())
	}
	return nil
}

func actorBatch(load string, from, to int) graph.Batch {
	b := graph.Batch{LoadID: "load/" + load, Dataset: load, StartedAt: time.Unix(0, 0)}
	for i := from; i < to; i++ {
		b.Said = append(b.Said, graph.SayNode(fmt.Sprintf("actor/a%05d", i), props{"kind": "STATE"}))
	}
	return b
}

func apply(t *testing.T, store graph.Store, b graph.Batch) {
	t.Helper()
	if _, err := store.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// A query is answered whole, however many pages that takes, by filter and by ids.
func TestAnalyseWhole(t *testing.T) {
	store := graphtest.NewMemory()
	apply(t, store, actorBatch("many", 0, 2500))
	for _, want := range []int{0, 1, 1000, 1001, 2500} {
		filter := graph.Is{Prop: "id", Op: graph.OpLt, Value: fmt.Sprintf("actor/a%05d", want)}
		l, revision, err := graph.Analyse(t.Context(), store, func() *listing { return &listing{filter: filter} })
		if err != nil {
			t.Fatal(err)
		}
		if len(l.names) != want || revision != 1 {
			t.Errorf("%d actors of revision %d, want %d of 1", len(l.names), revision, want)
		}
		if diff := cmp.Diff(l.names, l.again); diff != "" {
			t.Errorf("by ids (-want +got):\n%s", diff)
		}
	}
}

// What is nested and asked for whole is refused where it isn't whole, not cut short.
func TestAnalyseRefusesWhatIsCutShort(t *testing.T) {
	store := graphtest.NewMemory()
	b := actorBatch("hub", 0, graph.MaxPage+2)
	for i := 1; i < graph.MaxPage+2; i++ {
		member := fmt.Sprintf("actor/a%05d", i)
		b.Said = append(b.Said, must(graph.SayEdge(member, graph.EdgeMemberOf, member, "actor/a00000", nil)))
	}
	apply(t, store, b)
	begin := func() *listing { return &listing{with: []graph.With{graph.WithAll("test", "members")}} }
	_, _, err := graph.Analyse(t.Context(), store, begin)
	if want := "actor/a00000 has more than 1000 members, which is too many to be analysed at once"; graph.KindOf(err) != graph.KindTooLarge || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// loading is a reader into which a load comes after each of the first questions.
type loading struct {
	graph.Store
	t     *testing.T
	loads int
	done  int
}

func (l *loading) Find(ctx context.Context, queries []graph.Query) ([]graph.Answer, error) {
	answers, err := l.Store.Find(ctx, queries)
	if l.done < l.loads {
		l.done++
		apply(l.t, l.Store, actorBatch(fmt.Sprintf("later-%d", l.done), 100+l.done, 101+l.done))
	}
	return answers, err
}

// An analysis is of one state: where a load comes between its questions, it is begun anew, and not for ever.
func TestAnalyseOneState(t *testing.T) {
	for _, tt := range []struct {
		loads int
		kind  graph.Kind
		want  int
	}{{0, "", 3}, {1, "", 4}, {3, "", 6}, {1000, graph.KindConflict, 0}} {
		store := graphtest.NewMemory()
		apply(t, store, actorBatch("first", 0, 3))
		l, revision, err := graph.Analyse(t.Context(), &loading{Store: store, t: t, loads: tt.loads}, func() *listing { return &listing{} })
		if graph.KindOf(err) != tt.kind {
			t.Errorf("%d loads: %v, want kind %q", tt.loads, err, tt.kind)
		}
		if err == nil && (len(l.names) != tt.want || len(l.again) != tt.want || revision != tt.want-2) {
			t.Errorf("%d loads: %d and %d actors of revision %d, want %d of %d", tt.loads, len(l.names), len(l.again), revision, tt.want, tt.want-2)
		}
	}
}
