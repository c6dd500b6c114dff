package main

import (
	"strings"
	"testing"
)

const (
	ourAnswer = `{"data": {"declarations": {"edges": [{"node": {
	  "id": "declaration/a", "title": "A", "term": null,
	  "partyActions": {"edges": [
	    {"action": "SIGNATURE", "date": "2026", "node": {"id": "actor/X", "name": "X", "identifiers": [{"scheme": "iso", "value": "XX"}]}},
	    {"action": "SIGNATURE", "date": null, "node": {"id": "actor/X", "name": "X", "identifiers": [{"scheme": "iso", "value": "XX"}]}}]},
	  "obligations": {"edges": [{"mode": "CREATES", "node": {
	    "id": "obligation/a/b", "summary": "S", "topics": [],
	    "bearers": {"edges": [{"from": "2026", "node": {"id": "actor/X", "name": "X", "identifiers": null}}]},
	    "beneficiaries": {"edges": []}}}]}}}]}}}`
	peerAnswer = `{"data": {"declarations": [{
	  "id": "declaration/a", "title": "A", "term": null,
	  "partyActionsConnection": {"edges": [
	    {"properties": {"action": "SIGNATURE", "date": null}, "node": {"id": "actor/X", "name": "X", "identifiers": ["iso:XX"]}},
	    {"properties": {"action": "SIGNATURE", "date": "2026"}, "node": {"id": "actor/X", "name": "X", "identifiers": ["iso:XX"]}}]},
	  "obligationsConnection": {"edges": [{"properties": {"mode": "CREATES"}, "node": {
	    "id": "obligation/a/b", "summary": "S", "topics": null,
	    "bearersConnection": {"edges": [{"properties": {"from": "2026"}, "node": {"id": "actor/X", "name": "X", "identifiers": []}}]},
	    "beneficiariesConnection": {"edges": []}}}]}}]}}`
)

// The same page in two forms is the same; a page with any other value isn't.
func TestSame(t *testing.T) {
	ours, err := readOurs([]byte(ourAnswer))
	if err != nil {
		t.Fatal(err)
	}
	if got := rowsOf(ours); got != 5 {
		t.Errorf("the page has %d rows, want 5", got)
	}
	peers := func(old, new string) []declaration {
		page, err := readPeers([]byte(strings.Replace(peerAnswer, old, new, 1)))
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	if err := same(ours, peers("", "")); err != nil {
		t.Error(err)
	}
	for _, change := range [][2]string{
		{`"title": "A"`, `"title": "B"`}, {`"date": "2026"`, `"date": "2027"`}, {"iso:XX", "iso:XY"}, {`"mode": "CREATES"`, `"mode": "REAFFIRMS"`},
		{`"topics": null`, `"topics": ["t"]`}, {`"from": "2026"`, `"from": null`}, {`"summary": "S"`, `"summary": ""`},
	} {
		if same(ours, peers(change[0], change[1])) == nil {
			t.Errorf("a page with %s instead of %s passes for the same", change[1], change[0])
		}
	}
	if same(ours, nil) == nil {
		t.Error("an empty page passes for the same")
	}
}

func TestChosen(t *testing.T) {
	for _, c := range []struct{ only, skip, want string }{
		{"", "", "sqlite-page,sqlite-load,explorer,neo4j-page,peer,neo4j-load"},
		{"peer, sqlite-page", "", "sqlite-page,peer"},
		{"", "peer,neo4j-load", "sqlite-page,sqlite-load,explorer,neo4j-page"},
	} {
		got, err := chosen(c.only, c.skip)
		if err != nil || strings.Join(got, ",") != c.want {
			t.Errorf("chosen(%q, %q) = %v, %v; want %s", c.only, c.skip, got, err, c.want)
		}
	}
	if _, err := chosen("pages", ""); err == nil || !strings.Contains(err.Error(), `"pages"`) {
		t.Errorf("a part that doesn't exist gives %v", err)
	}
}
