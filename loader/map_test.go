package loader

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/xuri/excelize/v2"

	"pactgraph/graph"
)

// TestMap reads invented tables by a mapping, and compares all that they say with a file.
func TestMap(t *testing.T) {
	for _, dir := range folders(t, "testdata/map") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			opts := Options{Who: "tester", Now: noon, Mapping: filepath.Join(dir, "mapping.yaml")}
			bundle, err := Read(t.Context(), []string{dir}, opts)
			if err != nil {
				t.Fatal(err)
			}
			b, batch, err := bundle.batch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			compareGolden(t, filepath.Join(dir, "want.txt"), showBatch(batch)+showReport(b.report(batch), dir))
		})
	}
}

// TestMapPacked reads the tables of a case out of a zip, and out of a workbook, whose sheets are the tables: the same is said.
func TestMapPacked(t *testing.T) {
	const dir = "testdata/map/pacts"
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	book := excelize.NewFile()
	for _, name := range []string{"pacts-1", "pacts-2", "members", "places"} {
		data, err := os.ReadFile(filepath.Join(dir, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create(name + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		fillSheet(t, book, name, rows)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	written, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	mapping, err := os.ReadFile(filepath.Join(dir, "mapping.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(dir, "want.txt"))
	if err != nil {
		t.Fatal(err)
	}
	inBook := strings.NewReplacer("file: pacts*.csv", "file: pacts.xlsx\n    sheet: pacts*",
		"file: members.csv", "file: pacts.xlsx\n    sheet: Members", "file: places.csv", "file: pacts.xlsx\n    sheet: places").Replace(string(mapping))
	folder := writeFiles(t, map[string]string{"mapping.yaml": string(mapping), "book.yaml": inBook, "pacts.zip": zipped.String(), "pacts.xlsx": written.String()})
	read := func(mapping, tables string) string {
		bundle, err := Read(t.Context(), []string{filepath.Join(folder, tables)}, Options{Who: "tester", Now: noon, Mapping: filepath.Join(folder, mapping)})
		if err != nil {
			t.Fatal(err)
		}
		batch, err := bundle.Batch(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, said, _ := strings.Cut(showBatch(batch), "\n")
		return said
	}
	_, body, _ := strings.Cut(string(want), "\n")
	if got := read("mapping.yaml", "pacts.zip"); !strings.HasPrefix(body, got) {
		t.Errorf("out of a zip (-want +got):\n%s", cmp.Diff(body, got))
	}
	got := read("book.yaml", "pacts.xlsx")
	for _, place := range []string{"pacts.xlsx, sheet pacts-1, row 2, title", "pacts.xlsx, sheet members, row 3, aid, country, year, month, day", "pacts.xlsx, sheet places, row 2, name, region"} {
		if !strings.Contains(got, place) {
			t.Errorf("out of a workbook, nothing rests on %s:\n%s", place, got)
		}
	}
}

// fillSheet writes rows into a sheet of a workbook.
func fillSheet(t *testing.T, book *excelize.File, name string, rows [][]string) {
	t.Helper()
	if _, err := book.NewSheet(name); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
}

// mapCase is a mapping and its tables: those of the case pacts, with some texts replaced by others.
type mapCase struct {
	name string
	// replace has, file by file, texts and what stands in their place.
	replace map[string][]string
	// want are the messages.
	want []string
}

// inMapping is a replacement in the mapping.
func inMapping(pairs ...string) map[string][]string {
	return map[string][]string{"mapping.yaml": pairs}
}

func inMembers(pairs ...string) map[string][]string {
	return map[string][]string{"members.csv": pairs}
}

var badMappings = []mapCase{
	{"unknown key", inMapping("dataset: pacts", "data set: pacts"),
		[]string{`mapping.yaml:3:1: a mapping has no key "data set" (did you mean "dataset"?)`}},
	{"no version", inMapping("mapping: 1\n", ""), []string{"the mapping doesn't say its version: write mapping: 1 at its top"}},
	{"another version", inMapping("mapping: 1\n", "mapping: 2\n"), []string{`mapping.yaml:2:10: the version of the mapping can't be "2": this program reads version 1`}},
	{"no source", inMapping("source: pacts-2\n", ""), []string{"the mapping doesn't say from which source its tables are"}},
	{"unknown table key", inMapping("    many: true", "    much: true"), []string{`a table has no key "much": it has file, sheet, many, unknown, where or columns`}},
	{"many is no truth value", inMapping("many: true", "many: yes"), []string{`many takes true or false, not "yes"`}},
	{"a pattern that is none", inMapping("file: places.csv", "file: \"[places.csv\""), []string{`file can't be "[places.csv"`}},
	{"no such table", inMapping("from: members\n    declarations", "from: member\n    declarations"),
		[]string{`there is no table "member" (did you mean "members"?): the mapping names pacts, members or places`}},
	{"no such file", inMapping("file: places.csv", "file: place.csv"),
		[]string{`mapping.yaml:34:3: no file that is given is the table places: it is in "place.csv"`, `places.csv: it is none of the mapping's tables`}},
	{"two files", inMapping("    many: true\n", ""), []string{"two files are the table pacts: pacts-1.csv and pacts-2.csv; where it is made up of several write many: true"}},
	{"no such column", inMapping("title: <title>", "title: <titel>"),
		[]string{`mapping.yaml:44:16: column titel is not in pacts-1.csv, pacts-2.csv (did you mean "title"?): it has title, kind, signed, ended, topics, id, place, draft, long title, places.code, places.name, places.region`}},
	{"a name that isn't closed", inMapping("title: <title>", "title: Pact <title"),
		[]string{"mapping.yaml:44:16: the name that begins with < here isn't closed: write <title>; a < or > that is meant has white space around it"}},
	{"a name that isn't opened", inMapping("{slug: \"<id> <value>\"}", "{slug: \"id> <value>\"}"), []string{"the name that ends with > here isn't opened"}},
	{"a meaning that isn't closed", inMapping("X: ~}", "X: <title}"), []string{"the name that begins with < here isn't closed"}},
	{"signs that are meant", inMapping("Meeting on <value>", "Meeting on <value> -> more > 5 %, >= 3, < 10 <= 20, <7"), nil},
	{"a column whose name is like that of one made of it", inMapping("signed: {date: signed,", "signed: {date: Signes,"), []string{`column Signes is not in pacts-1.csv, pacts-2.csv (did you mean "signed"?)`}},
	{"a column whose name is like that of one made of it, which no table has", inMapping("since: {date: [year, month, day]}", "since: {date: [sinc]}"), []string{"column sinc is not in members.csv: it has "}},
	{"no such column of a joined table", inMapping("<places.region>", "<places.land>"), []string{"column places.land is not in pacts-1.csv"}},
	{"no such column in a filter", inMapping("where: {draft:", "where: {drafts:"), []string{`column drafts is not in pacts-1.csv, pacts-2.csv (did you mean "draft"?)`}},
	{"no such column in a date", inMapping("date: [year, month, day]", "date: [year, moth, day]"), []string{`mapping.yaml:33:28: column moth is not in members.csv (did you mean "month"?)`}},
	{"no such column in each", inMapping("each: [aid, arms]", "each: [aid, weapons]"), []string{"column weapons is not in members.csv"}},
	{"no such column for unknown", inMapping("unknown: {ended:", "unknown: {endet:"), []string{`unknown names the column "endet", which is not in pacts-1.csv (did you mean "ended"?)`}},
	{"no such column to join by", inMapping("on: {place: code}", "on: {place: id}"), []string{"column id is not in places.csv"}},
	{"columns in a circle", inMapping("signed: {date: signed, format: DD.MM.YYYY}", "signed: {text: <b>}\n      b: {text: <signed>}"), []string{"the column b is made of itself: b of signed of b"}},
	{"two ways to make a column", inMapping("ended: {date: ended}", "ended: {date: ended, text: <ended>}"), []string{"the column ended takes one of column, text, date, number, slug or actor, and has 2"}},
	{"no such value table", inMapping("values: kinds,", "values: kind,"), []string{`there is no value table "kind" (did you mean "kinds"?)`}},
	{"a map as a meaning", inMapping("X: ~}", "X: {a: b}}"), []string{"a value means a text, a list of texts, or ~ for unknown, not a map"}},
	{"otherwise without values", inMapping("signed: {date: signed,", "signed: {otherwise: ~, date: signed,"), []string{"otherwise goes with values, or with actor"}},
	{"a section that is no map", inMapping("actors:\n  ardovia: {kind: STATE, name: Ardovia}", "actors: ardovia"), []string{"mapping.yaml:9:9: actors takes a map of slugs and records, not a single value"}},
	{"a format without a year", inMapping("DD.MM.YYYY", "DD.MM.JJJJ"), []string{`format can't be "DD.MM.JJJJ"`}},
	{"a format with a year of two digits", inMapping("DD.MM.YYYY", "DD.MM.YYYY YY"), []string{`format can't be "DD.MM.YYYY YY": it is written with YYYY, MM or MON (a month's English name), and DD, each once`}},
	{"a format with two days", inMapping("DD.MM.YYYY", "DD.D.YYYY"), []string{`format can't be "DD.D.YYYY"`}},
	{"a format with two months", inMapping("DD.MM.YYYY", "DD.MM.MON.YYYY"), []string{`format can't be "DD.MM.MON.YYYY"`}},
	{"decimals of no number", inMapping("signed: {date: signed, format: DD.MM.YYYY}", "signed: {date: signed, format: DD.MM.YYYY, decimal: \",\"}"), []string{"decimal goes with number"}},
	{"decimals behind a semicolon", inMapping("signed: {date: signed, format: DD.MM.YYYY}", "signed: {number: signed, decimal: ;}"), []string{`decimal can't be ";": it is "," or "."`}},
	{"no such column in a number", inMapping("since: {date: [year, month, day]}", "since: {number: yaer}"), []string{`column yaer is not in members.csv (did you mean "year"?)`}},
	{"a number of itself", inMapping("signed: {date: signed, format: DD.MM.YYYY}", "signed: {number: b}\n      b: {text: <signed>}"), []string{"the column b is made of itself"}},
	{"a condition that is none", inMapping("{not: yes}", "{isnt: yes}"), []string{`a condition on a column has no key "isnt"`}},
	{"no number", inMapping("{atLeast: 1}", "{atLeast: one}"), []string{`atLeast takes a number, not "one"`}},
	{"an unknown key of a record", inMapping("        signedOn: <signed>", "        singedOn: <signed>"), []string{`a declaration has no key "singedOn" (did you mean "signedOn"?)`}},
	{"an item that makes nothing", inMapping("    events:\n", "    event:\n"), []string{`an item of records has no key "event" (did you mean "events"?)`, "it makes nothing: write one of actors, "}},
	{"no list of records", inMapping("records:\n  - from: pacts", "records:\n    from: pacts"), []string{"this is not valid YAML"}},

	{"a value that no value table has", inMapping(", otherwise: OTHER}", "}"),
		[]string{`pacts-2.csv, line 2, column B (kind): kind can't be "Q": the value table (mapping.yaml, line 13) has D, T, X; what else there may be is said under otherwise`}},
	{"an actor that nobody knows", inMapping("        otherwise: {\"p <country>\": {kind: STATE, name: <country>}}\n", ""),
		[]string{`members.csv, line 4, column B (country): there is no actor "Belmark" in the mapping or the registry of states`}},
	{"a date that is none", inMembers("2031,3,4", "2031,13,4"), []string{`members.csv, line 2, column C (year): since: "2031-13-04" is not a date: there is no month 13`}},
	{"a date that isn't made of numbers", inMembers("2031,3,4", "2031,March,4"), []string{`members.csv, line 2, column C (year): since can't be made of "2031-March-4": it takes the numbers of a year, a month and a day`}},
	{"a date that is written otherwise", map[string][]string{"pacts-1.csv": {"4.3.2031", "4/3/2031"}}, []string{`pacts-1.csv, line 2, column D (signed): signed can't be made of "4/3/2031": it takes dates as DD.MM.YYYY`}},
	{"a date of another format", map[string][]string{"pacts-1.csv": {"4.3.2031", "4.13.2031"}}, []string{`pacts-1.csv, line 2, column D (signed): signed can't be made of "4.13.2031": as DD.MM.YYYY, "2031-13-04" is not a date: there is no month 13`}},
	{"a date of none of the formats", map[string][]string{"mapping.yaml": {"DD.MM.YYYY", "[DD/MM/YYYY, MON YYYY]"}}, []string{`pacts-1.csv, line 2, column D (signed): signed can't be made of "4.3.2031": it takes dates as DD/MM/YYYY or MON YYYY, and as 2031, 2031-03 or 2031-03-04`}},
	{"dates of several formats", map[string][]string{"mapping.yaml": {"DD.MM.YYYY", "[MM/DD/YYYY, DD/MM/YYYY, DD.MM.YYYY]"}, "pacts-1.csv": {"4.3.2031", "2031-03-04T00:00:00"}, "pacts-2.csv": {"15.12.2032", "15/12/2032"}}, nil},
	{"a list of formats with one that is none", inMapping("DD.MM.YYYY", "[DD.MM.YYYY, DD.MM]"), []string{`format can't be "DD.MM"`}},
	{"formats that are a map", inMapping("DD.MM.YYYY", "{a: DD.MM.YYYY}"), []string{`format takes single values, not a map`}},
	{"rows that disagree", map[string][]string{"pacts-2.csv": {"three,", "one,"}},
		[]string{`pacts-2.csv, line 2, column I (long title): title of declaration/one is "The third pact, with Belmark" here, and "The first pact" in pacts-1.csv, line 2: rows that make one record must agree on it`}},
	{"a value that the model doesn't have", inMapping("otherwise: OTHER", "otherwise: keep"), []string{`pacts-2.csv, line 2, column B (kind): kind can't be "Q": DeclarationKind is one of TREATY, `}},
	{"no row to join", inMapping(", optional: true", ""), []string{`pacts-1.csv, line 3, column F (place): no row of places has code "ZZ"; where that may be, write optional: true`}},
	{"two rows to join", map[string][]string{"places.csv": {"HB,Harbour,North\n", "HB,Harbour,North\nHB,Harbour,South\n"}}, []string{`pacts-1.csv, line 2, column F (place): 2 rows of places have code "HB", first in line 2 and line 3: a join needs one`}},
	{"a text where a number is compared", inMembers("by letter,1,1", "by letter,1,some"), []string{`members.csv, line 3, column H (arms): "some" is no number, and value is compared with one`}},
	{"an actor that is left out", inMapping("otherwise: {\"p <country>\": {kind: STATE, name: <country>}}", "otherwise: ~"), nil},
	{"otherwise of an actor that is a text", inMapping("otherwise: {\"p <country>\": {kind: STATE, name: <country>}}", "otherwise: somebody"), []string{"otherwise takes the slug of an actor and what it is"}},
	{"one edge of two rows", inMembers("two,FRA,0", "two,France,0", "three,Q142", "two,Q142", "2033,1,1,,0", "0,1,1,late,0"), nil},
	{"a slug that can't be one", map[string][]string{"pacts-1.csv": {"two,D", "Two Two,D"}}, []string{`pacts-1.csv, line 3, column A (id): "declaration/Two Two" is not an id`}},
	{"a ragged row", inMembers("two,FRA,0,0,0,,0,0,", "two,FRA,0,0,0"), []string{"members.csv, line 5: the row has 5 cells, the header has 9"}},
	{"other columns in another file", map[string][]string{"pacts-2.csv": {"id,kind", "key,kind"}}, []string{`pacts-2.csv, line 1, column A (key): the column is "key", and in pacts-1.csv it is "id"`}},
}

// writeMapCase writes the case pacts with replacements into a folder.
func writeMapCase(t *testing.T, c mapCase) string {
	t.Helper()
	files := map[string]string{}
	for _, name := range []string{"mapping.yaml", "pacts-1.csv", "pacts-2.csv", "members.csv", "places.csv"} {
		data, err := os.ReadFile(filepath.Join("testdata/map/pacts", name))
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		for i := 0; i < len(c.replace[name]); i += 2 {
			if !strings.Contains(text, c.replace[name][i]) {
				t.Fatalf("%s has no %q", name, c.replace[name][i])
			}
			text = strings.Replace(text, c.replace[name][i], c.replace[name][i+1], 1)
		}
		files[name] = text
	}
	return writeFiles(t, files)
}

func TestMapFaults(t *testing.T) {
	for _, c := range badMappings {
		t.Run(c.name, func(t *testing.T) {
			dir := writeMapCase(t, c)
			report, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon, Mapping: filepath.Join(dir, "mapping.yaml")})
			if c.want == nil {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil {
				t.Fatal("no problem was found")
			}
			if kind := graph.KindOf(err); kind != graph.KindInvalid {
				t.Errorf("it is an error of kind %s", kind)
			}
			if len(report.Nodes) != 0 {
				t.Errorf("there is a report: %v", report)
			}
			text := strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), "")
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("no message says %s, but:\n%s", want, text)
				}
			}
		})
	}
}

// TestMapTellsTheCause sees that a fault is told at its place, and nothing else that only follows from it.
func TestMapTellsTheCause(t *testing.T) {
	for _, c := range []mapCase{
		{"a code that no value table has", inMapping("aid: ECONOMIC_AID, ", "", "kind: <kind>\n            bearers", "kind: <kind>\n            inferred: {kind: so}\n            bearers"), []string{
			`members.csv, line 2, column G (aid): kind can't be "aid": the value table (mapping.yaml, line 57) has arms; what else there may be is said under otherwise`,
			`members.csv, line 3, column G (aid): kind can't be "aid": the value table (mapping.yaml, line 57) has arms; what else there may be is said under otherwise`}},
		{"a code in a column that is made of another", inMapping("kind: {column: kind, values: kinds, otherwise: OTHER}", "code: {column: kind, values: kinds}\n      several: {text: [<code>, <draft>]}\n      word: {column: several, values: {TREATY: TREATY, DECLARATION: DECLARATION}}", "kind: <kind>", "kind: <word>"), []string{
			`pacts-2.csv, line 2, column B (kind): code can't be "Q": the value table (mapping.yaml, line 13) has D, T, X; what else there may be is said under otherwise`}},
		{"no row to join", inMapping(", optional: true", ""), []string{
			`pacts-1.csv, line 3, column F (place): no row of places has code "ZZ"; where that may be, write optional: true`,
			`pacts-2.csv, line 2, column F (place): no row of places has code ""; where that may be, write optional: true`}},
		{"a kind that is only in a joined row", inMapping(", optional: true", "", "kind: <kind>\n        title", "kind: <places.kind>\n        title", "    file: places.csv\n", "    file: places.csv\n    columns: {kind: {text: TREATY}}\n"), []string{
			`pacts-1.csv, line 3, column F (place): no row of places has code "ZZ"; where that may be, write optional: true`,
			`pacts-2.csv, line 2, column F (place): no row of places has code ""; where that may be, write optional: true`}},
		{"a meaning that the model doesn't have", inMapping("D: DECLARATION, ", "D: DECLARASION, ", "otherwise: OTHER", "otherwise: OTER"), []string{
			`mapping.yaml:13:25: kind can't be "DECLARASION": DeclarationKind is one of TREATY, `,
			`mapping.yaml:23:54: kind can't be "OTER": DeclarationKind is one of TREATY, `}},
		{"a meaning in a list, and one of an edge", inMapping("arms: ARMS_SUPPLY}}", "arms: ARMS_SUPPLY}}\n      where: {column: column, values: {aid: [LAND, SEE], arms: SEA}}\n      from: {column: column, values: {aid: 2031-13, arms: 2031}}",
			"kind: <kind>\n            bearers: {who: <state>, from: <since>}", "kind: <kind>\n            domains: <where>\n            bearers: {who: <state>, from: <from>}"), []string{
			`mapping.yaml:58:52: domains can't hold "SEE" (did you mean "SEA"?)`, `mapping.yaml:59:44: "2031-13" is not a date: there is no month 13`}},
		{"a constant key", inMapping("          <column>:\n", "          help:\n", "{aid: ECONOMIC_AID, arms: ARMS_SUPPLY}", "{aid: ECONOMIC_AID, arms: ~}", "each: [aid, arms]", "each: [arms]"), []string{
			"members.csv, line 3: obligation/one/help has no kind: it takes one of ", "members.csv, line 4: obligation/two/help has no kind: it takes one of "}},
		{"a constant record", inMapping("      <event>:\n        kind: MEETING\n        title: Meeting on <value>", "      event:\n        place: Harbour"), []string{"mapping.yaml:71:7: event/event has no kind: it takes one of "}},
		{"an end before its beginning", map[string][]string{"members.csv": {"pact,country,year,month,day", "pact,country,year,month,day,until", "one,France,2031,3,4", "one,France,2031,3,4,2030", "3,0,by", "3,0,,by", "0,0,,-9", "0,0,,,-9", "0,0,,0,0", "0,0,,,0,0", "1,1,,0,0", "1,1,,,0,0"},
			"mapping.yaml": {"from: <since>, note: <remark>", "from: <since>, to: <until>, note: <remark>", "bearers: {who: <state>, from: <since>}", "bearers: {who: <state>, from: <since>, to: <until>}"}}, []string{
			"members.csv, line 2, column F (until): actor/FRA PARTY_TO declaration/one: to (2030) lies before from (2031-03-04)",
			"members.csv, line 2, column F (until): obligation/one/aid BEARER actor/FRA: to (2030) lies before from (2031-03-04)"}},
		{"a date that is none", map[string][]string{"mapping.yaml": {"kind: <kind>\n        title: <title>\n        signedOn: <signed>", "kind: <kind>\n        title: <title>\n        signedOn: <signed>\n"}, "pacts-1.csv": {"4.3.2031", "4/3/2031"}}, []string{
			`pacts-1.csv, line 2, column D (signed): signed can't be made of "4/3/2031": it takes dates as DD.MM.YYYY`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := writeMapCase(t, c)
			_, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon, Mapping: filepath.Join(dir, "mapping.yaml")})
			problems, ok := errors.AsType[Problems](err)
			if !ok {
				t.Fatalf("it is told as %v", err)
			}
			good := len(problems) == len(c.want)
			for i, want := range c.want {
				good = good && strings.HasPrefix(strings.ReplaceAll(problems[i].String(), dir+string(filepath.Separator), ""), want)
			}
			if !good {
				t.Errorf("want %s\nbut got %s", strings.Join(c.want, "\n"), problems)
			}
		})
	}
}

