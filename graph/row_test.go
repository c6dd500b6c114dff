package graph_test

import (
	"testing"

	"pactgraph/graph"
)

// The names of columns that docs/rows.md promises: those of ids and edges have the relation's singular.
func TestColumnNames(t *testing.T) {
	for noun, names := range map[graph.Noun][]string{
		graph.NounActor:       {"memberOf", "memberOfIds", "memberEdges", "oweIds", "partyToEdges", "statementsAboutIds", "toMs", "identifiers"},
		graph.NounDeclaration: {"parties", "partyIds", "partyEdges", "signedOnFirst", "obligationEdges"},
		graph.NounObligation:  {"bearerIds", "counterpartyIds", "beneficiaryIds", "againstIds", "status", "statusReason", "amountValue", "amountUnit", "dueLast"},
		graph.NounCondition:   {"state", "stateReason", "satisfiedByIds"},
		graph.NounEvent:       {"breachIds", "performEdges", "fromMs"},
		graph.NounSource:      {"publisher", "publisherId", "citeIds"},
		graph.NounClaim:       {"about", "aboutId", "voicedInId", "evidenceIds"},
		graph.NounLoad:        {"files", "startedAtMs", "finishedAtMs"},
		"":                    {"id", "label", "noun", "kind", "degree"},
	} {
		for _, name := range names {
			if _, ok := noun.Column(name); !ok {
				t.Errorf("the rows of %q have no column %s", noun, name)
			}
		}
	}
	for _, gone := range []string{"publisherEdges", "publisherIds"} {
		if _, ok := graph.NounSource.Column(gone); ok {
			t.Errorf("the rows of sources have %s, though a source has one publisher", gone)
		}
	}
}

// A column has a value only of what was loaded; a text that has what stands between the elements of a list is written without it.
func TestColumnValues(t *testing.T) {
	o := graph.NewNode(graph.NounObligation, "obligation/a", graph.Props{"kind": "OTHER", "topics": []string{"one; two", "three"}, "from": graph.Date("2031-02")})
	for name, want := range map[string]any{
		"id": "obligation/a", "topics": "one, two; three", "from": graph.Date("2031-02"), "fromFirst": graph.Date("2031-02-01"), "fromLast": graph.Date("2031-02-28"),
		"fromMs": int64(1927670400000), "to": nil, "toFirst": nil, "toMs": nil, "domains": nil, "bearers": nil, "bearerEdges": nil, "degree": 0,
	} {
		c, ok := graph.NounObligation.Column(name)
		if !ok {
			t.Errorf("there is no column %s", name)
			continue
		}
		if got := c.Value(o, "2031"); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}
