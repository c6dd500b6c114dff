package graph

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// sayMember says that one actor is a member of another.
func sayMember(t *testing.T, start, end string, props Props) Said {
	t.Helper()
	s, err := SayEdge(start, EdgeMemberOf, start, end, props)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var (
	fullNode = Props{
		"kind": "STATE", "name": "Ардовія", "aliases": []string{"a", "b"}, "identifiers": []Identifier{{"s", "1"}},
		"declaredSize": -3, "from": Date("1901"), "silentOn": []string{"to"},
	}
	fullEvidence = EvidenceSaid{Source: "source/s", Props: Props{"exact": "“words”", "start": 0, "end": 7, "verified": false}}
	fullClaim    = Props{"field": "name", "value": "A", "stance": "CONFIRMS", "basis": "TEXT", "credibility": 2}
)

func allSaid(t *testing.T) []Said {
	t.Helper()
	obligation := SayNode("obligation/d/o", Props{"kind": "OTHER", "domains": []string{"SEA"}, "amountValue": 0.0})
	obligation.Reliability, obligation.Credibility = ReliabilityB, map[string]int{"kind": 1}
	performs, err := SayEdge("obligation/d/o", EdgePerforms, "event/e", "obligation/d/o", Props{"by": "actor/a"})
	if err != nil {
		t.Fatal(err)
	}
	return []Said{
		SayNode("actor/a", fullNode), obligation, performs,
		sayMember(t, "actor/a", "actor/b", Props{"role": "LEAD", "from": Date("2026-01")}),
		sayMember(t, "actor/a", "actor/b", nil),
		SayClaim("actor/a", "actor/a", "", fullClaim, []EvidenceSaid{fullEvidence}, "statement/s"),
		SayClaim("declaration/d", "actor/a", "edge/x/1", fullClaim, nil, ""),
		{Target: "actor/a", Owner: "actor/a", Since: 7, Props: Props{"name": "A"}, Chosen: map[string]Chosen{"name": {Who: "Ana", Why: "so", Load: "load/x"}}},
		{
			Target: performs.Target, Owner: "obligation/d/o", Type: EdgePerforms, Start: performs.Start, End: performs.End,
			Props: Props{"by": "actor/a", "assessment": "ALLEGED"}, Chosen: map[string]Chosen{"assessment": {Load: "load/x"}},
		},
	}
}

// What a record keeps comes back as it was, and passes the check it passed before.
func TestSaidRoundTrip(t *testing.T) {
	for _, s := range allSaid(t) {
		if err := s.Check(); err != nil {
			t.Errorf("%s: %v", s.Target, err)
		}
		got, err := DecodeSaid(s.Target, s.Encode())
		if err != nil {
			t.Errorf("%s: %v", s.Target, err)
			continue
		}
		if s.Props == nil {
			s.Props = Props{}
		}
		if diff := gocmp.Diff(s, got); diff != "" {
			t.Errorf("%s (-said +read):\n%s", s.Target, diff)
		}
		if err := got.Check(); err != nil {
			t.Errorf("%s, read: %v", s.Target, err)
		}
	}
	if _, err := DecodeSaid("actor/a", []byte("{")); KindOf(err) != KindInternal {
		t.Errorf("a broken record gives the error %v", err)
	}
	// A property that the model no longer has is dropped.
	if s, err := DecodeSaid("actor/a", []byte(`{"owner":"actor/a","props":{"kind":"STATE","crown":true}}`)); err != nil || len(s.Props) != 1 {
		t.Errorf("an old record gives %v and the error %v", s.Props, err)
	}
}

func TestReferences(t *testing.T) {
	want := [][]string{
		nil, nil, {"actor/a", "event/e", "obligation/d/o"}, {"actor/a", "actor/b"}, {"actor/a", "actor/b"},
		{"actor/a", "source/s", "statement/s"}, {"actor/a", "edge/x/1"}, nil, nil,
	}
	for i, s := range allSaid(t) {
		if got := s.References(); !slices.Equal(got, want[i]) {
			t.Errorf("%s refers to %q, want %q", s.Target, got, want[i])
		}
	}
}

func TestSaidCheck(t *testing.T) {
	edge := sayMember(t, "actor/a", "actor/b", nil)
	claim := SayClaim("actor/a", "actor/a", "", fullClaim, []EvidenceSaid{fullEvidence}, "")
	change := func(s Said, how func(*Said)) Said { how(&s); return s }
	tests := []struct {
		name string
		said Said
		want string
	}{
		{"no kind", SayNode("actor/a", Props{}), "has no kind"},
		{"a revision that can't be", change(edge, func(s *Said) { s.Since = -1 }), "revisions begin at 1"},
		{"a choice without a value", Said{Target: "actor/a", Owner: "actor/a", Chosen: map[string]Chosen{"name": {}}}, "no value is chosen for name"},
		{"a choice of a list", Said{Target: "actor/a", Owner: "actor/a", Props: Props{"aliases": []string{"a"}}, Chosen: map[string]Chosen{"aliases": {}}}, "it is a list"},
		{"a value beside a choice", Said{Target: "actor/a", Owner: "actor/a", Props: Props{"name": "A", "kind": "STATE"}, Chosen: map[string]Chosen{"name": {}}}, "kind has a value and is not chosen"},
		{"a choice of no value", Said{Target: "actor/a", Owner: "actor/a", Props: Props{"kind": "KINGDOM"}, Chosen: map[string]Chosen{"kind": {}}}, "KINGDOM"},
		{"a choice of a claim", change(claim, func(s *Said) { s.Chosen = map[string]Chosen{"note": {}} }), "another claim"},
		{"a property it doesn't have", SayNode("actor/a", Props{"kind": "STATE", "title": "x"}), `no property "title"`},
		{"an unknown value", SayNode("actor/a", Props{"kind": "KINGDOM"}), "KINGDOM"},
		{"the wrong type", SayNode("actor/a", Props{"kind": "STATE", "declaredSize": 7.0}), "a whole number within 32 bits"},
		{"too large a number", SayNode("actor/a", Props{"kind": "STATE", "declaredSize": 1 << 31}), "within 32 bits"},
		{"an empty text", SayNode("actor/a", Props{"kind": "STATE", "name": ""}), "is empty"},
		{"an empty list", SayNode("actor/a", Props{"kind": "STATE", "aliases": []string{}}), "an empty list"},
		{"an empty text in a list", SayNode("actor/a", Props{"kind": "STATE", "aliases": []string{"a", ""}}), "is empty"},
		{"a NUL", SayNode("actor/a", Props{"kind": "STATE", "name": "a\x00"}), "NUL"},
		{"not UTF-8", SayNode("actor/a", Props{"kind": "STATE", "name": "\xff"}), "UTF-8"},
		{"a date that isn't", SayNode("actor/a", Props{"kind": "STATE", "from": Date("2026-02-30")}), "2026-02-30"},
		{"an identifier without scheme", SayNode("actor/a", Props{"kind": "STATE", "identifiers": []Identifier{{"", "x"}}}), "scheme"},
		{"an end before the beginning", SayNode("actor/a", Props{"kind": "STATE", "from": Date("2026"), "to": Date("2025-12")}), "to (2025-12) lies before from (2026)"},
		{"ended before it was signed", SayNode("declaration/d", Props{"kind": "TREATY", "signedOn": Date("2026-01"), "terminatedOn": Date("2020")}), "terminatedOn (2020) lies before signedOn (2026-01)"},
		{"an edge that ends before it begins", sayMember(t, "actor/a", "actor/b", Props{"from": Date("2026"), "to": Date("2025")}), "lies before from (2026)"},
		{"a bad id", SayNode("actor/A b", Props{"kind": "STATE"}), "is not an id"},
		{"a claim as a node", SayNode("claim/x", fullClaim), "can't be said"},
		{"no owner", change(edge, func(s *Said) { s.Owner = "" }), "owner"},
		{"an end of another noun", change(edge, func(s *Said) { s.End = "event/e" }), "goes from Actor to Actor"},
		{"a start of another noun", change(edge, func(s *Said) { s.Start = "event/e" }), "goes out from"},
		{"a type that isn't", change(edge, func(s *Said) { s.Type = "LIKES" }), "no edge LIKES"},
		{"another edge's id", change(edge, func(s *Said) { s.Props = Props{"role": "LEAD"} }), "its id is"},
		{"a property of another relation", change(edge, func(s *Said) { s.Props = Props{"group": 1} }), `no property "group"`},
		{"a claim's own edge", change(edge, func(s *Said) { s.Type = EdgeClaimed; s.End = "claim/x" }), "goes from"},
		{"a claim about a source's evidence", SayClaim("actor/a", "evidence/x", "", fullClaim, nil, ""), "an entity or about an edge"},
		{"a voice that is no statement", SayClaim("actor/a", "actor/a", "", fullClaim, nil, "actor/b"), "no statement"},
		{"evidence in no source", SayClaim("actor/a", "actor/a", "", fullClaim, []EvidenceSaid{{Source: "actor/b"}}, ""), "no source"},
		{"evidence with another's property", SayClaim("actor/a", "actor/a", "", fullClaim, []EvidenceSaid{{Source: "source/s", Props: Props{"title": "x"}}}, ""), "no property"},
		{"a credibility beyond the scale", SayClaim("actor/a", "actor/a", "", Props{"stance": "CONFIRMS", "basis": "TEXT", "credibility": 7}, nil, ""), "1 to 6"},
		{"a claim without stance", SayClaim("actor/a", "actor/a", "", Props{"basis": "TEXT"}, nil, ""), "has no stance"},
		{"another claim's id", change(claim, func(s *Said) { s.VoicedIn = "statement/s" }), "its id is"},
	}
	for _, test := range tests {
		if err := test.said.Check(); KindOf(err) != KindInvalid || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s gives the error %v, want one of kind %s with %q", test.name, err, KindInvalid, test.want)
		}
	}
	if _, err := SayEdge("actor/a", EdgeBearer, "actor/a", "actor/b", nil); KindOf(err) != KindInvalid {
		t.Errorf("an edge that the noun doesn't have gives the error %v", err)
	}
}

