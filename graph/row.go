package graph

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A row is a node as a table has it, for tools that read no lists and nothing nested: one value in each of its noun's columns.
// The columns are made of the tables of properties and relations, so that a new property or relation has its own.

// JoinedNodes is how many edges of a relation a row names at most. How many more there are is said behind them.
const JoinedNodes = 100

// Joint stands between the elements of a list in a column. An element that has it is written with ", " instead, so that
// what is taken apart at it are the elements.
const Joint = "; "

// ColumnType is what values a column has, by the name that GraphQL has for it.
type ColumnType string

// The types of columns, with the Go type of their values.
const (
	ColumnID           ColumnType = "ID"           // string
	ColumnString       ColumnType = "String"       // string
	ColumnInt          ColumnType = "Int"          // int
	ColumnFloat        ColumnType = "Float"        // float64
	ColumnBool         ColumnType = "Boolean"      // bool
	ColumnDate         ColumnType = "Date"         // Date
	ColumnMilliseconds ColumnType = "Milliseconds" // int64, since 1970-01-01 at 00:00 UTC
)

// Column is one column of a noun's rows.
type Column struct {
	Name string
	Type ColumnType
	// Required: each row has a value in it.
	Required bool
	// Doc is for whoever reads it.
	Doc string
	// Field is the relation that it is made of; empty where it is made of none.
	Field string
	// Counts: it is how many edges the relation has, for which none must be loaded.
	Counts bool
	// Derived is "status" or "state" where it is derived from what StatusWith or StateWith asks for.
	Derived string

	value func(n Node, day Date) any
}

// Value gives a node's value in the column, nil where it has none: of its properties, and of what was loaded with it. What is
// derived is as of the day.
func (c Column) Value(n Node, day Date) any { return c.value(n, day) }

// columnTable is the columns of one noun, in order and by name.
type columnTable struct {
	list   []Column
	byName map[string]Column
}

var columnTables = sync.OnceValue(func() map[Noun]columnTable {
	tables := map[Noun]columnTable{"": newColumnTable(mixedColumns())}
	for _, n := range Nouns() {
		tables[n] = newColumnTable(columnsOf(n))
	}
	return tables
})

func newColumnTable(list []Column) columnTable {
	t := columnTable{list, map[string]Column{}}
	for _, c := range list {
		if _, ok := t.byName[c.Name]; ok {
			panic("graph: two columns have the name " + c.Name)
		}
		t.byName[c.Name] = c
	}
	return t
}

// Columns gives the columns of a noun's rows; those that rows of several nouns have together, if it is empty.
func (n Noun) Columns() []Column { return slices.Clone(columnTables()[n].list) }

// Column gives one of them.
func (n Noun) Column(name string) (Column, bool) {
	c, ok := columnTables()[n].byName[name]
	return c, ok
}

// mixedColumns are those of rows of several nouns.
func mixedColumns() []Column {
	return append(commonColumns(),
		Column{Name: "noun", Type: ColumnString, Required: true, Doc: "Its type, such as Actor.", value: func(n Node, _ Date) any { return string(n.Noun()) }},
		Column{Name: "kind", Type: ColumnString, Doc: "Its kind, such as STATE; null where its type has none.", value: func(n Node, _ Date) any { return Value(n, "kind") }},
		Column{Name: "degree", Type: ColumnInt, Doc: degreeDoc + " Null for what is no entity.", value: func(n Node, _ Date) any { return Value(n, "degree") }},
	)
}

const degreeDoc = "The number of edges between it and other entities, both ways; claims don't count."

func commonColumns() []Column {
	return []Column{
		{Name: "id", Type: ColumnID, Required: true, Doc: "Its id, the same in every store, address and export.", value: func(n Node, _ Date) any { return n.NodeID() }},
		{Name: "label", Type: ColumnString, Required: true, Doc: "The short text to show for it; never empty.", value: func(n Node, _ Date) any { return n.Label() }},
	}
}

