package mcp

import (
	"context"
	"fmt"

	"pactgraph/graph"
)

// whatIfIn is what what_if takes.
type whatIfIn struct {
	Suppose []supposition `json:"suppose" jsonschema:"What is supposed, all of it at once: 1 to 20 events or conditions." min:"1" max:"20"`
	AsOf    graph.Date    `json:"as_of,omitempty" jsonschema:"The day on which it is supposed, and on which parties and members are seen: 2026-01-06, or 2026-01 or 2026; today, if left out."`
	First   int           `json:"first,omitempty" jsonschema:"How many effects are shown, 1 to 25." min:"1" max:"25" default:"10"`
	Skip    int           `json:"skip,omitempty" jsonschema:"How many effects to pass over, to get the next ones." min:"0" max:"1000" default:"0"`
}

// supposition is an event that is supposed to happen, or a condition that is supposed to hold or not.
type supposition struct {
	Event     graph.EventKind `json:"event,omitempty" jsonschema:"What kind of event happens. Either this or condition."`
	Attacker  string          `json:"attacker,omitempty" jsonschema:"Who attacks or threatens: id, name or code of a state."`
	Victim    string          `json:"victim,omitempty" jsonschema:"Who is attacked or threatened."`
	Subject   string          `json:"subject,omitempty" jsonschema:"The actor or declaration that the event is otherwise about."`
	Condition string          `json:"condition,omitempty" jsonschema:"The id of a condition, however it comes about: condition/… Either this or event."`
	Holds     *bool           `json:"holds,omitempty" jsonschema:"Of a condition: whether what it describes is so; true, if left out."`
}

// Consequences are what would follow.
type Consequences struct {
	Readings []Reading `json:"understood_as" jsonschema:"How each supposition was understood, and which conditions it touches."`
	Total    int       `json:"total" jsonschema:"How many effects there are."`
	Effects  []Effect  `json:"effects" jsonschema:"What would become of promises, in the order of derivation. All of it is DERIVED by rules from what sources say; no source says that it would happen."`
	Answer
}

// Reading is how a supposition was understood.
type Reading struct {
	Text    string  `json:"text"`
	Touches []Touch `json:"conditions,omitempty"`
}

// Touch is a condition that a supposition makes hold or not.
type Touch struct {
	Condition Ref    `json:"condition"`
	Holds     bool   `json:"holds"`
	Certainty string `json:"certainty" jsonschema:"CERTAIN, or POSSIBLE where something that it hangs on isn't recorded."`
	Reason    string `json:"reason"`
	Basis     Basis  `json:"basis" jsonschema:"Always DERIVED."`
}

func (t Touch) line() string {
	state := "would hold"
	if !t.Holds {
		state = "would not hold"
	}
	return words(" ", t.Condition.text(), state+",", t.Certainty, "("+string(t.Basis)+"):", oneLine(t.Reason))
}

// Effect is what would become of a promise.
type Effect struct {
	ID          string     `json:"id" jsonschema:"What it is called in this answer."`
	Obligation  Ref        `json:"obligation"`
	Change      string     `json:"change" jsonschema:"What would become of it: ACTIVATED, FALLS_DUE, STILL_INACTIVE, LIMITED, SUSPENDED, DEACTIVATED, LOSES_GROUND, ENDED."`
	Certainty   string     `json:"certainty" jsonschema:"CERTAIN, or POSSIBLE where something that it hangs on isn't recorded or supposed."`
	Basis       Basis      `json:"basis" jsonschema:"Always DERIVED."`
	Kind        string     `json:"kind"`
	Modality    string     `json:"modality,omitempty"`
	Bindingness string     `json:"bindingness,omitempty" jsonschema:"How binding the promise is; left out where that isn't coded."`
	By          []Ref      `json:"declarations,omitempty" jsonschema:"The declarations that make the promise."`
	Before      Status     `json:"before"`
	After       Status     `json:"after"`
	Bearers     []Affected `json:"bearers,omitempty" jsonschema:"On whom it would fall."`
	Unnamed     int        `json:"unnamed_bearers,omitempty" jsonschema:"How many bearers no source names. Don't guess who they are."`
	Excluded    []Affected `json:"excluded,omitempty" jsonschema:"Who bears it, and would not owe it in this case."`
	Toward      []Affected `json:"toward,omitempty" jsonschema:"To whom it is owed."`
	Against     []Affected `json:"directed_against,omitempty" jsonschema:"Against whom it is directed."`
	Met         []Needed   `json:"met,omitempty" jsonschema:"Conditions that would be met."`
	Unmet       []Needed   `json:"unmet,omitempty" jsonschema:"Conditions that must be met besides."`
	Word        []Word     `json:"on_whose_word,omitempty" jsonschema:"On whose word the promise is: speakers first, then the sources' own."`
	Steps       []Step     `json:"steps" jsonschema:"How it is derived, step by step."`
	FollowsFrom []string   `json:"follows_from,omitempty" jsonschema:"The ids of the effects that it follows from."`
}

