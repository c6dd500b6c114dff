package neo4j

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
)

// What a transaction takes of the database's memory, measured with Neo4j 2026.09: 2.8 KiB for each node, edge and record
// before its commit, and between 4.7 and 6.3 KB in all (with a limit of 80 MiB, 13,331 of them pass and 17,748 fail), where
// texts are short; and long texts several times their length.
const (
	bytesPerItem = 6200
	bytesPerByte = 4
	// heapShare is how much of the heap all transactions together may take, if nobody says otherwise.
	heapShare = 0.7
	// smallLoad is how many items are never too many.
	smallLoad = 1000
)

// memorySetting limits the memory of all transactions together.
const memorySetting = "dbms.memory.transaction.total.max"

// estimate works out how much of the database's memory the load takes, and asks how much it gives.
func (l *load) estimate(ctx context.Context, items int) {
	l.need = int64(items) * bytesPerItem
	for r := range l.work.Records() {
		l.need += bytesPerByte * max(0, textBytes(r.Said)-shortText)
	}
	l.allowed = l.store.transactionMemory(ctx)
}

// checkMemory refuses a load that the database would let run and then fail at its commit for want of memory.
func (l *load) checkMemory(ctx context.Context, items int) error {
	if items < smallLoad && !l.planned {
		return nil
	}
	l.estimate(ctx, items)
	if items < smallLoad {
		return nil
	}
	allowed, need := l.allowed, l.need
	if allowed == 0 || need <= allowed {
		return nil
	}
	const step = 256 << 20
	heap := (int64(float64(need)/heapShare)/step + 1) * step
	return graph.Errorf(graph.KindTooLarge,
		"this load writes %d nodes, edges and records in one transaction, for which Neo4j needs about %s, and it allows %s (%s): give it a heap of at least %s (server.memory.heap.max_size), split the load, or load into an SQLite store (sqlite:FILE) and bring all of it into an empty database with “pactgraph move”, which needs little memory",
		items, mebibytes(need), mebibytes(allowed), memorySetting, mebibytes(heap))
}

// shortText is how long the texts of a record may be without counting.
const shortText = 200

func textBytes(s graph.Said) int64 {
	var n int64
	for _, value := range s.Props {
		if text, ok := value.(string); ok {
			n += int64(len(text))
		}
	}
	for _, e := range s.Evidence {
		if text, ok := e.Props["exact"].(string); ok {
			n += int64(len(text))
		}
	}
	return n
}

// size is how many nodes and edges are written or deleted.
func (c *changeSet) size() int {
	n := 2 * len(c.evidence)
	for _, list := range c.newNodes {
		n += len(list)
	}
	for _, list := range c.changedNodes {
		n += len(list)
	}
	for _, list := range c.newEdges {
		n += len(list)
	}
	for _, list := range c.changedEdges {
		n += len(list)
	}
	for _, list := range c.goneNodes {
		n += len(list)
	}
	for _, list := range c.goneEdges {
		n += len(list)
	}
	return n
}

func mebibytes(n int64) string { return fmt.Sprintf("%d MiB", (n+1<<20-1)>>20) }

// transactionMemory is what the database allows all transactions together; 0 where it sets no limit or doesn't tell.
func (s *Store) transactionMemory(ctx context.Context) int64 {
	var limit int64
	err := s.read(ctx, func(tx neo4j.ManagedTransaction) error {
		found, err := rows(ctx, tx, "SHOW SETTINGS '"+memorySetting+"' YIELD value RETURN value", nil)
		if err == nil && len(found) == 1 {
			text, _ := found[0][0].(string)
			limit = parseBytes(text)
		}
		return err
	})
	if err != nil {
		// A user who may load needn't be one who may see settings. The database then refuses by itself, at the commit.
		return 0
	}
	return limit
}

// parseBytes reads a size as Neo4j writes it, such as "716.80MiB"; 0 for what is none.
func parseBytes(text string) int64 {
	digits := strings.TrimRight(text, "KMGTiBkmgtb")
	number, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0
	}
	shift := 0
	if unit := strings.ToUpper(strings.TrimSpace(text[len(digits):])); unit != "" {
		shift = 10 * (strings.Index("BKMGT", unit[:1]))
	}
	return int64(number * float64(int64(1)<<max(shift, 0)))
}
