package loader

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"pactgraph/graph"
	"pactgraph/loader/table"
)

// TemplateFormats are the formats in which a template can be written.
func TemplateFormats() []string { return []string{string(FormatXLSX), string(FormatCSV)} }

// WriteTemplate writes an empty workbook with a sheet for each noun, its columns explained, and the values that they take to
// choose from. What is filled in loads as it is.
func WriteTemplate(out io.Writer) error {
	return table.WriteBook(out, templateReadme, templateForms(), templateLists())
}

// TemplateFiles gives the template as files of separated values, by their names, and these in order.
func TemplateFiles() (names []string, files map[string][]byte, err error) {
	files = map[string][]byte{}
	for _, f := range templateForms() {
		name := f.Name + ".csv"
		if files[name], err = f.CSV(); err != nil {
			return nil, nil, err
		}
		names = append(names, name)
	}
	return names, files, nil
}

// templateReadme tells a reader of the workbook how to fill it in.
var templateReadme = []string{
	"How to fill in this workbook",
	"Each sheet has one row for each thing of its kind. Write below the header; columns and sheets that you don't need may stay empty, or go.",
	"Columns in orange are needed in every row. Hold the pointer over a column's name to read what it takes; the sheet # Values lists the values to choose from.",
	"slug names what a row is about, in small letters, digits and hyphens: ardovia, tarn-accord. Other rows refer to it by that. States need no row: write France, FRA or Q142.",
	"About: dataset says whose word all of this is; source names the default source of the quotes.",
	"Several values in one cell are separated by semicolons: ardovia; belmark. One that needs more than a name is written {who: ardovia, action: SIGNATURE, date: 2031-03-04}; parties have a sheet of their own, too.",
	"Dates are 2031, 2031-03 or 2031-03-04. An empty cell says nothing; what the sources leave open is named under silentOn.",
	"A column may name a place inside a value: quotes.signedOn is the quote for signedOn, inferred.kind the reason why the kind was concluded.",
	"Rows whose first cell begins with #, and sheets whose name does, are for readers only.",
	"Look at it by: pactgraph check FILE. See what it would change by: pactgraph plan FILE. Load it by: pactgraph load FILE.",
	"",
	"An example, with its sheets",
	"About: key dataset, value harbour",
	"Sources: slug harbour-0304, kind NEWS_REPORT, publishedOn 2031-03-04",
	"Actors: slug ardovia, kind STATE, in harbour-0304, quote Ministers of Ardovia",
	"Declarations: slug tarn-accord, kind AGREEMENT, signedOn 2031-03-04",
	"Declarations.parties: slug tarn-accord, who ardovia; belmark, action SIGNATURE",
	"Obligations: slug boats, declaration tarn-accord, kind ARMS_SUPPLY, bearers belmark, beneficiaries ardovia, amount 2 boats/year",
}

// templateForms are the tables of a template.
func templateForms() []table.Form {
	forms := []table.Form{aboutForm(), quotesForm()}
	for _, n := range graph.Entities() {
		forms = append(forms, nounForm(n))
		if n == graph.NounDeclaration {
			forms = append(forms, itemsForm(n, "parties"))
		}
	}
	return forms
}

func aboutForm() table.Form {
	f := table.Form{Name: aboutTable, Columns: []table.FormColumn{
		{Name: "key", Note: "What is said of the whole: " + joinOr(aboutKeys()) + "."},
		{Name: "value", Note: "Its value. One that is empty says nothing."},
	}}
	for _, k := range topKeys {
		if k.name == "dataset" || k.name == "source" {
			f.Rows = append(f.Rows, []string{k.name})
		}
	}
	return f
}

func quotesForm() table.Form {
	f := table.Form{Name: quotesTable, Columns: []table.FormColumn{
		{Name: "name", Note: "A name for the quote: other cells name it as $name.", Needed: true},
		{Name: "quote", Note: "The words, as they stand in the source; A … B for the one span from A to B."},
	}}
	for _, k := range quoteKeys {
		f.Columns = append(f.Columns, table.FormColumn{Name: k.name, Note: k.doc})
	}
	return f
}