// TestMapTakesNoRow sees that a filter is told that takes no row, with what there is instead. It is no error: another edition of the tables
// may have such rows.
func TestMapTakesNoRow(t *testing.T) {
	for _, c := range []mapCase{
		{"a filter of a table", inMapping("{draft: {not: yes}}", "{draft: {not: yes}, kind: Treaty}"), []string{
			`mapping.yaml:20:32: where takes no row of the table pacts: of those that are left, none has kind "Treaty"; it has "TREATY", "DECLARATION", "OTHER"`}},
		{"a filter of a rule", inMapping("{value: [peace, trade]}", "{value: [Peace, Trade]}"), []string{
			`mapping.yaml:67:13: where takes no row of the table pacts: none has value "Peace" or "Trade"; it has "peace", "trade", "fish"`}},
		{"a number that none has", inMapping("{value: {atLeast: 1}}", "{value: {atLeast: 1}, year: {atMost: 1900}}"), []string{
			`mapping.yaml:55:34: where takes no row of the table members: of those that are left, none has a year as it is asked; it has "2031", "2032"`}},
		{"a value that is never known", inMapping("{value: [peace, trade]}", "{draft: {known: false}}"), []string{
			`mapping.yaml:67:13: where takes no row of the table pacts: none has a draft as it is asked; it has "no"`}},
		{"none has a value", inMapping("{value: [peace, trade]}", "{ended: x}", "ended: 2899-01-01", "ended: [2899-01-01, 2041, 2040-06-30]"), []string{
			`mapping.yaml:67:13: where takes no row of the table pacts: none has ended "x"; it has no value`}},
		{"a table without rows", map[string][]string{
			"mapping.yaml": {"    many: true\n", "", "pacts*.csv", "pacts-1.csv", "file: places.csv\n", "file: places.csv\n  rest: {file: pacts-2.csv}\n"},
			"pacts-1.csv":  {"one,T,The first pact,4.3.2031,2041,HB,no,peace; trade,\ntwo,D,\"A second, with a comma\",n/a,2899-01-01,ZZ,no,fish,\nnever,T,A draft,1.1.2031,,HB,yes,peace,\n", ""},
			"members.csv":  {"one,France,2031,3,4,,2,0,parliament approves\none,ardovia,2031,3,0,by letter,1,1,parliament approves\ntwo,Belmark,2032,0,0,,-9,3,\ntwo,FRA,0,0,0,,0,0,\nthree,Q142,2033,1,1,,0,0,\n", ""}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := writeMapCase(t, c)
			bundle, err := Read(t.Context(), []string{dir}, Options{Now: noon, Mapping: filepath.Join(dir, "mapping.yaml")})
			if err != nil {
				t.Fatal(err)
			}
			text := ""
			for _, w := range bundle.warnings {
				text += strings.ReplaceAll(w.String(), dir+string(filepath.Separator), "") + "\n"
			}
			for _, want := range c.want {
				if !strings.Contains(text, want+"\n") {
					t.Errorf("no warning says %s, but:\n%s", want, text)
				}
			}
			if got := strings.Count(text, "where takes no row"); got != len(c.want) {
				t.Errorf("%d filters are told, not %d:\n%s", got, len(c.want), text)
			}
		})
	}
}

