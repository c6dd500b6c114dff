package mcp

import (
	"cmp"
	"context"
	"fmt"

	"pactgraph/graph"
)

// conflictsIn is what conflicts takes.
type conflictsIn struct {
	About  []string             `json:"about,omitempty" jsonschema:"Only conflicts about these things, or relations that go out from them: ids, or names or codes of states; all, if left out." max:"50"`
	Fields []string             `json:"fields,omitempty" jsonschema:"Only about these properties or relations, such as bindingness." max:"50"`
	Kinds  []graph.ConflictKind `json:"kinds,omitempty" jsonschema:"CONTRADICTED: somebody says it, and a claim speaks against it. VALUES: different values are said. PRECISION: different dates, of which each lies within the next." max:"10"`
	First  int                  `json:"first,omitempty" jsonschema:"How many conflicts, 1 to 25." min:"1" max:"25" default:"10"`
	After  string               `json:"after,omitempty" jsonschema:"The cursor that the answer before gave, to get the next ones." max:"4000"`
}

// Conflicts are where sources, speakers or data sets differ.
type Conflicts struct {
	Total     int        `json:"total" jsonschema:"How many there are, on all pages."`
	Conflicts []Conflict `json:"conflicts"`
	Answer
}

// Conflict is one of them.
type Conflict struct {
	Kind     string  `json:"kind"`
	About    Ref     `json:"about"`
	Edge     string  `json:"edge,omitempty" jsonschema:"The relation that it is about, where it is about one: type and ends."`
	Field    string  `json:"field,omitempty" jsonschema:"The property or relation; left out where it is about whether the thing is so at all."`
	Values   []Value `json:"values" jsonschema:"What is said; what the graph shows comes first."`
	Decision string  `json:"decision" jsonschema:"The step of the rule that decided what is shown."`
	Reason   string  `json:"reason" jsonschema:"Why this is shown. DERIVED by the rule; tell both sides."`
}

// Value is a value that is said.
type Value struct {
	Value    string   `json:"value,omitempty" jsonschema:"The value as text; left out where it is about the thing as such."`
	Shown    bool     `json:"shown" jsonschema:"Whether it is what the graph shows."`
	Datasets []string `json:"datasets,omitempty" jsonschema:"The data sets that say it."`
	Cited
}

func (v Value) line() string {
	text := cmp.Or(oneLine(v.Value), "that it is so")
	if v.Shown {
		text += " (shown)"
	}
	for i, d := range v.Datasets {
		text += map[bool]string{true: ", in the data set ", false: ", "}[i == 0] + oneLine(d)
	}
	return text + " " + v.Cited.text()
}

var conflictsTool = tool[conflictsIn, Conflicts]{
	name: "conflicts", title: "Where sources differ",
	description: "Where sources, speakers or data sets contradict each other: who says what in which words, which value the graph shows, and why. Use it before you state something disputed as settled.",
}

func (s settings) conflicts(ctx context.Context, q *inquiry, in conflictsIn) (out Conflicts, err error) {
	f := filter{}
	if len(in.About) > 0 {
		if f["about"], err = q.things(ctx, "about", in.About, graph.Entities()...); err != nil {
			return out, err
		}
	}
	if len(in.Fields) > 0 {
		f["fields"] = in.Fields
	}
	if len(in.Kinds) > 0 {
		f["kinds"] = in.Kinds
	}
	variables := map[string]any{"filter": f, "first": in.First}
	if in.After != "" {
		variables["after"] = in.After
	}
	var got struct {
		Conflicts struct {
			TotalCount int
			PageInfo   page
			Nodes      []struct {
				Kind, Field, Decision, Reason string
				About                         Ref
				Edge                          *edge
				Values                        []struct {
					Value                       *string
					Shown                       bool
					Datasets                    []struct{ Dataset, Reliability string }
					ConfirmedBy, ContradictedBy []claimRef
				}
			}
		}
	}
	if err := q.question(ctx, "conflicts", variables, &got); err != nil {
		return out, err
	}
	if err := q.load(ctx); err != nil {
		return out, err
	}
	out.Total, out.Conflicts = got.Conflicts.TotalCount, []Conflict{}
	for _, c := range got.Conflicts.Nodes {
		one := Conflict{Kind: c.Kind, About: c.About, Field: c.Field, Decision: c.Decision, Reason: c.Reason, Values: []Value{}}
		if c.Edge != nil {
			one.Edge = words(", ", fmt.Sprintf("%s from %s to %s", c.Edge.Type, c.Edge.Start, c.Edge.End), c.Edge.details())
		}
		for _, v := range c.Values {
			value := Value{Shown: v.Shown}
			if v.Value != nil {
				value.Value = readable(*v.Value)
			}
			for _, d := range v.Datasets {
				value.Datasets = append(value.Datasets, words(", reliability ", d.Dataset, d.Reliability))
			}
			value.Cited = q.sides(v.ConfirmedBy, v.ContradictedBy)
			one.Values = append(one.Values, value)
		}
		out.Conflicts = append(out.Conflicts, one)
	}
	out.leftAfter("conflicts", len(out.Conflicts), out.Total, got.Conflicts.PageInfo)
	out.close(q, "")
	return out, nil
}

