package neo4j

import (
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
)

// Profile runs a query and gives the number of database hits that it took, and its plan.
func (s *Store) Profile(t testing.TB, q graph.Query) (hits int64, plan string) {
	t.Helper()
	err := s.read(t.Context(), func(tx neo4j.ManagedTransaction) error {
		hits, plan = 0, ""
		for _, st := range statements(q) {
			result, err := tx.Run(t.Context(), "PROFILE "+st.text, st.params)
			if err != nil {
				return err
			}
			summary, err := result.Consume(t.Context())
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

// Text gives the text of a query.
func Text(q graph.Query) string { return statements(q)[0].text }

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