// Affected is an actor on whom a promise bears.
type Affected struct {
	Ref
	Through   string `json:"through,omitempty" jsonschema:"The coalition or group as whose member it is there."`
	Certainty string `json:"certainty"`
	Reason    string `json:"reason"`
	Unnamed   *int   `json:"unnamed_members,omitempty" jsonschema:"How many of its members no source names."`
	Cited
}

func (a Affected) line() string {
	text := a.Ref.text()
	if a.Through != "" {
		text += " through " + oneLine(a.Through)
	}
	text = words(", ", text, a.Certainty, oneLine(a.Reason))
	if a.Unnamed != nil {
		text += fmt.Sprintf(", %d members unnamed", *a.Unnamed)
	}
	return text + " " + a.Cited.text()
}

// Needed is a condition of a promise, in the case supposed.
type Needed struct {
	Ref
	Role  string `json:"role"`
	State Status `json:"state"`
}

func (n Needed) line() string { return words(", ", n.Ref.text(), n.Role, n.State.line()) }

// Word is on whose word a promise is.
type Word struct {
	Who   string `json:"who"`
	Facts []Fact `json:"facts"`
}

// Step is a step of a derivation.
type Step struct {
	Rule    string `json:"rule"`
	Because string `json:"because"`
	Cited
}

func (s Step) line() string { return s.Rule + ": " + oneLine(s.Because) + " " + s.Cited.text() }

var whatIfTool = tool[whatIfIn, Consequences]{
	name: "what_if", title: "What would follow if",
	description: "What would follow if an event happened (an armed attack by one actor on another, a ceasefire, a peace agreement, a request) or if a condition held: which promises would be activated, suspended or ended, on whom they would fall, how binding they are, what must hold besides, and each step of the derivation with its quotes. Nothing is changed by it.",
}

// affected is an actor as the fragment Affected asks for it.
type affected struct {
	Actor             Ref
	Through           *Ref
	Certainty, Reason string
	UnnamedMembers    *int
	Claims            []claimRef
}

type needed struct {
	Role      string
	Condition Ref
	State     statusInfo
}

type effect struct {
	ID, Change, Certainty string
	Obligation            struct {
		Ref
		Kind, Modality, Bindingness string
		Declarations                struct{ Nodes []Ref }
	}
	Bindingness                        string
	Before, After                      statusInfo
	Bearers, Excluded, Toward, Against []affected
	UnnamedBearers                     int
	Met, Unmet                         []needed
	Voices                             []struct {
		Speakers  []Ref
		Statement *struct{ ID, Act, Form string }
		Claims    []claimRef
	}
	Steps []struct {
		Rule, Because string
		Claims        []claimRef
	}
	FollowsFrom []string
}

func (s settings) whatIf(ctx context.Context, q *inquiry, in whatIfIn) (out Consequences, err error) {
	asOf, err := s.day(in.AsOf)
	if err != nil {
		return out, err
	}
	var hypotheses []map[string]any
	for i, one := range in.Suppose {
		h, err := q.hypothesis(ctx, fmt.Sprintf("suppose[%d]", i), one)
		if err != nil {
			return out, err
		}
		hypotheses = append(hypotheses, h)
	}
	var got struct {
		WhatIf struct {
			Hypotheses []struct {
				Text    string
				Matches []struct {
					Condition         Ref
					Holds             bool
					Certainty, Reason string
				}
			}
			Effects []effect
		}
	}
	if err := q.question(ctx, "what-if", map[string]any{"hypotheses": hypotheses, "asOf": asOf}, &got); err != nil {
		return out, err
	}
	if err := q.load(ctx); err != nil {
		return out, err
	}
	for _, h := range got.WhatIf.Hypotheses {
		r := Reading{Text: h.Text}
		for _, m := range h.Matches {
			r.Touches = append(r.Touches, Touch{m.Condition, m.Holds, m.Certainty, m.Reason, Derived})
		}
		out.Readings = append(out.Readings, r)
	}
	out.Total, out.Effects = len(got.WhatIf.Effects), []Effect{}
	from := min(in.Skip, out.Total)
	until := min(from+in.First, out.Total)
	for _, e := range got.WhatIf.Effects[from:until] {
		out.Effects = append(out.Effects, q.effect(e))
	}
	out.left("effects", until-from, out.Total, fmt.Sprintf("ask again with skip: %d", until%max(out.Total, 1)))
	out.close(q, asOf)
	return out, nil
}

