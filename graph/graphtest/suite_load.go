package graphtest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

func testLoad(t *testing.T, open func(t *testing.T) graph.Store) {
	t.Run("Receipt", func(t *testing.T) { testReceipt(t, load(t, open)) })
	t.Run("Correct", func(t *testing.T) { testCorrect(t, load(t, open)) })
	t.Run("Withdraw", func(t *testing.T) { testWithdraw(t, load(t, open)) })
	t.Run("Missing", func(t *testing.T) { testMissing(t, load(t, open, World()[:1]...)) })
	t.Run("Sync", func(t *testing.T) { testSync(t, load(t, open)) })
	t.Run("Disagree", func(t *testing.T) { testDisagree(t, load(t, open)) })
	t.Run("SameTwice", func(t *testing.T) { testSameTwice(t, load(t, open)) })
	t.Run("Packed", func(t *testing.T) { testPacked(t, load(t, open)) })
	t.Run("Folded", func(t *testing.T) { testFolded(t, load(t, open)) })
	t.Run("Progress", func(t *testing.T) { testProgress(t, open(t)) })
}

// small makes a batch of two actors and, if asked for, what hangs between them.
func small(load, dataset string, say func(p *pen)) graph.Batch {
	p := newPen(load, dataset, graph.ReliabilityC)
	p.node("actor/a", props{"kind": "STATE", "name": "A"})
	p.node("actor/b", props{"kind": "STATE", "name": "B"})
	if say != nil {
		say(p)
	}
	return p.batch
}

// What several data sets say together is taken as such, and only as such: an end before its beginning, and a decision about two
// nodes, by which the one that went is then found.
func testFolded(t *testing.T, f *fixture) {
	backwards := func(load string, folded bool) graph.Batch {
		p := newPen(load, "d", "")
		p.node("actor/a", props{"kind": "STATE", "name": "A", "from": graph.Date("2026"), "to": graph.Date("1999")}).Folded = folded
		return p.batch
	}
	decision := func(load string, folded bool) graph.Batch {
		p := newPen(load, "e", "")
		p.claim("actor/a", props{"field": graph.FieldSameAs, "value": "actor/gone", "stance": "CONFIRMS", "basis": "IDENTIFIED"}, "")
		p.batch.Said[0].Folded = folded
		return p.batch
	}
	f.refused(t, backwards("one", false), graph.KindInvalid)
	f.both(t, backwards("two", true))
	f.refused(t, decision("three", false), graph.KindInvalid)
	f.both(t, decision("four", true))
	f.sameWalk(t)
	found := get(t, graph.Following(f.store), "actor/gone")
	if found.NodeID() != "actor/a" {
		t.Errorf("by the id of the node that went there is %v", found)
	}
}

