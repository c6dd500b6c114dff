package mcp

import (
	"context"
	"slices"

	"pactgraph/graph"
)

// obligationsIn is what obligations_of takes.
type obligationsIn struct {
	Actor    string                   `json:"actor" jsonschema:"The actor: its id (actor/FRA), or a name or code of a state (France, FRA)." max:"200"`
	Side     side                     `json:"side" jsonschema:"OWES: what the actor has promised, in its own name, as a party to a declaration, or as a member of a coalition that stands for its members. OWED: what was promised to it or for its good. AGAINST: what is directed against it."`
	Partner  string                   `json:"partner,omitempty" jsonschema:"Only promises in which this actor is on the other side: id, name or code of a state." max:"200"`
	Kinds    []graph.ObligationKind   `json:"kinds,omitempty" jsonschema:"Only promises of these kinds; all, if left out." max:"60"`
	Statuses []graph.ObligationStatus `json:"statuses,omitempty" jsonschema:"Only promises that stand there on as_of. DORMANT: made, and a condition isn't met. PROSPECTIVE: not made yet. All, if left out." max:"20"`
	AsOf     graph.Date               `json:"as_of,omitempty" jsonschema:"The day on which status and membership are seen: 2026-01-06, or 2026-01 or 2026 for a whole month or year; today, if left out."`
	First    int                      `json:"first,omitempty" jsonschema:"How many promises, 1 to 25." min:"1" max:"25" default:"10"`
	After    string                   `json:"after,omitempty" jsonschema:"The cursor that the answer before gave, to get the next ones." max:"4000"`
}

// Obligations are promises in which an actor has a part.
type Obligations struct {
	Actor       Ref       `json:"actor"`
	Side        side      `json:"side"`
	Partner     *Ref      `json:"partner,omitempty"`
	Total       int       `json:"total" jsonschema:"How many there are, on all pages."`
	Obligations []Promise `json:"obligations"`
	Answer
}

var obligationsTool = tool[obligationsIn, Obligations]{
	name: "obligations_of", title: "What an actor owes, or is owed",
	description: "The promises that an actor has made, or that were made to it, or that are directed against it: kind, how binding, who owes it to whom, on which conditions, where it stands on a day and why, each with the quotes and sources that show it.",
}

// partaken is a promise with the part that the actor has in it.
type partaken struct {
	promise
	OwnBearers, OwnCounterparties, OwnBeneficiaries, OwnAgainst tiePage
	// AsParty are the declarations of the promise to which the actor is a party.
	AsParty struct{ Nodes []Ref }
}

// whole gives the promise with the actor's own ties among those shown.
func (p partaken) whole() promise {
	p.Bearers.with(p.OwnBearers)
	p.Counterparties.with(p.OwnCounterparties)
	p.Beneficiaries.with(p.OwnBeneficiaries)
	p.Against.with(p.OwnAgainst)
	return p.promise
}

// hasSide says which obligations an actor has a part in, by side.
var hasSide = map[side]func(partaker) filter{
	owes: func(p partaker) filter {
		return anyOf(
			filter{"bearers": some(is(p.ID))},
			filter{"bearerRole": filter{"isNull": false}, "declarations": some(p.isParty())},
			filter{
				"bearerMode": filter{"in": []string{string(graph.BearerModeSeveral), string(graph.BearerModeJointAndSeveral)}},
				"bearers":    some(memberIs(p.ID, p.asOf)),
			},
		)
	},
	owed: func(p partaker) filter {
		return anyOf(
			filter{"beneficiaries": some(is(p.ID))},
			filter{"counterparties": some(is(p.ID))},
			filter{"beneficiaries": some(memberIs(p.ID, p.asOf))},
			filter{"bearerRole": filter{"isNull": false}, "declarations": some(p.isParty())},
		)
	},
	against: func(p partaker) filter { return filter{"against": some(is(p.ID))} },
}

// hasPartner says which obligations have an actor on the other side.
var hasPartner = map[side]func(partaker) filter{
	owes: func(p partaker) filter { return anyOf(hasSide[owed](p), hasSide[against](p)) },
	owed: hasSide[owes], against: hasSide[owes],
}

// filter is a filter of the GraphQL schema.
type filter = map[string]any

func anyOf(list ...filter) filter { return filter{"or": list} }

func is(id string) filter { return filter{"id": filter{"eq": id}} }

// some: an edge leads to such a node.
func some(node filter) filter { return filter{"some": filter{"node": node}} }

// within: the edge held on a day, as far as it has dates.
func within(asOf graph.Date) filter {
	return filter{"not": anyOf(filter{"from": filter{"gt": asOf}}, filter{"to": filter{"lt": asOf}})}
}

// memberIs: a coalition or group, of which an actor is a member on a day.
func memberIs(actor string, asOf graph.Date) filter {
	edge := within(asOf)
	edge["role"] = filter{"ne": string(graph.MemberRoleObserver)}
	return filter{
		"kind":    filter{"in": []string{string(graph.ActorKindCoalition), string(graph.ActorKindDescribedGroup)}},
		"members": filter{"some": filter{"node": is(actor), "edge": edge}},
	}
}

func (s settings) obligationsOf(ctx context.Context, q *inquiry, in obligationsIn) (out Obligations, err error) {
	asOf, err := s.day(in.AsOf)
	if err != nil {
		return out, err
	}
	actor, err := q.partaker(ctx, "actor", in.Actor, asOf)
	if err != nil {
		return out, err
	}
	out.Actor, out.Side = actor.Ref, in.Side
	all := []filter{hasSide[in.Side](actor)}
	if in.Partner != "" {
		partner, err := q.partaker(ctx, "partner", in.Partner, asOf)
		if err != nil {
			return out, err
		}
		out.Partner = &partner.Ref
		all = append(all, hasPartner[in.Side](partner))
	}
	if len(in.Kinds) > 0 {
		all = append(all, filter{"kind": filter{"in": in.Kinds}})
	}
	if len(in.Statuses) > 0 {
		all = append(all, filter{"status": filter{"in": in.Statuses, "asOf": asOf}})
	}
	var got struct {
		Obligations struct {
			TotalCount int
			PageInfo   page
			Nodes      []partaken
		}
	}
	variables := map[string]any{"filter": filter{"and": all}, "actor": actor.ID, "party": actor.isParty(), "asOf": asOf, "first": in.First}
	if in.After != "" {
		variables["after"] = in.After
	}
	if err := q.question(ctx, "obligations", variables, &got); err != nil {
		return out, err
	}
	if err := q.load(ctx); err != nil {
		return out, err
	}
	out.Total, out.Obligations = got.Obligations.TotalCount, []Promise{}
	for _, p := range got.Obligations.Nodes {
		one := q.promise(p.whole(), &out.Answer)
		one.Why = why(in.Side, actor, p)
		out.Obligations = append(out.Obligations, one)
	}
	out.leftAfter("obligations", len(out.Obligations), out.Total, got.Obligations.PageInfo)
	out.close(q, asOf)
	return out, nil
}

// why says how an actor has to do with a promise.
func why(s side, actor partaker, p partaken) string {
	own := map[side][]tiePage{owes: {p.OwnBearers}, owed: {p.OwnCounterparties, p.OwnBeneficiaries}, against: {p.OwnAgainst}}[s]
	if slices.ContainsFunc(own, func(page tiePage) bool { return len(page.Edges) > 0 }) {
		return "named itself"
	}
	if as := actor.asParty(p.AsParty.Nodes); p.BearerRole != "" && as != "" {
		return as
	}
	return "as a member of a coalition or group that is named"
}
