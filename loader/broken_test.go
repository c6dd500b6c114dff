package loader

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
)

// broken is an input that can't be loaded, and what is said of it: where, and what would be allowed.
type broken struct {
	name  string
	files map[string]string
	opts  Options
	want  []string
}

// about is a table that says what every bundle must.
const about = "key,value\ndataset,d\n"

// Good tables, for inputs that are wrong elsewhere.
const (
	goodActors       = "slug,kind\nardovia,STATE\nbelmark,STATE\n"
	goodDeclarations = "slug,kind\ntarn,TREATY\n"
)

// brokenTables are the inputs as tables. Those in YAML, JSON and NDJSON, and packed ones, are the files of testdata/bad.
func brokenTables(t *testing.T) []broken {
	t.Helper()
	csv := func(name, table, text string, want ...string) broken {
		return broken{name, map[string]string{"about.csv": about, table + ".csv": text}, Options{}, want}
	}
	book := func(name string, fill func(f *excelize.File), want ...string) broken {
		return broken{name, map[string]string{"b.xlsx": workbook(t, fill)}, Options{}, want}
	}
	file := func(name, path, text string, opts Options, want ...string) broken {
		return broken{name, map[string]string{path: text}, opts, want}
	}
	cyrillic, err := charmap.Windows1251.NewEncoder().String("slug,kind,name\nardovia,STATE,Ардовия\n")
	if err != nil {
		t.Fatal(err)
	}
	zipped := zipOf(t, map[string]string{"actors.csv": goodActors, "about.csv": about})
	return []broken{
		// The text.
		csv("another encoding", "actors", cyrillic, "actors.csv, line 2: character 15: the byte 0xC0 is not valid UTF-8", "--encoding windows-1252"),
		file("UTF-8 that is said to be another encoding", "actors.csv", "slug,kind,name\nardovia,STATE,Ардовия\n", Options{Encoding: "koi8-r"}, "actors.csv: the file is UTF-8", "so it isn't koi8-r: leave --encoding out"),
		file("bytes that an encoding doesn't have", "actors.csv", "slug,kind,name\nardovia,STATE,\x98\n", Options{Encoding: "windows-1251"}, "actors.csv, line 2: character 15: the bytes here are no character in windows-1251"),
		file("an encoding that isn't there", "actors.csv", goodActors, Options{Encoding: "cp-nothing"}, "there is no encoding \"cp-nothing\": give one by its usual name, as utf-8"),
		file("a separator for what isn't a table", "b.yaml", "pactgraph: 1\ndataset: d\n", Options{Separator: ';'}, "a separator is given for tables of separated values, and there are none of these"),
		file("an encoding for a workbook", "b.xlsx", workbook(t, func(*excelize.File) {}), Options{Encoding: "koi8-r"}, "an encoding is given for texts, and there are none: workbooks know their own"),
		file("a bundle in another encoding", "b.yaml", "pactgraph: 1\nactors: {a: {name: \x98}}\n", Options{Encoding: "windows-1251"}, "b.yaml, line 2: character 20: the bytes here are no character in windows-1251"),
		file("a bundle in UTF-8 that is said to be another", "b.yaml", "pactgraph: 1\nactors: {a: {name: Ардовия}}\n", Options{Encoding: "windows-1251"}, "b.yaml: the file is UTF-8"),
		csv("NUL characters", "actors", "slug,kind\nardovia,STA\x00TE\n", "actors.csv, line 2: character 12: a NUL character stands here"),
		csv("UTF-16 without a mark", "actors", strings.ReplaceAll(goodActors, "", "\x00")[1:], "actors.csv, line 1: character 2: a NUL character", "--encoding utf-16le"),
		// Rows and cells.
		csv("an empty file", "actors", "", "actors.csv: the file is empty: its first line is a header"),
		csv("a ragged row", "actors", "slug,kind,name\nardovia,STATE\n", "actors.csv, line 2: the row has 2 cells, the header has 3"),
		csv("separators that are mixed", "actors", "slug;kind\nardovia,STATE\n", "actors.csv, line 2: the row has 1 cell, the header has 2"),
		file("another separator than is said", "actors.csv", "slug;kind\nardovia;STATE\n", Options{Separator: ','}, "actors.csv, line 1: the table actors has no column slug, only \"slug;kind\""),
		csv("a header that names a column twice", "actors", "slug,kind,kind\nardovia,STATE,STATE\n", "actors.csv, line 1, column C (kind): the header names \"kind\" twice: first in column B"),
		csv("a header that lacks a name", "actors", "slug,,kind\nardovia,,STATE\n", "actors.csv, line 1, column B: column B has no name in the header"),
		csv("a torn quotation mark", "actors", "slug,kind,name\nardovia,STATE,\"Ardo\nbelmark,STATE,x\n", "actors.csv, line 2: the row that begins here has a quotation mark that is never closed"),
		csv("a bare quotation mark", "actors", "slug,kind,name\nardovia,STATE,the \"good\" one\n", "actors.csv, line 2: character 19: a quotation mark stands inside a cell that doesn't begin with one"),
		csv("a cell of 5 MB", "actors", "slug,kind,name\nardovia,STATE,"+strings.Repeat("x", 5<<20)+"\n", "actors.csv, line 2, column C (name): the cell has 5242880 bytes: the most that is read is 1048576 (1 MiB)"),
		csv("rows that say nothing of what they are about", "actors", "slug,kind\n,STATE\n", "actors.csv, line 2, column A (slug): the row doesn't say what it is about: write its slug, as ardovia"),
		// Names of tables and columns.
		file("a table of an unknown name", "actor.csv", goodActors, Options{Dataset: "d"}, "actor.csv, line 1: \"actor\" is no name of a table (did you mean \"actors\"?): it is about, quotes, actors, declarations"),
		csv("an unknown column", "actors", "slug,knid\nardovia,STATE\n", "actors.csv, line 1, column B (knid): the table actors has no column \"knid\" (did you mean \"kind\"?)"),
		csv("an unknown field in a column's name", "actors", "slug,kind,quotes.nmae\na,STATE,x\nb,STATE,x\nc,STATE,x\nd,STATE,x\n", "actors.csv, line 1, column C (quotes.nmae): quotes: an actor has no field \"nmae\"", "did you mean \"name\"?"),
		csv("no column for what rows are about", "actors", "name,kind\nArdovia,STATE\n", "actors.csv, line 1: the table actors has no column slug"),
		csv("two columns for what rows are about", "actors", "slug,id,kind\na,actor/a,STATE\n", "actors.csv, line 1, column B (id): the table actors has both a column slug and a column id"),
		csv("a relation that no record has", "declarations.partys", "slug,who\ntarn,FRA\n", "declarations.partys.csv, line 1: declarations have no relation \"partys\" that a table could hold (did you mean \"parties\"?)"),
		broken{"an item of a record that isn't there", map[string]string{"about.csv": about, "declarations.csv": goodDeclarations, "declarations.parties.csv": "slug,who,action\ntarm,FRA,SIGNATURE\n"}, Options{},
			[]string{"declarations.parties.csv, line 2, column A (slug): no row of the table declarations is about \"tarm\""}},
		file("no data set", "actors.csv", goodActors, Options{}, "actors.csv: the bundle doesn't say whose word it is: name it by --dataset, or by a row dataset or source of a table about (columns key and value)"),
		file("about with another key", "about.csv", "key,value\ndatset,d\n", Options{}, "about.csv, line 2, column A (key): \"datset\" is no key that holds for a whole bundle (did you mean \"dataset\"?)"),
		file("about with other columns", "about.csv", "name,value\ndataset,d\n", Options{}, "about.csv, line 1: the table about has no column key: it has key and value"),
		file("standard input that no name tells about", "-", goodActors, Options{Format: FormatCSV, Dataset: "d"}, "standard input, line 1: \"standard input\" is no name of a table", "a column id with whole ids, as actor/ardovia"),
		// Values.
		csv("an unknown value", "actors", "slug,kind\nardovia,STAET\n", "actors.csv, line 2, column B (kind): kind can't be \"STAET\"", "did you mean \"STATE\"?"),
		csv("a bad date", "declarations", "slug,kind,signedOn\ntarn,TREATY,4.3.2031\n", "declarations.csv, line 2, column C (signedOn): \"4.3.2031\" is not a date: write 2026, 2026-01 or 2026-01-06"),
		csv("a number in words", "actors", "slug,kind,declaredSize\nardovia,COALITION,many\n", "actors.csv, line 2, column C (declaredSize): declaredSize can't be \"many\": it takes a whole number"),
		csv("a decimal comma", "obligations", "slug,kind,amount.value\nboats,ARMS_SUPPLY,\"12,5\"\n", "obligations.csv, line 2, column C (amount.value): amountValue can't be \"12,5\": it takes a number, with a point before the decimals, as 1250.5"),
		csv("numbers as programs write them", "obligations", "slug,kind,amount.value\na,ARMS_SUPPLY,1_000\nb,ARMS_SUPPLY,0x1p4\n", "obligations.csv, line 2, column C (amount.value): amountValue can't be \"1_000\"", "obligations.csv, line 3, column C (amount.value): amountValue can't be \"0x1p4\""),
		csv("a truth value in words", "sources", "slug,kind,seen\ns,DATASET,yes\n", "sources.csv, line 2, column C (seen): seen can't be \"yes\""),
		csv("a value that is missing", "declarations", "slug,kind,title\ntarn,,Tarn Accord\n", "declarations.csv, line 2, column A (slug): declaration/tarn has no kind: it takes one of"),
		csv("a cell in flow style that is torn", "declarations", "slug,kind,parties\ntarn,TREATY,\"{who: FRA, action: [SIGNATURE}\"\n", "declarations.csv, line 2, column C (parties): this is not valid YAML", "(in the cell: line 1, character "),
		csv("a brace that isn't closed", "obligations", "slug,kind,when\nboats,ARMS_SUPPLY,{kind: CEASEFIRE_IN_FORCE\n", "obligations.csv, line 2, column C (when): \"{kind: CEASEFIRE_IN_FORCE\" isn't closed: what begins with { ends with }"),
		csv("a bracket that isn't closed", "declarations", "slug,kind,bound\ntarn,TREATY,FRA; [DEU; ITA\n", "declarations.csv, line 2, column C (bound): \"[DEU; ITA\" isn't closed: what begins with [ ends with ]"),
		csv("a quote's brace that isn't closed", "actors", "slug,kind,quote\nardovia,STATE,{exact: Ministers\n", "actors.csv, line 2, column C (quote): \"{exact: Ministers\" isn't closed"),
		csv("an unknown key in a cell", "declarations", "slug,kind,parties\ntarn,TREATY,\"{who: FRA, acton: SIGNATURE}\"\n", "declarations.csv, line 2, column C (parties): parties has no key \"acton\" (did you mean \"action\"?)"),
		csv("a key in two columns", "obligations", "slug,kind,amount,amount.value\nboats,ARMS_SUPPLY,2 boats,2\n", "obligations.csv, line 2, column D (amount.value): amount is given in a column of its own too: write it there, or here"),
		csv("a field without a value, in two rows", "declarations", "slug,kind,title,inferred.title\na,TREATY,x,because\nb,TREATY,,because\nc,TREATY,,because\n",
			"declarations.csv, line 3, column D (inferred.title): inferred names \"title\", which has no value here", "declarations.csv, line 4, column D (inferred.title): "),
		csv("statements about a thing without a quote", "statements", "slug,text,by,of\na,hi,FRA,DEU\nb,hi,FRA,DEU\n", "statements.csv, line 2, column D (of): of needs the statement's quote", "statements.csv, line 3, column D (of): "),
		book("a quote for what has no value, in a sheet", func(f *excelize.File) {
			f.SetSheetRow("Actors", "A1", &[]any{"slug", "kind", "quotes.name"})
			f.SetCellValue("Actors", "C3", "Belmark")
		},
			"b.xlsx, sheet Actors, cell C3 (quotes.name): quotes names \"name\", which has no value here"),
		csv("an unknown key in a column's name", "declarations", "slug,kind,parties.who,parties.action,parties.dat\na,TREATY,FRA,SIGNATURE,x\nb,TREATY,FRA,SIGNATURE,x\nc,TREATY,FRA,SIGNATURE,x\nd,TREATY,FRA,SIGNATURE,x\n",
			"declarations.csv, line 1, column E (parties.dat): parties has no key \"dat\""),
		csv("a key that some rows can't have", "all", "id,kind,title\nactor/a,STATE,x\nactor/b,STATE,x\nactor/c,STATE,x\nactor/d,STATE,x\ndeclaration/e,TREATY,x\n", "all.csv, line 1, column C (title): an actor has no key \"title\""),
		// References.
		csv("parts in a circle", "actors", "slug,kind,partOf\nministry,GOVERNMENT_BODY,desk\ndesk,GOVERNMENT_BODY,ministry\n", "actors.csv, line 3, column C (partOf): actor/ministry would be a part of itself: actor/ministry is a part of actor/desk is a part of actor/ministry"),
		csv("an alias that names two actors", "declarations", "slug,kind,bound\ntarn,TREATY,Congo\n", "declarations.csv, line 2, column C (bound): ", "DR Congo (COD)", "Republic of the Congo (COG)"),
		csv("an actor that isn't there", "declarations", "slug,kind,bound\ntarn,TREATY,FRA; ardovai\n", "declarations.csv, line 2, column C (bound): ", "\"ardovai\""),
		csv("a slug twice", "actors", "slug,kind\nardovia,STATE\nbelmark,STATE\nardovia,STATE\n", "actors.csv, line 4, column A (slug): actor/ardovia is said twice in one load: first in ", "actors.csv, line 2"),
		broken{"a slug in a table and a bundle", map[string]string{"about.csv": about, "actors.csv": goodActors, "b.yaml": "pactgraph: 1\nactors: {ardovia: {kind: STATE}}\n"}, Options{},
			[]string{"b.yaml:2:10: actor/ardovia is said twice in one load: first in ", "actors.csv, line 2"}},
		csv("an actor where a declaration is meant", "obligations", "slug,kind,declaration\nboats,ARMS_SUPPLY,actor/FRA\n", "obligations.csv, line 2, column C (declaration): an obligation stands in a declaration, and \"actor/FRA\" is none"),
		csv("a quote of no source", "actors", "slug,kind,quote\nardovia,STATE,Ministers\n", "actors.csv, line 2, column C (quote): "),
		csv("a quote of an unknown name", "actors", "slug,kind,quote\nardovia,STATE,$signd\n", "actors.csv, line 2, column C (quote): no quote in this file is named \"signd\""),
		broken{"a quote that the source doesn't have", map[string]string{"about.csv": "key,value\nsource,s\n", "sources.csv": "slug,kind,file\ns,NEWS_REPORT,s.txt\n", "s.txt": "Ministers of Ardovia met.\n", "actors.csv": "slug,kind,quote\nardovia,STATE,Ministers of Belmark\n"}, Options{},
			[]string{"actors.csv, line 2, column C (quote): ", "Ministers of Ardovia"}},
		// Workbooks.
		book("a formula", func(f *excelize.File) { f.SetCellFormula("Actors", "B3", "A3&\"x\"") }, "b.xlsx, sheet Actors, cell B3 (kind): the cell holds a formula: paste its value"),
		book("merged cells", func(f *excelize.File) { f.MergeCell("Actors", "B2", "B3") }, "b.xlsx, sheet Actors: the cells B2:B3 are merged: unmerge them"),
		book("a sheet of an unknown name", func(f *excelize.File) { f.SetSheetName("Actors", "Akteure") }, "b.xlsx, sheet Akteure, row 1: \"akteure\" is no name of a table"),
		book("an unknown value in a sheet", func(f *excelize.File) { f.SetCellValue("Actors", "B3", "STAET") }, "b.xlsx, sheet Actors, cell B3 (kind): kind can't be \"STAET\"", "did you mean \"STATE\"?"),
		book("a value beyond the header", func(f *excelize.File) { f.SetCellValue("Actors", "F3", "stray") }, "b.xlsx, sheet Actors, cell F3: \"stray\" stands here, in a column that the header has no name for"),
		book("a clock in a date", func(f *excelize.File) {
			f.SetSheetRow("Actors", "A1", &[]any{"slug", "kind", "from"})
			f.SetCellValue("Actors", "C2", 46028.5)
			format := "yyyy-mm-dd hh:mm"
			id, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			f.SetCellStyle("Actors", "C2", "C2", id)
		}, "b.xlsx, sheet Actors, cell C2 (from): \"2026-01-06T12:00:00\" is not a date"),
		file("a workbook without anything", "b.xlsx", workbook(t, func(f *excelize.File) {
			f.DeleteSheet("About")
			f.RemoveRow("Actors", 1)
			f.RemoveRow("Actors", 1)
			f.RemoveRow("Actors", 1)
		}), Options{}, "b.xlsx: the workbook holds no table: nothing stands in any sheet that is shown"),
		file("a workbook with a password", "b.xlsx", locked(t), Options{}, "b.xlsx: the workbook is locked by a password: save it without one"),
		file("a format that isn't loaded", "b.ttl", "@prefix oa: <http://www.w3.org/ns/oa#> .\n", Options{}, "b.ttl:1:1: this is not valid YAML: ", "; it is read as YAML since no format ends in .ttl: .yaml, .yml, "),
		file("an old workbook", "b.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook", Options{}, "b.xlsx: the file is of an older office program (.xls): save it as .xlsx"),
		file("a torn workbook", "b.xlsx", workbook(t, func(*excelize.File) {})[:4000], Options{}, "b.xlsx: the zip can't be read", "cut off or damaged"),
		file("a text that is called a workbook", "b.xlsx", goodActors, Options{}, "b.xlsx: the file is no workbook, though its name or --format says so"),
		// Zips.
		file("a torn zip", "b.zip", zipped[:len(zipped)-30], Options{}, "b.zip: the zip can't be read", "get it again, whole"),
		file("a zip bomb", "b.zip", zipOf(t, map[string]string{"actors.csv": strings.Repeat("x", 60<<20)}), Options{}, "b.zip/actors.csv: the file is packed more than 200 times smaller than it is"),
		file("a bomb by gzip", "actors.csv.gz", string(pack(t, io.LimitReader(blanks{}, maxFileBytes+1))), Options{}, "actors.csv.gz is larger than 64 MiB when it is unpacked"),
		file("a zip whose names lead out of it", "b.zip", zipOf(t, map[string]string{"../actors.csv": goodActors}), Options{}, "b.zip: the zip has a file \"../actors.csv\", whose name leads out of it"),
		file("a zip in a zip", "b.zip", zipOf(t, map[string]string{"c.zip": zipped}), Options{}, "b.zip/c.zip is a zip in a zip: unpack it once"),
		file("a zip without bundles", "b.zip", zipOf(t, map[string]string{"notes.pdf": "%PDF"}), Options{}, "b.zip holds no bundle: no file in it ends in .yaml"),
		file("a fault in a zip", "b.zip", zipOf(t, map[string]string{"x/about.csv": about, "x/actors.csv": "slug,kind\nardovia,STAET\n"}), Options{}, "b.zip/x/actors.csv, line 2, column B (kind): kind can't be \"STAET\""),
		file("a torn part by gzip in a zip", "b.zip", zipOf(t, map[string]string{"actors.csv.gz": string(pack(t, strings.NewReader(goodActors)))[:30]}), Options{}, "b.zip/actors.csv.gz can't be unpacked: its gzip data end too early"),
	}
}

