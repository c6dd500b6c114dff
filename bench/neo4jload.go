package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// neo4jLoad loads a graph into an empty database in two ways: as the store does it, and by UNWIND and MERGE of all that it then
// holds (nodes and relationships with every property, and the records), in one transaction, under the same constraints and indexes.
type neo4jLoad struct {
	*database
	batches []graph.Batch
	// merges are the texts with their rows, nodes first.
	merges []merge
	// nodes, relationships and records are what both ways write.
	nodes, relationships, records int
}

// merge is a text for all rows of a kind.
type merge struct {
	text string
	rows []any
}

// mergeRows is how many rows go to the database at once.
const mergeRows = 5000

// newNeo4jLoad loads the graph with the store, and reads what it wrote.
func newNeo4jLoad(d *database, batches []graph.Batch) (*neo4jLoad, error) {
	l := &neo4jLoad{database: d, batches: batches}
	if err := d.fill(batches); err != nil {
		return nil, err
	}
	if err := l.readNodes(); err != nil {
		return nil, err
	}
	return l, l.readRelationships()
}

func (l *neo4jLoad) readNodes() error {
	found, err := l.run("MATCH (n) RETURN n", nil)
	if err != nil {
		return err
	}
	byLabels := map[string][]any{}
	for _, row := range found {
		n := row[0].(dbtype.Node)
		id, _ := n.Props["id"].(string)
		noun, ok := graph.NounOf(id)
		if !ok {
			l.readRecord(n)
			continue
		}
		labels := slices.DeleteFunc(n.Labels, func(label string) bool { return label == string(noun) })
		key := strings.Join(append([]string{string(noun)}, labels...), ":")
		byLabels[key] = append(byLabels[key], n.Props)
		l.nodes++
	}
	for _, key := range slices.Sorted(maps.Keys(byLabels)) {
		noun, more, _ := strings.Cut(key, ":")
		text := fmt.Sprintf("CYPHER 5 UNWIND $rows AS row MERGE (n:%s {id: row.id}) SET n += row", noun)
		if more != "" {
			text += ", n:" + more
		}
		l.merges = append(l.merges, merge{text, byLabels[key]})
	}
	return nil
}

// readRecord takes up a node of the store's own if it is a record; the one with the store's state is always there.
func (l *neo4jLoad) readRecord(n dbtype.Node) {
	if n.Props["said"] == nil {
		return
	}
	l.records++
	text := fmt.Sprintf("CYPHER 5 UNWIND $rows AS row MERGE (n:%s {target: row.target, dataset: row.dataset, revision: row.revision}) SET n += row", n.Labels[0])
	i := slices.IndexFunc(l.merges, func(m merge) bool { return m.text == text })
	if i < 0 {
		i = len(l.merges)
		l.merges = append(l.merges, merge{text: text})
	}
	l.merges[i].rows = append(l.merges[i].rows, n.Props)
}

func (l *neo4jLoad) readRelationships() error {
	found, err := l.run("MATCH (a)-[r]->(b) RETURN r, a.id, b.id", nil)
	if err != nil {
		return err
	}
	byEnds := map[string][]any{}
	for _, row := range found {
		r, start, end := row[0].(dbtype.Relationship), row[1].(string), row[2].(string)
		from, _ := graph.NounOf(start)
		to, _ := graph.NounOf(end)
		// The indexes are named, since the database is planned for while it is empty.
		text := fmt.Sprintf("CYPHER 5 UNWIND $rows AS row MATCH (a:%[1]s) USING INDEX a:%[1]s(id) WHERE a.id = row.start "+
			"MATCH (b:%[2]s) USING INDEX b:%[2]s(id) WHERE b.id = row.end MERGE (a)-[r:%[3]s {id: row.props.id}]->(b) SET r += row.props", from, to, r.Type)
		byEnds[text] = append(byEnds[text], map[string]any{"start": start, "end": end, "props": r.Props})
		l.relationships++
	}
	for _, text := range slices.Sorted(maps.Keys(byEnds)) {
		l.merges = append(l.merges, merge{text, byEnds[text]})
	}
	return nil
}

func (l *neo4jLoad) ours() error { return l.load(l.batches) }

func (l *neo4jLoad) bare() error {
	session := l.driver.NewSession(l.ctx, driver.SessionConfig{})
	defer session.Close(l.ctx)
	tx, err := session.BeginTransaction(l.ctx)
	if err != nil {
		return err
	}
	defer tx.Close(l.ctx)
	for _, m := range l.merges {
		for part := range slices.Chunk(m.rows, mergeRows) {
			result, err := tx.Run(l.ctx, m.text, map[string]any{"rows": part})
			if err != nil {
				return err
			}
			if _, err := result.Consume(l.ctx); err != nil {
				return err
			}
		}
	}
	return tx.Commit(l.ctx)
}

// agree checks that the bare way writes as many nodes and relationships as ours.
func (l *neo4jLoad) agree() error {
	if err := l.empty(); err != nil {
		return err
	}
	if err := l.bare(); err != nil {
		return err
	}
	found, err := l.run("MATCH (n) RETURN sum(CASE WHEN n.said IS NULL AND n.id CONTAINS '/' THEN 1 ELSE 0 END), COUNT { ()-->() }, count(n.said)", nil)
	if err != nil {
		return err
	}
	want := []any{int64(l.nodes), int64(l.relationships), int64(l.records)}
	if !slices.Equal(found[0], want) {
		return fmt.Errorf("the bare load makes nodes, relationships and records %v, ours %v", found[0], want)
	}
	return nil
}

func measureNeo4jLoads(d *database, o options) error {
	l, err := newNeo4jLoad(d, graphtest.Generate(seed, o.loaded))
	if err != nil {
		return err
	}
	if err := l.agree(); err != nil {
		return err
	}
	fmt.Printf("\nNeo4j, a load of %d nodes, %d relationships and %d records\n", l.nodes, l.relationships, l.records)
	return report(os.Stdout, comparison{
		name: "into Neo4j, against bare UNWIND and MERGE", ours: l.ours, bare: l.bare, before: d.empty, rounds: o.loads, warm: 1, goal: 1.3,
	})
}