func columnsOf(noun Noun) []Column {
	list := commonColumns()
	for _, p := range noun.Properties() {
		list = append(list, propertyColumns(p)...)
	}
	if noun.IsEntity() {
		list = append(list, Column{Name: "degree", Type: ColumnInt, Required: true, Doc: degreeDoc, value: func(n Node, _ Date) any { return Value(n, "degree") }})
	}
	list = append(list, derivedColumns(noun)...)
	for _, f := range noun.Fields() {
		list = append(list, relationColumns(f)...)
	}
	return list
}

// times are the properties whose texts are times.
var times = []string{"startedAt", "finishedAt"}

// propertyColumns gives the columns of a property: one, and for a date also its days and its milliseconds.
func propertyColumns(p Property) []Column {
	value := func(n Node) any { return Value(n, p.Name) }
	own := Column{Name: p.Name, Type: ColumnString, Required: p.Required, Doc: p.Doc, value: func(n Node, _ Date) any { return value(n) }}
	if p.Enum != "" {
		own.Doc += " By " + p.Enum + "'s names."
	}
	switch p.Type {
	case TypeInt, TypeFloat, TypeBool:
		own.Type = ColumnType(p.Type)
	case TypeRef:
		own.Type = ColumnID
	case TypeStrings, TypeEnums, TypeIdentifiers:
		own.Required = false
		own.Doc += fmt.Sprintf(" Joined by %q.", Joint)
		own.value = func(n Node, _ Date) any { return Joined(texts(value(n))) }
	case TypeDate:
		own.Type = ColumnDate
		return []Column{
			own,
			{Name: p.Name + "First", Type: ColumnDate, Doc: fmt.Sprintf("The first day that %s names, as 2026-01-06.", p.Name), value: func(n Node, _ Date) any { return dayOf(value(n), Date.First) }},
			{Name: p.Name + "Last", Type: ColumnDate, Doc: fmt.Sprintf("The last day that %s names, as 2026-01-06.", p.Name), value: func(n Node, _ Date) any { return dayOf(value(n), Date.Last) }},
			{Name: p.Name + "Ms", Type: ColumnMilliseconds, Doc: fmt.Sprintf("The first day that %s names, at 00:00 UTC.", p.Name), value: func(n Node, _ Date) any {
				if d, ok := value(n).(Date); ok {
					return d.start()
				}
				return nil
			}},
		}
	}
	if slices.Contains(times, p.Name) {
		return []Column{own, {Name: p.Name + "Ms", Type: ColumnMilliseconds, Doc: fmt.Sprintf("The time that %s names.", p.Name), value: func(n Node, _ Date) any {
			text, _ := value(n).(string)
			return Milliseconds(text)
		}}}
	}
	return []Column{own}
}

// dayOf gives a day of a date, nil of none.
func dayOf(date any, day func(Date) string) any {
	d, _ := date.(Date)
	if d == "" {
		return nil
	}
	return Date(day(d))
}

// Milliseconds gives a time, written as RFC 3339 has it, in milliseconds since 1970; nil for what is none.
func Milliseconds(text string) any {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil
	}
	return t.UnixMilli()
}

// texts gives the elements of a list as texts.
func texts(list any) []string {
	switch list := list.(type) {
	case []string:
		return list
	case []Identifier:
		parts := make([]string, len(list))
		for i, id := range list {
			parts[i] = id.Scheme + ":" + id.Value
		}
		return parts
	}
	return nil
}

// Joined writes a list as one text; nil for an empty one. What is said of the rest comes last, if anything is.
func Joined(parts []string, rest ...string) any {
	if len(parts)+len(rest) == 0 {
		return nil
	}
	clean := make([]string, len(parts))
	for i, p := range parts {
		clean[i] = strings.ReplaceAll(p, Joint, ", ")
	}
	return strings.Join(append(clean, rest...), Joint)
}