// A load counts what it did, and is itself a node; a load that says nothing new is none; the same load again gives the
// receipt of then.
func testReceipt(t *testing.T, f *fixture) {
	one := small("one", "d", func(p *pen) {
		member := p.out("actor/a", graph.EdgeMemberOf, "actor/b", nil)
		p.node("source/s", props{"kind": "NEWS_REPORT"})
		p.claimEdge("actor/a", member, props{"stance": "CONFIRMS", "basis": "TEXT"}, "", quote("source/s", "A joined B", 0))
	})
	want := graph.Receipt{LoadID: "load/one", Revision: 1, Added: 5}
	if got := f.both(t, one); got != want {
		t.Errorf("the first load gives %+v, want %+v", got, want)
	}
	loaded := get(t, f.store, "load/one").(*graph.Load)
	finished, err := time.Parse(time.RFC3339, loaded.FinishedAt)
	if err != nil || finished.Location() != time.UTC || !strings.HasSuffix(loaded.FinishedAt, "Z") {
		t.Errorf("the load was finished at %q, want a time of RFC 3339 in UTC (%v)", loaded.FinishedAt, err)
	}
	got := graph.NodeProps(loaded)
	delete(got, "finishedAt")
	if diff := cmp.Diff(props{
		"dataset": "d", "files": []string{"d.yaml"}, "sha256": one.SHA256, "revision": 1, "startedAt": "2031-07-01T08:30:00Z",
		"who": "graphtest", "added": 5, "changed": 0, "removed": 0,
	}, got); diff != "" {
		t.Errorf("the load's node (-want +got):\n%s", diff)
	}

	again := one
	again.LoadID = "load/again"
	want = graph.Receipt{LoadID: "load/again", Revision: 1, Unchanged: true}
	if got := f.both(t, again); got != want {
		t.Errorf("the same words in another load give %+v, want %+v", got, want)
	}
	if a := find(t, f.store, graph.Query{IDs: []string{"load/again"}}); a.Nodes[0] != nil {
		t.Errorf("a load that changed nothing is there: %s", Canonical(a))
	}

	two := small("two", "d", nil)
	two.Said[0].Props["name"] = "Á"
	want = graph.Receipt{LoadID: "load/two", Revision: 2, Changed: 1, Removed: 2}
	if got := f.both(t, two); got != want {
		t.Errorf("a correction gives %+v, want %+v", got, want)
	}
	// The first load again, and another batch under its id: both were done, whatever has happened since.
	for _, b := range []graph.Batch{one, {LoadID: "load/one", Dataset: "other", Said: []graph.Said{graph.SayNode("actor/c", props{"kind": "STATE"})}}} {
		want = graph.Receipt{LoadID: "load/one", Revision: 1, Added: 5}
		if got := f.both(t, b); got != want {
			t.Errorf("the load again gives %+v, want %+v", got, want)
		}
	}

	other := small("three", "e", nil)
	want = graph.Receipt{LoadID: "load/three", Revision: 3, Changed: 0}
	if got := f.both(t, small("three", "e", func(p *pen) { p.batch.Said[0].Props["name"] = "Á"; p.batch.Said = p.batch.Said[:1] })); got != want {
		t.Errorf("another data set that says the same gives %+v, want %+v: it is a record, though nothing shows", got, want)
	}
	if other.Dataset = "f"; f.both(t, other).Revision != 3 {
		t.Errorf("the id of a load counts, not its data set")
	}
	f.sameWalk(t)
	f.same(t, graph.Query{Noun: graph.NounLoad, Selection: graph.Selection{Order: []graph.Order{{Prop: "revision", Desc: true}}}})
}

// Saying a node again with less takes the rest back: values, edges and claims said under it, and evidence that no
// claim cites any more.
func testCorrect(t *testing.T, f *fixture) {
	shared := quote("source/s", "shared words", 0)
	alone := quote("source/s", "words of its own", 20)
	about := func(field string) props { return props{"field": field, "stance": "CONFIRMS", "basis": "TEXT"} }
	all := func(p *pen) {
		p.batch.Said[0].Props["aliases"] = []string{"alpha"}
		p.node("source/s", props{"kind": "NEWS_REPORT"})
		p.out("actor/a", graph.EdgeMemberOf, "actor/b", props{"role": "LEAD"})
		p.out("actor/a", graph.EdgeMemberOf, "actor/b", props{"role": "HOST"})
		p.claim("actor/a", about("name"), "", shared, alone)
		p.claim("actor/b", about("name"), "", shared)
	}
	f.both(t, small("one", "d", all))
	f.sameWalk(t)

	less := small("two", "d", func(p *pen) {
		p.out("actor/a", graph.EdgeMemberOf, "actor/b", props{"role": "HOST"})
		p.claim("actor/b", about("name"), "", shared)
	})
	if got, want := f.both(t, less), (graph.Receipt{LoadID: "load/two", Revision: 2, Changed: 1, Removed: 2}); got != want {
		t.Errorf("saying less gives %+v, want %+v", got, want)
	}
	f.sameWalk(t)
	a := get(t, f.store, "actor/a", graph.With{Field: "memberOf"}, graph.With{Field: "claims"}).(*graph.Actor)
	if a.Aliases != nil || len(a.MemberOf().Edges) != 1 || a.MemberOf().Edges[0].Role != "HOST" || len(a.Claims().Edges) != 0 || a.Degree != 1 {
		t.Errorf("after saying less: %s", canonicalJSON(canonicalNode(a)))
	}
	wantIDs(t, "the evidence that is still cited", found(t, f.store, graph.NounEvidence, nil), shared.ID())

	// A node that this load doesn't speak of stays as it was said before.
	f.both(t, graph.Batch{LoadID: "load/three", Dataset: "d", Said: []graph.Said{graph.SayNode("actor/b", props{"kind": "COALITION"})}})
	wantIDs(t, "the evidence after its last claim", found(t, f.store, graph.NounEvidence, nil))
	if a := get(t, f.store, "actor/a").(*graph.Actor); a.Name != "A" || a.Degree != 1 {
		t.Errorf("a node that the load didn't speak of: %s", canonicalJSON(canonicalNode(a)))
	}
	f.sameWalk(t)

	// What was taken back can be said again.
	f.both(t, small("four", "d", all))
	f.sameWalk(t)
}

