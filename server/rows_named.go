package server

import (
	"context"

	"pactgraph/graph"
	"pactgraph/server/gql"
)

// Rows of what isn't nodes, but names some.
type (
	searchRows        struct{}
	changeRows        struct{}
	plannedChangeRows struct{}
	conflictRows      struct{}
	gapRows           struct{}
	subgraphRows      struct{}
)

// Rows gives the hits of a search.
func (searchRows) Rows(ctx context.Context, found *graph.SearchAnswer) ([]*gql.SearchRow, error) {
	names, err := namesInRows(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]*gql.SearchRow, len(found.Edges))
	for i, hit := range found.Edges {
		id := hit.Node.NodeID()
		row := &gql.SearchRow{ID: id, Label: names.sure(id), Noun: string(hit.Node.Noun()), Kind: names.text(id, "kind"), Score: hit.Score}
		if hit.Node.Noun().IsEntity() {
			degree := names.degree(id)
			row.Degree = &degree
		}
		if len(hit.Highlights) > 0 {
			row.Field, row.Text = &hit.Highlights[0].Field, &hit.Highlights[0].Text
		}
		rows[i] = row
	}
	return rows, nil
}

// Rows gives changes.
func (changeRows) Rows(ctx context.Context, changes *graph.Changes) ([]*gql.ChangeRow, error) {
	names, err := namesInRows(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]*gql.ChangeRow, len(changes.Edges))
	for i, e := range changes.Edges {
		p, load := plannedRow(e.Node, names), e.Node.Load.ID
		row := &gql.ChangeRow{
			Revision: e.Node.Revision, LoadID: load, Dataset: names.text(load, "dataset"), LoadedAt: names.text(load, "finishedAt"),
			Action: p.Action, What: p.What, Target: p.Target, Label: p.Label, AboutID: p.AboutID, About: p.About, AboutEdge: p.AboutEdge,
			Fields: p.Fields, Differences: p.Differences,
		}
		if row.LoadedAt != nil {
			if ms, ok := graph.Milliseconds(*row.LoadedAt).(int64); ok {
				row.LoadedAtMs = &ms
			}
		}
		rows[i] = row
	}
	return rows, nil
}

// Rows gives changes that a load would make.
func (plannedChangeRows) Rows(ctx context.Context, changes *graph.Changes) ([]*gql.PlannedChangeRow, error) {
	names, err := namesInRows(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]*gql.PlannedChangeRow, len(changes.Edges))
	for i, e := range changes.Edges {
		rows[i] = plannedRow(e.Node, names)
	}
	return rows, nil
}

func plannedRow(c *graph.LoggedChange, names namedRows) *gql.PlannedChangeRow {
	about := c.About.NodeID()
	var fields, differences []string
	for _, f := range c.Fields {
		fields = append(fields, f.Field)
		differences = append(differences, f.Field+": "+orNone(f.Old)+" → "+orNone(f.New))
	}
	return &gql.PlannedChangeRow{
		Action: string(c.Action), What: string(c.What), Target: c.Target, Label: c.Label, AboutID: about, About: names.label(about),
		AboutEdge: c.AboutEdge, Fields: joinedTexts(fields), Differences: joinedTexts(differences),
	}
}

func orNone(text *string) string {
	if text == nil {
		return "none"
	}
	return *text
}

// Rows gives conflicts.
func (conflictRows) Rows(ctx context.Context, conflicts *graph.Conflicts) ([]*gql.ConflictRow, error) {
	names, err := namesInRows(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]*gql.ConflictRow, len(conflicts.Edges))
	for i, e := range conflicts.Edges {
		c, about := e.Node, e.Node.About.NodeID()
		row := &gql.ConflictRow{
			Kind: string(c.Kind), AboutID: about, About: names.sure(about), Field: orNull(c.Field), Decision: string(c.Decision), Reason: c.Reason,
		}
		if c.Edge != nil {
			row.Edge = &c.Edge.ID
		}
		var values, datasets []string
		for _, v := range c.Values {
			values = append(values, v.Value)
			if v.Shown {
				row.Shown = orNull(v.Value)
			}
			for _, d := range v.Datasets {
				datasets = append(datasets, d.Dataset)
			}
		}
		row.Values, row.Datasets = joinedTexts(values), joinedTexts(datasets)
		rows[i] = row
	}
	return rows, nil
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// Rows gives gaps.
func (gapRows) Rows(ctx context.Context, gaps *graph.Gaps) ([]*gql.GapRow, error) {
	names, err := namesInRows(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]*gql.GapRow, len(gaps.Edges))
	for i, e := range gaps.Edges {
		g, id := e.Node, e.Node.Node.NodeID()
		var of, ofIDs []string
		for _, n := range g.Of {
			ofIDs = append(ofIDs, n.NodeID())
			of = append(of, names.sure(n.NodeID()))
		}
		rows[i] = &gql.GapRow{
			Kind: string(g.Kind), NodeID: id, Node: names.sure(id), Count: g.Count, Fields: joinedTexts(g.Fields),
			OfIds: joinedTexts(ofIDs), Of: joinedTexts(of), Because: g.Because,
		}
	}
	return rows, nil
}

// Rows gives the nodes of a subgraph.
func (subgraphRows) Rows(ctx context.Context, sub *graph.Subgraph) ([]*gql.SubgraphRow, error) {
	names, err := namesInRows(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]*gql.SubgraphRow, len(sub.Nodes))
	for i, n := range sub.Nodes {
		id, left := n.Node.NodeID(), 0
		for _, l := range n.LeftOut {
			left += l.Count
		}
		rows[i] = &gql.SubgraphRow{
			ID: id, Label: names.sure(id), Noun: string(n.Node.Noun()), Kind: names.text(id, "kind"), Degree: names.degree(id), Depth: n.Depth, LeftOut: left,
		}
	}
	return rows, nil
}
