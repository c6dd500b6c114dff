package graphtest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// loadedIDs gives the ids of the page that came with a node under a key.
func loadedIDs(n graph.Node, key string) []string { return idsIn(graph.Loaded(n, key)) }

func (f *fixture) testWiths(t *testing.T) {
	name := []graph.Order{{Prop: "name"}}
	state := graph.Is{Prop: "kind", Op: graph.OpEq, Value: "STATE"}

	// One field twice, with different arguments.
	n := get(t, f.store, patrol,
		graph.With{Key: "states", Field: "bearers", Selection: graph.Selection{Filter: state, Order: name, Total: true}},
		graph.With{Key: "lead", Field: "bearers", Edge: graph.Is{Prop: "lead", Op: graph.OpEq, Value: true}, Selection: graph.Selection{Page: first(1)}},
		graph.With{Field: "bearers", Selection: graph.Selection{Order: []graph.Order{{Prop: "name", Desc: true}}, Page: first(2), Total: true}},
		graph.With{Field: "against"},
	)
	wantIDs(t, "states", loadedIDs(n, "states"), ardovia, belmark)
	wantIDs(t, "lead", loadedIDs(n, "lead"), navy)
	wantIDs(t, "the first bearers", loadedIDs(n, "bearers"), navy, navy)
	wantIDs(t, "against nobody", loadedIDs(n, "against"))
	if keys := graph.LoadedKeys(n); !slices.Equal(keys, []string{"against", "bearers", "lead", "states"}) {
		t.Errorf("what was loaded: %q", keys)
	}
	if got := readPage(graph.Loaded(n, "bearers")).count(); got != 4 {
		t.Errorf("the total of all bearers is %d, want 4", got)
	}
	if got := readPage(graph.Loaded(n, "states")).count(); got != 2 {
		t.Errorf("the total of bearers that are states is %d, want 2", got)
	}
	if got := graph.Loaded(n, "conditions"); got != nil {
		t.Errorf("what wasn't asked for is there: %v", got)
	}
	if bearers := n.(*graph.Obligation).Bearers(); len(bearers.Edges) == 2 && bearers.Edges[0].Node == bearers.Edges[1].Node {
		t.Error("two places in an answer share one node")
	}

	// Nodes of several nouns, each with its own.
	mixed := graph.Query{IDs: []string{weHelp, accord, attack, "actor/nobody", raid}, Selection: graph.Selection{With: []graph.With{
		{Field: "about", On: graph.NounStatement, Selection: graph.Selection{Page: first(graph.MaxPage), With: []graph.With{
			{Field: "bearers", On: graph.NounObligation},
			{Field: "owes", On: graph.NounActor, Selection: graph.Selection{Total: true, Page: first(0)}},
			{Field: "concerns", On: graph.NounCondition},
		}}},
		{Field: "obligations", On: graph.NounDeclaration, Selection: graph.Selection{Page: last(2)}},
		{Key: "them", Field: "concerns", On: graph.NounCondition, Ends: []graph.Noun{graph.NounDeclaration}},
		{Key: "none", Field: "concerns", On: graph.NounCondition, Ends: []graph.Noun{graph.NounEvent}, Selection: graph.Selection{Total: true}},
		{Field: "claims", On: graph.NounEvent},
	}}}
	nodes := find(t, f.store, mixed).Nodes
	if nodes[0] == nil || nodes[2] == nil {
		t.Fatalf("not all nodes are there: %v", nodes)
	}
	about := readPage(graph.Loaded(nodes[0], "about"))
	wantIDs(t, "about", idsIn(graph.Loaded(nodes[0], "about")), kestria, attack, raid, defend, report, notBound)
	for _, e := range about.entries {
		want := map[graph.Noun][]string{graph.NounActor: {"owes"}, graph.NounObligation: {"bearers"}, graph.NounCondition: {"concerns"}}[e.node.Noun()]
		if !slices.Equal(graph.LoadedKeys(e.node), want) {
			t.Errorf("with %s came %q, want %q", e.node.NodeID(), graph.LoadedKeys(e.node), want)
		}
	}
	wantIDs(t, "what the condition concerns", loadedIDs(nodes[2], "them"), accord)
	wantIDs(t, "what it can't concern", loadedIDs(nodes[2], "none"))
	if _, ok := graph.Loaded(nodes[2], "them").(*graph.NodePage); !ok {
		t.Errorf("a field with several nouns has the page %T", graph.Loaded(nodes[2], "them"))
	}
	// The cursor of a list goes on where the same list is limited to some nouns, even to none.
	cursor := readPage(graph.Loaded(get(t, f.store, attack, graph.With{Field: "concerns", Selection: graph.Selection{Order: []graph.Order{{Prop: "kind"}}}}), "concerns")).info.StartCursor
	limited := graph.With{Field: "concerns", Ends: []graph.Noun{graph.NounEvent}, Selection: graph.Selection{Order: []graph.Order{{Prop: "kind"}}, Page: graph.Page{After: cursor}}}
	f.same(t, mixed, graph.Query{IDs: []string{attack}, Noun: graph.NounCondition, Selection: graph.Selection{With: []graph.With{limited}}})

	// A page as a dashboard asks for it, and what joins two relations.
	signatories := graph.With{Field: "partyActions", Edge: graph.Is{Prop: "action", Op: graph.OpIn, Value: []any{"SIGNATURE", "RATIFICATION"}}, Selection: graph.Selection{Order: name}}
	all := graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{Total: true, Order: []graph.Order{{Prop: "title"}}, With: []graph.With{signatories, {
		Field: "obligations", Selection: graph.Selection{Page: first(5), With: []graph.With{
			{Field: "bearers"}, {Field: "beneficiaries"}, {Field: "conditions", Selection: graph.Selection{With: []graph.With{{Field: "satisfiedBy"}}}},
		}},
	}}}}
	f.same(t, all, graph.Query{Noun: graph.NounActor, Selection: graph.Selection{With: []graph.With{{Field: "owed", Selection: graph.Selection{With: []graph.With{{Field: "declarations"}}}}}}})
	owed := get(t, f.store, ardovia, graph.With{Field: "owed"})
	wantIDs(t, "owed as counterparty and as beneficiary", loadedIDs(owed, "owed"), boats, boats)
	f.testEveryField(t)
}