// Withdrawing a node takes back all that was said with it, of this data set.
func testWithdraw(t *testing.T, f *fixture) {
	f.both(t, small("one", "d", func(p *pen) {
		p.node("source/s", props{"kind": "NEWS_REPORT"})
		p.node("actor/c", props{"kind": "PERSON", "name": "C"})
		p.out("actor/c", graph.EdgeHoldsOffice, "actor/a", props{"title": "chair"})
		p.out("actor/b", graph.EdgeMemberOf, "actor/a", nil)
		p.claim("actor/c", props{"stance": "CONFIRMS", "basis": "TEXT"}, "", quote("source/s", "C chairs A", 0))
	}))
	other := newPen("two", "e", graph.ReliabilityA)
	other.node("actor/a", props{"kind": "STATE", "name": "Another A"})
	f.both(t, other.batch)

	take := func(load string, ids ...string) graph.Batch {
		return graph.Batch{LoadID: "load/" + load, Dataset: "d", Withdraw: ids}
	}
	if got, want := f.both(t, take("three", "actor/c")), (graph.Receipt{LoadID: "load/three", Revision: 3, Removed: 3}); got != want {
		t.Errorf("withdrawing gives %+v, want %+v", got, want)
	}
	f.sameWalk(t)
	wantIDs(t, "the actors that stay", found(t, f.store, graph.NounActor, nil), "actor/a", "actor/b")
	wantIDs(t, "the claims that stay", found(t, f.store, graph.NounClaim, nil))

	// An edge about which another data set claims something can't be taken back before the claim is.
	member, _ := graph.SayEdge("actor/b", graph.EdgeMemberOf, "actor/b", "actor/a", nil)
	about := newPen("claims", "e", graph.ReliabilityA)
	about.node("actor/a", props{"kind": "STATE", "name": "Another A"})
	about.batch.Said = append(about.batch.Said,
		graph.SayClaim("actor/a", "actor/b", member.Target, props{"stance": "CONFIRMS", "basis": "TEXT"}, nil, ""))
	f.both(t, about.batch)
	without := small("without", "d", func(p *pen) {})
	f.refused(t, without, graph.KindConflict)
	about.batch.LoadID, about.batch.Said = "load/claims-no-more", about.batch.Said[:1]
	f.both(t, about.batch)
	f.both(t, without)
	f.sameWalk(t)
	f.both(t, small("with", "d", func(p *pen) { p.out("actor/b", graph.EdgeMemberOf, "actor/a", nil) }))

	// Another data set still says it: it stays, as that one says it.
	f.both(t, take("four", "actor/a"))
	if a := get(t, f.store, "actor/a").(*graph.Actor); a.Name != "Another A" || a.Degree != 1 {
		t.Errorf("after one of two data sets withdrew it: %s", canonicalJSON(canonicalNode(a)))
	}
	f.sameWalk(t)

	// The last word on a node that its own data set's edge still names.
	f.refused(t, graph.Batch{LoadID: "load/five", Dataset: "e", Withdraw: []string{"actor/a"}}, graph.KindConflict)
	f.refused(t, take("six", "actor/c"), graph.KindInvalid)
	f.refused(t, take("seven", "actor/nobody"), graph.KindInvalid)
	f.refused(t, graph.Batch{LoadID: "load/eight", Dataset: "nobody", Withdraw: []string{"actor/b"}}, graph.KindInvalid)
	both := take("nine", "actor/b")
	both.Said = []graph.Said{graph.SayNode("actor/b", props{"kind": "STATE"})}
	f.refused(t, both, graph.KindInvalid)
	f.both(t, take("ten", "actor/b"))
	f.sameWalk(t)
}

