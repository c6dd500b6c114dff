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

// batchSize is how many rows go to the database at once.
const batchSize = 5000

// chunks gives a list in parts of batchSize.
func chunks[T any](list []T) iter.Seq[[]T] { return slices.Chunk(list, batchSize) }

// rowsOf gives the rows that a function makes of elements, in parts of batchSize.
func rowsOf[T any](list iter.Seq[T], row func(T) map[string]any) iter.Seq[[]map[string]any] {
	return func(yield func([]map[string]any) bool) {
		var part []map[string]any
		for v := range list {
			if part = append(part, row(v)); len(part) == batchSize {
				if !yield(part) {
					return
				}
				part = nil
			}
		}
		if len(part) > 0 {
			yield(part)
		}
	}
}

// Types of rows to write, by which they are put together: a text's labels and types can't be parameters.
type (
	nodeGroup struct {
		noun graph.Noun
		kind string
	}
	edgeGroup struct {
		t          graph.EdgeType
		start, end graph.Noun
	}
)

// changes of what is shown, put together by what they take. Claims never change: they come and go.
type changeSet struct {
	newNodes, changedNodes map[nodeGroup][]map[string]any
	newEdges               map[edgeGroup][]map[string]any
	changedEdges           map[graph.EdgeType][]map[string]any
	goneNodes              map[graph.Noun][]string
	goneEdges              map[graph.EdgeType][]string
	// evidence may be shared by claims: it is made if it isn't there, and what may be gone goes when no claim cites it.
	evidence  map[string]*evidence
	maybeGone map[string]bool
	// added are the ids of nodes and edges that weren't shown before.
	added map[string]bool
	// degrees says by how much the degrees of entities grow or shrink.
	degrees map[graph.Noun]map[string]int
}

// evidence is a node with the edge to its source.
type evidence struct{ node, quotedFrom map[string]any }

func newChangeSet(changes iter.Seq[graph.Change]) *changeSet {
	c := &changeSet{
		newNodes: map[nodeGroup][]map[string]any{}, changedNodes: map[nodeGroup][]map[string]any{},
		newEdges: map[edgeGroup][]map[string]any{}, changedEdges: map[graph.EdgeType][]map[string]any{},
		goneNodes: map[graph.Noun][]string{}, goneEdges: map[graph.EdgeType][]string{},
		evidence: map[string]*evidence{}, maybeGone: map[string]bool{},
		added: map[string]bool{}, degrees: map[graph.Noun]map[string]int{},
	}
	for change := range changes {
		c.take(change)
	}
	c.countNew()
	return c
}

// countNew gives the new entities their degrees, which then needn't be counted once they are there.
func (c *changeSet) countNew() {
	for g, list := range c.newNodes {
		for _, row := range list {
			id, _ := row["id"].(string)
			if by, ok := c.degrees[g.noun][id]; ok {
				row["degree"] = by
				delete(c.degrees[g.noun], id)
			}
		}
	}
}

func (c *changeSet) take(change graph.Change) {
	nodesBefore, edgesBefore := map[string]bool{}, map[string]bool{}
	for _, n := range change.Before.Nodes {
		nodesBefore[n.ID] = true
	}
	for _, e := range change.Before.Edges {
		edgesBefore[e.ID] = true
	}
	for _, n := range change.After.Nodes {
		c.showNode(n, nodesBefore[n.ID])
		delete(nodesBefore, n.ID)
	}
	for _, e := range change.After.Edges {
		c.showEdge(e, edgesBefore[e.ID])
		delete(edgesBefore, e.ID)
	}
	for _, n := range change.Before.Nodes {
		switch {
		case !nodesBefore[n.ID]:
		case n.Noun == graph.NounEvidence:
			c.maybeGone[n.ID] = true
		default:
			c.goneNodes[n.Noun] = append(c.goneNodes[n.Noun], n.ID)
		}
	}
	for _, e := range change.Before.Edges {
		// Evidence takes the edge to its source with it.
		if edgesBefore[e.ID] && e.Type != graph.EdgeQuotedFrom {
			c.goneEdges[e.Type] = append(c.goneEdges[e.Type], e.ID)
			c.count(e, -1)
		}
	}
}

func (c *changeSet) showNode(n graph.ShownNode, before bool) {
	row := encodeNode(n)
	if n.Noun == graph.NounEvidence {
		c.evidenceOf(n.ID).node = row
		return
	}
	kind, _ := n.Props["kind"].(string)
	g := nodeGroup{n.Noun, kindLabels(n.Noun)[kind]}
	if before {
		c.changedNodes[g] = append(c.changedNodes[g], row)
		return
	}
	if n.Noun.IsEntity() {
		row["degree"] = 0
	}
	c.added[n.ID] = true
	c.newNodes[g] = append(c.newNodes[g], row)
}

func (c *changeSet) evidenceOf(id string) *evidence {
	if c.evidence[id] == nil {
		c.evidence[id] = &evidence{}
	}
	return c.evidence[id]
}

