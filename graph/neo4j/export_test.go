package neo4j

import (
	"reflect"
	"slices"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
)

// Profile runs a query and gives the number of database hits that it took, and its plan.
func (s *Store) Profile(t testing.TB, q graph.Query) (hits int64, plan string) {
	t.Helper()
	err := s.read(t.Context(), func(tx neo4j.ManagedTransaction) error {
		var asked []statement
		f := &finder{ctx: t.Context(), tx: tx, ran: func(text string, params map[string]any) {
			asked = append(asked, statement{text: text, params: params})
		}}
		if _, err := f.answer(q); err != nil {
			return err
		}
		hits, plan = 0, ""
		for _, st := range asked {
			summary, err := consume(t.Context(), tx, "PROFILE "+st.text, st.params)
			if err != nil {
				return err
			}
			o := readPlan(summary.Profile())
			hits += o.total()
			plan += o.text()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits, plan
}

// Text gives the text of a query for a page.
func Text(q graph.Query) string { return compilePage(q).text }

// CheckVersion and SchemaVersion are for tests of what Open refuses.
var CheckVersion = checkVersion

const SchemaVersion = schemaVersion

// HoldLock takes the lock of loads, as a load does, until release is called.
func (s *Store) HoldLock(t testing.TB) (release func()) {
	t.Helper()
	session := s.driver.NewSession(t.Context(), s.session(neo4j.AccessModeWrite))
	tx, err := s.lockedTransaction(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(t.Context()); err != nil {
			t.Error(err)
		}
		_ = session.Close(t.Context())
	}
}

// Asked is a text with its parameters.
type Asked struct {
	Text   string
	Params map[string]any
}

// Texts gives the texts that a query for a page may take, each once: its own, and those for what hangs on what it finds.
func Texts(q graph.Query) []Asked {
	var all []Asked
	var add func(statement)
	var within func(*list)
	add = func(st statement) {
		if !slices.ContainsFunc(all, func(a Asked) bool { return a.Text == st.text && reflect.DeepEqual(a.Params, st.params) }) {
			all = append(all, Asked{st.text, st.params})
			within(st.root)
		}
	}
	within = func(l *list) {
		for _, part := range slices.Concat(l.parts, l.onEdge) {
			within(part)
		}
		for _, noun := range graph.Nouns() {
			if withs := withsOf(l.later, noun); noun != "" && len(withs) > 0 {
				add(compileLater(noun, withs))
			}
		}
		if len(l.laterOnEdge) > 0 {
			add(compileLaterOnEdge(l.field, l.laterOnEdge))
		}
	}
	add(compilePage(q))
	return all
}

// MostDepth, MostLists and MostNodes are what one text may hold.
const (
	MostDepth = mostDepth
	MostLists = mostLists
	MostNodes = mostNodes
)