// testEveryField asks every field of every noun, and from its nodes back.
func (f *fixture) testEveryField(t *testing.T) {
	for _, noun := range graph.Nouns() {
		var queries []graph.Query
		for _, field := range noun.Fields() {
			w := graph.With{Field: field.Name, Selection: graph.Selection{Total: true}}
			for _, end := range field.Ends {
				for _, back := range end.Fields() {
					if slices.Contains(back.Ends, noun) && slices.Contains(back.Types, field.Types[0]) && back.Direction != field.Direction {
						w.With = append(w.With, graph.With{Field: back.Name, On: end, Selection: graph.Selection{Page: first(3)}})
					}
				}
			}
			queries = append(queries, graph.Query{Noun: noun, Selection: graph.Selection{
				Filter: graph.Related{Field: field.Name, Quant: graph.QuantSome}, With: []graph.With{w},
			}})
		}
		f.same(t, queries...)
	}
}

// An entity's claims are those about itself; those about an edge that goes out from it come with the edge.
func (f *fixture) testClaims(t *testing.T) {
	field := []graph.Order{{Prop: "field"}, {Prop: "basis"}}
	claims := graph.With{Field: "claims", Selection: graph.Selection{Order: field, With: []graph.With{
		{Field: "evidence", Selection: graph.Selection{Order: []graph.Order{{Prop: "start"}}, With: []graph.With{{Field: "source", Selection: graph.Selection{With: []graph.With{{Field: "publisher"}}}}, {Field: "claims"}}}},
		{Field: "voicedIn"},
		{Field: "about"},
	}}}
	d := get(t, f.store, accord, claims).(*graph.Declaration)
	var got []string
	for _, c := range d.Claims().Nodes() {
		got = append(got, c.Field+" "+string(c.Stance)+" "+string(c.Basis))
		if about := c.About(); about == nil || about.NodeID() != accord {
			t.Errorf("a claim about the accord is about %v", about)
		}
	}
	want := []string{"bindingness CONTRADICTS TEXT", "signedOn CONFIRMS BACKGROUND", "signedOn CONFIRMS INFERRED", " CONFIRMS TEXT"}
	if !slices.Equal(got, want) {
		t.Fatalf("the accord's claims: %q, want %q", got, want)
	}
	denial := d.Claims().Edges[0].Node
	if v := denial.VoicedIn(); v == nil || v.ID != notBound {
		t.Errorf("the denial is voiced in %v", v)
	}
	quotes, sharedQuotes := denial.Evidence().Nodes(), d.Claims().Edges[3].Node.Evidence().Nodes()
	if len(quotes) != 1 || len(sharedQuotes) != 1 {
		t.Fatalf("the claims rest on %d and %d quotes, want 1 each", len(quotes), len(sharedQuotes))
	}
	e, shared := quotes[0], sharedQuotes[0]
	if e.Source() == nil || e.Source().ID != postByRost || e.Exact != "Ми не зв’язані" || *e.End-*e.Start != 14 {
		t.Errorf("the denial rests on %s", canonicalJSON(canonicalNode(e)))
	}
	// One quote under three data sets' claims is one evidence.
	if n := len(shared.Claims().Nodes()); n != 4 {
		t.Errorf("%d claims rest on the quote of the signing, want 4", n)
	}
	if p := shared.Source().Publisher(); p == nil || p.ID != news {
		t.Errorf("the quote of the signing is from a source by %v", p)
	}
	wantIDs(t, "claims about the actor itself, not about its edges", loadedIDs(get(t, f.store, envoys, graph.With{Field: "claims"}), "claims"))
	own := readPage(graph.Loaded(get(t, f.store, ardovia, graph.With{Field: "claims"}), "claims")).entries
	if len(own) != 1 || own[0].edge.Edge != "" {
		t.Errorf("Ardovia has %d claims about itself, want 1", len(own))
	}
	wantIDs(t, "actors with two claims or more about themselves", found(t, f.store, graph.NounActor, graph.Related{Field: "claims", Quant: graph.QuantCount, Op: graph.OpGte, Count: 2}))
	wantIDs(t, "things of which a field is contradicted", found(t, f.store, graph.NounDeclaration, graph.Related{
		Field: "claims", Quant: graph.QuantSome, Node: graph.Is{Prop: "stance", Op: graph.OpEq, Value: "CONTRADICTS"},
	}), accord)
	var queries []graph.Query
	for _, noun := range graph.Entities() {
		queries = append(queries, graph.Query{Noun: noun, Selection: graph.Selection{With: []graph.With{claims}}})
	}
	f.same(t, queries...)
}