// TestMapUnreadColumns sees that what is wrong in columns of which a mapping takes nothing isn't told, in however many rows, and what is
// wrong in the others is.
func TestMapUnreadColumns(t *testing.T) {
	book := excelize.NewFile()
	rows := [][]string{{"id", "name", "unread", "day", "kind"}}
	for i := range 300 {
		rows = append(rows, []string{fmt.Sprint(i), "Pact", "", "2031", "T"})
	}
	fillSheet(t, book, "Pacts", rows)
	fillSheet(t, book, "Kinds", [][]string{{"code", "means", "by"}, {"T", "TREATY", ""}})
	for i := range 300 {
		if err := book.SetCellFormula("Pacts", fmt.Sprintf("C%d", i+2), "1+1"); err != nil {
			t.Fatal(err)
		}
	}
	check := func(cells ...string) (Report, error) {
		for i := 0; i < len(cells); i += 2 {
			if err := book.SetCellFormula(cells[i], cells[i+1], "1+1"); err != nil {
				t.Fatal(err)
			}
		}
		written, err := book.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		dir := writeFiles(t, map[string]string{"pacts.xlsx": written.String(), "mapping.yaml": `mapping: 1
source: s
sources: {s: {kind: DATASET}}
tables:
  pacts: {file: pacts.xlsx, sheet: Pacts, columns: {since: {date: day}}}
  kinds: {file: pacts.xlsx, sheet: Kinds}
records:
  - from: pacts
    join: {kinds: {on: {kind: code}}}
    declarations:
      d-<id>: {kind: <kinds.means>, title: "<name>, a pact", signedOn: <since>}
`})
		return Check(t.Context(), nil, []string{filepath.Join(dir, "pacts.xlsx")}, Options{Now: noon, Mapping: filepath.Join(dir, "mapping.yaml")})
	}
	report, err := check("Kinds", "C2")
	if err != nil || report.Nodes[graph.NounDeclaration] != 300 {
		t.Errorf("%v: %v", report.Nodes, err)
	}
	_, err = check("Pacts", "B3", "Pacts", "D300", "Pacts", "E4", "Kinds", "B2")
	for _, want := range []string{"cell B3 (name)", "cell D300 (day)", "cell E4 (kind)", "cell B2 (means)"} {
		if err == nil || !strings.Contains(err.Error(), want+": the cell holds a formula") {
			t.Errorf("nothing is told at %s, but: %v", want, err)
		}
	}
}