// hypothesis makes a hypothesis of the GraphQL schema.
func (q *inquiry) hypothesis(ctx context.Context, at string, in supposition) (map[string]any, error) {
	switch {
	case (in.Event == "") == (in.Condition == ""):
		return nil, fmt.Errorf("%s: say either event or condition", at)
	case in.Condition != "" && in.Attacker+in.Victim+in.Subject != "":
		return nil, fmt.Errorf("%s: attacker, victim and subject belong to an event, and this is a condition", at)
	case in.Event != "" && in.Holds != nil:
		return nil, fmt.Errorf("%s: holds belongs to a condition, and this is an event", at)
	case in.Condition != "":
		ref, err := q.thing(ctx, at+".condition", in.Condition, graph.NounCondition)
		return map[string]any{"condition": ref.ID, "holds": in.Holds == nil || *in.Holds}, err
	}
	event := map[string]any{"kind": in.Event}
	for _, part := range []struct {
		name, value string
		nouns       []graph.Noun
	}{
		{"attacker", in.Attacker, []graph.Noun{graph.NounActor}},
		{"victim", in.Victim, []graph.Noun{graph.NounActor}},
		{"subject", in.Subject, []graph.Noun{graph.NounActor, graph.NounDeclaration}},
	} {
		if part.value == "" {
			continue
		}
		ref, err := q.thing(ctx, at+"."+part.name, part.value, part.nouns...)
		if err != nil {
			return nil, err
		}
		event[part.name] = ref.ID
	}
	return map[string]any{"event": event}, nil
}

func (q *inquiry) effect(e effect) Effect {
	out := Effect{
		ID: e.ID, Obligation: e.Obligation.Ref, Change: e.Change, Certainty: e.Certainty, Basis: Derived,
		Kind: e.Obligation.Kind, Modality: e.Obligation.Modality, Bindingness: e.Bindingness, By: e.Obligation.Declarations.Nodes,
		Before: e.Before.derived(), After: e.After.derived(), Unnamed: e.UnnamedBearers, FollowsFrom: e.FollowsFrom,
		Bearers: q.affected(e.Bearers), Excluded: q.affected(e.Excluded), Toward: q.affected(e.Toward), Against: q.affected(e.Against),
		Met: neededOf(e.Met), Unmet: neededOf(e.Unmet), Steps: []Step{},
	}
	for _, v := range e.Voices {
		w := Word{Who: "the sources' own word"}
		if v.Statement != nil {
			var names []string
			for _, s := range v.Speakers {
				names = append(names, s.Label)
			}
			w.Who = words(", ", words(", ", names...), v.Statement.Act, v.Statement.Form, v.Statement.ID)
		}
		_, w.Facts = q.facts(nil, claimPage{Nodes: v.Claims})
		out.Word = append(out.Word, w)
	}
	for _, s := range e.Steps {
		by := q.by(q.claims(s.Claims))
		if len(by.Quotes) == 0 {
			by.Basis = Derived
		}
		out.Steps = append(out.Steps, Step{s.Rule, s.Because, by})
	}
	return out
}

func (q *inquiry) affected(list []affected) []Affected {
	var out []Affected
	for _, a := range list {
		by := q.by(q.claims(a.Claims))
		if len(by.Quotes) == 0 && by.Basis == Unsupported {
			by.Basis = Derived // the reason says from what
		}
		one := Affected{Ref: a.Actor, Certainty: a.Certainty, Reason: a.Reason, Unnamed: a.UnnamedMembers, Cited: by}
		if a.Through != nil {
			one.Through = a.Through.Label
		}
		out = append(out, one)
	}
	return out
}

func neededOf(list []needed) []Needed {
	var out []Needed
	for _, n := range list {
		out = append(out, Needed{n.Condition, n.Role, n.State.derived()})
	}
	return out
}
