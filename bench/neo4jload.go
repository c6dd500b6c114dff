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

// neo4jLoad loads a graph into an empty database in two ways: as the store does it, and by UNWIND and MERGE of the nodes
// and relationships that are then shown, in one transaction, under the same constraints and indexes.
type neo4jLoad struct {
	*database
	batches []graph.Batch
	// merges are the texts with their rows, nodes first.
	merges []merge
	// nodes and relationships are what both ways write; records and copies what ours alone does.
	nodes, relationships, records, copies int
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

// plain gives the model's own properties, and counts the rest: what the store keeps beside them to sort and to search.
func (l *neo4jLoad) plain(table []graph.Property, props map[string]any) map[string]any {
	row := map[string]any{"id": props["id"]}
	for _, p := range table {
		if value, ok := props[p.Name]; ok {
			row[p.Name] = value
		}
	}
	l.copies += len(props) - len(row)
	return row
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
			l.records++
			continue
		}
		labels := slices.DeleteFunc(n.Labels, func(label string) bool { return label == string(noun) })
		key := strings.Join(append([]string{string(noun)}, labels...), ":")
		byLabels[key] = append(byLabels[key], l.plain(noun.Properties(), n.Props))
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
		byEnds[text] = append(byEnds[text], map[string]any{"start": start, "end": end, "props": l.plain(graph.EdgeProperties(), r.Props)})
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
	found, err := l.run("RETURN COUNT { () }, COUNT { ()-->() }", nil)
	if err != nil {
		return err
	}
	if nodes, rels := found[0][0], found[0][1]; nodes != int64(l.nodes) || rels != int64(l.relationships) {
		return fmt.Errorf("the bare load makes %d nodes and %d relationships, ours shows %d and %d", nodes, rels, l.nodes, l.relationships)
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
	fmt.Printf("\nNeo4j, a load of %d nodes and %d relationships; ours also writes %d records and %d properties to sort and to search by\n",
		l.nodes, l.relationships, l.records, l.copies)
	return report(os.Stdout, comparison{
		name: "into Neo4j, against bare UNWIND and MERGE", ours: l.ours, bare: l.bare, before: d.empty, rounds: o.loads, warm: 1,
	})
}
