package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"pactgraph/graph"
)

// describeIn is what describe takes.
type describeIn struct {
	ID        string     `json:"id" jsonschema:"The id of the thing (declaration/paris-2026, evidence/…), or a name or code of a state (France, FRA)." max:"300"`
	AsOf      graph.Date `json:"as_of,omitempty" jsonschema:"The day on which status is seen: 2026-01-06, or 2026-01 or 2026 for a whole month or year; today, if left out."`
	Relations []edgeType `json:"relations,omitempty" jsonschema:"Only these types of relation; all, if left out." max:"40"`
	First     int        `json:"first,omitempty" jsonschema:"How many things are shown for each relation, 0 to 50." min:"0" max:"50" default:"10"`
}

// Description is one thing, with what it is joined to.
type Description struct {
	Ref
	Type     string     `json:"type" jsonschema:"What type of thing it is."`
	Link     string     `json:"link" jsonschema:"Its address as a resource of this server."`
	Status   Status     `json:"status,omitzero" jsonschema:"Where an obligation stands, or whether a condition holds."`
	Facts    []Fact     `json:"facts" jsonschema:"Its properties."`
	Others   []Fact     `json:"also_claimed,omitempty" jsonschema:"What is claimed besides: of the thing as such, or other values than those shown."`
	SilentOn []string   `json:"silent_on,omitempty" jsonschema:"What the sources leave open: it was looked for, and isn't said. Don't fill it in."`
	Related  []Relation `json:"relations,omitempty" jsonschema:"What it is joined to, relation by relation."`
	Answer
}

// Relation is what a thing is joined to by one relation.
type Relation struct {
	Name  string `json:"name" jsonschema:"The relation, seen from the thing."`
	Total int    `json:"total" jsonschema:"How many there are."`
	Ties  []Tie  `json:"to"`
}

var describeTool = tool[describeIn, Description]{
	name: "describe", title: "Describe a thing",
	description: "Everything about one thing by its id: its properties, what it is joined to, and for each of these the quotes and sources that show it; where an obligation or a condition stands, and why. Takes ids of any type, and names or codes of states.",
}

// maxClaims is how many claims about one thing are shown.
const maxClaims = 100

// nodeText is the question for all properties of a thing of one type.
func nodeText(n graph.Noun) string {
	var b strings.Builder
	b.WriteString("query Describe($id: ID!, $asOf: Date) {\n  revision\n  node(id: $id) {\n    id\n    label\n    ... on " + string(n) + " {\n")
	for _, p := range n.Properties() {
		switch {
		case p.Type == graph.TypeIdentifiers:
			b.WriteString("      " + p.Name + " { scheme value }\n")
		case n == graph.NounObligation && p.Name == "amountValue":
			b.WriteString("      amount { value unit }\n")
		case n == graph.NounLoad && p.Name == "added":
			b.WriteString("      counts { added changed removed }\n")
		case n == graph.NounObligation && p.Name == "amountUnit", n == graph.NounLoad && (p.Name == "changed" || p.Name == "removed"):
			// told with the ones above
		default:
			b.WriteString("      " + p.Name + "\n")
		}
	}
	b.WriteString(besides[n])
	if n.IsEntity() {
		fmt.Fprintf(&b, "      told: claims(first: %d, orderBy: {field: FIELD}) { totalCount nodes { id } }\n", maxClaims)
	}
	b.WriteString("    }\n  }\n}\n")
	if n == graph.NounObligation || n == graph.NounCondition {
		return b.String()
	}
	return strings.Replace(b.String(), ", $asOf: Date", "", 1)
}

// besides is what is asked besides the properties.
var besides = map[graph.Noun]string{
	graph.NounObligation: "      derived: status(asOf: $asOf) { status reason }\n",
	graph.NounCondition:  "      derived: state(asOf: $asOf) { state reason }\n",
	graph.NounEvidence:   fmt.Sprintf("      source { id }\n      shows: claims(first: %d) { totalCount nodes { id about { id label } } }\n", maxClaims),
	graph.NounClaim:      "      about { id label }\n",
}

// described is a thing as nodeText asks for it; its properties are read apart.
type described struct {
	ID, Label string
	SilentOn  []string
	Derived   *statusInfo
	Told      claimPage
	About     *Ref
	Shows     struct {
		TotalCount int
		Nodes      []struct {
			claimRef
			About *Ref
		}
	}
}