// A load that names what isn't there, or that takes away what others name, changes nothing.
func testMissing(t *testing.T, f *fixture) {
	const d = "other"
	say := func(load string, say func(p *pen)) graph.Batch {
		p := newPen(load, d, graph.ReliabilityC)
		p.node("actor/new", props{"kind": "STATE"})
		say(p)
		return p.batch
	}
	missing := map[string]graph.Batch{
		"an edge's end":   say("end", func(p *pen) { p.out("actor/new", graph.EdgeMemberOf, "actor/nobody", nil) }),
		"an edge's start": say("start", func(p *pen) { p.edge("actor/new", graph.EdgeMemberOf, "actor/nobody", "actor/new", nil) }),
		"who acted": say("by", func(p *pen) {
			p.out("actor/new", graph.EdgePartyAction, accord, props{"action": "SIGNATURE", "by": "actor/nobody"})
		}),
		"what a claim is about": say("about", func(p *pen) { p.claim("actor/nobody", props{"stance": "CONFIRMS", "basis": "TEXT"}, "") }),
		"the edge that a claim is about": say("edge", func(p *pen) {
			p.claimEdge("actor/new", "edge/member_of/none", props{"stance": "CONFIRMS", "basis": "TEXT"}, "")
		}),
		"whose word a claim is": say("voice", func(p *pen) {
			p.claim("actor/new", props{"stance": "CONFIRMS", "basis": "TEXT"}, "statement/never")
		}),
		"a quote's source": say("quote", func(p *pen) {
			p.claim("actor/new", props{"stance": "CONFIRMS", "basis": "TEXT"}, "", quote("source/none", "words", 0))
		}),
	}
	for name, b := range missing {
		t.Run(name, func(t *testing.T) { f.refused(t, b, graph.KindInvalid) })
	}
	malformed := map[string]graph.Batch{
		"the load's id":     {LoadID: "actor/x", Dataset: d},
		"no load id":        {Dataset: d},
		"no data set":       {LoadID: "load/x"},
		"a property":        {LoadID: "load/x", Dataset: d, Said: []graph.Said{graph.SayNode("actor/x", props{"kind": "KINGDOM"})}},
		"no kind":           {LoadID: "load/x", Dataset: d, Said: []graph.Said{graph.SayNode("actor/x", props{"name": "X"})}},
		"an id":             {LoadID: "load/x", Dataset: d, Said: []graph.Said{graph.SayNode("actor/Not so", props{"kind": "STATE"})}},
		"a node said twice": {LoadID: "load/x", Dataset: d, Said: []graph.Said{graph.SayNode("actor/x", props{"kind": "STATE"}), graph.SayNode("actor/x", props{"kind": "STATE"})}},
		"a claim said as a node": {LoadID: "load/x", Dataset: d, Said: []graph.Said{
			graph.SayNode("claim/x", props{"stance": "CONFIRMS", "basis": "TEXT"}),
		}},
	}
	for name, b := range malformed {
		t.Run(name, func(t *testing.T) { f.refused(t, b, graph.KindInvalid) })
	}

	f.both(t, say("names", func(p *pen) {
		p.out("actor/new", graph.EdgeMemberOf, cafe, nil)
		p.out("actor/new", graph.EdgePartyAction, draft, props{"action": "SIGNATURE", "by": envoys})
	}))
	for _, id := range []string{cafe, draft, envoys} {
		err := f.refused(t, graph.Batch{LoadID: "load/takes", Dataset: HarbourData, Withdraw: []string{id}}, graph.KindConflict)
		if err != nil && !strings.Contains(err.Error(), "actor/new") {
			t.Errorf("the message of a conflict doesn't name what still names %s: %q", id, err)
		}
	}
	// The same words in one load: what goes, and what named it.
	b := graph.Batch{LoadID: "load/unnames", Dataset: d, Withdraw: []string{"actor/new"}}
	f.both(t, b)
	f.both(t, graph.Batch{LoadID: "load/takes", Dataset: HarbourData, Withdraw: []string{cafe}})
	f.sameWalk(t)
}