func (c *changeSet) showEdge(e graph.ShownEdge, before bool) {
	props := encodeEdge(e)
	if before {
		c.changedEdges[e.Type] = append(c.changedEdges[e.Type], props)
		return
	}
	row := map[string]any{"start": e.Start, "end": e.End, "props": props}
	if e.Type == graph.EdgeQuotedFrom {
		c.evidenceOf(e.Start).quotedFrom = row
		return
	}
	start, _ := graph.NounOf(e.Start)
	end, _ := graph.NounOf(e.End)
	g := edgeGroup{e.Type, start, end}
	c.added[e.ID] = true
	c.newEdges[g] = append(c.newEdges[g], row)
	c.count(e, 1)
}

// count notes that the entities at the ends of an edge have one edge more or less.
func (c *changeSet) count(e graph.ShownEdge, by int) {
	start, _ := graph.NounOf(e.Start)
	end, _ := graph.NounOf(e.End)
	if !start.IsEntity() || !end.IsEntity() || e.Start == e.End {
		return
	}
	for id, noun := range map[string]graph.Noun{e.Start: start, e.End: end} {
		if c.degrees[noun] == nil {
			c.degrees[noun] = map[string]int{}
		}
		c.degrees[noun][id] += by
	}
}

// write writes a load that has something to keep.
func (l *load) write(ctx context.Context) error {
	c := newChangeSet(l.work.Changes())
	if err := l.checkNamed(ctx, l.work.Records(), c); err != nil {
		return err
	}
	gone := goneRows(l.work.Records())
	records, _ := l.work.Size()
	if err := l.checkMemory(ctx, records+len(gone)+c.size()); err != nil {
		return err
	}
	ctx = graph.BeginPart(ctx, graph.PartWriting, records+c.size())
	steps := []func(context.Context, *changeSet) error{
		l.dropShared, l.deleteEdges, l.deleteClaims, l.writeNodes, l.writeEvidence, l.writeEdges, l.deleteEvidence,
	}
	for _, step := range steps {
		if err := step(ctx, c); err != nil {
			return err
		}
	}
	if err := l.writeRecords(ctx, gone); err != nil {
		return err
	}
	for _, step := range []func(context.Context, *changeSet) error{l.countDegrees, l.deleteEntities} {
		if err := step(ctx, c); err != nil {
			return err
		}
	}
	return l.finish(ctx, l.receipt)
}

// batches runs a text for rows in parts.
func batches[T any](ctx context.Context, tx runner, text string, list []T) error {
	for part := range chunks(list) {
		if _, err := rows(ctx, tx, text, map[string]any{"rows": part}); err != nil {
			return err
		}
		graph.Advance(ctx, len(part))
	}
	return nil
}