// TestMapUnknownParts fills values of two parts, of which one is written in the mapping: where a row doesn't know the other, the
// value isn't said.
func TestMapUnknownParts(t *testing.T) {
	dir := writeFiles(t, map[string]string{"mapping.yaml": `mapping: 1
dataset: d
source: s
unknown: [-9]
sources: {s: {kind: DATASET}}
tables: {aid: {file: aid.csv}}
records:
  - from: aid
    actors:
      <who>:
        kind: STATE
        identifiers: [{scheme: cow, value: <cow>}, {scheme: own, value: <who>}]
    declarations:
      <id>:
        kind: TREATY
        identifiers: {scheme: unts, value: <unts>}
        obligations:
          aid: {kind: FINANCING, amount: {value: <sum>, unit: EUR}}
          arms: {kind: ARMS_SUPPLY, amount: "<boats> boats"}
          ships: {kind: ARMS_SUPPLY, amount: {value: "<boats>", unit: "<unit>"}}
`, "aid.csv": "id,who,cow,unts,sum,boats,unit\none,ardovia,7,300,5,2,7\ntwo,belmark,-9,,,-9,7\n"})
	bundle, err := Read(t.Context(), []string{filepath.Join(dir, "aid.csv")}, Options{Now: noon, Mapping: filepath.Join(dir, "mapping.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	batch, err := bundle.Batch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]graph.Props{}
	for s := range batch.AllSaid() {
		said[s.Target] = s.Props
	}
	for id, want := range map[string]graph.Props{
		"actor/ardovia":       {"kind": "STATE", "identifiers": []graph.Identifier{{Scheme: "cow", Value: "7"}, {Scheme: "own", Value: "ardovia"}}},
		"actor/belmark":       {"kind": "STATE", "identifiers": []graph.Identifier{{Scheme: "own", Value: "belmark"}}},
		"declaration/one":     {"kind": "TREATY", "identifiers": []graph.Identifier{{Scheme: "unts", Value: "300"}}},
		"declaration/two":     {"kind": "TREATY"},
		"obligation/one/aid":  {"kind": "FINANCING", "amountValue": 5.0, "amountUnit": "EUR"},
		"obligation/two/aid":  {"kind": "FINANCING"},
		"obligation/one/arms": {"kind": "ARMS_SUPPLY", "amountValue": 2.0, "amountUnit": "boats"},
		"obligation/two/arms": {"kind": "ARMS_SUPPLY"},
		// A name in quotation marks is what it is without them.
		"obligation/one/ships": {"kind": "ARMS_SUPPLY", "amountValue": 2.0, "amountUnit": "7"},
	} {
		if diff := cmp.Diff(want, said[id]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}

// TestMapNumbers reads numbers as people write them, of separated values and of a workbook.
func TestMapNumbers(t *testing.T) {
	mapping := func(file, decimal string) string {
		return `mapping: 1
dataset: d
source: s
sources: {s: {kind: DATASET}}
tables: {aid: {file: ` + file + `, columns: {sum: {number: sum, decimal: "` + decimal + `"}}}}
records:
  - from: aid
    obligations:
      <id>: {kind: FINANCING, amount: {value: <sum>, unit: EUR}}
`
	}
	for _, c := range []struct {
		decimal  string
		sheet    bool
		texts    []any
		want     []float64
		messages []string
	}{
		{decimal: ",", texts: []any{"12,5", "1.250", "1.234.567,25", "1 250,5", "1\u202f250", "1'250", "-3", "0,5", "+7", "2,5e3"}, want: []float64{12.5, 1250, 1234567.25, 1250.5, 1250, 1250, -3, 0.5, 7, 2500}},
		{decimal: ".", texts: []any{"12.5", "1,250", "1,234,567.25", "1 250.5"}, want: []float64{12.5, 1250, 1234567.25, 1250.5}},
		{decimal: ",", texts: []any{"12.5", "1.25,5", "1.250 000", "1_000", "0x1p4", "many"}, messages: []string{`aid.csv, line 2, column B (sum): sum can't be made of "12.5": it takes numbers as 1250,5 or 1.250,5`,
			`line 3, column B (sum): sum can't be made of "1.25,5"`, `line 4`, `line 5`, `line 6`, `line 7`}},
		{decimal: ".", texts: []any{"0,500"}, messages: []string{`sum can't be made of "0,500"`}},
		{decimal: ".", texts: []any{"12,5"}, messages: []string{`sum can't be made of "12,5": it takes numbers as 1250.5 or 1,250.5; where a comma stands before the decimals, write decimal: ","`}},
		{decimal: ",", sheet: true, texts: []any{12.5, "12,5", "1.250,5", 1250, 0.0625}, want: []float64{12.5, 12.5, 1250.5, 1250, 0.0625}},
		{decimal: ",", sheet: true, texts: []any{"1.250", 1.125}, messages: []string{`aid.xlsx, sheet Sheet1, cell B2 (sum): sum can't be made of "1.250": a number of a workbook has a point`, `cell B3 (sum): sum can't be made of "1.125"`}},
	} {
		rows := grid{{"id", "sum"}}
		book := excelize.NewFile()
		book.SetSheetRow("Sheet1", "A1", &[]any{"id", "sum"})
		for i, text := range c.texts {
			id := fmt.Sprint("o-", i)
			rows = append(rows, []string{id, fmt.Sprint(text)})
			book.SetSheetRow("Sheet1", fmt.Sprint("A", i+2), &[]any{id, text})
		}
		name, data := "aid.csv", csvOf(t, rows, ';')
		if c.sheet {
			written, err := book.WriteToBuffer()
			if err != nil {
				t.Fatal(err)
			}
			name, data = "aid.xlsx", written.String()
		}
		dir := writeFiles(t, map[string]string{"mapping.yaml": mapping(name, c.decimal), name: data})
		bundle, err := Read(t.Context(), []string{filepath.Join(dir, name)}, Options{Now: noon, Mapping: filepath.Join(dir, "mapping.yaml")})
		var batch graph.Batch
		if err == nil {
			batch, err = bundle.Batch(t.Context(), nil)
		}
		got := make([]float64, len(c.want))
		for s := range batch.AllSaid() {
			var i int
			if _, err := fmt.Sscanf(s.Target, "obligation/o-%d", &i); err == nil && i < len(got) && !s.IsEdge() {
				got[i] = s.Props["amountValue"].(float64)
			}
		}
		if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.texts, diff)
		}
		for _, message := range c.messages {
			if err == nil || !strings.Contains(err.Error(), message) {
				t.Errorf("%q: it isn't said that %s, but %v", c.texts, message, err)
			}
		}
		if err != nil && c.messages == nil {
			t.Errorf("%q: %v", c.texts, err)
		}
	}
}

// TestMappingIsNoBundle sees that a mapping that is loaded as a bundle is told as what it is.
func TestMappingIsNoBundle(t *testing.T) {
	_, err := Check(t.Context(), nil, []string{"testdata/map/pacts/mapping.yaml"}, Options{Now: noon, Dataset: "pacts"})
	const want = "testdata/map/pacts/mapping.yaml:2:1: this is a mapping, not a bundle: pactgraph load --mapping testdata/map/pacts/mapping.yaml reads tables by it"
	if problems, ok := errors.AsType[Problems](err); !ok || len(problems) != 1 || !strings.HasPrefix(problems[0].String(), want) {
		t.Errorf("it is told as %v", err)
	}
}

func compileMappingSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(MappingSchema())))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mapping.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("mapping.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMappingSchemaTakesGoodMappings(t *testing.T) {
	s := compileMappingSchema(t)
	good, err := filepath.Glob("testdata/map/*/mapping.yaml")
	if err != nil || len(good) == 0 {
		t.Fatal("there are no mappings", err)
	}
	shipped, err := filepath.Glob("../mappings/*.yaml")
	if err != nil || len(shipped) == 0 {
		t.Fatal("no mapping is shipped", err)
	}
	for _, f := range roots(t, append(append(good, shipped...), mappingsInDocs(t)...)...) {
		if err := s.Validate(asJSON(f.root)); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}

// mappingsInDocs writes the whole mappings that the documentation shows into files.
func mappingsInDocs(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("../docs/mappings.md")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for i, block := range strings.Split(string(data), "```yaml")[1:] {
		_, text, _ := strings.Cut(block, "\n")
		text, _, _ = strings.Cut(text, "```")
		if strings.HasPrefix(text, "mapping: 1\n") {
			files[fmt.Sprintf("%d.yaml", i)] = text
		}
	}
	if len(files) != 3 {
		t.Fatalf("the documentation shows %d whole mappings", len(files))
	}
	return []string{writeFiles(t, files)}
}

// TestMappingSchemaRefusesBadMappings sees that the schema tells what doesn't take the tables, or the rest of the mapping, to see.
func TestMappingSchemaRefusesBadMappings(t *testing.T) {
	s := compileMappingSchema(t)
	refused := 0
	for _, c := range badMappings {
		f := mappingOf(t, writeMapCase(t, c))
		if f == nil {
			continue
		}
		var problems collector
		readMapping(f, &problems)
		told := len(problems.list) > 0
		byName := strings.Contains(problems.sorted().Error(), "there is no ") || strings.Contains(problems.sorted().Error(), "file can't be") ||
			strings.Contains(problems.sorted().Error(), "otherwise goes with") || strings.Contains(problems.sorted().Error(), "otherwise takes the slug")
		if got := s.Validate(asJSON(f.root)) != nil; got != (told && !byName) {
			t.Errorf("%s: the schema refuses it: %v; the reader says: %s", c.name, got, problems.sorted().Error())
		} else if got {
			refused++
		}
	}
	if refused < 12 {
		t.Errorf("the schema refuses %d mappings", refused)
	}
}

// mappingOf reads a folder's mapping; nil where it is no YAML.
func mappingOf(t *testing.T, dir string) *file {
	t.Helper()
	for _, f := range roots(t, filepath.Join(dir, "mapping.yaml")) {
		return f
	}
	return nil
}

const mappingDocsMark = "<!-- made from the lists of keys by the loader's tests (-update) -->\n"

// TestDocsListTheMappingKeys holds the documentation's list of keys to those that are read.
func TestDocsListTheMappingKeys(t *testing.T) {
	const name = "../docs/mappings.md"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text, _, ok := strings.Cut(string(data), mappingDocsMark)
	if !ok {
		t.Fatalf("%s has no mark where the keys begin", name)
	}
	var out strings.Builder
	for _, part := range []struct {
		title string
		keys  []mapKey
		more  string
	}{
		{"A mapping", mappingKeys(), "| `actors` … `sources` | Records that are no row's, by slug, as in a bundle. |\n"},
		{"A table", tableKeys(), ""},
		{"A column that is made", columnKeys(), ""},
		{"An item of records", ruleKeys(), "| `actors` … `sources` | The records that a row makes, by slug. |\n"},
		{"A join", joinKeys(), ""},
		{"A condition of where", conditionKeysOfWhere(), ""},
	} {
		fmt.Fprintf(&out, "\n### %s\n\n| key | meaning |\n|---|---|\n", part.title)
		for _, k := range part.keys {
			fmt.Fprintf(&out, "| `%s` | %s |\n", k.name, strings.NewReplacer("<", "\\<", "|", "\\|").Replace(k.doc))
		}
		out.WriteString(part.more)
	}
	compareGolden(t, name, text+mappingDocsMark+out.String())
}

// FuzzMapping reads the tables of the case pacts by any mapping: nothing panics, and what is wrong is told.
func FuzzMapping(f *testing.F) {
	for _, name := range []string{"testdata/map/pacts/mapping.yaml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		name := filepath.Join(t.TempDir(), "mapping.yaml")
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Check(t.Context(), nil, []string{"testdata/map/pacts"}, Options{Now: noon, Mapping: name})
		if err != nil && graph.KindOf(err) == graph.KindInternal {
			t.Errorf("what is wrong with a mapping is told as a fault of the program: %v", err)
		}
	})
}

func TestSlugOf(t *testing.T) {
	for text, want := range map[string]string{
		"Tarn Liberation Front": "tarn-liberation-front", "FRA": "fra", "  «Peace» & order ": "peace-order", "Київ-2": "київ-2", "101": "101", "…": "",
		"Cafe\u0301": "café",
	} {
		got := slugOf(text)
		if got != want {
			t.Errorf("the slug of %q is %q, not %q", text, got, want)
		}
		if want != "" && graph.CheckSlug(got) != nil {
			t.Errorf("%q is no slug: %v", got, graph.CheckSlug(got))
		}
	}
}

func TestMadeDates(t *testing.T) {
	for _, tt := range []struct {
		parts []string
		want  string
		ok    bool
	}{
		{[]string{"1815", "1", "3"}, "1815-01-03", true},
		{[]string{"1815", "1", "0"}, "1815-01", true},
		{[]string{"1815", "", "3"}, "1815", true},
		{[]string{"0", "1", "3"}, "", true},
		{[]string{"1815.0", "1.0"}, "1815-01", true},
		{[]string{"1815", "-9", "3"}, "", false},
		{[]string{"MDCCCXV"}, "", false},
	} {
		if got, ok := joinDate(tt.parts); got != tt.want || ok != tt.ok {
			t.Errorf("the date of %q is %q, %v; want %q, %v", tt.parts, got, ok, tt.want, tt.ok)
		}
	}
	for _, tt := range []struct{ format, text, want string }{
		{"DD/MM/YYYY", "2005-01-09", "2005-01-09"}, {"DD/MM/YYYY", "1854", "1854"}, {"DD/MM/YYYY", "1972-05", "1972-05"}, {"DD/MM/YYYY", "2005-01-09 00:00:00", "2005-01-09"},
		{"MM/DD/YYYY", "14/12/1995", ""}, {"DD.MM.YYYY", "4.3.0", ""}, {"YYYYMMDD", "0000", ""},
		{"DD.MM.YYYY", "4.3.2031", "2031-03-04"}, {"YYYYMMDD", "20310304", "2031-03-04"}, {"MM/DD/YYYY", "3/4/2031", "2031-03-04"},
		{"DD MON YYYY", "4 March 2031", "2031-03-04"}, {"MON YYYY", "Sept. 2031", "2031-09"}, {"YYYY", "2031", "2031"},
		{"DD MON YYYY", "4 Marz 2031", ""}, {"DD.MM.YYYY", "4.3.31", ""},
		{"D.M.YYYY", "4.3.2031", "2031-03-04"}, {"D.M.YYYY", "14.12.2031", "2031-12-14"}, {"D/MM/YYYY", "04/03/2031", "2031-03-04"}, {"M.YYYY", "3.2031", "2031-03"},
	} {
		r := &mappingReader{m: &mapping{}}
		c := madeColumn{formats: r.dateFormats(&node{file: &file{}, kind: scalarNode, text: tt.format})}
		if got, _ := c.readDate(tt.text); got != tt.want {
			t.Errorf("%q as %s is %q, not %q", tt.text, tt.format, got, tt.want)
		}
	}
}