// A load that has all that its data set says withdraws the rest, whatever its owner, and nothing of other data sets. One that seems
// to have a part of it is refused, unless it is forced.
func testSync(t *testing.T, f *fixture) {
	f.both(t, small("one", "d", func(p *pen) {
		p.out("actor/b", graph.EdgeMemberOf, "actor/a", nil)
		p.node("actor/c", props{"kind": "PERSON", "name": "C"})
		p.out("actor/c", graph.EdgeHoldsOffice, "actor/a", props{"title": "chair"})
	}))
	f.both(t, small("two", "e", func(p *pen) { p.node("actor/e", props{"kind": "PERSON"}) }))
	sync := func(load string, n int) graph.Batch {
		b := small(load, "d", nil)
		b.Said, b.Sync = b.Said[:n], true
		return b
	}
	err := f.refused(t, sync("three", 2), graph.KindConflict)
	if err != nil && !strings.Contains(err.Error(), "no longer say 3 of the 5 nodes and edges") {
		t.Errorf("a load that leaves out much gives the error %q", err)
	}
	forced := sync("four", 2)
	forced.Force = true
	if got, want := f.both(t, forced), (graph.Receipt{LoadID: "load/four", Revision: 3, Removed: 3}); got != want {
		t.Errorf("a load of all gives %+v, want %+v", got, want)
	}
	wantIDs(t, "the actors that stay", found(t, f.store, graph.NounActor, nil), "actor/a", "actor/b", "actor/e")
	f.sameWalk(t)
	if got := f.both(t, sync("five", 2)); !got.Unchanged {
		t.Errorf("the same again gives %+v", got)
	}
	// Half of it may go; another data set's word for it stays.
	if got, want := f.both(t, sync("six", 1)), (graph.Receipt{LoadID: "load/six", Revision: 4}); got != want {
		t.Errorf("a load of half gives %+v, want %+v", got, want)
	}
	// What rests on other places is said by other claims, and isn't lost.
	claimed := func(load, locator string) graph.Batch {
		return small(load, "g", func(p *pen) {
			p.node("source/s", props{"kind": "DATASET"})
			for _, id := range []string{"actor/a", "actor/b", "source/s"} {
				p.claim(id, props{"stance": "CONFIRMS", "basis": "TEXT", "note": locator}, "")
			}
		})
	}
	f.both(t, claimed("claims", "line 2"))
	again := claimed("claims-again", "line 3")
	again.Sync = true
	if got := f.both(t, again); got.Added != 3 || got.Removed != 3 {
		t.Errorf("other claims for the same give %+v", got)
	}
	first := sync("seven", 2)
	first.Dataset = "new"
	f.both(t, first)
	f.sameWalk(t)
	f.sameHistories(t)
}

// Where data sets differ, the best is shown field by field: by the source's reliability, then the claim's credibility,
// then the later load, then the data set's name. Lists are united.
func testDisagree(t *testing.T, f *fixture) {
	steps := []struct {
		name        string
		load, data  string
		reliability graph.Reliability
		credibility int
		title       string
		identifiers []graph.Identifier
		want        string
		list        []string
	}{
		{"the only one", "1", "m", graph.ReliabilityC, 0, "one", ids("x"), "one", []string{"x"}},
		{"worse", "2", "n", graph.ReliabilityD, 1, "two", ids("y"), "one", []string{"x", "y"}},
		{"as good, and later", "3", "o", graph.ReliabilityC, 0, "three", ids("z", "x"), "three", []string{"z", "x", "y"}},
		{"as good, and more credible", "4", "p", graph.ReliabilityC, 2, "four", nil, "four", []string{"z", "x", "y"}},
		{"as good, and less credible", "5", "q", graph.ReliabilityC, 3, "five", nil, "four", []string{"z", "x", "y"}},
		{"better, without a title", "6", "r", graph.ReliabilityA, 0, "", ids("y"), "four", []string{"y", "z", "x"}},
		{"unknown reliability is the worst", "7", "s", "", 1, "seven", nil, "four", []string{"y", "z", "x"}},
		{"better", "8", "t", graph.ReliabilityB, 6, "eight", nil, "eight", []string{"y", "z", "x"}},
		{"the worst corrects itself, and is later", "9", "n", graph.ReliabilityD, 1, "nine", nil, "eight", []string{"y", "z", "x"}},
	}
	for _, s := range steps {
		p := newPen("disagree-"+s.load, s.data, s.reliability)
		values := props{"kind": "PLAN"}
		if s.title != "" {
			values["title"] = s.title
		}
		if s.identifiers != nil {
			values["identifiers"] = s.identifiers
		}
		said := p.node("declaration/d", values)
		if s.credibility != 0 {
			said.Credibility = map[string]int{"title": s.credibility}
		}
		f.both(t, p.batch)
		d := get(t, f.store, "declaration/d").(*graph.Declaration)
		if d.Title != s.want {
			t.Errorf("%s: the title shown is %q, want %q", s.name, d.Title, s.want)
		}
		var list []string
		for _, i := range d.Identifiers {
			list = append(list, i.Value)
		}
		if !slices.Equal(list, s.list) {
			t.Errorf("%s: the identifiers shown are %q, want %q", s.name, list, s.list)
		}
	}
	f.both(t, graph.Batch{LoadID: "load/disagree-10", Dataset: "t", Withdraw: []string{"declaration/d"}})
	if d := get(t, f.store, "declaration/d").(*graph.Declaration); d.Title != "four" {
		t.Errorf("the best withdrew, and the title shown is %q, want the next best's", d.Title)
	}
	f.sameWalk(t)
}