// TestFaultsBeside sees that a cell, a row or a header that can't be read hides nothing that is wrong elsewhere, and is told alone.
func TestFaultsBeside(t *testing.T) {
	const declarations = "slug,kind,title\ntarn,TREATY,x\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"a formula in the row": {map[string]string{"b.xlsx": workbook(t, func(f *excelize.File) {
			f.SetSheetRow("Actors", "A1", &[]any{"slug", "kind", "name", "declaredSize"})
			f.SetSheetRow("Actors", "A3", &[]any{"belmark", "STAET", "x", "about 20"})
			f.SetCellFormula("Actors", "C3", "A3")
		})}, []string{"b.xlsx, sheet Actors, cell B3 (kind): kind can't be", "b.xlsx, sheet Actors, cell C3 (name): the cell holds a formula", "b.xlsx, sheet Actors, cell D3 (declaredSize): declaredSize can't be"}},
		"formulas for what a row needs": {map[string]string{"b.xlsx": workbook(t, func(f *excelize.File) {
			f.SetSheetRow("Actors", "A1", &[]any{"slug", "kind", "inferred.kind"})
			f.SetSheetRow("Actors", "A3", &[]any{"belmark", "", "so"})
			f.SetCellFormula("Actors", "B3", "B2")
			f.SetCellFormula("Actors", "A4", "A3")
			f.SetCellValue("Actors", "B4", "STATE")
		})}, []string{"b.xlsx, sheet Actors, cell B3 (kind): the cell holds a formula", "b.xlsx, sheet Actors, cell A4 (slug): the cell holds a formula"}},
		"a value beyond the header": {map[string]string{"b.xlsx": workbook(t, func(f *excelize.File) {
			f.SetCellValue("Actors", "F3", "stray")
			f.SetCellValue("Actors", "B3", "STAET")
		})},
			[]string{"b.xlsx, sheet Actors, cell B3 (kind): kind can't be", "b.xlsx, sheet Actors, cell F3: \"stray\""}},
		"a header's gap, and another sheet": {map[string]string{"b.xlsx": workbook(t, func(f *excelize.File) {
			f.SetSheetRow("Actors", "A1", &[]any{"slug", "", "", "note"})
			f.NewSheet("Declarations")
			f.SetSheetRow("Declarations", "A1", &[]any{"slug", "kind", "bound"})
			f.SetSheetRow("Declarations", "A2", &[]any{"tarn", "TRAETY", "ardovia"})
		})}, []string{"b.xlsx, sheet Actors, cell B1: column B has no name", "b.xlsx, sheet Actors, cell C1: column C has no name", "b.xlsx, sheet Declarations, cell B2 (kind): kind can't be"}},
		"a header's gap, and what stands in its rows": {map[string]string{"about.csv": about, "declarations.csv": "slug,,title\ntarn,TREATY,x\n", "obligations.csv": "slug,declaration,kind,quote\nboats,tarn,ARMS,Boats\n"},
			[]string{"declarations.csv, line 1, column B: column B has no name", "obligations.csv, line 2, column C (kind): kind can't be \"ARMS\""}},
		"a gap in about": {map[string]string{"about.csv": "key,,value\ndataset,,d\n", "actors.csv": "slug,kind\nardovia,STAET\n"},
			[]string{"about.csv, line 1, column B: column B has no name", "actors.csv, line 2, column B (kind): kind can't be"}},
		"quotes that can't be read": {map[string]string{"b.xlsx": workbook(t, func(f *excelize.File) {
			f.SetSheetRow("About", "A3", &[]any{"source", "s"})
			f.NewSheet("Sources")
			f.SetSheetRow("Sources", "A1", &[]any{"slug", "kind"})
			f.SetSheetRow("Sources", "A2", &[]any{"s", "NEWS_REPORT"})
			f.NewSheet("Quotes")
			f.SetSheetRow("Quotes", "A1", &[]any{"name", "quote"})
			f.SetSheetRow("Quotes", "A2", &[]any{"first", "{exact: x, from: [}"})
			f.SetSheetRow("Quotes", "A3", &[]any{"second"})
			f.SetCellFormula("Quotes", "B3", "A1")
			f.SetSheetRow("Actors", "A1", &[]any{"slug", "kind", "quote"})
			f.SetSheetRow("Actors", "A2", &[]any{"ardovia", "STATE", "$first"})
			f.SetSheetRow("Actors", "A3", &[]any{"belmark", "STAET", "$second"})
		})}, []string{"b.xlsx, sheet Actors, cell B3 (kind): kind can't be", "b.xlsx, sheet Quotes, cell B2 (quote): this is not valid YAML", "b.xlsx, sheet Quotes, cell B3 (quote): the cell holds a formula"}},
		"a torn item of a list": {map[string]string{"about.csv": about, "declarations.csv": "slug,kind,bound\ntarn,TRAETY,ardovai; {who: [DEU}\n"},
			[]string{"declarations.csv, line 2, column B (kind): kind can't be", "declarations.csv, line 2, column C (bound): there is no", "declarations.csv, line 2, column C (bound): this is not valid YAML"}},
		"a torn item of a table": {map[string]string{"b.xlsx": workbook(t, func(f *excelize.File) {
			f.NewSheet("Declarations")
			f.SetSheetRow("Declarations", "A1", &[]any{"slug", "kind", "inferred.parties"})
			f.SetSheetRow("Declarations", "A2", &[]any{"tarn", "TRAETY", "so"})
			f.NewSheet("Declarations.parties")
			f.SetSheetRow("Declarations.parties", "A1", &[]any{"slug", "who", "action"})
			f.SetSheetRow("Declarations.parties", "A2", &[]any{"tarn", "ardovia"})
			f.SetCellFormula("Declarations.parties", "C2", "A1")
		})}, []string{"b.xlsx, sheet Declarations, cell B2 (kind): kind can't be", "b.xlsx, sheet Declarations.parties, cell C2 (action): the cell holds a formula"}},
		"an obligation whose declaration can't be read": {map[string]string{"b.xlsx": workbook(t, func(f *excelize.File) {
			f.NewSheet("Obligations")
			f.SetSheetRow("Obligations", "A1", &[]any{"slug", "declaration", "kind", "mode"})
			f.SetSheetRow("Obligations", "A2", &[]any{"boats", "", "ARMS_SUPPLY", "CREATES"})
			f.SetCellFormula("Obligations", "B2", "A1")
		})}, []string{"b.xlsx, sheet Obligations, cell B2 (declaration): the cell holds a formula"}},
		"a ragged row": {map[string]string{"about.csv": about, "declarations.csv": declarations + "two\n", "actors.csv": "slug,kind\nardovia,STAET\n"},
			[]string{"actors.csv, line 2, column B (kind): kind can't be", "declarations.csv, line 3: the row has 1 cell"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := writeFiles(t, c.files)
			_, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
			problems, _ := errors.AsType[Problems](err)
			for i, p := range problems {
				text := strings.TrimPrefix(p.String(), dir+string(filepath.Separator))
				if i >= len(c.want) || !strings.HasPrefix(text, c.want[i]) {
					t.Errorf("it is said that %s", text)
				}
			}
			if len(problems) < len(c.want) {
				t.Errorf("there are %d problems: %v", len(problems), err)
			}
		})
	}
}