// Every claim comes back as it was said: its properties, what it is about, what it rests on and whose word it is.
func (f *fixture) testClaimsAsSaid(t *testing.T) {
	withs := []graph.With{{Field: "about"}, {Field: "voicedIn"}, {Field: "evidence", Selection: graph.Selection{With: []graph.With{{Field: "source"}}}}}
	for _, s := range f.saidOnce() {
		if !s.IsClaim() {
			continue
		}
		c := get(t, f.store, s.Target, withs...).(*graph.Claim)
		if diff := cmp.Diff(s.Props, graph.NodeProps(c)); diff != "" {
			t.Errorf("a claim about %s (-said +got):\n%s", s.About, diff)
		}
		about := readPage(graph.Loaded(c, "about")).entries
		if len(about) != 1 || about[0].node.NodeID() != s.About || about[0].edge.Edge != s.AboutEdge {
			t.Errorf("a claim about %s and its edge %q is about %q", s.About, s.AboutEdge, loadedIDs(c, "about"))
		}
		var voice []string
		if s.VoicedIn != "" {
			voice = []string{s.VoicedIn}
		}
		wantIDs(t, "whose word the claim is", loadedIDs(c, "voicedIn"), voice...)
		want := map[string]props{}
		for _, e := range s.Evidence {
			want[e.Source] = e.Props
		}
		got := map[string]props{}
		for _, e := range c.Evidence().Nodes() {
			got[e.Source().ID] = graph.NodeProps(e)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what a claim about %s rests on (-said +got):\n%s", s.About, diff)
		}
	}
}

