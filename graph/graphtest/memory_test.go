package graphtest

import (
	"testing"

	"go.uber.org/goleak"

	"pactgraph/graph"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func openMemory(t *testing.T) graph.Store {
	m := NewMemory()
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m
}

// The oracle keeps the same promises as the stores that are compared with it.
func TestMemory(t *testing.T) { Run(t, openMemory) }

// Memory keeps nothing when it is closed; a new one that is given its state stands for one that is opened again.
func TestMemoryReopen(t *testing.T) {
	RunReopen(t, openMemory, func(t *testing.T, closed graph.Store) graph.Store {
		m := openMemory(t).(*Memory)
		m.now = closed.(*Memory).state()
		return m
	})
}
