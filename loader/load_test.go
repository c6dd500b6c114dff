package loader

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

func newStore(t *testing.T) *graphtest.Memory {
	t.Helper()
	store := graphtest.NewMemory()
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

func mustLoad(t *testing.T, store graph.Store, paths ...string) Report {
	t.Helper()
	report, err := Load(t.Context(), store, paths, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// loadText loads one file with the text given, below the heading that every bundle has.
func loadText(t *testing.T, store graph.Store, dataset, text string) (Report, error) {
	t.Helper()
	dir := writeFiles(t, map[string]string{"b.yaml": "pactgraph: 1\ndataset: " + dataset + "\n" + text})
	return Load(t.Context(), store, []string{dir}, Options{Now: noon})
}

// get asks a store for one node, with what is related through the fields.
func get(t *testing.T, store graph.Reader, id string, with ...graph.With) graph.Node {
	t.Helper()
	noun, _ := graph.NounOf(id)
	answers, err := store.Find(t.Context(), []graph.Query{{Noun: noun, IDs: []string{id}, Selection: graph.Selection{With: with}}})
	if err != nil {
		t.Fatal(err)
	}
	return answers[0].Nodes[0]
}

func TestLoadHarbour(t *testing.T) {
	store := newStore(t)
	report := mustLoad(t, store, "testdata/ok/harbour")
	if report.Verified != 12 || report.Unverified != 0 || len(report.Warnings) != 0 {
		t.Errorf("%d quotes are verified, %d are not; warnings: %v", report.Verified, report.Unverified, report.Warnings)
	}
	if report.Unchanged || report.Revision != 1 || report.Added == 0 {
		t.Errorf("the receipt is %+v", report.Receipt)
	}

	claims := graph.With{Field: "claims", Selection: graph.Selection{With: []graph.With{
		{Field: "evidence"}, {Field: "voicedIn", Selection: graph.Selection{With: []graph.With{{Field: "madeBy"}}}},
	}}}
	accord := get(t, store, "declaration/tarn-accord", claims, graph.With{Field: "obligations"}).(*graph.Declaration)
	if accord.SignedOn != "2031-03-04" || accord.Kind != graph.DeclarationKindAgreement {
		t.Errorf("the accord is %v, signed on %v", accord.Kind, accord.SignedOn)
	}
	var got []string
	for _, c := range accord.Claims().Nodes() {
		who := "the source"
		if s := c.VoicedIn(); s != nil {
			who = s.MadeBy().Nodes()[0].ID
		}
		e := c.Evidence().Nodes()[0]
		got = append(got, fmt.Sprintf("%s %s %s %s, says %s: %q at %d", c.Stance, c.Basis, c.Field, c.Value, who, e.Exact, *e.Start))
	}
	slices.Sort(got)
	want := []string{
		`CONFIRMS INFERRED signedOn 2031-03-04, says actor/ardovian-mfa: "signed the Tarn Accord in the port of Lissen on Tuesday" at 106`,
		`CONFIRMS TEXT kind AGREEMENT, says actor/ardovian-mfa: "the Tarn Accord" at 113`,
		`CONTRADICTS TEXT bindingness LEGALLY_BINDING, says actor/rost: "We are not legally bound" at 627`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the claims about the accord (-want +got):\n%s", diff)
	}
	if n := len(accord.Obligations().Nodes()); n != 3 {
		t.Errorf("the accord makes %d obligations", n)
	}
	boats := get(t, store, "obligation/tarn-accord/boats", graph.With{Field: "bearers"}).(*graph.Obligation)
	if a := boats.Amount(); a == nil || a.Value != 2 || a.Unit != "boats/year" {
		t.Errorf("the boats are %v", a)
	}
	if b := boats.Bearers().Nodes(); len(b) != 1 || b[0].ID != "actor/belmark" {
		t.Errorf("the boats are borne by %v", b)
	}
}

func TestOffsetsAreThoseOfTheText(t *testing.T) {
	for _, dir := range []string{"harbour", "json", "voices"} {
		bundle, err := Read(t.Context(), []string{filepath.Join("testdata/ok", dir)}, Options{Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		batch, err := bundle.Batch(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		names, err := filepath.Glob(filepath.Join("testdata/ok", dir, "*.txt"))
		if err != nil {
			t.Fatal(err)
		}
		names = slices.DeleteFunc(names, func(n string) bool { return strings.HasSuffix(n, "want.txt") })
		data, err := os.ReadFile(names[0])
		if err != nil {
			t.Fatal(err)
		}
		text, checked := []rune(string(data)), 0
		for s := range batch.AllSaid() {
			for _, e := range s.Evidence {
				if e.Props["verified"] != true {
					continue
				}
				checked++
				if got := string(text[e.Props["start"].(int):e.Props["end"].(int)]); got != e.Props["exact"] {
					t.Errorf("%s: the text has %q where %q should be", dir, got, e.Props["exact"])
				}
			}
		}
		if checked == 0 {
			t.Errorf("%s: no quote was looked at", dir)
		}
	}
}

func TestLoadTwice(t *testing.T) {
	for _, dir := range folders(t, "testdata/ok") {
		if filepath.Base(dir) == "dataset" || filepath.Base(dir) == "folder" {
			continue // one withdraws what is not there, the other rests on it
		}
		store := newStore(t)
		mustLoad(t, store, dir)
		if again := mustLoad(t, store, dir); !again.Unchanged || again.Revision != 1 {
			t.Errorf("%s: loaded again, the receipt is %+v", dir, again.Receipt)
		}
	}
}

// A condition that stands in an obligation is a part of it: said again without it, the obligation has lost it, and the
// condition is gone. A shared one stays.
func TestInlineConditionGoesWithItsObligation(t *testing.T) {
	store := newStore(t)
	for _, obligation := range []string{
		"{kind: DEFENCE, bearers: a, when: [{kind: ARMED_ATTACK, victim: a}, shared]}",
		"{kind: DEFENCE, bearers: a, when: shared}",
	} {
		_, err := loadText(t, store, "d", `
actors: {a: {kind: STATE}}
conditions: {shared: {kind: UN_MANDATE}}
declarations: {t: {kind: TREATY, obligations: {o: `+obligation+`}}}
`)
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := get(t, store, "condition/t/o-when"); n != nil {
		t.Errorf("%s is still there", n.NodeID())
	}
	if n := get(t, store, "condition/shared"); n == nil {
		t.Error("the shared condition is gone")
	}
}

func TestCorrectAndWithdraw(t *testing.T) {
	store := newStore(t)
	must := func(text string) Report {
		t.Helper()
		report, err := loadText(t, store, "d", text)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	must(`
source: s
sources: {s: {kind: DATASET}}
actors: {a: {kind: STATE, name: A}, b: {kind: STATE}, c: {kind: STATE}}
declarations: {t: {kind: TREATY, parties: {who: [a, b], action: SIGNATURE, quote: {locator: row 1}}, obligations: {o: {kind: DEFENCE, bearers: [a, b]}}}}
`)
	// The treaty is said again, with another party; what refers to the rest names it by its whole ids.
	corrected := must(`
declarations: {t: {kind: TREATY, title: The treaty, parties: {who: [actor/a, actor/c], action: SIGNATURE}}}
`)
	if corrected.Changed == 0 || corrected.Removed == 0 || corrected.Added == 0 {
		t.Errorf("the correction's receipt is %+v", corrected.Receipt)
	}
	treaty := get(t, store, "declaration/t", graph.With{Field: "partyActions"}, graph.With{Field: "obligations"}).(*graph.Declaration)
	var parties []string
	for _, a := range treaty.PartyActions().Nodes() {
		parties = append(parties, a.ID)
	}
	if diff := cmp.Diff([]string{"actor/a", "actor/c"}, parties); diff != "" {
		t.Errorf("the parties (-want +got):\n%s", diff)
	}
	if treaty.Title != "The treaty" || len(treaty.Obligations().Nodes()) != 1 {
		t.Errorf("the treaty is %q with %d obligations", treaty.Title, len(treaty.Obligations().Nodes()))
	}

	must("withdraw: [obligation/t/o, actor/b]\n")
	for _, id := range []string{"obligation/t/o", "actor/b"} {
		if n := get(t, store, id); n != nil {
			t.Errorf("%s is still there", id)
		}
	}
	if _, err := loadText(t, store, "d", "withdraw: [actor/b]\n"); err == nil || !strings.Contains(err.Error(), "actor/b can't be withdrawn: it is not in the store") {
		t.Errorf("withdrawing again gives %v", err)
	}
}

func TestTwoDatasetsDisagree(t *testing.T) {
	store := newStore(t)
	for _, b := range []struct{ dataset, reliability, value string }{
		{"rumour", "E", "NON_BINDING"}, {"gazette", "A", "LEGALLY_BINDING"}, {"blog", "C", "DISPUTED"},
	} {
		text := fmt.Sprintf(`
source: %s
sources: {%[1]s: {kind: NEWS_REPORT, reliability: %s}}
declarations: {t: {kind: TREATY, bindingness: %s, quotes: {bindingness: bound or not}}}
`, b.dataset, b.reliability, b.value)
		if _, err := loadText(t, store, b.dataset, text); err != nil {
			t.Fatal(err)
		}
	}
	treaty := get(t, store, "declaration/t", graph.With{Field: "claims"}).(*graph.Declaration)
	if treaty.Bindingness != graph.BindingnessLegallyBinding {
		t.Errorf("what is shown is %s, and not the word of the most reliable source", treaty.Bindingness)
	}
	var values []string
	for _, c := range treaty.Claims().Nodes() {
		values = append(values, c.Value)
	}
	slices.Sort(values)
	if diff := cmp.Diff([]string{"DISPUTED", "LEGALLY_BINDING", "NON_BINDING"}, values); diff != "" {
		t.Errorf("the claims (-want +got):\n%s", diff)
	}
}

func TestReferencesToTheStore(t *testing.T) {
	store := newStore(t)
	if _, err := loadText(t, store, "first", "sources: {s: {kind: DATASET, reliability: B}}\nactors: {a: {kind: STATE}}\n"); err != nil {
		t.Fatal(err)
	}
	bundle := `
source: source/s
actors: {b: {kind: STATE, memberOf: actor/a, quote: B}}
`
	if _, err := loadText(t, store, "second", bundle); err != nil {
		t.Fatal(err)
	}
	dir := writeFiles(t, map[string]string{"b.yaml": "pactgraph: 1\ndataset: third\n" + bundle + `
declarations: {d: {kind: TREATY, parties: [{who: [actor/x, a, actor/b], action: SIGNATURE}]}}
statements: {s: {by: actor/a, of: declaration/none.kind, quote: x}}
`})
	_, err := Check(t.Context(), store, []string{dir}, Options{Now: noon})
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("the error is %v", err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.Message)
	}
	want := []string{
		`actor/x is neither in the bundle nor in the store`,
		`"a" is not in the bundle: if you mean the one that the store holds, write actor/a`,
		`declaration/none is neither in the bundle nor in the store`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the problems (-want +got):\n%s", diff)
	}
}

// countingReader counts the calls of Find, and the largest query.
type countingReader struct {
	graph.Reader
	calls, largest int
}

func (r *countingReader) Find(ctx context.Context, queries []graph.Query) ([]graph.Answer, error) {
	r.calls++
	for _, q := range queries {
		r.largest = max(r.largest, len(q.IDs))
	}
	return r.Reader.Find(ctx, queries)
}

func TestReferencesAreAskedTogether(t *testing.T) {
	store := newStore(t)
	var actors, refs strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&actors, "  a%d: {kind: STATE}\n", i)
		fmt.Fprintf(&refs, "    - actor/a%d\n", i)
	}
	if _, err := loadText(t, store, "first", "actors:\n"+actors.String()); err != nil {
		t.Fatal(err)
	}
	dir := writeFiles(t, map[string]string{"b.yaml": "pactgraph: 1\ndataset: second\nactors:\n  all:\n    kind: DELEGATION\n    represents:\n" + refs.String()})
	reader := &countingReader{Reader: store}
	report, err := Check(t.Context(), reader, []string{dir}, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	// One call for all references, and one for which nodes were merged.
	if report.Edges != 2500 || reader.calls != 2 || reader.largest > graph.MaxPage {
		t.Errorf("%d edges, asked in %d calls with at most %d ids", report.Edges, reader.calls, reader.largest)
	}
}

func TestUncheckedReferencesAreWarnings(t *testing.T) {
	dir := writeFiles(t, map[string]string{"b.yaml": "pactgraph: 1\ndataset: d\nactors: {b: {kind: STATE, memberOf: actor/old}}\n"})
	report, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0].Message, "whether a store holds it was not looked at") {
		t.Errorf("the warnings are %v", report.Warnings)
	}
}

func TestWarnings(t *testing.T) {
	dir := writeFiles(t, map[string]string{"b.yaml": "pactgraph: 1\nsource: s\nsources: {s: {kind: DATASET}}\nquotes: {one: x, two: y}\nactors: {france: {kind: STATE, quote: $two}, georgia: {kind: OTHER_ORGANISATION}}\n"})
	report, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range report.Warnings {
		got = append(got, fmt.Sprintf("%d:%d %s", w.Line, w.Col, w.Message))
	}
	want := []string{
		"4:10 the quote \"one\" is not used: nothing names $one",
		"5:10 actor/france is a new actor beside actor/FRA (France) of the registry: if they are the same, write is: FRA",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the warnings (-want +got):\n%s", diff)
	}
}

func TestLoadIDsDiffer(t *testing.T) {
	ids := map[string]bool{}
	for range 3 {
		bundle, err := Read(t.Context(), []string{"testdata/ok/events"}, Options{Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		batch, err := bundle.Batch(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(batch.LoadID, "load/20310305t120000z-") {
			t.Errorf("the load's id is %s", batch.LoadID)
		}
		ids[batch.LoadID] = true
	}
	if len(ids) != 3 {
		t.Errorf("three runs have the ids %v", slices.Sorted(maps.Keys(ids)))
	}
}

// truncateTo makes a file of so many zero bytes.
func truncateTo(name string, size int64) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Truncate(size), f.Close())
}

func TestPaths(t *testing.T) {
	empty := t.TempDir()
	big := filepath.Join(t.TempDir(), "big.yaml")
	if err := truncateTo(big, maxFileBytes+1); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		paths   []string
		sources string
		kind    graph.Kind
		message string
	}{
		{nil, "", graph.KindInvalid, "no bundle is named"},
		{[]string{"testdata/none"}, "", graph.KindInvalid, "testdata/none: no such file or directory"},
		{[]string{empty}, "", graph.KindInvalid, "holds no bundle: no file in it ends in .yaml, .yml, .json, .ndjson, .jsonl, .csv, .tsv, .xlsx or .zip, with or without .gz"},
		{[]string{big}, "", graph.KindTooLarge, "is larger than 64 MiB, the most that is read: split it"},
		{[]string{"testdata/ok/harbour"}, "testdata/none", graph.KindInvalid, "the folder of sources testdata/none can't be read"},
	} {
		_, err := Check(t.Context(), nil, c.paths, Options{SourcesDir: c.sources})
		if graph.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.message) {
			t.Errorf("%v: %v", c.paths, err)
		}
	}
}

func TestSameFileTwice(t *testing.T) {
	dir := writeFiles(t, map[string]string{"a.yaml": "pactgraph: 1\ndataset: d\nactors: {a: {kind: STATE}}\n", "b.yaml": "pactgraph: 1\n"})
	a := filepath.Join(dir, "a.yaml")
	t.Chdir(dir)
	for _, paths := range [][]string{{a, a}, {a, dir}, {dir, dir}, {"a.yaml", a}, {"./a.yaml", "a.yaml", "."}} {
		report, err := Check(t.Context(), nil, paths, Options{Now: noon})
		if err != nil || report.Nodes[graph.NounActor] != 1 {
			t.Errorf("%v: %v, %v", paths, report.Nodes, err)
		}
	}
}

func TestContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Check(ctx, nil, []string{"testdata/ok/harbour"}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestReliabilityOfASourceInTheStore(t *testing.T) {
	store := newStore(t)
	if _, err := loadText(t, store, "first", "sources: {s: {kind: DATASET, reliability: B}}\n"); err != nil {
		t.Fatal(err)
	}
	dir := writeFiles(t, map[string]string{"b.yaml": "pactgraph: 1\ndataset: d\nactors: {a: {kind: STATE, in: source/s, credibility: 2}, b: {kind: STATE}}\n"})
	bundle, err := Read(t.Context(), []string{dir}, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	batch, err := bundle.Batch(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for s := range batch.AllSaid() {
		got[s.Target] = fmt.Sprint(s.Reliability, s.Credibility)
	}
	if diff := cmp.Diff(map[string]string{"actor/a": "Bmap[kind:2]", "actor/b": "map[]"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An obligation's key may be a code, as an article's number: conditions in it have its letters as slugs have them.
func TestConditionInACode(t *testing.T) {
	store := newStore(t)
	text := `declarations: {TARN: {kind: TREATY, obligations: {A5: {kind: DEFENCE, bearers: EACH_PARTY, when: {kind: ARMED_ATTACK}}}}}`
	if _, err := loadText(t, store, "d", text); err != nil {
		t.Fatal(err)
	}
	if get(t, store, "condition/TARN/a5-when") == nil {
		t.Error("the condition is not there")
	}
}

// merging is a store in which something is merged before the next load is written or planned.
type merging struct {
	graph.Store
	t     *testing.T
	merge *graph.MergeRequest
}

func (m *merging) now(ctx context.Context) {
	if q := m.merge; q != nil {
		m.merge = nil
		if _, err := graph.Merge(ctx, m.Store, *q); err != nil {
			m.t.Error(err)
		}
	}
}

func (m *merging) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	m.now(ctx)
	return m.Store.Apply(ctx, b)
}

func (m *merging) Plan(ctx context.Context, b graph.Batch) (graph.Planned, error) {
	m.now(ctx)
	return m.Store.Plan(ctx, b)
}

// TestLoadReadBeforeMerge reads a load before a merge, and writes or plans it after that: the old node isn't shown again.
func TestLoadReadBeforeMerge(t *testing.T) {
	store := newStore(t)
	state := func(dataset, slug, name string) string {
		dir := writeFiles(t, map[string]string{"b.yaml": "pactgraph: 1\ndataset: " + dataset + "\nactors:\n  " + slug + ": {kind: PERSON, name: " + name + "}\n"})
		if _, err := Load(t.Context(), store, []string{dir}, Options{Now: noon}); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	state("first", "rost", "Ila Rost")
	dir := state("second", "ila-rost", "Ила Рост")
	edited := writeFiles(t, map[string]string{"b.yaml": "pactgraph: 1\ndataset: second\nactors:\n  ila-rost: {kind: PERSON, name: Іла Рост}\n"})
	hooked := func() *merging {
		return &merging{store, t, &graph.MergeRequest{Renaming: graph.Renaming{From: "actor/ila-rost", To: "actor/rost"}, StartedAt: noon()}}
	}
	if report, err := Load(t.Context(), hooked(), []string{dir}, Options{Now: noon}); err != nil || !report.Unchanged {
		t.Errorf("the same again, with a merge before it is written: %+v, %v", report.Receipt, err)
	}
	if n := get(t, store, "actor/ila-rost"); n != nil {
		t.Fatalf("the load shows the old node again: %+v", n)
	}
	if _, err := graph.Unmerge(t.Context(), store, *hooked().merge); err != nil {
		t.Fatal(err)
	}
	_, changes, err := Plan(t.Context(), hooked(), []string{edited}, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if len(changes) != 1 || changes[0].Target != "actor/rost" {
		t.Errorf("the plan changes %+v, and not the node that is left alone", changes)
	}
}
