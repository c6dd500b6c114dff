package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// What a page shows, in a form that all ways to ask for it can be brought to. A value that isn't there is "".
type (
	declaration struct {
		ID, Title, Kind, Status, Bindingness, SignedOn, Term string

		Signatories []signatory
		Obligations []obligation
	}
	signatory struct {
		Action, Date string
		Actor        actor
	}
	obligation struct {
		Mode, ID, Summary, Kind, Modality, ModalText, Bindingness, BearerRole, Locator string

		Topics                 []string
		Bearers, Beneficiaries []party
	}
	party struct {
		From, AsNamed string
		Actor         actor
	}
	actor struct {
		ID, Name, FullName, Kind string
		// Identifiers are as the store on Neo4j keeps them: "scheme:value".
		Identifiers []string
	}
)

// rowsOf counts the rows of a page: its declarations, obligations and actors, each as often as it is shown.
func rowsOf(page []declaration) int {
	rows := len(page)
	for _, d := range page {
		rows += len(d.Signatories) + len(d.Obligations)
		for _, o := range d.Obligations {
			rows += len(o.Bearers) + len(o.Beneficiaries)
		}
	}
	return rows
}

// same tells where two pages differ; an actor may stand in one list twice, in any order.
func same(ours, theirs []declaration) error {
	if len(ours) != len(theirs) {
		return fmt.Errorf("one page has %d declarations, the other %d", len(ours), len(theirs))
	}
	for i := range ours {
		ours[i].sort()
		theirs[i].sort()
		if !reflect.DeepEqual(ours[i], theirs[i]) {
			return fmt.Errorf("the pages differ in declaration %d:\n%+v\n%+v", i, ours[i], theirs[i])
		}
	}
	return nil
}

// sort puts those of one id in an order, and makes empty lists alike.
func (d *declaration) sort() {
	d.Signatories = sorted(d.Signatories, func(s signatory) string { return s.Actor.ID + " " + s.Date })
	for i := range d.Signatories {
		d.Signatories[i].Actor.sort()
	}
	d.Obligations = sorted(d.Obligations, func(o obligation) string { return o.ID + " " + o.Mode })
	for i := range d.Obligations {
		o := &d.Obligations[i]
		o.Topics = sorted(o.Topics, nil)
		for _, list := range []*[]party{&o.Bearers, &o.Beneficiaries} {
			*list = sorted(*list, func(p party) string { return p.Actor.ID + " " + p.From })
			for j := range *list {
				(*list)[j].Actor.sort()
			}
		}
	}
}

func (a *actor) sort() { a.Identifiers = sorted(a.Identifiers, nil) }

// sorted gives a list in the order of its keys, or as it is; nil for an empty one.
func sorted[T any](list []T, key func(T) string) []T {
	if len(list) == 0 {
		return nil
	}
	if key != nil {
		slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	}
	return list
}

// edges is a connection in JSON, ours or the peer's: its edges' properties stand in the edge, or in an object of it.
type edges[E any] struct{ Edges []E }

// ourActor is an actor as our API gives it.
type ourActor struct {
	actor
	Identifiers []struct{ Scheme, Value string }
}

func (a ourActor) plain() actor {
	for _, id := range a.Identifiers {
		a.actor.Identifiers = append(a.actor.Identifiers, id.Scheme+":"+id.Value)
	}
	return a.actor
}

// ourParty is an edge to an actor as our API gives it.
type ourParty struct {
	Action, Date, From, AsNamed string
	Node                        ourActor
}

func plainParties(list edges[ourParty]) []party {
	var parties []party
	for _, p := range list.Edges {
		parties = append(parties, party{p.From, p.AsNamed, p.Node.plain()})
	}
	return parties
}

// ourPage is the answer to pageDocument.
type ourPage struct {
	Data struct {
		Declarations edges[struct {
			Node struct {
				declaration
				PartyActions edges[ourParty]
				Obligations  edges[struct {
					Mode string
					Node struct {
						obligation
						Bearers, Beneficiaries edges[ourParty]
					}
				}]
			}
		}]
	}
}

// readOurs reads an answer of our API.
func readOurs(body []byte) ([]declaration, error) {
	var answer ourPage
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, err
	}
	var page []declaration
	for _, e := range answer.Data.Declarations.Edges {
		d := e.Node.declaration
		for _, s := range e.Node.PartyActions.Edges {
			d.Signatories = append(d.Signatories, signatory{s.Action, s.Date, s.Node.plain()})
		}
		for _, e := range e.Node.Obligations.Edges {
			o := e.Node.obligation
			o.Mode, o.Bearers, o.Beneficiaries = e.Mode, plainParties(e.Node.Bearers), plainParties(e.Node.Beneficiaries)
			d.Obligations = append(d.Obligations, o)
		}
		page = append(page, d)
	}
	return page, nil
}

// peerParty is an edge to an actor as the peer gives it.
type peerParty struct {
	Properties struct{ Action, Date, From, AsNamed string }
	Node       actor
}

func peerParties(list edges[peerParty]) []party {
	var parties []party
	for _, p := range list.Edges {
		parties = append(parties, party{p.Properties.From, p.Properties.AsNamed, p.Node})
	}
	return parties
}

// peerPage is the answer to peerDocument.
type peerPage struct {
	Data struct {
		Declarations []struct {
			declaration
			PartyActionsConnection edges[peerParty]
			ObligationsConnection  edges[struct {
				Properties struct{ Mode string }
				Node       struct {
					obligation
					BearersConnection, BeneficiariesConnection edges[peerParty]
				}
			}]
		}
	}
}

// readPeers reads an answer of the peer's API.
func readPeers(body []byte) ([]declaration, error) {
	var answer peerPage
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, err
	}
	var page []declaration
	for _, found := range answer.Data.Declarations {
		d := found.declaration
		for _, s := range found.PartyActionsConnection.Edges {
			d.Signatories = append(d.Signatories, signatory{s.Properties.Action, s.Properties.Date, s.Node})
		}
		for _, e := range found.ObligationsConnection.Edges {
			o := e.Node.obligation
			o.Mode, o.Bearers, o.Beneficiaries = e.Properties.Mode, peerParties(e.Node.BearersConnection), peerParties(e.Node.BeneficiariesConnection)
			d.Obligations = append(d.Obligations, o)
		}
		page = append(page, d)
	}
	return page, nil
}
