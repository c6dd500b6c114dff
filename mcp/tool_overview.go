package mcp

import (
	"context"
	"strings"

	"pactgraph/graph"
)

// Overview is what is in the graph.
type Overview struct {
	Contents []Count    `json:"contents" jsonschema:"How many things there are of each type."`
	Kinds    []Count    `json:"obligations_by_kind"`
	Statuses []Count    `json:"obligations_by_status" jsonschema:"As of as_of; DERIVED by rules."`
	Newest   []Compared `json:"newest_declarations" jsonschema:"The declarations that were signed last."`
	Loads    []Load     `json:"newest_loads" jsonschema:"What was loaded last: how fresh the graph is."`
	Answer
}

// Load is a run of the loader.
type Load struct {
	ID       string `json:"id"`
	Dataset  string `json:"dataset,omitempty"`
	Revision int    `json:"revision"`
	Finished string `json:"finished_at"`
}

func (l Load) line() string { return words(", ", l.ID, l.Dataset, l.Finished) }

var overviewTool = tool[struct{}, Overview]{
	name: "overview", title: "What is in the graph",
	description: "What the graph holds: how many things of each type, promises by kind and status, the newest declarations, the sources that it rests on, and how fresh it is. Start here when you don't know what can be asked.",
}

// counted are the types of things that an overview counts.
var counted = []graph.Noun{graph.NounActor, graph.NounDeclaration, graph.NounObligation, graph.NounCondition, graph.NounEvent, graph.NounStatement}

type groups struct {
	Groups []struct {
		Keys  []struct{ Label string }
		Count int
	}
}

func (g groups) counts() []Count {
	list := []Count{}
	for _, one := range g.Groups {
		list = append(list, Count{one.Keys[0].Label, one.Count})
	}
	return list
}

func (s settings) overview(ctx context.Context, q *inquiry, _ struct{}) (out Overview, err error) {
	type total struct{ TotalCount int }
	var got struct {
		Actors, Declarations, Obligations, Conditions, Events, Statements total
		Loads                                                             struct {
			TotalCount int
			Nodes      []struct {
				ID, Dataset, FinishedAt string
				Revision                int
			}
		}
		Sources struct {
			TotalCount int
			Nodes      []struct{ ID string }
		}
		Newest struct {
			TotalCount int
			Nodes      []declared
		}
		Kinds, Statuses groups
	}
	if err := q.question(ctx, "overview", nil, &got); err != nil {
		return out, err
	}
	if err := q.load(ctx); err != nil {
		return out, err
	}
	var ids []string
	for _, n := range got.Sources.Nodes {
		ids = append(ids, n.ID)
	}
	if err := q.loadSources(ctx, ids); err != nil {
		return out, err
	}
	for i, t := range []total{got.Actors, got.Declarations, got.Obligations, got.Conditions, got.Events, got.Statements} {
		out.Contents = append(out.Contents, Count{strings.ToLower(string(counted[i])) + "s", t.TotalCount})
	}
	out.Contents = append(out.Contents, Count{"sources that are quoted", got.Sources.TotalCount}, Count{"loads", got.Loads.TotalCount})
	out.Kinds, out.Statuses = got.Kinds.counts(), got.Statuses.counts()
	out.Newest, out.Loads = []Compared{}, []Load{}
	for _, d := range got.Newest.Nodes {
		out.Newest = append(out.Newest, q.compared(d))
	}
	for _, l := range got.Loads.Nodes {
		out.Loads = append(out.Loads, Load{l.ID, l.Dataset, l.Revision, l.FinishedAt})
	}
	for _, id := range ids {
		q.source(id)
	}
	out.left("declarations", len(out.Newest), got.Newest.TotalCount, "search with types: [DECLARATION], or the tool graphql")
	out.left("sources", len(ids), got.Sources.TotalCount, "the tool graphql, by sources(first:, after:)")
	out.left("loads", len(out.Loads), got.Loads.TotalCount, "the tool graphql, by loads(first:, after:)")
	out.close(q, s.today())
	return out, nil
}