func (s settings) describe(ctx context.Context, q *inquiry, in describeIn) (out Description, err error) {
	asOf, err := s.day(in.AsOf)
	if err != nil {
		return out, err
	}
	ref, err := q.thing(ctx, "id", in.ID)
	if err != nil {
		return out, err
	}
	noun, _ := graph.NounOf(ref.ID)
	variables := map[string]any{"id": ref.ID}
	if noun == graph.NounObligation || noun == graph.NounCondition {
		variables["asOf"] = asOf
	}
	var got struct{ Node json.RawMessage }
	if err := q.document(ctx, nodeText(noun), variables, &got); err != nil {
		return out, err
	}
	var node described
	var properties map[string]any
	if err := json.Unmarshal(got.Node, &node); err != nil {
		return out, err
	}
	if err := json.Unmarshal(got.Node, &properties); err != nil {
		return out, err
	}
	if node.ID == "" {
		return out, errMoved // it was there a moment ago
	}
	var groups []neighbourGroup
	if noun.IsEntity() {
		if groups, err = q.neighbours(ctx, node.ID, in, asOf); err != nil {
			return out, err
		}
	}
	by, err := q.evidenceOf(ctx, edgesOf(groups))
	if err != nil {
		return out, err
	}
	if err := q.load(ctx); err != nil {
		return out, err
	}
	out.Ref, out.Type, out.Link, out.SilentOn = Ref{node.ID, node.Label}, string(noun), link(node.ID), node.SilentOn
	if node.Derived != nil {
		out.Status = node.Derived.derived()
	}
	list := propertiesOf(noun, properties)
	if noun.IsEntity() {
		out.Facts, out.Others = q.facts(list, node.Told)
		out.left("claims about "+node.ID, len(node.Told.Nodes), node.Told.TotalCount, "the tool graphql, by "+strings.ToLower(string(noun))+"(id:) { claims(first:, after:) }")
	} else if err := q.word(ctx, noun, list, got.Node, node, &out); err != nil {
		return out, err
	}
	for _, g := range groups {
		out.Related = append(out.Related, q.relation(g, by))
		out.left(g.Field+" of "+node.ID, len(g.Neighbours), g.Count, "describe it with relations and a larger first, or the tool graphql")
	}
	out.close(q, asOf)
	return out, nil
}

// word tells of evidence, claims and loads, of which nothing is claimed: they say themselves how the rest is known.
func (q *inquiry) word(ctx context.Context, noun graph.Noun, list []property, data json.RawMessage, node described, out *Description) error {
	by := Cited{Basis: "BACKGROUND", Note: "as the graph's own record has it"}
	switch noun {
	case graph.NounEvidence:
		var e evidence
		if err := json.Unmarshal(data, &e); err != nil {
			return err
		}
		if err := q.loadSources(ctx, []string{e.Source.ID}); err != nil {
			return err
		}
		by = Cited{Basis: "TEXT", Quotes: []string{q.quote(e)}}
		q.quotes[0].Text, q.quotes[0].Cut = e.Exact, false
		for _, c := range node.Shows.Nodes {
			if claim := q.claimed[c.ID]; claim != nil && c.About != nil {
				fact := q.claimFact(claim)
				fact.Field = c.About.text() + " " + fact.Field
				out.Others = append(out.Others, fact)
			}
		}
		out.left("what it shows", len(node.Shows.Nodes), node.Shows.TotalCount, "the tool graphql, by evidence(id:) { claims(first:, after:) }")
	case graph.NounClaim:
		if claim := q.claimed[node.ID]; claim != nil {
			fact := q.claimFact(claim)
			by = fact.Cited
			if node.About != nil {
				fact.Field = node.About.text() + " " + fact.Field
			}
			out.Others = append(out.Others, fact)
		}
	}
	for _, p := range list {
		if p.value != "" {
			out.Facts = append(out.Facts, Fact{p.name, p.value, by})
		}
	}
	return nil
}

// claimFact is what one claim says.
func (q *inquiry) claimFact(c *claim) Fact {
	_, others := q.facts(nil, claimPage{Nodes: []claimRef{{c.ID}}})
	return others[0]
}

// propertiesOf gives the properties of a node of an answer as text, in the order of the graph's table.
func propertiesOf(n graph.Noun, values map[string]any) []property {
	if amount, ok := values["amount"].(map[string]any); ok {
		values["amountValue"], values["amountUnit"] = amount["value"], amount["unit"]
	}
	if counts, ok := values["counts"].(map[string]any); ok {
		for name, v := range counts {
			values[name] = v
		}
	}
	var list []property
	for _, p := range n.Properties() {
		if p.Name != "silentOn" {
			list = append(list, property{p.Name, asText(values[p.Name])})
		}
	}
	return list
}
