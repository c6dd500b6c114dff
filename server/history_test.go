package server

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// sayPact is a load that gives the pact a title and those who are bound by it.
func sayPact(load, title string, bound ...string) graph.Batch {
	const pact = "declaration/history-pact"
	b := graph.Batch{LoadID: load, Dataset: "history", StartedAt: time.Unix(0, 0), Said: []graph.Said{
		graph.SayNode(pact, graph.Props{"kind": "TREATY", "title": title}),
	}}
	for _, id := range bound {
		edge, err := graph.SayEdge(pact, graph.EdgePartyTo, id, pact, nil)
		if err != nil {
			panic(err)
		}
		b.Said = append(b.Said, graph.SayNode(id, graph.Props{"kind": "STATE"}), edge)
	}
	return b
}

// historyStore has a pact that was corrected, and of which one party is withdrawn.
func historyStore(t *testing.T) *graphtest.Memory {
	t.Helper()
	store := graphtest.NewMemory()
	t.Cleanup(func() { _ = store.Close() })
	last := sayPact("load/three", "The Pact", "actor/ardovia")
	last.Withdraw = []string{"actor/belmark"}
	for _, b := range []graph.Batch{
		sayPact("load/one", "Pact", "actor/ardovia", "actor/belmark"), sayPact("load/two", "The Pact", "actor/ardovia", "actor/belmark"), last,
	} {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

func sameJSON(t *testing.T, what, want string, got any) {
	t.Helper()
	var wanted any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestChangesOverGraphQL(t *testing.T) {
	e := engineOn(historyStore(t), DefaultLimits())
	for _, tt := range []struct{ query, want string }{
		{`{ changes(filter: {about: ["declaration/history-pact"], loads: ["load/two"]}) {
			nodes { revision action what label load { dataset } about { label ... on Declaration { parties { totalCount } } } edge { type } fields { field old new } }
		} }`, `{"changes": {"nodes": [{
			"revision": 2, "action": "CHANGED", "what": "NODE", "label": "The Pact", "load": {"dataset": "history"},
			"about": {"label": "The Pact", "parties": {"totalCount": 1}}, "edge": null, "fields": [{"field": "title", "old": "Pact", "new": "The Pact"}]
		}]}}`},
		// What is gone by now is still told of.
		{`{ changes(since: 2, filter: {actions: [REMOVED], what: [EDGE]}) { nodes { label about { id } edge { type start end } } } }`, `{"changes": {"nodes": [{
			"label": "actor/belmark PARTY_TO declaration/history-pact", "about": null,
			"edge": {"type": "PARTY_TO", "start": "actor/belmark", "end": "declaration/history-pact"}
		}]}}`},
		{`{ changes(since: 3) { nodes { label } pageInfo { hasNextPage endCursor } } }`, `{"changes": {"nodes": [], "pageInfo": {"hasNextPage": false, "endCursor": null}}}`},
	} {
		sameJSON(t, tt.query, tt.want, any(ask(t, e, tt.query, nil)))
	}
}

func TestAsOfRevision(t *testing.T) {
	e := engineOn(historyStore(t), DefaultLimits())
	for _, tt := range []struct{ query, want string }{
		{`{ nodes(ids: ["declaration/history-pact"], asOfRevision: 0) { id label } }`, `{"nodes": [null]}`},
		{`{ now: declaration(id: "declaration/history-pact") { title parties { totalCount } }
			then: declaration(id: "declaration/history-pact", asOfRevision: 1) { title parties { totalCount nodes { id label } } } revision }`,
			`{"now": {"title": "The Pact", "parties": {"totalCount": 1}},
			"then": {"title": "Pact", "parties": {"totalCount": 2, "nodes": [{"id": "actor/ardovia", "label": "ardovia"}, {"id": "actor/belmark", "label": "belmark"}]}}, "revision": 3}`},
		{`{ nodes(ids: ["actor/belmark", "actor/never"], asOfRevision: 2) { id } gone: actor(id: "actor/belmark") { id } }`, `{"nodes": [{"id": "actor/belmark"}, null], "gone": null}`},
		{`{ load(id: "load/three", asOfRevision: 2) { id } }`, `{"load": null}`},
	} {
		sameJSON(t, tt.query, tt.want, any(ask(t, e, tt.query, nil)))
	}
	for query, want := range map[string]string{
		`{ actor(id: "actor/belmark", asOfRevision: 4) { id } }`:                                                "there is no revision 4: the graph has revisions 0 (before the first load) to 3",
		`{ actor(id: "actor/belmark", asOfRevision: -1) { id } }`:                                               "there is no revision -1",
		`{ actor(id: "actor/belmark", asOfRevision: 1) { degree } }`:                                            "a degree isn't known of the past",
		`{ actor(id: "actor/belmark", asOfRevision: 1) { partyTo { nodes { degree } } } }`:                      "a degree isn't known of the past",
		`{ actor(id: "actor/belmark", asOfRevision: 1) { partyTo(filter: {degree: {gt: 1}}) { totalCount } } }`: "degree can't be filtered or ordered by at a revision",
		`{ actor(id: "actor/belmark", asOfRevision: 1) { partyTo(orderBy: {field: DEGREE}) { totalCount } } }`:  "degree can't be filtered or ordered by at a revision",
		`{ actor(id: "actor/belmark", asOfRevision: 1) { partyTo { groups(by: [KIND]) { totalGroups } } } }`:    "groups can't be counted at a revision",
		`{ actors(asOfRevision: 1) { totalCount } }`:                                                            "known of things by their ids alone",
		`{ actor(id: "actor/belmark") { partyTo(asOfRevision: 1) { totalCount } } }`:                            "known of things by their ids alone",
		`{ node(id: "actor/belmark", asOfRevision: 1) { id } }`:                                                 "known of things by their ids alone",
		`{ search(text: "pact", asOfRevision: 1) { totalCount } }`:                                              "known of things by their ids alone",
		`{ changes(since: 3, until: 2) { nodes { label } } }`:                                                   "until (2) can't lie before since (3)",
		`{ changes(filter: {about: ["claim/c"]}) { nodes { label } } }`:                                         `about can't be "claim/c"`,
		`{ changes(first: 1001) { nodes { label } } }`:                                                          "first can't be 1001",
		`subscription { changes { nodes { label } } }`:                                                          "over a WebSocket",
	} {
		resp := e.do(t.Context(), request{Query: query})
		if len(resp.Errors) != 1 || !strings.Contains(resp.Errors[0].Message, want) || codeOf(resp.Errors[0]) == "" {
			t.Errorf("%s\ngives %v, want %q", query, resp.Errors, want)
		}
	}
}
