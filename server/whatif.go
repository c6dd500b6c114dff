package server

import (
	"context"
	"fmt"
	"reflect"

	"pactgraph/graph"
)

// whatIfNodes is how many nodes of one noun the answer to a what-if may name.
const whatIfNodes = graph.MaxPage

func whatIfOf(c *compiler, _ selected, a arguments) (work, int) {
	hypotheses, day := a.hypotheses(), a.day()
	if day == "" {
		day = c.plan.today
	}
	if len(c.errs) == 0 {
		a.report(graph.CheckHypotheses(hypotheses))
	}
	return func(ctx context.Context, r graph.Reader) (any, error) {
		result, _, err := graph.AskWhatIf(ctx, r, hypotheses, day)
		if err != nil {
			return nil, err
		}
		return result, checkNamed(result)
	}, whatIfNodes
}

// checkNamed refuses an answer that names more nodes than its cost was counted by.
func checkNamed(result *graph.WhatIf) error {
	ids := map[string]bool{}
	namedNodes(reflect.ValueOf(result), ids)
	for _, n := range graph.Nouns() {
		if count := len(namedOf(ids, n)); count > whatIfNodes {
			return overLimit("what is supposed has %d effects, which name %d nodes of the type %s; at most %d are allowed: say more exactly what happens and between whom, or suppose single conditions",
				len(result.Effects), count, n, whatIfNodes)
		}
	}
	return nil
}

// hypotheses reads what is supposed.
func (a arguments) hypotheses() []graph.Hypothesis {
	var list []graph.Hypothesis
	for i, v := range asList(a.values["hypotheses"]) {
		at := fmt.Sprintf("hypotheses[%d]", i)
		fields, _ := v.(map[string]any)
		h := graph.Hypothesis{Condition: textOf(fields["condition"]), Holds: true}
		holds, ok := fields["holds"].(bool)
		if ok {
			h.Holds = holds
		}
		if event, ok := fields["event"].(map[string]any); ok {
			h.Event = a.supposedEvent(event, at+".event")
		}
		if ok && h.Event != nil {
			a.report(inputErrorf(at+".holds", "holds belongs to a condition: an event that is supposed happens"))
		}
		list = append(list, h)
	}
	return list
}

func (a arguments) supposedEvent(fields map[string]any, at string) *graph.SupposedEvent {
	part := func(name string) string {
		text := textOf(fields[name])
		if text == "" {
			return ""
		}
		if noun, ok := graph.NounOf(text); ok && noun == graph.NounDeclaration && name == "subject" {
			return text
		}
		id, err := actorID(text, at+"."+name)
		a.report(err)
		return id
	}
	return &graph.SupposedEvent{
		Kind:     graph.EventKind(textOf(fields["kind"])),
		Attacker: part("attacker"), Victim: part("victim"), Subject: part("subject"),
	}
}

// textOf gives an input's text; empty where it is left out or null.
func textOf(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// WhatIf gives what would follow from what is supposed.
func (queryResolver) WhatIf(ctx context.Context, _ []map[string]any, _ *graph.Date) (*graph.WhatIf, error) {
	return workedOut[*graph.WhatIf](ctx)
}