// Equal things have equal ids, and what differs in anything that a claim says is another claim.
func TestClaimID(t *testing.T) {
	id := func(owner, about, edge string, p Props, e []EvidenceSaid, voice string) string {
		return SayClaim(owner, about, edge, p, e, voice).Target
	}
	base := id("actor/a", "actor/a", "", fullClaim, []EvidenceSaid{fullEvidence}, "")
	if again := id("actor/b", "actor/a", "", fullClaim, []EvidenceSaid{fullEvidence}, ""); again != base {
		t.Error("the owner makes a difference to the claim's id")
	}
	for i, other := range []string{
		id("actor/a", "actor/b", "", fullClaim, []EvidenceSaid{fullEvidence}, ""),
		id("actor/a", "actor/a", "edge/x/1", fullClaim, []EvidenceSaid{fullEvidence}, ""),
		id("actor/a", "actor/a", "", Props{"stance": "CONFIRMS", "basis": "TEXT"}, []EvidenceSaid{fullEvidence}, ""),
		id("actor/a", "actor/a", "", fullClaim, nil, ""),
		id("actor/a", "actor/a", "", fullClaim, []EvidenceSaid{fullEvidence}, "statement/s"),
	} {
		if other == base {
			t.Errorf("claim %d has the id of another", i)
		}
	}
	moved := EvidenceSaid{Source: "source/s", Props: Props{"exact": "“words”", "start": 1, "end": 8}}
	if moved.ID() == fullEvidence.ID() {
		t.Error("two quotes at different places have one id")
	}
}