// TestFormulaAlone puts a formula into cells of good workbooks, one at a time: nothing else is told.
func TestFormulaAlone(t *testing.T) {
	tried := 0
	for _, dir := range append(folders(t, "testdata/ok"), "../docs/examples/lake") {
		bundles := bundlesOf(t, dir)
		if len(bundles) != 1 {
			continue
		}
		unfold(bundles[0].root)
		tables := grids(t, bundles[0].root)
		data := bookOf(t, tables)
		place := writeFiles(t, map[string]string{"b.xlsx": data})
		copyTexts(t, dir, place)
		for _, sheet := range slices.Sorted(maps.Keys(tables)) {
			for column := range (*tables[sheet])[0] {
				row := slices.IndexFunc((*tables[sheet])[1:], func(cells []string) bool { return column < len(cells) && cells[column] != "" })
				cell, _ := excelize.CoordinatesToCellName(column+1, row+2)
				book, err := excelize.OpenReader(strings.NewReader(data))
				if err != nil {
					t.Fatal(err)
				}
				book.SetCellFormula(sheet, cell, "1+1")
				if err := book.SaveAs(filepath.Join(place, "b.xlsx")); err != nil {
					t.Fatal(err)
				}
				_, err = Check(t.Context(), nil, []string{filepath.Join(place, "b.xlsx")}, Options{Now: noon})
				problems, _ := errors.AsType[Problems](err)
				if len(problems) != 1 || !strings.Contains(problems[0].Message, "the cell holds a formula") {
					t.Errorf("%s, sheet %s, cell %s: it is said that %v", dir, sheet, cell, err)
				}
				tried++
			}
		}
	}
	if tried == 0 {
		t.Error("no workbook was tried")
	}
}

