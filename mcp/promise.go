package mcp

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Status is where something stands, worked out by the graph's rules.
type Status struct {
	Value  string `json:"value" jsonschema:"Where it stands."`
	Reason string `json:"reason" jsonschema:"Why, by the rules of the graph."`
	Basis  Basis  `json:"basis" jsonschema:"Always DERIVED: no source says so, it follows from what sources say."`
}

func (s Status) line() string {
	return words(" ", s.Value, "("+string(s.Basis)+"):", oneLine(s.Reason))
}

// Tie is what something is joined to.
type Tie struct {
	Ref
	AsNamed string `json:"as_named,omitempty" jsonschema:"The source's words for who it is."`
	Details string `json:"details,omitempty" jsonschema:"What else is known of the tie: role, action, dates."`
	State   Status `json:"state,omitzero" jsonschema:"Of a condition: whether it holds."`
	Cited
}

func (t Tie) line() string {
	text := t.Ref.text()
	if t.AsNamed != "" {
		text += ", named " + quoted(t.AsNamed)
	}
	text = words(", ", text, oneLine(t.Details))
	if t.State != (Status{}) {
		text += ", " + t.State.line()
	}
	return text + " " + t.Cited.text()
}

// Promise is an obligation: who owes what to whom, on which condition, how binding, where it stands, and on whose word.
type Promise struct {
	Ref
	Why            string   `json:"why,omitempty" jsonschema:"Why it is in this answer: how the actor has to do with it."`
	Status         Status   `json:"status"`
	Facts          []Fact   `json:"facts" jsonschema:"What it is like: kind, modality (how the words put it), bindingness and so on."`
	Declarations   []Tie    `json:"declarations,omitempty" jsonschema:"The declarations that make it."`
	Bearers        []Tie    `json:"bearers,omitempty" jsonschema:"Who owes it."`
	Counterparties []Tie    `json:"counterparties,omitempty" jsonschema:"To whom it was promised."`
	Beneficiaries  []Tie    `json:"beneficiaries,omitempty" jsonschema:"For whose good it is."`
	Against        []Tie    `json:"directed_against,omitempty" jsonschema:"Against whom it is directed."`
	Conditions     []Tie    `json:"conditions,omitempty" jsonschema:"What it depends on. Conditions of one role and one group must all hold; of several groups one must."`
	Otherwise      []Fact   `json:"also_claimed,omitempty" jsonschema:"What is claimed besides: of the promise as such, or other values than those shown."`
	SilentOn       []string `json:"silent_on,omitempty" jsonschema:"What the sources leave open: it was looked for, and isn't said. Don't fill it in."`
}

// promise is an obligation as questions ask for it.
type promise struct {
	named
	Kind, Modality, ModalText, Bindingness, BearerMode, BearerRole, Discretion, Purpose, Place, Due, From, To string
	Domains, Topics                                                                                           []string
	Amount                                                                                                    *struct {
		Value any
		Unit  string
	}
	SilentOn                                                      []string
	Status                                                        statusInfo
	Declarations, Bearers, Counterparties, Beneficiaries, Against tiePage
	Conditions                                                    tiePage
	Claims                                                        claimPage
}

type statusInfo struct{ Status, State, Reason string }

func (s statusInfo) derived() Status { return Status{cmp.Or(s.Status, s.State), s.Reason, Derived} }

// tiePage is a page of what a promise is joined to.
type tiePage struct {
	TotalCount int
	Edges      []tieEdge
}

// with adds what another page has, and this one hasn't.
func (p *tiePage) with(other tiePage) {
	for _, e := range other.Edges {
		if !slices.ContainsFunc(p.Edges, func(shown tieEdge) bool { return shown.Node.ID == e.Node.ID }) {
			p.Edges = append(p.Edges, e)
		}
	}
}

type tieEdge struct {
	AsNamed, From, To, Role string
	Group                   *int
	Node                    struct {
		ID, Label string
		State     *statusInfo
	}
	Claims claimPage
}

// properties are those of a promise that are told as facts.
func (p promise) properties() []property {
	list := []property{
		{"kind", p.Kind}, {"modality", p.Modality}, {"modalText", p.ModalText}, {"bindingness", p.Bindingness},
		{"bearerMode", p.BearerMode}, {"bearerRole", p.BearerRole}, {"discretion", p.Discretion},
		{"domains", strings.Join(p.Domains, "; ")}, {"topics", strings.Join(p.Topics, "; ")}, {"purpose", p.Purpose}, {"place", p.Place}, {"due", p.Due}, {"from", p.From}, {"to", p.To},
	}
	if p.Amount != nil {
		list = append(list, property{"amountValue", asText(p.Amount.Value)}, property{"amountUnit", p.Amount.Unit})
	}
	return list
}

// promise tells of one obligation; what it leaves out is noted in the answer.
func (q *inquiry) promise(p promise, a *Answer) Promise {
	out := Promise{Ref: p.ref(), Status: p.Status.derived(), SilentOn: p.SilentOn}
	out.Facts, out.Otherwise = q.facts(p.properties(), p.Claims)
	thing := asSuch(q.claims(p.Claims.Nodes))
	for _, part := range []struct {
		to   *[]Tie
		page tiePage
		name string
	}{
		{&out.Declarations, p.Declarations, "declarations"}, {&out.Bearers, p.Bearers, "bearers"},
		{&out.Counterparties, p.Counterparties, "counterparties"}, {&out.Beneficiaries, p.Beneficiaries, "beneficiaries"},
		{&out.Against, p.Against, "directed_against"}, {&out.Conditions, p.Conditions, "conditions"},
	} {
		for _, e := range part.page.Edges {
			*part.to = append(*part.to, q.tie(e, thing))
		}
		a.left(part.name+" of "+p.ID, len(part.page.Edges), part.page.TotalCount, "describe "+p.ID)
	}
	a.left("claims about "+p.ID, len(p.Claims.Nodes), p.Claims.TotalCount, "describe "+p.ID)
	return out
}

// tie tells of one edge of a promise, of which these are the claims as such.
func (q *inquiry) tie(e tieEdge, promise []*claim) Tie {
	t := Tie{Ref: Ref{e.Node.ID, e.Node.Label}, AsNamed: e.AsNamed, Cited: q.or(q.byPage(e.Claims), promise)}
	group := ""
	if e.Group != nil {
		group = fmt.Sprintf("group %d", *e.Group)
	}
	t.Details = words(", ", strings.TrimSpace(e.Role+" "+group), since("from ", e.From), since("to ", e.To))
	if e.Node.State != nil {
		t.State = e.Node.State.derived()
	}
	return t
}

// since writes a date with a word before it, if there is one.
func since(word, date string) string {
	if date == "" {
		return ""
	}
	return word + date
}
