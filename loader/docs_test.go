package loader

import (
	"encoding/csv"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"pactgraph/graph"
)

const docsMark = "<!-- made from the table of keys by the loader's tests (-update) -->\n"

// keyDocs lists all keys for the format's documentation.
func keyDocs() string {
	var out strings.Builder
	common := map[string]bool{}
	fmt.Fprint(&out, "\n### A file\n\n| key | meaning |\n|---|---|\n")
	for _, k := range topKeys {
		fmt.Fprintf(&out, "| `%s` | %s |\n", k.name, k.doc)
	}
	fmt.Fprint(&out, "| `actors` … `sources` | The records, by slug. |\n")
	for _, k := range exportSections {
		fmt.Fprintf(&out, "| `%s` | %s |\n", k.name, k.doc)
	}
	fmt.Fprint(&out, "\n### Every record\n\n| key | meaning |\n|---|---|\n")
	for _, k := range commonKeys() {
		common[k.name] = true
		fmt.Fprintf(&out, "| `%s` | %s |\n", k.name, k.doc)
	}
	for _, n := range graph.Entities() {
		fmt.Fprintf(&out, "\n### %s\n\n| key | value | meaning |\n|---|---|---|\n", sectionOf(n))
		for _, k := range keyTables()[n].list {
			if !common[k.name] {
				fmt.Fprintf(&out, "| `%s` | %s | %s |\n", k.name, keyValue(&k), k.doc)
			}
		}
	}
	return out.String()
}

func TestDocsListTheKeys(t *testing.T) {
	const name = "../docs/bundle.md"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text, _, ok := strings.Cut(string(data), docsMark)
	if !ok {
		t.Fatalf("%s has no mark where the keys begin", name)
	}
	compareGolden(t, name, text+docsMark+keyDocs())
}

// TestDocsExample reads the documentation's example.
func TestDocsExample(t *testing.T) {
	report := checkDocsExample(t, "yaml", "b.yaml")
	if report.Verified == 0 {
		t.Errorf("the report is %+v", report)
	}
}

// TestDocsLines reads the documentation's example of NDJSON.
func TestDocsLines(t *testing.T) {
	report := checkDocsExample(t, "json", "b.ndjson")
	if report.Verified != 3 || report.Nodes[graph.NounObligation] != 1 {
		t.Errorf("the report is %+v", report)
	}
}

// checkDocsExample checks the documentation's first example in a language, as a file of a name, beside the text that it quotes.
// Nothing may be left to say of it.
func checkDocsExample(t *testing.T, language, file string) Report {
	t.Helper()
	data, err := os.ReadFile("../docs/bundle.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "```"+language+"\n")
	example, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("there is no example")
	}
	text, err := os.ReadFile("testdata/ok/harbour/harbour.txt")
	if err != nil {
		t.Fatal(err)
	}
	dir := writeFiles(t, map[string]string{file: example, "harbour.txt": string(text)})
	report, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if report.Unverified != 0 || len(report.Warnings) != 0 {
		t.Errorf("the report is %+v", report)
	}
	return report
}

// TestDocsTables reads the tables of their documentation's example, as files and as a workbook: all their quotes are found.
func TestDocsTables(t *testing.T) {
	data, err := os.ReadFile("../docs/tables.md")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/ok/harbour/harbour.txt")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	tables := map[string]*grid{}
	for _, block := range regexp.MustCompile("(?s)`(\\w+)\\.csv`\n\n```csv\n(.*?)```").FindAllStringSubmatch(string(data), -1) {
		files[block[1]+".csv"] = block[2]
		rows, err := csv.NewReader(strings.NewReader(strings.ReplaceAll(block[2], "# Both states are invented, so both need a row.\n", ""))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		g := grid(rows)
		tables[block[1]] = &g
	}
	if len(files) != 5 {
		t.Fatalf("there are %d tables", len(files))
	}
	book := map[string]string{"b.xlsx": bookOf(t, tables)}
	for _, written := range []map[string]string{files, book} {
		written["harbour.txt"] = string(text)
		report, err := Check(t.Context(), nil, []string{writeFiles(t, written)}, Options{Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		if report.Verified != 7 || report.Unverified != 0 || len(report.Warnings) != 0 || report.Nodes[graph.NounObligation] != 2 {
			t.Errorf("the report is %+v", report)
		}
	}
}