// workbook writes a workbook with a data set and two actors, which the function breaks.
func workbook(t *testing.T, fill func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	for name, rows := range map[string][][]any{
		"About":  {{"key", "value"}, {"dataset", "d"}},
		"Actors": {{"slug", "kind"}, {"ardovia", "STATE"}, {"belmark", "STATE"}},
	} {
		f.NewSheet(name)
		for i, row := range rows {
			f.SetSheetRow(name, fmt.Sprint("A", i+1), &row)
		}
	}
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func locked(t *testing.T) string {
	t.Helper()
	data, err := excelize.Encrypt([]byte(workbook(t, func(*excelize.File) {})), &excelize.Options{Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestBroken loads what can't be loaded, in every format, into a store. Each is told, with its place and what is allowed, and nothing
// is written. What is told of the files of testdata/bad is compared by TestBad.
func TestBroken(t *testing.T) {
	cases := brokenTables(t)
	for _, name := range badBundles(t) {
		cases = append(cases, broken{name: filepath.Base(name), files: map[string]string{"": name}})
	}
	if len(cases) < 120 {
		t.Errorf("there are %d broken inputs", len(cases))
	}
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	names := map[string]bool{}
	for _, c := range cases {
		if names[c.name] {
			t.Errorf("two inputs are named %q", c.name)
		}
		names[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			path, given := c.files[""]
			if !given {
				path = writeFiles(t, c.files)
			}
			if _, ok := c.files["b.ttl"]; ok {
				path = filepath.Join(path, "b.ttl") // of a folder, what no format is the ending of isn't read
			}
			if text, ok := c.files["-"]; ok {
				path, c.opts.Stdin = StandardInput, strings.NewReader(text)
			}
			c.opts.Now = noon
			_, err := Load(t.Context(), store, []string{path}, c.opts)
			if err == nil {
				t.Fatal("it is loaded")
			}
			if kind := graph.KindOf(err); kind != graph.KindInvalid && kind != graph.KindTooLarge {
				t.Errorf("it is an error of kind %s", kind)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("it isn't said that %s\nbut %.1000s", want, err)
				}
			}
			if problems, ok := errors.AsType[Problems](err); ok && c.want != nil && len(problems) > 3 {
				t.Errorf("one fault is told as %d problems:\n%.1000s", len(problems), err)
			}
		})
	}
	if revision, err := store.Revision(t.Context()); err != nil || revision != 0 {
		t.Errorf("something is written: the revision is %d, %v", revision, err)
	}
}