func record(dataset string, revision int, r Reliability, credibility int, p Props) Record {
	said := SayNode("declaration/d", p)
	said.Reliability = r
	if credibility > 0 {
		said.Credibility = map[string]int{"title": credibility}
	}
	return Record{Load: "load/x", Revision: revision, Dataset: dataset, Said: said}
}

func title(s string) Props { return Props{"kind": "PLAN", "title": s} }

// The rule by which one value is shown, in any order of the records.
func TestFoldRanking(t *testing.T) {
	tests := []struct {
		name    string
		records []Record
		want    string
	}{
		{"reliability comes first", []Record{record("x", 9, ReliabilityB, 1, title("b")), record("y", 1, ReliabilityA, 6, title("a"))}, "a"},
		{"then credibility", []Record{record("x", 9, ReliabilityB, 3, title("three")), record("y", 1, ReliabilityB, 2, title("two"))}, "two"},
		{"no credibility is the worst", []Record{record("x", 9, ReliabilityB, 0, title("none")), record("y", 1, ReliabilityB, 5, title("five"))}, "five"},
		{"6 is as bad as none, and the later counts", []Record{record("x", 1, ReliabilityB, 6, title("six")), record("y", 2, ReliabilityB, 0, title("none"))}, "none"},
		{"then the later", []Record{record("x", 1, ReliabilityB, 2, title("first")), record("y", 2, ReliabilityB, 2, title("second"))}, "second"},
		{"then the data set's name", []Record{record("y", 1, ReliabilityB, 2, title("y")), record("x", 1, ReliabilityB, 2, title("x"))}, "x"},
		{"no reliability is the worst", []Record{record("x", 9, "", 1, title("none")), record("y", 1, ReliabilityE, 0, title("e"))}, "e"},
		{"F is as bad as none", []Record{record("x", 1, ReliabilityF, 2, title("f")), record("y", 2, "", 1, title("none"))}, "none"},
		{"the best that has a value", []Record{record("x", 1, ReliabilityA, 1, Props{"kind": "PLAN"}), record("y", 1, ReliabilityE, 0, title("e"))}, "e"},
		{"who withdrew says nothing", []Record{withdrawn(record("x", 1, ReliabilityA, 1, title("a"))), record("y", 1, ReliabilityE, 0, title("e"))}, "e"},
	}
	for _, test := range tests {
		for range 2 {
			shown := Fold(test.records)
			if len(shown.Nodes) != 1 || shown.Nodes[0].Noun != NounDeclaration || shown.Nodes[0].Props["title"] != test.want {
				t.Errorf("%s: %+v is shown, want the title %q", test.name, shown.Nodes, test.want)
			}
			slices.Reverse(test.records)
		}
	}
	if !Fold(nil).Empty() || !Fold([]Record{withdrawn(record("x", 1, "", 0, title("a")))}).Empty() {
		t.Error("something is shown of which nobody says anything")
	}
}

