package server

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"pactgraph/graph"
)

// Rows are nodes as a table has them. What their columns mean is said by package graph; here is what must be loaded for those
// that are selected, as if they were relations of the nodes, and how what was loaded gets into the types of the schema.

// joinedRows is how many related nodes a column counts for. Nearly all lists are shorter; one that isn't is cut at
// graph.JoinedNodes, and counts for what it is among the nodes that are loaded.
var joinedRows = 10

// givesRows tells whether a field gives nodes as rows, or what names some.
func givesRows(f *ast.Field) bool {
	on := f.ObjectDefinition
	return f.Name == "rows" && on != nil && (strings.HasSuffix(on.Name, "Connection") || on.Name == "Subgraph")
}

// rowNoun gives the noun of a type of rows; none for rows of several nouns.
func rowNoun(rowType string) graph.Noun {
	if rowType == "EntityRow" {
		return ""
	}
	return graph.Noun(strings.TrimSuffix(rowType, "Row"))
}

// rows adds to what is loaded with nodes of the nouns what their rows need.
func (c *compiler) rows(ends []graph.Noun, sets []ast.SelectionSet, withs []graph.With, at scope) []graph.With {
	rowType := "EntityRow"
	if len(ends) == 1 {
		rowType = string(ends[0]) + "Row"
	}
	loaded := map[string]bool{} // by relation: whether only its edges are counted
	for _, s := range c.collect(rowType, name, sets...) {
		here := at.at(s.field().Alias)
		c.spent.values(len(s.fields), here, s.field())
		c.pastDegree(part{selected: s}, here)
		column, _ := rowNoun(rowType).Column(s.name()) // there is none for __typename
		switch column.Derived {
		case "status":
			withs = c.derivedColumn(withs, graph.StatusWith(""), here, s.field())
		case "state":
			withs = c.derivedColumn(withs, graph.StateWith(), here, s.field())
		}
		if column.Field == "" {
			continue
		}
		counts, ok := loaded[column.Field]
		if !ok {
			c.relationColumn(ends[0], column, here, s.field())
		}
		loaded[column.Field] = column.Counts && (!ok || counts)
	}
	for _, f := range ends[0].Fields() {
		if counts, ok := loaded[f.Name]; ok && len(ends) == 1 {
			withs = append(withs, columnWith(f, counts, at.asOf))
		}
	}
	return withs
}

func (c *compiler) derivedColumn(withs, needs []graph.With, at scope, f *ast.Field) []graph.With {
	for _, w := range needs {
		withs = c.addHidden(withs, w, at, f)
	}
	return withs
}

// relationColumn counts what a column costs that is made of a relation.
func (c *compiler) relationColumn(noun graph.Noun, column graph.Column, at scope, f *ast.Field) {
	c.spent.relations(1, at, f)
	field, _ := graph.FieldOf(noun, column.Field)
	most := &joinedRows
	if field.One {
		one := 1
		most = &one
	}
	c.into(at, graph.Page{First: most}, f)
}

// columnWith gives what is loaded for the columns of a relation: where there is an asOf, what held on it, as for the relation itself.
func columnWith(f graph.Field, counts bool, asOf graph.Date) graph.With {
	w := graph.RowWith(f, counts)
	if asOf == "" || f.One {
		return w
	}
	if len(f.Ends) == 1 {
		w.Filter = graph.HeldOn(f.Ends[0], asOf)
	}
	w.Edge = graph.EdgeHeldOn(f, asOf)
	return w
}

// rowsOf gives the rows of a page of nodes of type N, of type R.
type rowsOf[N graph.Node, R any] struct{}

// Rows implements the field rows of each list of nodes: it fills in the columns that are selected.
func (rowsOf[N, R]) Rows(ctx context.Context, page *graph.PageOf[N]) ([]*R, error) {
	field := graphql.GetFieldContext(ctx).Field
	rowType := field.Definition.Type.Name()
	var columns []graph.Column
	for _, f := range graphql.CollectFields(graphql.GetOperationContext(ctx), field.Selections, []string{rowType}) {
		asked := slices.ContainsFunc(columns, func(c graph.Column) bool { return c.Name == f.Name }) // by another alias
		if c, ok := rowNoun(rowType).Column(f.Name); ok && !asked {
			columns = append(columns, c)
		}
	}
	day := planOf(ctx).day(ctx)
	places := placesIn(reflect.TypeFor[R]())
	rows := make([]*R, len(page.Edges))
	for i, e := range page.Edges {
		rows[i] = new(R)
		row := reflect.ValueOf(rows[i]).Elem()
		for _, c := range columns {
			setColumn(row.Field(places[c.Name]), c.Value(e.Node, day))
		}
	}
	return rows, nil
}

var rowPlaces sync.Map // of reflect.Type: the places of its fields by the names of columns

// placesIn says which field of a type of rows a column is: gqlgen tags them with their names.
func placesIn(t reflect.Type) map[string]int {
	if known, ok := rowPlaces.Load(t); ok {
		return known.(map[string]int)
	}
	places := map[string]int{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		places[name] = i
	}
	rowPlaces.Store(t, places)
	return places
}

// setColumn sets a field of a row, which points to its value where the column may have none.
func setColumn(f reflect.Value, value any) {
	switch {
	case value == nil:
	case f.Kind() == reflect.Pointer:
		f.Set(reflect.New(f.Type().Elem()))
		f.Elem().Set(reflect.ValueOf(value))
	default:
		f.Set(reflect.ValueOf(value))
	}
}

// namedInRows makes that the nodes which rows name are loaded, for their labels.
func (c *compiler) namedInRows(into *named, s selected, most int, at scope) {
	inner := c.into(at, graph.Page{First: &most}, s.field())
	c.spent.values(len(c.collect(s.field().Definition.Type.Name(), name, s.under()...)), inner, s.field())
	into.loads = append(into.loads, loadedField{fields: s.fields})
}

// namesInRows gives the nodes that were loaded for rows which name them.
func namesInRows(ctx context.Context) (namedRows, error) {
	nodes, err := planOf(ctx).loadedNodes(graphql.GetFieldContext(ctx))
	return nodes, err
}

// namedRows are nodes by their ids.
type namedRows map[string]graph.Node

// label gives a node's label; nil where it is gone.
func (n namedRows) label(id string) *string {
	if node := n[id]; node != nil {
		label := node.Label()
		return &label
	}
	return nil
}

// sure gives the label of a node that is there.
func (n namedRows) sure(id string) string {
	if label := n.label(id); label != nil {
		return *label
	}
	return id
}

// text gives a property of a node as text; nil where there is none.
func (n namedRows) text(id, property string) *string {
	if node := n[id]; node != nil {
		if text, ok := graph.Value(node, property).(string); ok {
			return &text
		}
	}
	return nil
}

// degree gives the degree of an entity.
func (n namedRows) degree(id string) int {
	if node := n[id]; node != nil {
		degree, _ := graph.Value(node, "degree").(int)
		return degree
	}
	return 0
}

// joinedTexts joins texts as columns do; nil for none.
func joinedTexts(texts []string) *string {
	var kept []string
	for _, t := range texts {
		if t != "" && !slices.Contains(kept, t) {
			kept = append(kept, t)
		}
	}
	if text, ok := graph.Joined(kept).(string); ok {
		return &text
	}
	return nil
}
