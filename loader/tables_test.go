package loader

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"pactgraph/graph"
)

// grid is a table: its header, and its rows.
type grid [][]string

// set puts a text into a column of the last row.
func (g *grid) set(name, text string) {
	column := slices.Index((*g)[0], name)
	if column < 0 {
		column = len((*g)[0])
		(*g)[0] = append((*g)[0], name)
	}
	last := &(*g)[len(*g)-1]
	for len(*last) <= column {
		*last = append(*last, "")
	}
	(*last)[column] = text
}

// grids writes a bundle as tables by their names.
func grids(t *testing.T, root *node) map[string]*grid {
	t.Helper()
	tables := map[string]*grid{}
	row := func(name, key, slug string) *grid {
		if tables[name] == nil {
			tables[name] = &grid{{}}
		}
		*tables[name] = append(*tables[name], nil)
		tables[name].set(key, slug)
		return tables[name]
	}
	for _, f := range root.fields {
		noun, isSection := sectionNoun(f.key.text)
		switch {
		case isSection:
			for _, r := range f.value.fields {
				fillGrid(t, row(f.key.text, slugColumn, r.key.text), noun, r.value, "")
				for _, o := range r.value.get("obligations").entries() {
					g := row("obligations", slugColumn, o.key.text)
					g.set(declarationColumn, r.key.text)
					fillGrid(t, g, graph.NounObligation, o.value, "")
				}
			}
		case f.key.text == quotesTable:
			for _, q := range f.value.fields {
				row(quotesTable, "name", q.key.text).set("quote", cellOf(t, q.value, cellQuote))
			}
		default:
			kind := cellText
			if f.key.text == "withdraw" {
				kind = cellList
			}
			row(aboutTable, "key", f.key.text).set("value", cellOf(t, f.value, kind))
		}
	}
	return tables
}

// fillGrid writes a record into the last row. Maps of evidence by field have columns with dots.
func fillGrid(t *testing.T, g *grid, noun graph.Noun, body *node, prefix string) {
	t.Helper()
	for _, f := range body.fields {
		k := keyTables()[noun].byName[f.key.text]
		switch {
		case noun == graph.NounDeclaration && k.name == "obligations":
		case f.value.kind == mapNode && slices.Contains([]string{"quotes", "inferred", "identified", "background"}, k.name):
			for _, inner := range f.value.fields {
				g.set(k.name+"."+inner.key.text, cellOf(t, inner.value, cellQuote))
			}
		default:
			g.set(f.key.text, cellOf(t, f.value, k.cells()))
		}
	}
}

// cellOf writes a value as a cell says it.
func cellOf(t *testing.T, n *node, kind cellKind) string {
	t.Helper()
	switch {
	case n.kind == nullNode:
		return "~"
	case n.kind == scalarNode && kind == cellList && (strings.ContainsAny(n.text, ";\n") || isFlow(n.text)):
		return flowOf(t, &node{kind: listNode, items: []*node{n}})
	case n.kind == scalarNode && kind == cellQuote && isFlow(n.text):
		return "{exact: " + flowOf(t, n) + "}"
	case n.kind == scalarNode:
		return n.text
	case n.kind == mapNode && kind == cellIdentifiers && n.get("scheme") == nil:
		var parts []string
		for _, f := range n.fields {
			parts = append(parts, f.key.text+": "+f.value.text)
		}
		return strings.Join(parts, "; ")
	case n.kind == listNode && kind == cellList && !slices.ContainsFunc(n.items, func(i *node) bool { return i.kind == listNode }):
		var parts []string
		for _, item := range n.items {
			parts = append(parts, cellOf(t, item, kind))
		}
		return strings.Join(parts, ";\n")
	}
	return flowOf(t, n)
}