// nounForm is the table of a noun: what names the rows, what they need, and then the other keys in their order.
func nounForm(noun graph.Noun) table.Form {
	f := table.Form{Name: sectionOf(noun), Columns: []table.FormColumn{slugForm("what the row is about")}}
	if noun == graph.NounObligation {
		f.Columns = append(f.Columns, table.FormColumn{Name: declarationColumn, Note: "The slug of the declaration in which the obligation stands."})
	}
	for _, k := range keyTables()[noun].list {
		c := table.FormColumn{Name: k.name, Note: k.note()}
		if noun == graph.NounDeclaration && k.name == "obligations" {
			continue
		}
		if k.prop != nil {
			// The registry knows what kind of actor a state is.
			c.Needed = k.prop.Required && noun != graph.NounActor
			c.List = choicesOf(*k.prop)
		}
		if c.Needed {
			c.Note += " It is needed."
		}
		f.Columns = append(f.Columns, c)
	}
	slices.SortStableFunc(f.Columns[1:], func(a, b table.FormColumn) int { return rankOf(a) - rankOf(b) })
	return f
}

func slugForm(of string) table.FormColumn {
	return table.FormColumn{Name: slugColumn, Note: "The name of " + of + ", as ardovia: letters in lower case, digits, and inside them - _ . and :", Needed: true}
}

// rankOf puts what is needed first, and the declaration before that.
func rankOf(c table.FormColumn) int {
	switch {
	case c.Name == declarationColumn:
		return 0
	case c.Needed:
		return 1
	}
	return 2
}

// itemsForm is the table of what stands under one key of a noun's records.
func itemsForm(noun graph.Noun, name string) table.Form {
	k := keyTables()[noun].byName[name]
	f := table.Form{Name: sectionOf(noun) + "." + name, Columns: []table.FormColumn{
		slugForm("the " + noun.Prefix() + " that the row belongs to"),
		{Name: "who", Note: fmt.Sprintf("What it goes to: %s.", nounList(k.link.ends)), Needed: true},
	}}
	for _, p := range k.link.props() {
		f.Columns = append(f.Columns, table.FormColumn{Name: p.Name, Note: noteOf(p.Doc, p.Allowed(), false), Needed: p.Required, List: choicesOf(p)})
	}
	if k.link.as != "" {
		f.Columns = append(f.Columns, table.FormColumn{Name: "as", Note: "The source's words for who it is."})
	}
	f.Columns = append(f.Columns,
		table.FormColumn{Name: "quote", Note: "Evidence for this."},
		table.FormColumn{Name: "said", Note: "Whose word this is: a statement, or an actor."},
		table.FormColumn{Name: "note", Note: "What else a reader should know."})
	return f
}

// note explains a key to those who fill in a table.
func (k *key) note() string {
	switch {
	case k.prop != nil:
		return noteOf(k.doc, k.prop.Allowed(), k.cells() == cellList)
	case k.link != nil:
		return noteOf(k.doc, keyValue(k), !k.link.one)
	}
	return k.doc
}

// noteOf says what a cell means, what it takes, and whether it may take more than one.
func noteOf(doc, allowed string, several bool) string {
	text := doc + "\nIt takes " + strings.ReplaceAll(allowed, "`", "") + "."
	if several {
		text += " Separate several by semicolons."
	}
	return text
}

// keyValue says in a few words what a key takes.
func keyValue(k *key) string {
	switch {
	case k.prop != nil && k.prop.Enum != "":
		return "`" + k.prop.Enum + "`"
	case k.prop != nil:
		return strings.SplitN(k.prop.Allowed(), ":", 2)[0]
	case k.link == nil:
		return ""
	}
	var names []string
	for _, p := range k.link.props() {
		name := "`" + p.Name + "`"
		if p.Required {
			name += " (needed)"
		}
		names = append(names, name)
	}
	if k.link.as != "" {
		names = append(names, "`as`")
	}
	text := nounList(k.link.ends)
	if len(names) > 0 {
		text += ", with " + strings.Join(names, ", ")
	}
	return text
}

// boolList is the list of what a column takes that is true or false.
const boolList = "true or false"

// choicesOf names the list from which a property takes one value; "" where it takes another text, or several.
func choicesOf(p graph.Property) string {
	switch p.Type {
	case graph.TypeEnum:
		return p.Enum
	case graph.TypeBool:
		return boolList
	}
	return ""
}

// templateLists are the lists from which cells take values.
func templateLists() []table.FormList {
	lists := []table.FormList{{Name: boolList, Values: [][2]string{{"true", ""}, {"false", ""}}}}
	for _, e := range graph.Enums() {
		l := table.FormList{Name: e.Name}
		for _, v := range e.Values {
			l.Values = append(l.Values, [2]string{v.Name, v.Doc})
		}
		lists = append(lists, l)
	}
	return lists
}