// With an edge come the claims about it, and what its properties name.
func (f *fixture) testOnEdge(t *testing.T) {
	onEdge := []graph.With{
		{Field: "by", Selection: graph.Selection{Total: true, With: []graph.With{{Field: "offices"}}}},
		{Field: "claims", Selection: graph.Selection{Order: []graph.Order{{Prop: "basis"}}, With: []graph.With{{Field: "evidence"}, {Field: "voicedIn"}}}},
		{Key: "texts", Field: "claims", Selection: graph.Selection{Filter: graph.Is{Prop: "basis", Op: graph.OpEq, Value: "TEXT"}, Page: first(1), Total: true}},
	}
	signatures := graph.With{Field: "partyActions", Edge: graph.Is{Prop: "action", Op: graph.OpEq, Value: "SIGNATURE"}, Selection: graph.Selection{Order: []graph.Order{{Prop: "name"}}}, OnEdge: onEdge}
	edges := get(t, f.store, accord, signatures).(*graph.Declaration).PartyActions().Edges
	if len(edges) != 2 || edges[0].ByActor() == nil || edges[0].ByActor().ID != olha || edges[1].ByActor() == nil || edges[1].ByActor().ID != rost {
		t.Fatalf("who signed: %s", canonicalJSON(edges))
	}
	if offices := edges[1].ByActor().Offices().Nodes(); len(offices) != 1 || offices[0].ID != belmark {
		t.Errorf("the offices of who signed for Belmark: %v", offices)
	}
	claims := edges[0].Claims().Nodes()
	if len(claims) != 2 || claims[0].Basis != graph.BasisIdentified || claims[1].Basis != graph.BasisText || len(claims[1].Evidence().Edges) != 1 {
		t.Errorf("the claims about Ardovia's signature: %s", canonicalJSON(claims))
	}
	if n := len(edges[1].Claims().Edges); n != 0 {
		t.Errorf("Belmark's signature has %d claims, want none", n)
	}
	if texts := readPage(edges[0].Loaded("texts")); len(texts.entries) != 1 || texts.count() != 1 || texts.entries[0].edge.Edge != edges[0].ID {
		t.Errorf("the claims by the text: %d", len(texts.entries))
	}
	// The same edges from the other end, and edges that no claim is about or that name nobody.
	from := func(id, field string, on ...graph.With) graph.Query {
		return graph.Query{Noun: nounOfID(id), IDs: []string{id}, Selection: graph.Selection{With: []graph.With{{Field: field, OnEdge: on}}}}
	}
	filtered := onEdge[0]
	filtered.Filter = graph.Is{Prop: "kind", Op: graph.OpEq, Value: "STATE"}
	none := onEdge[0]
	none.Page = first(0)
	f.same(t, from(ardovia, "partyActions", onEdge...), from(accord, "partyActions", onEdge...), from(allies, "owed", onEdge[1], onEdge[2]),
		from(boats, "beneficiaries", onEdge[1]), from(borders, "breachedBy", filtered), from(borders, "breachedBy", none), from(accord, "claims", onEdge[1]),
		from(raid, "breaches", onEdge[0], onEdge[1]), from(embargo, "performedBy", onEdge[0]))
	breaches := readPage(graph.Loaded(find(t, f.store, from(borders, "breachedBy", filtered)).Nodes[0], "breachedBy")).entries
	for _, e := range breaches {
		wantIDs(t, "the state that is said to have done it", idsIn(e.loaded("by")), e.edge.By)
	}
}

// What one answer holds is its receiver's own: changing it changes no other answer and nothing in the store.
func (f *fixture) testOwn(t *testing.T) {
	beneficiaries, conditions := graph.With{Field: "beneficiaries"}, graph.With{Field: "conditions"}
	o := get(t, f.store, boats, beneficiaries).(*graph.Obligation)
	o.Summary, o.Topics[0], o.Domains[0], *o.AmountValue = "changed", "changed", "changed", 99
	for _, e := range o.Beneficiaries().Edges {
		e.Node.Name = "changed"
		if e.Lead != nil {
			*e.Lead = !*e.Lead
		}
	}
	for _, e := range get(t, f.store, defend, conditions).(*graph.Obligation).Conditions().Edges {
		if e.Group != nil {
			*e.Group = 99
		}
	}
	n := get(t, f.store, ardovia).(*graph.Actor)
	n.Aliases[0], n.Identifiers[0].Value = "changed", "changed"
	f.same(t, graph.Query{IDs: []string{ardovia}}, graph.Query{
		Noun: graph.NounObligation, IDs: []string{boats, defend}, Selection: graph.Selection{With: []graph.With{beneficiaries, conditions}},
	})
	var c collector
	if err := f.store.Walk(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	for _, e := range c.edges {
		if e.Lead != nil {
			*e.Lead = !*e.Lead
		}
		if e.Group != nil {
			*e.Group = 99
		}
	}
	f.sameWalk(t)
}
