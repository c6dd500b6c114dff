package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"pactgraph/export"
	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/sqlite"
	"pactgraph/loader"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open gives an empty SQLite store.
func open(t testing.TB) graph.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// filled gives a store to which batches were applied.
func filled(t testing.TB, batches []graph.Batch) graph.Store {
	t.Helper()
	store := open(t)
	for _, b := range batches {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

// paris gives a store that holds the Paris data.
func paris(t testing.TB) graph.Store {
	t.Helper()
	store := open(t)
	if _, err := loader.Load(t.Context(), store, []string{"../data/paris-2026"}, loader.Options{}); err != nil {
		t.Fatal(err)
	}
	return store
}

// written gives an export's bytes.
func written(t testing.TB, store graph.Reader, format export.Format, opts export.Options) []byte {
	t.Helper()
	e, err := export.Gather(t.Context(), store, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var out bytes.Buffer
	if err := e.Write(t.Context(), &out, format); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// loaded gives an empty store into which an export was loaded.
func loaded(t testing.TB, data []byte, format export.Format) graph.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export."+format.Ending())
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	store := open(t)
	report, err := loader.Load(t.Context(), store, []string{path}, loader.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Warnings) > 0 {
		t.Errorf("loading it back, there were warnings: %v", report.Warnings)
	}
	return store
}

// shown writes all that a store shows.
func shown(t testing.TB, store graph.Reader) string {
	t.Helper()
	all, err := graphtest.CanonicalWalk(func(v graph.Visitor) error { return store.Walk(context.WithoutCancel(t.Context()), v) })
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

// loadsBack are the formats that come back.
var loadsBack = []export.Format{export.CSV, export.NDJSON, export.XLSX}

// holdRoundTrip exports a store in each format that comes back, and compares all that is shown then.
func holdRoundTrip(t *testing.T, store graph.Store) {
	t.Helper()
	want := shown(t, store)
	for _, format := range loadsBack {
		t.Run(string(format), func(t *testing.T) {
			data := written(t, store, format, export.Options{})
			back := loaded(t, data, format)
			if got := shown(t, back); got != want {
				t.Fatalf("what came back is another graph (-out +back):\n%s", cmp.Diff(want, got))
			}
			if again := written(t, store, format, export.Options{}); !bytes.Equal(again, data) {
				t.Error("the same graph gave other bytes")
			}
		})
	}
}

// What goes out and comes back in is the same graph: every node, edge, claim, quote and source.
func TestRoundTripParis(t *testing.T) { holdRoundTrip(t, paris(t)) }

// So it is with ATOP 4.01, where its files are at hand: they may be used and not be passed on.
func TestRoundTripATOP(t *testing.T) {
	files := []string{"../../shared/data/atop4_01_alliance.csv", "../../shared/data/atop4_01_member.csv"}
	for _, name := range files {
		if _, err := os.Stat(name); os.IsNotExist(err) {
			t.Skipf("%s is not at hand: ATOP isn't loaded", name)
		}
	}
	store := open(t)
	if _, err := loader.Load(t.Context(), store, files, loader.Options{Mapping: "../mappings/atop-4.01.yaml"}); err != nil {
		t.Fatal(err)
	}
	// It comes back into a graph without anything else, and as a workbook, which has its own limits, it is too large to be worth the time.
	want := shown(t, store)
	for _, format := range []export.Format{export.CSV, export.NDJSON} {
		data := written(t, store, format, export.Options{})
		t.Logf("%s: %d bytes", format, len(data))
		if got := shown(t, loaded(t, data, format)); got != want {
			t.Fatalf("what came back as %s is another graph of %d bytes, not %d", format, len(got), len(want))
		}
	}
}

// So it is with everything that the model has, where data sets differ, and where texts are of every script.
func TestRoundTripWorld(t *testing.T) { holdRoundTrip(t, filled(t, graphtest.World())) }

// So it is with random graphs, in which one data set's end comes before another's beginning.
func TestRoundTripRandom(t *testing.T) {
	seed := graphtest.Seed(t)
	for i := range uint64(3) {
		t.Run(fmt.Sprint(seed+i), func(t *testing.T) { holdRoundTrip(t, filled(t, graphtest.Generate(seed+i, 60))) })
	}
}

// hostile are texts that a spreadsheet, a table or a parser may take for something else.
var hostile = []string{
	`=cmd|' /C calc'!A0`, "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'quoted", "''", `"json"`, `"`, "~", "{a: b}", "[1, 2]", "# remark", "$name", "a; b", "a\nb", "a\r\nb", "a\rb",
	" around ", "\u00a0hard space\u00a0", "true", "NO", "null", "0x1F", "1e400", "_x0041_", "_x000D_", "\u0001\u0008\u001f\u007f\u0085", "\ufeffmark", "\u2028\u2029", "\ufffe\uffff",
	"e\u0301 decomposed", "سلام\u200f", "🕊️", `back\slash\n`, "a,b;c|d\te", "<b>&amp;</b>", "]]>", "--", "A … B", "a: b", "\u200b", "2026-01", "007", "'=1", "%%", "﹦", "＝1+1",
}

// hostileGraph says every text under every property that takes any, and as elements of lists.
func hostileGraph() []graph.Batch {
	b := graph.Batch{LoadID: "load/hostile", Dataset: "hostile"}
	source := graph.SayNode("source/s", graph.Props{"kind": "ANALYSIS"})
	b.Said = append(b.Said, source)
	for i, text := range hostile {
		other := hostile[(i+1)%len(hostile)]
		id := fmt.Sprintf("actor/a%d", i)
		b.Said = append(b.Said, graph.SayNode(id, graph.Props{
			"kind": "STATE", "name": text, "fullName": other, "aliases": []string{text, other}, "silentOn": []string{text, "name"},
			"identifiers": []graph.Identifier{{Scheme: text, Value: other}, {Scheme: "iso3", Value: text}},
		}))
		office, err := graph.SayEdge(id, graph.EdgeHoldsOffice, id, "actor/a0", graph.Props{"title": text, "from": graph.Date("2026-01")})
		if err != nil {
			panic(err)
		}
		quotes := []graph.EvidenceSaid{{Source: "source/s", Props: graph.Props{"exact": text, "locator": other}}, {Source: "source/s", Props: graph.Props{"exact": other}}}
		if i%2 == 0 { // the order in which a claim has its quotes is a part of it, and so is one that it has twice
			quotes = append(quotes[1:], quotes[0], quotes[1])
		}
		b.Said = append(b.Said, office, graph.SayClaim(id, id, office.Target, graph.Props{"stance": "CONFIRMS", "basis": "TEXT", "field": text, "value": other, "note": text}, quotes, ""))
	}
	return []graph.Batch{b}
}

// Every text comes back as it was, also one that a spreadsheet would take for a formula.
func TestRoundTripHostile(t *testing.T) { holdRoundTrip(t, filled(t, hostileGraph())) }

// No cell begins as a formula does.
func TestNoFormulas(t *testing.T) {
	store := filled(t, hostileGraph())
	cells := 0
	for name, rows := range csvFiles(t, written(t, store, export.CSV, export.Options{})) {
		for _, row := range rows {
			for _, cell := range row {
				if cells++; cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s has the cell %q", name, cell)
				}
			}
		}
	}
	if cells < 1000 {
		t.Errorf("only %d cells were looked at", cells)
	}
}

// csvFiles reads the tables of a zip.
func csvFiles(t *testing.T, data []byte) map[string][][]string {
	t.Helper()
	packed, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string][][]string{}
	for _, f := range packed.File {
		file, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		tables[f.Name] = rows
	}
	return tables
}

// Of two data sets one may say when something ended, and the other that it began later. What is shown then comes back too.
func TestRoundTripOfWhatNobodySays(t *testing.T) {
	say := func(load, dataset, field string, day graph.Date) graph.Batch {
		return graph.Batch{LoadID: "load/" + load, Dataset: dataset, Said: []graph.Said{graph.SayNode("declaration/d", graph.Props{"kind": "TREATY", field: day})}}
	}
	holdRoundTrip(t, filled(t, []graph.Batch{say("one", "a", "signedOn", "2026"), say("two", "b", "terminatedOn", "1999")}))
}

// Values that were chosen and nodes that were merged come back as they are shown. One that was merged is found by its old id.
func TestRoundTripOfDecisions(t *testing.T) {
	greys := graph.SayNode("actor/greys", graph.Props{"kind": "FORCE", "name": "The Greys", "from": graph.Date("2029")})
	store := filled(t, append(graphtest.World(), graph.Batch{LoadID: "load/other", Dataset: "other", Said: []graph.Said{greys}}))
	if _, err := graph.Merge(t.Context(), store, graph.MergeRequest{Renaming: graph.Renaming{From: "actor/greys", To: "actor/grey-company"}, Note: "one force"}); err != nil {
		t.Fatal(err)
	}
	choice := graph.ChoiceRequest{Target: "actor/grey-company", Field: "from", Value: new("2029"), Who: "ana"}
	if _, err := graph.Choose(t.Context(), store, choice); err != nil {
		t.Fatal(err)
	}
	holdRoundTrip(t, store)
	back := loaded(t, written(t, store, export.NDJSON, export.Options{}), export.NDJSON)
	answers, err := graph.Following(back).Find(t.Context(), []graph.Query{{IDs: []string{"actor/greys"}}})
	if err != nil {
		t.Fatal(err)
	}
	if n := answers[0].Nodes[0]; n == nil || n.NodeID() != "actor/grey-company" {
		t.Errorf("by its old id it is %v", n)
	}
}

// What was at a revision is what the graph showed then.
func TestAtRevision(t *testing.T) {
	batches := graphtest.World()
	store := filled(t, batches)
	for revision := range len(batches) + 1 {
		want := shown(t, filled(t, batches[:revision]))
		if revision == 0 {
			want = shown(t, open(t))
		}
		back := loaded(t, written(t, store, export.NDJSON, export.Options{AtRevision: &revision}), export.NDJSON)
		if diff := cmp.Diff(want, shown(t, back)); diff != "" {
			t.Errorf("at revision %d (-then +exported):\n%s", revision, diff)
		}
	}
	for _, wrong := range []export.Options{{AtRevision: new(9)}, {AtRevision: new(-1)}, {AtRevision: new(1), AsOf: "2031"}, {Around: 3}, {AsOf: "soon"}} {
		if e, err := export.Gather(t.Context(), store, wrong); err == nil {
			e.Close()
			t.Errorf("%+v: there was no error", wrong)
		}
	}
}

// An export that is cut into parts is one load: the header of the first part holds for all.
func TestPartsOfOne(t *testing.T) {
	store := paris(t)
	lines := bytes.SplitAfter(written(t, store, export.NDJSON, export.Options{}), []byte("\n"))
	dir := t.TempDir()
	for i, part := range [][][]byte{lines[:100], lines[100:101], lines[101:]} {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("part-%d.ndjson", i)), bytes.Join(part, nil), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	back := open(t)
	if _, err := loader.Load(t.Context(), back, []string{dir}, loader.Options{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shown(t, store), shown(t, back)); diff != "" {
		t.Errorf("what came back is another graph (-out +back):\n%s", diff)
	}
}

// Who corrects an export by hand keeps the ids that stand in it: claims find their edge and their evidence by these, and the edge gets
// the id that is its own.
func TestCorrectedByHand(t *testing.T) {
	lines := `{"pactgraph": "1", "verbatim": true, "dataset": "mine"}
{"id": "actor/a", "kind": "STATE", "name": "A"}
{"id": "actor/b", "kind": "COALITION"}
{"id": "source/s", "kind": "ANALYSIS"}
{"id": "edge/member_of/as-it-was", "type": "MEMBER_OF", "start": "actor/a", "end": "actor/b", "role": "LEAD", "from": "2030"}
{"id": "evidence/words", "source": "source/s", "exact": "A leads B"}
{"id": "claim/as-it-was", "about": "actor/a", "edge": "edge/member_of/as-it-was", "stance": "CONFIRMS", "basis": "TEXT", "evidence": ["evidence/words"]}
`
	back := loaded(t, []byte(lines), export.NDJSON)
	want, err := graph.SayEdge("actor/a", graph.EdgeMemberOf, "actor/a", "actor/b", graph.Props{"role": "LEAD", "from": graph.Date("2030")})
	if err != nil {
		t.Fatal(err)
	}
	all := shown(t, back)
	if strings.Contains(all, "as-it-was") || !strings.Contains(all, fmt.Sprintf(`"edge": %q`, want.Target)) || !strings.Contains(all, "A leads B") {
		t.Errorf("it shows %s", all)
	}
}

// Nothing is left of what was kept, in whatever format it was written, and whether that went well or not.
func TestNothingIsLeft(t *testing.T) {
	store := filled(t, graphtest.World())
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, format := range export.Formats() {
		written(t, store, export.Format(format), export.Options{})
	}
	if e, err := export.Gather(t.Context(), store, export.Options{AtRevision: new(9)}); err == nil {
		e.Close()
		t.Error("there is no revision 9")
	}
	e, err := export.Gather(t.Context(), store, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Write(t.Context(), unwritable{}, export.XLSX); err == nil {
		t.Error("there is no error where nothing can be written")
	}
	e.Close()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("there are %v left (%v)", left, err)
	}
}

type unwritable struct{}

func (unwritable) Write([]byte) (int, error) { return 0, os.ErrClosed }

// What comes back comes back again, as it does where an export is made and loaded anew each night.
func TestLoadedTwice(t *testing.T) {
	greys := graph.SayNode("actor/greys", graph.Props{"kind": "FORCE", "name": "The Greys"})
	store := filled(t, append(graphtest.World(), graph.Batch{LoadID: "load/other", Dataset: "other", Said: []graph.Said{greys}}))
	if _, err := graph.Merge(t.Context(), store, graph.MergeRequest{Renaming: graph.Renaming{From: "actor/greys", To: "actor/grey-company"}}); err != nil {
		t.Fatal(err)
	}
	data := written(t, store, export.NDJSON, export.Options{})
	back := loaded(t, data, export.NDJSON)
	path := filepath.Join(t.TempDir(), "again.ndjson")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		if _, err := loader.Load(ctx, back, []string{path}, loader.Options{}); err != nil {
			t.Fatal(err)
		}
		cancel()
		if diff := cmp.Diff(shown(t, store), shown(t, back)); diff != "" {
			t.Fatalf("loaded again it is another graph (-out +back):\n%s", diff)
		}
	}
}

// A file can't decide what resolve wouldn't: that a node is itself, is one of another kind, or is one that the graph shows. After
// that no load that names it would end, or it would be found no longer.
func TestDecisionsOfFiles(t *testing.T) {
	store := filled(t, graphtest.World())
	path := filepath.Join(t.TempDir(), "decides.ndjson")
	for value, want := range map[string]string{
		"actor/ardovia":             "merged with itself",
		"actor/belmark":             "pactgraph resolve",
		"declaration/nowhere":       "can't be merged into actor/ardovia",
		"actor/":                    "actor/",
		"actor/an-old-name-of-ours": "",
	} {
		lines := `{"pactgraph": "1", "verbatim": true, "dataset": "export"}` + "\n" +
			`{"id": "claim/x", "about": "actor/ardovia", "stance": "CONFIRMS", "basis": "IDENTIFIED", "field": "sameAs", "value": "` + value + `"}` + "\n"
		if err := os.WriteFile(path, []byte(lines), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := loader.Check(t.Context(), store, []string{path}, loader.Options{})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", value, err)
		}
	}
}

// What was decided comes back: that two are different, and that it can't be told, which is no merge.
func TestRoundTripDecided(t *testing.T) {
	decided := func(about, other, stance string, more graph.Props) graph.Said {
		props := graph.Props{"field": graph.FieldSameAs, "value": other, "stance": stance, "basis": string(graph.BasisIdentified)}
		maps.Copy(props, more)
		s := graph.SayClaim(about, about, "", props, nil, "")
		s.Owner = s.Target
		return s
	}
	store := filled(t, append(graphtest.World(), graph.Batch{LoadID: "load/decided", Dataset: graph.DatasetResolution, OneByOne: true, Said: []graph.Said{
		decided("actor/ardovia", "actor/belmark", "CONFIRMS", graph.Props{"credibility": 6}),
		decided("actor/belmark", "actor/ardovia", "CONFIRMS", graph.Props{"credibility": 6}),
		decided("actor/ardovia", "actor/grey-company", "CONTRADICTS", nil),
		decided("actor/grey-company", "actor/ardovia", "CONTRADICTS", nil),
	}}))
	holdRoundTrip(t, store)
}

// A name stands for one thing, and one thing has one: which of several is meant isn't guessed.
func TestNamesOfFiles(t *testing.T) {
	store := filled(t, nil)
	path := filepath.Join(t.TempDir(), "named.ndjson")
	const things = `{"pactgraph": "1", "verbatim": true, "dataset": "x"}
{"id": "actor/one", "kind": "STATE", "name": "One"}
{"id": "actor/two", "kind": "COALITION"}
{"id": "actor/three", "kind": "COALITION"}
{"id": "edge/e", "type": "MEMBER_OF", "start": "actor/one", "end": "actor/two"}
`
	for line, want := range map[string]string{
		`{"id": "edge/e", "type": "MEMBER_OF", "start": "actor/one", "end": "actor/three"}`: "named.ndjson:6:8: edge/e stands here twice",
		`{"id": "claim/c", "about": "actor/one", "stance": "CONFIRMS", "basis": "BACKGROUND"}
{"id": "claim/c", "about": "actor/two", "stance": "CONFIRMS", "basis": "BACKGROUND"}`: "named.ndjson:7:8: claim/c stands here twice",
		`{"id": "claim/c", "about": "actor/one", "edge": ["edge/e"], "stance": "CONFIRMS", "basis": "BACKGROUND"}`: "edge takes one id, not a list",
		`{"id": "claim/c", "about": "actor/one", "edge": null, "stance": "CONFIRMS", "basis": "BACKGROUND"}`:       "",
	} {
		if err := os.WriteFile(path, []byte(things+line+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := loader.Check(t.Context(), store, []string{path}, loader.Options{})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// So it is with all that was said of a node that was merged: parallel edges, claims about them with several quotes, in another's words;
// and so it is when that node is merged again where the export was loaded.
func TestRoundTripMerged(t *testing.T) {
	must := func(s graph.Said, err error) graph.Said {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	q := func(x string) graph.EvidenceSaid {
		return graph.EvidenceSaid{Source: "source/s", Props: graph.Props{"exact": x}}
	}
	src := graph.SayNode("source/s", graph.Props{"kind": "ANALYSIS"})
	a := graph.Batch{LoadID: "load/a", Dataset: "a", Said: []graph.Said{
		src,
		graph.SayNode("actor/old", graph.Props{"kind": "STATE", "name": "Old", "aliases": []string{"x; y"}}),
		graph.SayNode("actor/club", graph.Props{"kind": "INTERNATIONAL_ORGANISATION"}),
		graph.SayNode("declaration/d", graph.Props{"kind": "TREATY"}),
		graph.SayNode("obligation/d/o", graph.Props{"kind": "DEFENCE", "modality": "OBLIGATION", "amountValue": 0.1 + 0.2, "amountUnit": "EUR"}),
		graph.SayNode("obligation/d/o2", graph.Props{"kind": "DEFENCE", "modality": "OBLIGATION", "amountValue": -1e21, "amountUnit": "EUR"}),
		graph.SayNode("obligation/d/o3", graph.Props{"kind": "DEFENCE", "modality": "OBLIGATION", "amountValue": math.SmallestNonzeroFloat64, "amountUnit": "EUR"}),
		graph.SayNode("statement/st", graph.Props{}),
	}}
	m1 := must(graph.SayEdge("actor/old", graph.EdgeMemberOf, "actor/old", "actor/club", graph.Props{"from": graph.Date("1990")}))
	m2 := must(graph.SayEdge("actor/old", graph.EdgeMemberOf, "actor/old", "actor/club", graph.Props{"from": graph.Date("1990-01")}))
	made := must(graph.SayEdge("statement/st", graph.EdgeMadeBy, "statement/st", "actor/old", graph.Props{}))
	bears := must(graph.SayEdge("obligation/d/o", graph.EdgeBearer, "obligation/d/o", "actor/old", graph.Props{}))
	a.Said = append(a.Said, m1, m2, made, bears)
	for _, s := range []graph.Said{m1, m2, made, bears} {
		a.Said = append(a.Said, graph.SayClaim(s.Start, s.Start, s.Target, graph.Props{"stance": "CONFIRMS", "basis": "TEXT"}, []graph.EvidenceSaid{q("one " + s.Target), q("two")}, "statement/st"))
	}
	a.Said = append(a.Said, graph.SayClaim("actor/old", "actor/old", "", graph.Props{"stance": "CONTRADICTS", "basis": "TEXT", "field": "name", "value": "Old"}, []graph.EvidenceSaid{q("no")}, "statement/st"))
	b := graph.Batch{LoadID: "load/b", Dataset: "b", Said: []graph.Said{
		graph.SayNode("actor/new", graph.Props{"kind": "STATE", "name": "New"}),
		graph.SayNode("actor/club", graph.Props{"kind": "INTERNATIONAL_ORGANISATION"}),
		must(graph.SayEdge("actor/new", graph.EdgeMemberOf, "actor/new", "actor/club", graph.Props{"from": graph.Date("1990"), "to": graph.Date("1995")})),
		graph.SayNode("event/e", graph.Props{"kind": "ARMED_ATTACK", "from": graph.Date("1991")}),
	}}
	store := filled(t, []graph.Batch{a, b})
	if _, err := graph.Merge(t.Context(), store, graph.MergeRequest{Renaming: graph.Renaming{From: "actor/old", To: "actor/new"}}); err != nil {
		t.Fatal(err)
	}
	holdRoundTrip(t, store)
	data := written(t, store, export.NDJSON, export.Options{})
	back := loaded(t, data, export.NDJSON)
	third := graph.Batch{LoadID: "load/third", Dataset: "third", Said: []graph.Said{graph.SayNode("actor/third", graph.Props{"kind": "STATE"})}}
	if _, err := back.Apply(t.Context(), third); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Merge(t.Context(), back, graph.MergeRequest{Renaming: graph.Renaming{From: "actor/new", To: "actor/third"}}); err != nil {
		t.Fatal(err)
	}
	holdRoundTrip(t, back)
	merged := shown(t, back)
	path := filepath.Join(t.TempDir(), "again.ndjson")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := loader.Load(t.Context(), back, []string{path}, loader.Options{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(merged, shown(t, back)); diff != "" {
		t.Errorf("loaded again into the graph with another merge it is (-before +after):\n%s", diff)
	}
}