func withdrawn(r Record) Record { r.Withdrawn = true; return r }

// Lists are united, the best one's elements first, each once.
func TestFoldLists(t *testing.T) {
	list := func(values ...Identifier) Props { return Props{"kind": "PLAN", "identifiers": values} }
	shown := Fold([]Record{
		record("x", 1, ReliabilityC, 0, list(Identifier{"s", "1"}, Identifier{"s", "2"})),
		record("y", 1, ReliabilityA, 0, list(Identifier{"s", "3"}, Identifier{"s", "2"})),
	})
	want := []Identifier{{"s", "3"}, {"s", "2"}, {"s", "1"}}
	if diff := gocmp.Diff(want, shown.Nodes[0].Props["identifiers"]); diff != "" {
		t.Errorf("the union (-want +got):\n%s", diff)
	}
}

// A claim shows as its node, its evidence, and the edges between them.
func TestFoldClaim(t *testing.T) {
	said := SayClaim("actor/a", "actor/a", "edge/x/1", fullClaim, []EvidenceSaid{fullEvidence}, "statement/s")
	shown := Fold([]Record{{Dataset: "x", Said: said}, {Dataset: "y", Said: said}})
	var nodes, edges []string
	for _, n := range shown.Nodes {
		nodes = append(nodes, string(n.Noun)+" "+n.ID)
	}
	for _, e := range shown.Edges {
		edges = append(edges, e.Start+" "+string(e.Type)+" "+e.End)
		if e.Type == EdgeClaimed && e.Props["edge"] != "edge/x/1" {
			t.Errorf("the CLAIMED edge has %v", e.Props)
		}
	}
	evidence := fullEvidence.ID()
	if want := []string{"Claim " + said.Target, "Evidence " + evidence}; !slices.Equal(nodes, want) {
		t.Errorf("nodes %q, want %q", nodes, want)
	}
	if want := []string{
		"actor/a CLAIMED " + said.Target, said.Target + " CITES " + evidence, evidence + " QUOTED_FROM source/s", said.Target + " VOICED_IN statement/s",
	}; !slices.Equal(edges, want) {
		t.Errorf("edges %q, want %q", edges, want)
	}
}

// plan describes what a plan keeps and changes: "+" for what is said, "-" for what is withdrawn.
func plan(t *testing.T, b Batch, live []Record) (kept, changed []string) {
	t.Helper()
	records, changes, err := Plan(b, 7, live)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		sign := "+"
		if r.Withdrawn {
			sign = "-"
		}
		kept = append(kept, sign+r.Target)
		if r.Load != b.LoadID || r.Revision != 7 || r.Dataset != b.Dataset {
			t.Errorf("the record of %s is %s, %d, %s", r.Target, r.Load, r.Revision, r.Dataset)
		}
	}
	for _, c := range changes {
		what := "changed "
		switch {
		case c.Before.Empty():
			what = "added "
		case c.After.Empty():
			what = "removed "
		}
		changed = append(changed, what+c.Target)
	}
	if !slices.IsSortedFunc(records, func(a, b Record) int { return cmp.Compare(a.Target, b.Target) }) {
		t.Error("the records are not sorted by target")
	}
	return kept, changed
}