// derivedColumns gives what is derived from other things.
func derivedColumns(noun Noun) []Column {
	switch noun {
	case NounObligation:
		of := func(n Node, day Date) Status { return DeriveStatus(LoadedView{}, n.(*Obligation), day, "") }
		return []Column{
			{Name: "status", Type: ColumnString, Required: true, Derived: "status", Doc: "Where it stands on the date of an enclosing asOf, or today: a value of ObligationStatus.", value: func(n Node, day Date) any { return string(of(n, day).Status) }},
			{Name: "statusReason", Type: ColumnString, Required: true, Derived: "status", Doc: "Why it stands there, in a sentence.", value: func(n Node, day Date) any { return of(n, day).Reason }},
		}
	case NounCondition:
		of := func(n Node, day Date) State { return DeriveState(LoadedView{}, n.(*Condition), day) }
		return []Column{
			{Name: "state", Type: ColumnString, Required: true, Derived: "state", Doc: "Whether it holds on the date of an enclosing asOf, or today: a value of ConditionState.", value: func(n Node, day Date) any { return string(of(n, day).State) }},
			{Name: "stateReason", Type: ColumnString, Required: true, Derived: "state", Doc: "Why it is in this state, in a sentence.", value: func(n Node, day Date) any { return of(n, day).Reason }},
		}
	}
	return nil
}

// RowKey is the key under which that is kept which a relation's columns are made of. No field of GraphQL can have it.
func RowKey(field string) string { return "~row." + field }

// RowWith gives what must be loaded for the columns of a relation; of its edges nothing but their number, where only that is wanted.
func RowWith(f Field, counts bool) With {
	size := JoinedNodes
	switch {
	case f.One:
		size = 1
	case counts:
		size = 0
	}
	return With{Key: RowKey(f.Name), Field: f.Name, Selection: Selection{Page: Page{First: &size}, Total: !f.One}}
}

// relationColumns gives the columns of a relation: what it leads to by label and by id and, where that may be more than one, how many edges.
func relationColumns(f Field) []Column {
	column := func(name string, t ColumnType, doc string, value func(page anyPage) any) Column {
		return Column{Name: name, Type: t, Doc: doc, Field: f.Name, value: func(n Node, _ Date) any {
			page, ok := Loaded(n, RowKey(f.Name)).(anyPage)
			if !ok {
				return nil
			}
			return value(page)
		}}
	}
	labels := func(page anyPage) any { return joinedNodes(page, Node.Label) }
	ids := func(page anyPage) any { return joinedNodes(page, Node.NodeID) }
	if f.One {
		return []Column{
			column(f.Name, ColumnString, fmt.Sprintf("The label of what %s leads to.", f.Name), labels),
			column(f.Name+"Id", ColumnID, fmt.Sprintf("The id of what %s leads to.", f.Name), ids),
		}
	}
	count := column(singular(f.Name)+"Edges", ColumnInt, fmt.Sprintf("How many edges %s has; what several of them lead to counts for each.", f.Name), func(page anyPage) any {
		if page.total() == nil {
			return nil
		}
		return *page.total()
	})
	count.Required, count.Counts = true, true
	return []Column{
		column(f.Name, ColumnString, fmt.Sprintf("The labels of what %s leads to, each once, by id and joined by %q: of the first %d edges, and then how many more edges there are (\"… and 23 more edges\").", f.Name, Joint, JoinedNodes), labels),
		column(singular(f.Name)+"Ids", ColumnString, fmt.Sprintf("The ids of what %s leads to, in the same way.", f.Name), ids),
		count,
	}
}

// joinedNodes joins what is said of the nodes of a page, each once.
func joinedNodes(page anyPage, say func(Node) string) any {
	var parts, rest []string
	seen := map[string]bool{}
	links := page.links()
	for _, l := range links {
		if id := l.node.NodeID(); !seen[id] {
			seen[id] = true
			parts = append(parts, say(l.node))
		}
	}
	if total := page.total(); total != nil && len(links) > 0 && *total > len(links) {
		rest = []string{moreEdges(*total - len(links))}
	}
	return Joined(parts, rest...)
}

// moreEdges says how many edges are left out: not how many nodes, since several of them may lead to one.
func moreEdges(n int) string {
	if n == 1 {
		return "… and 1 more edge"
	}
	return fmt.Sprintf("… and %d more edges", n)
}

// singular takes a relation's name for a plural: bearer of bearers, party of parties, breach of breaches.
func singular(name string) string {
	for _, ending := range [][2]string{{"ies", "y"}, {"ches", "ch"}, {"shes", "sh"}, {"s", ""}} {
		if stem, ok := strings.CutSuffix(name, ending[0]); ok {
			return stem + ending[1]
		}
	}
	return name
}