// flowOf writes a value in flow style.
func flowOf(t *testing.T, n *node) string {
	t.Helper()
	var parts []string
	switch n.kind {
	case nullNode:
		return "~"
	case listNode:
		for _, item := range n.items {
			parts = append(parts, flowOf(t, item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case mapNode:
		for _, f := range n.fields {
			parts = append(parts, flowOf(t, f.key)+": "+flowOf(t, f.value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	if _, err := strconv.ParseFloat(n.text, 64); !n.quoted && (err == nil || n.isBool()) {
		return n.text
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(n.text); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out.String())
}

// csvOf writes a table as separated values.
func csvOf(t *testing.T, g grid, separator rune) string {
	t.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = separator, true
	for _, row := range g {
		if err := w.Write(append(slices.Clone(row), make([]string, len(g[0])-len(row))...)); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return out.String()
}

// bookOf writes tables as a workbook.
func bookOf(t *testing.T, tables map[string]*grid) string {
	t.Helper()
	f := excelize.NewFile()
	for name, g := range tables {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range *g {
			for j, text := range row {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				var value any = text
				if n, err := strconv.Atoi(text); err == nil && strconv.Itoa(n) == text {
					value = n
				}
				if b, err := strconv.ParseBool(text); err == nil && len(text) > 1 {
					value = b
				}
				if err := f.SetCellValue(name, cell, value); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// zipOf packs files.
func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// saidOf gives what a bundle says, in the order of what it is said of.
func saidOf(t *testing.T, paths []string, opts Options) []string {
	t.Helper()
	opts.Now = noon
	bundle, err := Read(t.Context(), paths, opts)
	if err != nil {
		t.Fatal(err)
	}
	batch, err := bundle.Batch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	said := []string{batch.Dataset, strings.Join(batch.Withdraw, " ")}
	for s := range batch.AllSaid() {
		said = append(said, s.Target+" "+string(s.Encode()))
	}
	slices.Sort(said[2:])
	return said
}

// bundlesOf reads the bundles of a folder.
func bundlesOf(t *testing.T, dir string) []*file {
	t.Helper()
	files, err := openPaths(t.Context(), []string{dir}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	bundles, _, err := parseFiles(t.Context(), files, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return bundles
}

// TestTablesSayTheSame writes every bundle of the tests, and the Paris data, as tables: in a folder, a zip and a workbook. They
// say what the bundle does.
func TestTablesSayTheSame(t *testing.T) {
	for _, dir := range append(folders(t, "testdata/ok"), "../data/paris-2026", "../docs/examples/lake") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			want := saidOf(t, []string{dir}, Options{})
			bundles := bundlesOf(t, dir)
			separators := []rune{',', ';', '\t', '|'}
			var folder, zipped, books []string
			for i, b := range bundles {
				unfold(b.root)
				tables := grids(t, b.root)
				texts := map[string]string{}
				for name, g := range tables {
					texts[name+".csv"] = csvOf(t, *g, separators[i%len(separators)])
				}
				folder = append(folder, writeFiles(t, texts))
				one := writeFiles(t, map[string]string{"bundle.zip": zipOf(t, texts)})
				zipped = append(zipped, filepath.Join(one, "bundle.zip"))
				two := writeFiles(t, map[string]string{"bundle.xlsx": bookOf(t, tables)})
				books = append(books, filepath.Join(two, "bundle.xlsx"))
				for _, place := range []string{folder[i], one, two} {
					copyTexts(t, dir, place)
				}
			}
			for name, paths := range map[string][]string{"a folder": folder, "a zip": zipped, "a workbook": books} {
				if diff := cmp.Diff(want, saidOf(t, paths, Options{})); diff != "" {
					t.Errorf("%s says something else (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// copyTexts copies what isn't a bundle.
func copyTexts(t *testing.T, from, to string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() || formatByName(e.Name()) != "" && e.Name() != LockFile {
			continue
		}
		data, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, e.Name()), data, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestSourceTextsAreNoTables sees that a table beside a bundle that is the text of a source isn't read as a part of the bundle.
func TestSourceTextsAreNoTables(t *testing.T) {
	const rows = "state,year\nArdovia,2031\n"
	bundle := "pactgraph: 1\nsource: s\nsources: {s: {kind: DATASET, file: rows.csv}}\nactors: {ardovia: {kind: STATE, quote: Ardovia}}\n"
	for name, files := range map[string]map[string]string{
		"a bundle": {"b.yaml": bundle, "rows.csv": rows},
		"lines": {"b.ndjson": "{\"pactgraph\": 1, \"source\": \"s\"}\n{\"id\": \"source/s\", \"kind\": \"DATASET\", \"file\": \"rows.csv\"}\n" +
			"{\"id\": \"actor/ardovia\", \"kind\": \"STATE\", \"quote\": \"Ardovia\"}\n", "rows.csv": rows},
		"tables": {"about.csv": "key,value\nsource,s\n", "sources.csv": "slug,kind,file\ns,DATASET,rows.csv\n", "actors.csv": "slug,kind,quote\nardovia,STATE,Ardovia\n", "rows.csv": rows},
	} {
		bundle, err := Read(t.Context(), []string{writeFiles(t, files)}, Options{Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		b, batch, err := bundle.batch(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if report := b.report(batch); report.Verified != 1 || slices.Contains(batch.Files, "rows.csv") {
			t.Errorf("%s: %v is read, and the report is %+v", name, batch.Files, report)
		}
	}
}

// TestMixedFormats loads one zip with a packed table, a workbook, lines and a bundle in YAML, in folders: it is one load.
func TestMixedFormats(t *testing.T) {
	book := bookOf(t, map[string]*grid{
		"Declarations":         {{"slug", "kind"}, {"tarn-accord", "AGREEMENT"}},
		"Declarations.parties": {{"slug", "who", "action", "date"}, {"tarn-accord", "ardovia", "SIGNATURE", "2031-03-04"}, {"tarn-accord", "belmark", "SIGNATURE", "2031-03"}},
		"Obligations":          {{"id", "declaration", "kind", "mode"}, {"obligation/tarn-accord/boats", "declaration/tarn-accord", "ARMS_SUPPLY", "REAFFIRMS"}, {"talks", "lissen", "CONSULTATION", "REAFFIRMS"}},
		"#Notes":               {{"anything"}, {"at", "all"}},
	})
	dir := writeFiles(t, map[string]string{"all.zip": zipOf(t, map[string]string{
		"a/Actors.CSV.gz": string(pack(t, strings.NewReader("slug;kind;identifiers;aliases\r\nardovia;STATE;\"iso3: ARD; cow: 999\";\"[\"\"The; Isle\"\"]\"\r\n"))),
		"b/book.xlsx":     book,
		"c/rows.tsv":      "id\tkind\tnegated\nactor/belmark\tSTATE\t\ncondition/truce\tCEASEFIRE_IN_FORCE\tTRUE\n",
		"d.ndjson":        "{\"pactgraph\": 1, \"dataset\": \"d\"}\n{\"id\": \"event/summit\", \"kind\": \"SUMMIT\"}\n",
		"e.yaml":          "pactgraph: 1\ndeclarations: {lissen: {kind: TREATY}}\n",
		"readme.txt":      "nothing",
	})})
	store := newStore(t)
	report := mustLoad(t, store, filepath.Join(dir, "all.zip"))
	load := get(t, store, report.LoadID).(*graph.Load)
	slices.Sort(load.Files)
	if diff := cmp.Diff([]string{"all.zip/a/Actors.CSV.gz", "all.zip/b/book.xlsx", "all.zip/c/rows.tsv", "all.zip/d.ndjson", "all.zip/e.yaml"}, load.Files); diff != "" {
		t.Errorf("the files (-want +got):\n%s", diff)
	}
	actor := get(t, store, "actor/ardovia").(*graph.Actor)
	if !slices.Equal(actor.Aliases, []string{"The; Isle"}) || !slices.Equal(actor.Identifiers, []graph.Identifier{{Scheme: "iso3", Value: "ARD"}, {Scheme: "cow", Value: "999"}}) {
		t.Errorf("the actor is %+v", actor)
	}
	if c := get(t, store, "condition/truce").(*graph.Condition); c.Negated == nil || !*c.Negated {
		t.Errorf("the condition is %+v", c)
	}
	for _, id := range []string{"obligation/tarn-accord/boats", "obligation/lissen/talks", "event/summit", "actor/belmark"} {
		if get(t, store, id) == nil {
			t.Errorf("%s isn't there", id)
		}
	}
	if report.Edges != 4 {
		t.Errorf("there are %d edges", report.Edges)
	}
	if again := mustLoad(t, store, filepath.Join(dir, "all.zip")); !again.Unchanged {
		t.Errorf("the second load is %+v", again.Receipt)
	}
}

// TestEncodedBundle reads a bundle in another encoding than UTF-8, and beside a table in that one in UTF-8.
func TestEncodedBundle(t *testing.T) {
	encode := func(text string) string {
		t.Helper()
		encoded, err := charmap.Windows1251.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	const bundle = "pactgraph: 1\ndataset: d\nactors: {a: {kind: STATE, name: Ардовия}}\n"
	const rows = "slug,kind,name\nb,STATE,Бельмарк\n"
	for _, files := range []map[string]string{{"b.yaml": encode(bundle)}, {"b.yaml": bundle, "actors.csv": encode(rows)}} {
		store := newStore(t)
		if _, err := Load(t.Context(), store, []string{writeFiles(t, files)}, Options{Now: noon, Encoding: "cp1251"}); err != nil {
			t.Fatal(err)
		}
		if a := get(t, store, "actor/a").(*graph.Actor); a.Name != "Ардовия" {
			t.Errorf("the name is %q", a.Name)
		}
	}
}

// TestRemarksAreNotRead sees that nothing is wrong with a sheet or file for readers, however it is written.
func TestRemarksAreNotRead(t *testing.T) {
	book := workbook(t, func(f *excelize.File) {
		f.NewSheet("# Read me")
		f.SetCellFormula("# Read me", "A1", "1+1")
		f.MergeCell("# Read me", "A2", "C4")
	})
	dir := writeFiles(t, map[string]string{"b.xlsx": book, "#notes.csv": "a,a\n\"torn\n"})
	report, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
	if err != nil || report.Nodes[graph.NounActor] != 2 {
		t.Errorf("the report is %+v, %v", report, err)
	}
}

// TestBlankDeclaration warns of obligations whose rows don't say in which declaration they stand, though there is a column for it.
func TestBlankDeclaration(t *testing.T) {
	dir := writeFiles(t, map[string]string{
		"declarations.csv":             "slug,kind\naccord,TREATY\n",
		"obligations.csv":              "slug,kind,declaration,declarations\naid,FINANCING,accord,\nlost,FINANCING,,\nnamed,FINANCING,,accord\nbeside,FINANCING,,\n",
		"obligations.declarations.csv": "slug,in\nbeside,accord\n",
	})
	report, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon, Dataset: "d"})
	if err != nil {
		t.Fatal(err)
	}
	const want = "obligations.csv, line 3, column C (declaration): obligation/lost would stand in no declaration, since this cell is blank: write the declaration's slug, as tarn-accord"
	var got []string
	for _, w := range report.Warnings {
		got = append(got, strings.TrimPrefix(w.String(), dir+string(filepath.Separator)))
	}
	if len(got) != 1 || !strings.HasPrefix(got[0], want) {
		t.Errorf("the warnings are %q", got)
	}
}
