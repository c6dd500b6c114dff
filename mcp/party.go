package mcp

import (
	"context"

	"pactgraph/graph"
)

// partaker is an actor whose part in promises is asked about, on a day.
type partaker struct {
	Ref
	asOf graph.Date
	// bound says of the declarations that bind it, or may, by which of its actions; by their ids.
	bound map[string]graph.AffectedActor
	// unbound are the others of those to which it has a tie.
	unbound []string
}

// tied is a declaration with all that ties an actor to it.
type tied struct {
	graph.Declaration
	Parties, PartyActions struct{ Edges []*graph.EdgeProps }
}

// partaker finds an actor, and what it is a party to on a day. No filter can say that the last action counts, so graph's own rule decides
// first, and the promises are then filtered, counted and paged by what it decided.
func (q *inquiry) partaker(ctx context.Context, argument, name string, asOf graph.Date) (p partaker, err error) {
	p = partaker{asOf: asOf, bound: map[string]graph.AffectedActor{}, unbound: []string{}}
	if p.Ref, err = q.thing(ctx, argument, name, graph.NounActor); err != nil {
		return p, err
	}
	borne := filter{"obligations": some(filter{"bearerRole": filter{"isNull": false}})}
	variables := map[string]any{"actor": p.ID, "filter": filter{"and": []filter{p.hasTie(), borne}}}
	for {
		var got struct {
			Declarations struct {
				PageInfo page
				Nodes    []tied
			}
		}
		if err := q.question(ctx, "parties", variables, &got); err != nil {
			return p, err
		}
		for i := range got.Declarations.Nodes {
			p.decide(&got.Declarations.Nodes[i])
		}
		if !got.Declarations.PageInfo.HasNextPage {
			return p, nil
		}
		variables["after"] = got.Declarations.PageInfo.EndCursor
	}
}

// decide notes whether a declaration binds the actor.
func (p *partaker) decide(d *tied) {
	actor := &graph.Actor{Name: p.Label}
	actor.ID = p.ID
	if how, ok := graph.BoundBy(&d.Declaration, actor, d.Parties.Edges, d.PartyActions.Edges, p.asOf); ok {
		p.bound[d.ID] = how
		return
	}
	p.unbound = append(p.unbound, d.ID)
}

// hasTie: a declaration to which the actor is recorded as a party on the day, or about which it has done something.
func (p *partaker) hasTie() filter {
	return anyOf(
		filter{"parties": filter{"some": filter{"node": is(p.ID), "edge": within(p.asOf)}}},
		filter{"partyActions": some(is(p.ID))},
	)
}

// isParty: a declaration that binds the actor on the day, or may. The filter names those that don't, and not those that do: an actor may be
// bound by thousands, more than a filter may name, while it has left few.
func (p *partaker) isParty() filter {
	return filter{"and": []filter{p.hasTie(), {"not": filter{"id": filter{"in": p.unbound}}}}}
}

// asParty says how the actor is a party to some of these declarations; empty where it is to none. One that binds it for certain goes first.
func (p *partaker) asParty(declarations []Ref) string {
	why := ""
	for _, d := range declarations {
		how, ok := p.bound[d.ID]
		switch {
		case ok && how.Certainty == graph.CertaintyCertain:
			return "as a party to the declaration: " + how.Reason
		case ok && why == "":
			why = "perhaps as a party to the declaration: " + how.Reason
		}
	}
	return why
}
