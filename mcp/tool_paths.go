package mcp

import (
	"context"

	"pactgraph/graph"
)

// pathsIn is what paths takes.
type pathsIn struct {
	From             string     `json:"from" jsonschema:"Where the paths begin: an id, or a name or code of a state." max:"300"`
	To               string     `json:"to" jsonschema:"Where they end." max:"300"`
	MaxLength        int        `json:"max_length,omitempty" jsonschema:"The most steps that a path may have, 1 to 6." min:"1" max:"6" default:"4"`
	ThroughDocuments bool       `json:"through_declarations,omitempty" jsonschema:"True for paths through declarations alone: as parties, and as those who owe and are owed what they promise."`
	Relations        []edgeType `json:"relations,omitempty" jsonschema:"Only steps of these types; all, if left out." max:"40"`
	AvoidHubsOver    *int       `json:"avoid_hubs_over,omitempty" jsonschema:"No path leads through a thing with more edges than this." min:"1" max:"1000000"`
	AsOf             graph.Date `json:"as_of,omitempty" jsonschema:"Only what held on this day: 2026-01-06, or 2026-01 or 2026; everything, if left out."`
	First            int        `json:"first,omitempty" jsonschema:"How many paths, 1 to 20." min:"1" max:"20" default:"5"`
}

// Connections are paths between two things.
type Connections struct {
	From  Ref    `json:"from"`
	To    Ref    `json:"to"`
	Paths []Path `json:"paths" jsonschema:"The shortest first."`
	Ended string `json:"ended" jsonschema:"Why the search ended. ALL: these are all paths up to the length. FIRST: as many were found as were wanted, and there may be more. TIME, SIZE: it was given up, and there may be more."`
	Answer
}

// Path is one way from one thing to another.
type Path struct {
	Length int       `json:"length"`
	Steps  []PathTie `json:"steps" jsonschema:"Each step of it; where several edges join two things, several with the same number."`
}

// PathTie is an edge on a path.
type PathTie struct {
	Step    int    `json:"step" jsonschema:"Which step it is, from 1."`
	From    Ref    `json:"from" jsonschema:"The thing from which the step goes."`
	To      Ref    `json:"to" jsonschema:"The thing to which it goes."`
	Edge    string `json:"edge" jsonschema:"The type of the edge."`
	Reverse bool   `json:"backwards,omitempty" jsonschema:"True where the edge goes the other way: from the second to the first."`
	AsNamed string `json:"as_named,omitempty" jsonschema:"The source's words for who it is."`
	Details string `json:"details,omitempty" jsonschema:"What else is known of it: role, action, dates."`
	Cited
}

func (t PathTie) line() string {
	arrow := "-" + t.Edge + "->"
	if t.Reverse {
		arrow = "<-" + t.Edge + "-"
	}
	text := words(", ", words(" ", t.From.text(), arrow, t.To.text()), oneLine(t.Details))
	if t.AsNamed != "" {
		text += ", named " + quoted(t.AsNamed)
	}
	return text + " " + t.Cited.text()
}

var pathsTool = tool[pathsIn, Connections]{
	name: "paths", title: "How two things are connected",
	description: "How two actors, or any two things, are connected: the shortest paths between them, each step with the quotes and sources that show it.",
}

func (s settings) paths(ctx context.Context, q *inquiry, in pathsIn) (out Connections, err error) {
	if err := check("as_of", in.AsOf); err != nil {
		return out, err
	}
	if out.From, err = q.thing(ctx, "from", in.From, graph.Entities()...); err != nil {
		return out, err
	}
	if out.To, err = q.thing(ctx, "to", in.To, graph.Entities()...); err != nil {
		return out, err
	}
	variables := map[string]any{"from": out.From.ID, "to": out.To.ID, "maxLength": in.MaxLength, "first": in.First}
	if in.AvoidHubsOver != nil {
		variables["avoidHubsOver"] = *in.AvoidHubsOver
	}
	if len(in.Relations) > 0 {
		variables["relations"] = in.Relations
	}
	if in.ThroughDocuments {
		variables["preset"] = "DECLARATIONS"
	}
	if in.AsOf != "" {
		variables["asOf"] = in.AsOf
	}
	var got struct {
		Paths struct {
			Paths []struct {
				Length int
				Nodes  []named
				Steps  []struct{ Edges []edge }
			}
			Reason string
		}
	}
	if err := q.question(ctx, "paths", variables, &got); err != nil {
		return out, err
	}
	var edges []edge
	for _, p := range got.Paths.Paths {
		for _, step := range p.Steps {
			edges = append(edges, step.Edges...)
		}
	}
	by, err := q.evidenceOf(ctx, edges)
	if err != nil {
		return out, err
	}
	if err := q.load(ctx); err != nil {
		return out, err
	}
	out.Paths, out.Ended = []Path{}, got.Paths.Reason
	for _, p := range got.Paths.Paths {
		path := Path{Length: p.Length, Steps: []PathTie{}}
		for i, step := range p.Steps {
			for _, e := range step.Edges {
				tie := q.tieOf(e, p.Nodes[i+1].ref(), by)
				path.Steps = append(path.Steps, PathTie{
					Step: i + 1, From: p.Nodes[i].ref(), To: tie.Ref, Edge: string(e.Type), Reverse: e.Start != p.Nodes[i].ID,
					AsNamed: tie.AsNamed, Details: tie.Details, Cited: tie.Cited,
				})
			}
		}
		out.Paths = append(out.Paths, path)
	}
	out.close(q, in.AsOf)
	return out, nil
}