func ids(values ...string) []graph.Identifier {
	list := make([]graph.Identifier, len(values))
	for i, v := range values {
		list[i] = graph.Identifier{Scheme: "s", Value: v}
	}
	return list
}

// A claim that rests on the same words twice rests on them.
func testSameTwice(t *testing.T, f *fixture) {
	f.both(t, small("one", "d", func(p *pen) {
		p.node("source/s", props{"kind": "NEWS_REPORT"})
		p.claim("actor/a", props{"stance": "CONFIRMS", "basis": "TEXT"}, "", quote("source/s", "A is here", 0), quote("source/s", "A is here", 0))
	}))
	f.sameWalk(t)
	f.both(t, small("two", "d", nil))
	f.sameWalk(t)
}

// What is packed is said as anything else, and corrected, withdrawn and refused as that.
func testPacked(t *testing.T, f *fixture) {
	packed := func(b graph.Batch, from int) graph.Batch {
		b.Packed = &graph.Packed{}
		for _, s := range b.Said[from:] {
			b.Packed.Add(s)
		}
		b.Said = b.Said[:from]
		return b
	}
	for i, b := range World() {
		if got, want := f.apply(t, packed(b, i*len(b.Said)/2)), f.applyOracle(t, b); got != want {
			t.Errorf("the load %s gives, packed, %+v, want %+v", b.LoadID, got, want)
		}
	}
	f.sameWalk(t)
	b := World()[0]
	b.LoadID = "load/again"
	if got := f.both(t, packed(b, 0)); !got.Unchanged {
		t.Errorf("loaded again, it gives %+v", got)
	}
	b.LoadID, b.Said = "load/less", b.Said[:len(b.Said)-1]
	f.both(t, packed(b, len(b.Said)-1))
	f.sameWalk(t)
	twice := small("twice", "d", func(p *pen) { p.node("actor/b", props{"kind": "STATE"}) })
	twice.Said = append(twice.Said, twice.Said[0])
	f.refused(t, packed(twice, 1), graph.KindInvalid)
	f.refused(t, packed(small("missing", "d", func(p *pen) { p.out("actor/a", graph.EdgeMemberOf, "actor/nobody", props{}) }), 0), graph.KindInvalid)
}

// A load that writes tells how far it has come, from nothing to all of it.
func testProgress(t *testing.T, store graph.Store) {
	var told []graph.Progress
	ctx := graph.WithProgress(t.Context(), func(p graph.Progress) { told = append(told, p) })
	b := Generate(3, 5)[0]
	if _, err := store.Apply(ctx, b); err != nil {
		t.Fatal(err)
	}
	if len(told) < 2 || told[0].Done != 0 || told[0].Total < len(b.Said) {
		t.Fatalf("a load of %d records tells at first %+v", len(b.Said), told[:min(len(told), 1)])
	}
	for i, p := range told[1:] {
		if p.Part != graph.PartWriting || p.Total != told[0].Total || p.Done < told[i].Done {
			t.Errorf("after %+v, the load tells %+v", told[i], p)
		}
	}
	if last := told[len(told)-1]; last.Done != last.Total {
		t.Errorf("at last the load tells %+v", last)
	}
	told = nil
	if _, err := store.Apply(ctx, b); err != nil || len(told) > 0 {
		t.Errorf("the load again, with the error %v, tells %+v", err, told)
	}
}