func TestPlan(t *testing.T) {
	a, a2, b := SayNode("actor/a", Props{"kind": "STATE"}), SayNode("actor/a", Props{"kind": "COALITION"}), SayNode("actor/b", Props{"kind": "STATE"})
	edge := sayMember(t, "actor/a", "actor/b", nil)
	by := func(dataset string, said ...Said) (list []Record) {
		for _, s := range said {
			list = append(list, Record{Load: "load/old", Revision: 1, Dataset: dataset, Said: s})
		}
		return list
	}
	say := func(said ...Said) Batch { return Batch{LoadID: "load/new", Dataset: "x", Said: said} }
	tests := []struct {
		name          string
		batch         Batch
		live          []Record
		kept, changed []string
	}{
		{"all is new", say(b, a, edge), nil, []string{"+actor/a", "+actor/b", "+" + edge.Target}, []string{"added actor/a", "added actor/b", "added " + edge.Target}},
		{"nothing is new", say(a, b, edge), by("x", a, b, edge), nil, nil},
		{"another value", say(a2, edge), by("x", a, b, edge), []string{"+actor/a"}, []string{"changed actor/a"}},
		{"an edge is left out", say(a), by("x", a, b, edge), []string{"-" + edge.Target}, []string{"removed " + edge.Target}},
		{"an owner isn't spoken of", say(b), by("x", a, b, edge), nil, nil},
		{"what others said stays", say(a), by("y", a, b, edge), []string{"+actor/a"}, nil},
		{"withdrawn with all that was said under it", Batch{LoadID: "load/new", Dataset: "x", Withdraw: []string{"actor/a"}}, by("x", a, b, edge),
			[]string{"-actor/a", "-" + edge.Target}, []string{"removed actor/a", "removed " + edge.Target}},
		{"withdrawn, but others say it", Batch{LoadID: "load/new", Dataset: "x", Withdraw: []string{"actor/a"}}, append(by("x", a2), by("y", a)...),
			[]string{"-actor/a"}, []string{"changed actor/a"}},
		{"said again after it was withdrawn", say(a), []Record{withdrawn(by("x", a)[0])}, []string{"+actor/a"}, []string{"added actor/a"}},
	}
	for _, test := range tests {
		kept, changed := plan(t, test.batch, test.live)
		if !slices.Equal(kept, test.kept) || !slices.Equal(changed, test.changed) {
			t.Errorf("%s: keeps %q and changes %q, want %q and %q", test.name, kept, changed, test.kept, test.changed)
		}
	}
	for name, live := range map[string][]Record{"of nobody": nil, "of another data set": by("y", a), "that was withdrawn": {withdrawn(by("x", a)[0])}} {
		if _, _, err := Plan(Batch{LoadID: "load/new", Dataset: "x", Withdraw: []string{"actor/a"}}, 2, live); KindOf(err) != KindInvalid {
			t.Errorf("withdrawing a node %s gives the error %v", name, err)
		}
	}
}

func TestBatchCheck(t *testing.T) {
	a := SayNode("actor/a", Props{"kind": "STATE"})
	ok := Batch{LoadID: "load/x", Dataset: "d", Said: []Said{a}, Withdraw: []string{"actor/b"}}
	if err := ok.Check(); err != nil {
		t.Error(err)
	}
	tests := map[string]Batch{
		"is not an id":            {Dataset: "d"},
		"must begin with load/":   {LoadID: "actor/x", Dataset: "d"},
		"data set's name":         {LoadID: "load/x"},
		"said twice":              {LoadID: "load/x", Dataset: "d", Said: []Said{a, a}},
		"said and withdrawn":      {LoadID: "load/x", Dataset: "d", Said: []Said{a}, Withdraw: []string{"actor/a"}},
		"withdraw":                {LoadID: "load/x", Dataset: "d", Withdraw: []string{"nobody"}},
		"has no kind":             {LoadID: "load/x", Dataset: "d", Said: []Said{SayNode("actor/a", nil)}},
		"the data set's name has": {LoadID: "load/x", Dataset: "a\x00"},
	}
	for want, b := range tests {
		if err := b.Check(); KindOf(err) != KindInvalid || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

func TestTouches(t *testing.T) {
	edge := sayMember(t, "actor/a", "actor/b", nil)
	b := Batch{Said: []Said{edge, SayNode("actor/b", nil), SayNode("actor/a", nil)}, Withdraw: []string{"actor/c"}}
	targets, owners := b.Touches()
	if want := []string{"actor/a", "actor/b", "actor/c", edge.Target}; !slices.Equal(targets, want) {
		t.Errorf("targets %q, want %q", targets, want)
	}
	if want := []string{"actor/a", "actor/b", "actor/c"}; !slices.Equal(owners, want) {
		t.Errorf("owners %q, want %q", owners, want)
	}
}
