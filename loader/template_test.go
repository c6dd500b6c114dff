package loader

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
)

// filledIn is what a person writes into the template, by tables: the example of its first sheet, and what shows a condition and a quote.
var filledIn = map[string][]map[string]string{
	"about":                {{"key": "dataset", "value": "harbour"}},
	"quotes":               {{"name": "signed", "quote": "Ministers of Ardovia … signed the Tarn Accord", "in": "harbour-0304"}},
	"sources":              {{"slug": "harbour-0304", "kind": "NEWS_REPORT", "publishedOn": "2031-03-04", "seen": "true"}},
	"actors":               {{"slug": "ardovia", "kind": "STATE", "in": "harbour-0304", "quote": "Ministers of Ardovia"}, {"slug": "belmark", "kind": "STATE"}},
	"declarations":         {{"slug": "tarn-accord", "kind": "AGREEMENT", "signedOn": "2031-03", "in": "harbour-0304", "quote": "$signed"}},
	"declarations.parties": {{"slug": "tarn-accord", "who": "ardovia; belmark", "action": "SIGNATURE", "date": "2031-03-04", "as": "Ministers"}},
	"obligations": {{"slug": "boats", "declaration": "tarn-accord", "kind": "ARMS_SUPPLY", "bearers": "belmark", "beneficiaries": "ardovia", "amount": "2 boats/year",
		"when": "{kind: THREAT_OR_CRISIS}", "topics": "boats;\nthe coast"}},
}

// template opens a new template.
func template(t *testing.T) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := WriteTemplate(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestTemplateHasEveryKey sees that the template's columns are the keys that are read, each explained, and that enumerations have
// their values to choose from.
func TestTemplateHasEveryKey(t *testing.T) {
	f := template(t)
	for _, n := range graph.Entities() {
		section := sectionOf(n)
		sheet := strings.ToUpper(section[:1]) + section[1:]
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{slugColumn}
		if n == graph.NounObligation {
			want = append(want, declarationColumn)
		}
		for _, name := range keyTables()[n].names() {
			if n != graph.NounDeclaration || name != "obligations" {
				want = append(want, name)
			}
		}
		got := slices.Sorted(slices.Values(rows[0]))
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the columns of %s (-want +got):\n%s", sheet, diff)
		}
		comments, err := f.GetComments(sheet)
		if err != nil || len(comments) != len(want) {
			t.Errorf("%s has %d notes: %v", sheet, len(comments), err)
		}
		checkOffers(t, f, n, sheet, rows[0])
	}
}

// checkOffers sees that each column of an enumeration offers its values.
func checkOffers(t *testing.T, f *excelize.File, noun graph.Noun, sheet string, header []string) {
	t.Helper()
	offers, err := f.GetDataValidations(sheet)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, o := range offers {
		name, _, _ := strings.Cut(o.Sqref, ":")
		column, _, _ := excelize.CellNameToCoordinates(name)
		values[header[column-1]] = o.Formula1
	}
	for _, p := range noun.Properties() {
		if p.Type != graph.TypeEnum {
			continue
		}
		var from, to int
		if _, err := fmt.Sscanf(values[p.Name], "'# Values'!$B$%d:$B$%d", &from, &to); err != nil {
			t.Errorf("%s of %s offers %q: %v", p.Name, sheet, values[p.Name], err)
			continue
		}
		var got []string
		for line := from; line <= to; line++ {
			text, _ := f.GetCellValue("# Values", fmt.Sprint("B", line))
			got = append(got, text)
		}
		if diff := cmp.Diff(enumNames(p), got); diff != "" {
			t.Errorf("%s of %s offers (-want +got):\n%s", p.Name, sheet, diff)
		}
	}
}

// TestTemplateLoads fills the template in, as a workbook and as files, loads both, and asks.
func TestTemplateLoads(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	book := filepath.Join(t.TempDir(), "filled.xlsx")
	fillBook(t, book)
	report, err := Load(t.Context(), store, []string{book}, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if report.Dataset != "harbour" || report.Nodes[graph.NounActor] != 2 || report.Unverified != 2 {
		t.Errorf("the report is %+v", report)
	}
	boats := get(t, store, "obligation/tarn-accord/boats", graph.With{Field: "bearers"}, graph.With{Field: "conditions"}).(*graph.Obligation)
	if boats.AmountValue == nil || *boats.AmountValue != 2 || boats.AmountUnit != "boats/year" || !slices.Equal(boats.Topics, []string{"boats", "the coast"}) {
		t.Errorf("the obligation is %+v", boats)
	}
	accord := get(t, store, "declaration/tarn-accord").(*graph.Declaration)
	if accord.SignedOn != "2031-03" {
		t.Errorf("the declaration is %+v", accord)
	}
	again, err := Load(t.Context(), store, []string{fillFiles(t)}, Options{Now: noon})
	if err != nil || !again.Unchanged {
		t.Errorf("the same as files is %+v, %v", again.Receipt, err)
	}
}

// fillBook writes a template with rows.
func fillBook(t *testing.T, name string) {
	t.Helper()
	f := template(t)
	for table, rows := range filledIn {
		sheet := strings.ToUpper(table[:1]) + table[1:]
		header, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for column, text := range row {
				at := slices.Index(header[0], column)
				if at < 0 {
					t.Fatalf("%s has no column %s", sheet, column)
				}
				cell, _ := excelize.CoordinatesToCellName(at+1, i+2)
				if err := f.SetCellStr(sheet, cell, text); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
}

// fillFiles writes the template's files with rows into a folder.
func fillFiles(t *testing.T) string {
	t.Helper()
	names, files, err := TemplateFiles()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range names {
		text := string(files[name])
		header, _, _ := strings.Cut(strings.TrimPrefix(text, "\ufeff"), "\r\n")
		g := grid{strings.Split(header, ",")}
		for _, row := range filledIn[strings.TrimSuffix(name, ".csv")] {
			g = append(g, nil)
			for column, value := range row {
				g.set(column, value)
			}
		}
		_, rows, _ := strings.Cut(csvOf(t, g, ','), "\r\n")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text+rows), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
