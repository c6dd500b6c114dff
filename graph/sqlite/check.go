package sqlite

import (
	"context"
	"database/sql/driver"
	"iter"
	"maps"
	"slices"

	"pactgraph/graph"
)

// goneOf gives the nodes and the edges that a load takes away; without evidence, which goes by itself.
func goneOf(changes iter.Seq[graph.Change]) (nodes, edges []string) {
	for c := range changes {
		if !c.After.Empty() {
			continue
		}
		for _, n := range c.Before.Nodes {
			if n.Noun != graph.NounEvidence {
				nodes = append(nodes, n.ID)
			}
		}
		for _, e := range c.Before.Edges {
			if e.Type != graph.EdgeQuotedFrom {
				edges = append(edges, e.ID)
			}
		}
	}
	return nodes, edges
}

// checkNamed tells whether all that the load's records name will be there. It runs when the nodes that come are there
// and the edges that go are gone, before nodes go and edges come.
func (l *load) checkNamed(ctx context.Context, records iter.Seq[graph.Record], gone []string) error {
	named := map[string]bool{}
	for r := range records {
		if r.Withdrawn {
			continue
		}
		for _, id := range r.References() {
			named[id] = true
		}
	}
	missing := map[string]bool{}
	for _, id := range gone {
		missing[id] = named[id]
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(named)), chunk) {
		const text = `SELECT value FROM json_each(?)
			WHERE NOT EXISTS (SELECT 1 FROM node WHERE id = value) AND NOT EXISTS (SELECT 1 FROM edge WHERE id = value)`
		err := l.c.query(ctx, text, []driver.Value{idsJSON(ids)}, func(row []driver.Value) error {
			missing[textOf(row[0])] = true
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(missing) == 0 {
		return nil
	}
	for r := range records {
		if r.IsEdge() && !r.Withdrawn {
			delete(missing, r.Target)
		}
	}
	return graph.MissingError(graph.Namings(records, missing))
}

// Texts that find the targets that may still name what goes. Claims name nodes through their edges: a statement by
// VOICED_IN, a source by the evidence that they rest on.
const (
	namersOfNodes = `
SELECT j.value, CASE e.type WHEN 'CLAIMED' THEN e."end" ELSE e.id END
  FROM json_each(?1) j CROSS JOIN edge e ON e.start = j.value WHERE e.type NOT IN ('VOICED_IN', 'QUOTED_FROM')
UNION SELECT j.value, CASE e.type WHEN 'VOICED_IN' THEN e.start ELSE e.id END
  FROM json_each(?1) j CROSS JOIN edge e ON e."end" = j.value WHERE e.type NOT IN ('CLAIMED', 'QUOTED_FROM')
UNION SELECT j.value, c.start
  FROM json_each(?1) j CROSS JOIN edge e ON e."end" = j.value AND e.type = 'QUOTED_FROM'
  CROSS JOIN edge c ON c."end" = e.start AND c.type = 'CITES'
UNION SELECT j.value, r.target FROM json_each(?1) j CROSS JOIN refs r ON r.id = j.value`
	namersOfEdges = `
SELECT j.value, e."end" FROM json_each(?1) j CROSS JOIN edge e ON e.edge = j.value`
)

// checkGone tells whether nothing that stays names what goes. It runs when the edges that go are gone.
func (l *load) checkGone(ctx context.Context, nodes, edges []string) error {
	// What each target still names, of what goes.
	names := map[string][]string{}
	find := func(text string, gone []string) error {
		for ids := range slices.Chunk(gone, chunk) {
			err := l.c.query(ctx, text, []driver.Value{idsJSON(ids)}, func(row []driver.Value) error {
				by := textOf(row[1])
				names[by] = append(names[by], textOf(row[0]))
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := find(namersOfNodes, nodes); err != nil {
		return err
	}
	if err := find(namersOfEdges, edges); err != nil {
		return err
	}
	return l.stillNamed(ctx, names)
}

// stillNamed makes the error that says by what, and by whose word, things that go are still named.
func (l *load) stillNamed(ctx context.Context, names map[string][]string) error {
	var named []graph.Naming
	err := l.c.liveOf(ctx, slices.Sorted(maps.Keys(names)), func(r graph.Record) {
		references := r.References()
		for _, id := range names[r.Target] {
			if slices.Contains(references, id) {
				named = append(named, graph.Naming{Target: id, By: r})
			}
		}
	})
	if err != nil {
		return err
	}
	return graph.StillNamedError(l.Dataset, named)
}
