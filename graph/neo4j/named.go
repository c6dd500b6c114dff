package neo4j

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"pactgraph/graph"
)

// checkNamed tells whether every node and edge that the load names is there after it.
func (l *load) checkNamed(ctx context.Context, records iter.Seq[graph.Record], c *changeSet) error {
	gone := c.goneIDs()
	// wanted are the ids to look for in the database, by the text that finds them.
	wanted := map[string]map[string]bool{}
	for r := range records {
		for _, id := range namedBy(r) {
			if c.added[id] || gone[id] {
				continue
			}
			text := findText(id)
			if wanted[text] == nil {
				wanted[text] = map[string]bool{}
			}
			wanted[text][id] = true
		}
	}
	there := map[string]bool{}
	for text, ids := range inOrder(wanted) {
		if text == "" {
			continue
		}
		found, err := l.strings(ctx, text, slices.Sorted(maps.Keys(ids)))
		if err != nil {
			return err
		}
		for _, id := range found {
			there[id] = true
		}
	}
	missing := map[string]bool{}
	for r := range records {
		for _, id := range namedBy(r) {
			missing[id] = !c.added[id] && !there[id]
		}
	}
	return graph.MissingError(graph.Namings(records, missing))
}

// findText gives the text that finds a node or an edge by its id; empty for an id of neither.
func findText(id string) string {
	if noun, ok := graph.NounOf(id); ok {
		return "CYPHER 5 UNWIND $ids AS id " + seek("n", noun, "id") + " RETURN id"
	}
	if t, ok := typeOf(id); ok {
		return "CYPHER 5 UNWIND $ids AS id " + seekEdge(t, "id") + " RETURN id"
	}
	return ""
}

// typeOf tells the type of an edge by its id, which begins with it: "edge/bearer/…".
func typeOf(id string) (graph.EdgeType, bool) {
	_, rest, _ := strings.Cut(id, "/")
	name, _, _ := strings.Cut(rest, "/")
	t := graph.EdgeType(strings.ToUpper(name))
	return t, slices.Contains(edgeTypes(), t)
}

// goneIDs gives the ids of the nodes and edges that the load takes away, but for evidence.
func (c *changeSet) goneIDs() map[string]bool {
	gone := map[string]bool{}
	for _, ids := range c.goneNodes {
		for _, id := range ids {
			gone[id] = true
		}
	}
	for _, ids := range c.goneEdges {
		for _, id := range ids {
			gone[id] = true
		}
	}
	return gone
}

func namedBy(r graph.Record) []string {
	if r.Withdrawn {
		return nil
	}
	return r.References()
}

// checkGone tells whether nothing that stays names what goes. It looks after the load's edges and records were written:
// what still hangs on a node that goes was said by somebody else, or again.
func (l *load) checkGone(ctx context.Context, c *changeSet) error {
	targets := map[string]bool{}
	add := func(text string, ids []string) error {
		found, err := l.strings(ctx, text, ids)
		for _, id := range found {
			targets[id] = true
		}
		return err
	}
	for noun, ids := range inOrder(c.goneNodes) {
		if !noun.IsEntity() {
			continue
		}
		for _, text := range hangingTexts(noun) {
			if err := add(text, ids); err != nil {
				return err
			}
		}
	}
	for _, ids := range inOrder(c.goneEdges) {
		if err := add(aboutEdgeText, ids); err != nil {
			return err
		}
	}
	if len(targets) == 0 {
		return nil
	}
	return l.refuseGone(ctx, slices.Sorted(maps.Keys(targets)), c.goneIDs())
}

// aboutEdgeText finds the claims about edges.
const aboutEdgeText = "CYPHER 5 UNWIND $ids AS id MATCH ()-[r:CLAIMED]->(c:Claim) USING INDEX r:CLAIMED(edge) WHERE r.edge = id RETURN c.id"

// hangingTexts find the targets of records that name nodes of a noun: what hangs on them, and edges on which a record
// names them.
func hangingTexts(noun graph.Noun) []string {
	return append(hangsTexts(noun),
		fmt.Sprintf("CYPHER 5 UNWIND $ids AS id MATCH (r:%[1]s) USING INDEX r:%[1]s(by, live) WHERE r.by = id AND r.live = true RETURN r.target", recordLabel))
}

// hangsTexts find the targets that hang on nodes of a noun (see graph.Said.HangsOn): edges and claims, claims that are
// voiced in them, and claims that rest on what is quoted from them, or on themselves.
func hangsTexts(noun graph.Noun) []string {
	match := "CYPHER 5 UNWIND $ids AS id " + seek("n", noun, "id") + " "
	if noun == graph.NounEvidence {
		return []string{match + "MATCH (n)<-[:CITES]-(c:Claim) RETURN c.id"}
	}
	return []string{
		match + fmt.Sprintf("MATCH (n)-[r:%s]-() RETURN r.id", typeList(entityEdges())),
		match + "MATCH (n)-[:CLAIMED]->(c:Claim) RETURN c.id",
		match + "MATCH (n)<-[:VOICED_IN]-(c:Claim) RETURN c.id",
		match + "MATCH (n)<-[:QUOTED_FROM]-(:Evidence)<-[:CITES]-(c:Claim) RETURN c.id",
	}
}

// refuseGone gives the error that names by what records the nodes that go are still named.
func (l *load) refuseGone(ctx context.Context, targets []string, gone map[string]bool) error {
	var named []graph.Naming
	for part := range chunks(targets) {
		found, err := rows(ctx, l.tx, liveText, map[string]any{"ids": part})
		if err != nil {
			return err
		}
		for _, row := range found {
			r, err := decodeRecord(row[0])
			if err != nil {
				return err
			}
			named = append(named, graph.Namings(slices.Values([]graph.Record{r}), gone)...)
		}
	}
	return graph.StillNamedError(l.batch.Dataset, named)
}