// inOrder gives a map's keys and values in the order of the keys as text, so that a load writes the same way each time.
func inOrder[K comparable, V any](m map[K]V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		keys := slices.Collect(maps.Keys(m))
		slices.SortFunc(keys, func(a, b K) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, k := range keys {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}

func (l *load) deleteEdges(ctx context.Context, c *changeSet) error {
	for t, ids := range inOrder(c.goneEdges) {
		text := "CYPHER 5 UNWIND $rows AS id " + seekEdge(t, "id") + " DELETE r"
		if err := batches(ctx, l.tx, text, ids); err != nil {
			return err
		}
	}
	return nil
}

func (l *load) deleteClaims(ctx context.Context, c *changeSet) error {
	return batches(ctx, l.tx, "CYPHER 5 UNWIND $rows AS id "+seek("n", graph.NounClaim, "id")+" DELETE n", c.goneNodes[graph.NounClaim])
}

func (l *load) writeNodes(ctx context.Context, c *changeSet) error {
	// In the model's order: Neo4j mostly gives nodes as they were made, so that who looks at the first 25 of all sees entities,
	// before claims, quotes and records.
	for _, noun := range graph.Nouns() {
		for g, list := range inOrder(c.newNodes) {
			if g.noun != noun {
				continue
			}
			if err := batches(ctx, l.tx, newNodeText(g), list); err != nil {
				return err
			}
		}
	}
	for g, list := range inOrder(c.changedNodes) {
		if err := batches(ctx, l.tx, changeNodeText(g), list); err != nil {
			return err
		}
	}
	return nil
}

// dropShared leaves out of the set the evidence that is there already: claims of earlier loads rest on it too.
func (l *load) dropShared(ctx context.Context, c *changeSet) error {
	text := "CYPHER 5 UNWIND $ids AS id " + seek("n", graph.NounEvidence, "id") + " RETURN id"
	there, err := l.strings(ctx, text, slices.Sorted(maps.Keys(c.evidence)))
	for _, id := range there {
		delete(c.evidence, id)
	}
	return err
}

func (l *load) writeEvidence(ctx context.Context, c *changeSet) error {
	var nodes, edges []map[string]any
	for _, e := range inOrder(c.evidence) {
		nodes, edges = append(nodes, e.node), append(edges, e.quotedFrom)
	}
	if err := batches(ctx, l.tx, "CYPHER 5 UNWIND $rows AS row CREATE (n:Evidence) SET n = row", nodes); err != nil {
		return err
	}
	return l.createEdges(ctx, newEdgeText(edgeGroup{graph.EdgeQuotedFrom, graph.NounEvidence, graph.NounSource}), edges)
}

// seek finds a node by its id. The index is named because a load can be the first, and its texts be planned for an empty
// database, where looking at all nodes seems as good.
func seek(name string, noun graph.Noun, id string) string {
	return fmt.Sprintf("MATCH (%s:%s) USING INDEX %s:%s(id) WHERE %s.id = %s", name, noun, name, noun, name, id)
}

// seekEdge finds an edge, as r, by its id.
func seekEdge(t graph.EdgeType, id string) string {
	return fmt.Sprintf("MATCH ()-[r:%s]->() USING INDEX r:%s(id) WHERE r.id = %s", t, t, id)
}

func newEdgeText(g edgeGroup) string {
	return fmt.Sprintf("CYPHER 5 UNWIND $rows AS row %s %s CREATE (a)-[r:%s]->(b) SET r = row.props RETURN count(r)",
		seek("a", g.start, "row.start"), seek("b", g.end, "row.end"), g.t)
}

func newNodeText(g nodeGroup) string {
	labels := string(g.noun)
	if g.kind != "" {
		labels += ":" + g.kind
	}
	return fmt.Sprintf("CYPHER 5 UNWIND $rows AS row CREATE (n:%s) SET n = row", labels)
}

func changeNodeText(g nodeGroup) string {
	text := fmt.Sprintf("CYPHER 5 UNWIND $rows AS row %s WITH n, row, n.degree AS degree SET n = row SET n.degree = degree", seek("n", g.noun, "row.id"))
	if g.kind == "" {
		return text
	}
	labels := slices.Sorted(maps.Values(kindLabels(g.noun)))
	return text + fmt.Sprintf(" REMOVE n:%s SET n:%s", strings.Join(labels, ":"), g.kind)
}

func (l *load) writeEdges(ctx context.Context, c *changeSet) error {
	for g, list := range inOrder(c.newEdges) {
		if err := l.createEdges(ctx, newEdgeText(g), list); err != nil {
			return err
		}
	}
	for t, list := range inOrder(c.changedEdges) {
		text := "CYPHER 5 UNWIND $rows AS row " + seekEdge(t, "row.id") + " SET r = row"
		if err := batches(ctx, l.tx, text, list); err != nil {
			return err
		}
	}
	return nil
}

// createEdges runs a text that gives the number of edges made, and sees that each row made one.
func (l *load) createEdges(ctx context.Context, text string, list []map[string]any) error {
	for part := range chunks(list) {
		found, err := rows(ctx, l.tx, text, map[string]any{"rows": part})
		if err != nil {
			return err
		}
		if made, _ := found[0][0].(int64); made != int64(len(part)) {
			return graph.Errorf(graph.KindInternal, "of %d edges %d were made: an end of one is missing", len(part), made)
		}
		graph.Advance(ctx, len(part))
	}
	return nil
}

func (l *load) deleteEvidence(ctx context.Context, c *changeSet) error {
	text := "CYPHER 5 UNWIND $rows AS id " + seek("n", graph.NounEvidence, "id") + " AND NOT EXISTS { (n)<-[:CITES]-() } DETACH DELETE n"
	return batches(ctx, l.tx, text, slices.Sorted(maps.Keys(c.maybeGone)))
}

func (l *load) writeRecords(ctx context.Context, gone []map[string]any) error {
	for part := range chunks(l.work.Replaced()) {
		if _, err := rows(ctx, l.tx, retireText, map[string]any{"ids": part, "dataset": l.batch.Dataset}); err != nil {
			return err
		}
	}
	for part := range rowsOf(l.work.Records(), encodeRecord) {
		if err := batches(ctx, l.tx, recordText, part); err != nil {
			return err
		}
	}
	return batches(ctx, l.tx, goneText, gone)
}

// deleteEntities deletes the entities that nobody speaks of any more, if nothing that stays names what goes.
func (l *load) deleteEntities(ctx context.Context, c *changeSet) error {
	if err := l.checkGone(ctx, c); err != nil {
		return err
	}
	for noun, ids := range inOrder(c.goneNodes) {
		if !noun.IsEntity() {
			continue
		}
		text := fmt.Sprintf("CYPHER 5 UNWIND $rows AS id %s DELETE n", seek("n", noun, "id"))
		if err := batches(ctx, l.tx, text, ids); err != nil {
			return err
		}
	}
	return nil
}

// countDegrees changes the degree of each entity that has more or fewer edges than before.
func (l *load) countDegrees(ctx context.Context, c *changeSet) error {
	for noun, degrees := range inOrder(c.degrees) {
		var list []map[string]any
		for id, by := range inOrder(degrees) {
			if by != 0 {
				list = append(list, map[string]any{"id": id, "by": by})
			}
		}
		text := fmt.Sprintf("CYPHER 5 UNWIND $rows AS row %s SET n.degree = n.degree + row.by", seek("n", noun, "row.id"))
		if err := batches(ctx, l.tx, text, list); err != nil {
			return err
		}
	}
	return nil
}