// sides says on whose word a value is, and on whose it isn't.
func (q *inquiry) sides(confirmed, contradicted []claimRef) Cited {
	out := q.by(q.claims(confirmed))
	for _, c := range q.claims(contradicted) {
		out.Against = q.add(out.Against, c, &out)
		if who := c.voice(); who != "" {
			out.SaidBy = append(out.SaidBy, "against it: "+who)
		}
	}
	return out
}

// gapsIn is what gaps takes.
type gapsIn struct {
	About       []string          `json:"about,omitempty" jsonschema:"Only what is missing in these things: ids, or names or codes of states; all, if left out." max:"50"`
	Kinds       []graph.GapKind   `json:"kinds,omitempty" jsonschema:"Only what is missing in these ways." max:"10"`
	Reliability graph.Reliability `json:"reliability,omitempty" jsonschema:"The reliability that the best source of an obligation should have, for WEAK_SOURCES; C, if left out."`
	AsOf        graph.Date        `json:"as_of,omitempty" jsonschema:"The day on which members and declarations are seen: 2026-01-06, or 2026-01 or 2026; today, if left out."`
	First       int               `json:"first,omitempty" jsonschema:"How many gaps, 1 to 50." min:"1" max:"50" default:"20"`
	After       string            `json:"after,omitempty" jsonschema:"The cursor that the answer before gave, to get the next ones." max:"4000"`
}

// Gaps are what is missing.
type Gaps struct {
	Total  int     `json:"total" jsonschema:"How many there are, on all pages."`
	Counts []Count `json:"counts" jsonschema:"How many there are of each kind."`
	Gaps   []Gap   `json:"gaps"`
	Answer
}

// Gap is something that is missing.
type Gap struct {
	Kind    string   `json:"kind"`
	In      Ref      `json:"in" jsonschema:"In what it is missing."`
	Because string   `json:"because" jsonschema:"What is missing."`
	Fields  []string `json:"fields,omitempty" jsonschema:"The properties and relations that are missing."`
	Of      []Ref    `json:"of,omitempty" jsonschema:"The one source, the one speaker, or the weak sources."`
	Basis   Basis    `json:"basis" jsonschema:"Always DERIVED: the absence of something has no quote."`
}

var gapsTool = tool[gapsIn, Gaps]{
	name: "gaps", title: "What is missing",
	description: "What the graph doesn't know: promises without a named bearer, without evidence, on one source or one speaker's word alone, on weak sources; what sources leave open; coalitions whose members aren't all named. Use it to say how far an answer can be trusted.",
}

func (s settings) gaps(ctx context.Context, q *inquiry, in gapsIn) (out Gaps, err error) {
	asOf, err := s.day(in.AsOf)
	if err != nil {
		return out, err
	}
	f := filter{}
	if len(in.About) > 0 {
		if f["about"], err = q.things(ctx, "about", in.About, graph.Entities()...); err != nil {
			return out, err
		}
	}
	if len(in.Kinds) > 0 {
		f["kinds"] = in.Kinds
	}
	if in.Reliability != "" {
		f["reliability"] = in.Reliability
	}
	variables := map[string]any{"filter": f, "asOf": asOf, "first": in.First}
	if in.After != "" {
		variables["after"] = in.After
	}
	var got struct {
		Gaps struct {
			TotalCount int
			Counts     []struct {
				Kind  string
				Count int
			}
			PageInfo page
			Nodes    []struct {
				Kind, Because string
				Fields        []string
				Node          Ref
				Of            []named
			}
		}
	}
	if err := q.question(ctx, "gaps", variables, &got); err != nil {
		return out, err
	}
	var sources []string
	for _, g := range got.Gaps.Nodes {
		for _, o := range g.Of {
			if o.Noun == graph.NounSource {
				sources = append(sources, o.ID)
			}
		}
	}
	if err := q.loadSources(ctx, sources); err != nil {
		return out, err
	}
	out.Total, out.Gaps, out.Counts = got.Gaps.TotalCount, []Gap{}, []Count{}
	for _, c := range got.Gaps.Counts {
		out.Counts = append(out.Counts, Count{c.Kind, c.Count})
	}
	for _, g := range got.Gaps.Nodes {
		one := Gap{Kind: g.Kind, In: g.Node, Because: g.Because, Fields: g.Fields, Basis: Derived}
		for _, o := range g.Of {
			one.Of = append(one.Of, o.ref())
			if o.Noun == graph.NounSource {
				q.source(o.ID)
			}
		}
		out.Gaps = append(out.Gaps, one)
	}
	out.leftAfter("gaps", len(out.Gaps), out.Total, got.Gaps.PageInfo)
	out.close(q, asOf)
	return out, nil
}
