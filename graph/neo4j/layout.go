package neo4j

import (
	"fmt"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"pactgraph/graph"
)

// layout says how a text gives the nodes or edges of one kind: as a list of the id, of an entity its degree, and the values
// of the model's properties. Whole, they would come with what the store keeps beside these, which is half of what is sent,
// and with the properties' names. Where there may be several kinds, the layout is zero, and they come whole.
type layout struct {
	noun graph.Noun
	edge graph.EdgeType
	// names are those of all values, table is of those after the id and the degree.
	names []string
	table []graph.Property
}

var nodeLayouts = func() map[graph.Noun]layout {
	m := map[graph.Noun]layout{}
	for noun, table := range nounProperties {
		names := []string{"id"}
		if noun.IsEntity() {
			names = append(names, "degree")
		}
		m[noun] = layout{noun: noun, names: append(names, namesOf(table)...), table: table}
	}
	return m
}()

var edgeLayouts = func() map[graph.EdgeType]layout {
	m := map[graph.EdgeType]layout{}
	for _, t := range edgeTypes() {
		var table []graph.Property
		for _, p := range edgeProperties {
			has := func(r graph.Relation) bool {
				return r.Type == t && slices.ContainsFunc(r.Props, func(q graph.Property) bool { return q.Name == p.Name })
			}
			if slices.ContainsFunc(graph.Relations(), has) {
				table = append(table, p)
			}
		}
		m[t] = layout{edge: t, names: append([]string{"id"}, namesOf(table)...), table: table}
	}
	return m
}()

func namesOf(table []graph.Property) []string {
	names := make([]string, len(table))
	for i, p := range table {
		names[i] = p.Name
	}
	return names
}

func nodeLayout(nouns []graph.Noun) layout {
	if len(nouns) != 1 {
		return layout{}
	}
	return nodeLayouts[nouns[0]]
}

func edgeLayout(types []graph.EdgeType) layout {
	if len(types) != 1 {
		return layout{}
	}
	return edgeLayouts[types[0]]
}

// values writes the expression for a variable. The names are a parameter: written out, they would make the text so long that
// its plan took twice the time to make.
func (c *compiler) values(y layout, variable string) string {
	if y.names == nil {
		return variable
	}
	param := string(y.noun) + string(y.edge)
	c.params[param] = y.names
	return fmt.Sprintf("[k IN $%s | %s[k]]", param, variable)
}

// id gives a node's id; "" if there is none.
func (y layout) id(value any) string {
	var id any
	switch v := value.(type) {
	case []any:
		id = v[0]
	case dbtype.Node:
		id = v.Props["id"]
	}
	text, _ := id.(string)
	return text
}

// readNode makes a node of what the database gives.
func (y layout) readNode(value any) (graph.Node, error) {
	switch v := value.(type) {
	case dbtype.Node:
		return decodeNode(v)
	case []any:
		if len(v) == len(y.names) {
			node := graph.NewNode(y.noun, y.id(v), nil)
			if degree, ok := v[1].(int64); ok && y.noun.IsEntity() {
				graph.SetDegree(node, int(degree))
			}
			return node, y.set(graph.SetterOf(node), v)
		}
	}
	return nil, unexpected(value)
}

// readEdge makes an edge of what the database gives.
func (y layout) readEdge(value any, start, end string) (graph.EdgeProps, error) {
	switch v := value.(type) {
	case dbtype.Relationship:
		return decodeEdge(v, start, end)
	case []any:
		if len(v) == len(y.names) {
			e := graph.NewEdge(y.id(v), y.edge, start, end, nil)
			return e, y.set(e.Setter(), v)
		}
	}
	return graph.EdgeProps{}, unexpected(value)
}

// set sets the properties of the table, whose values come last.
func (y layout) set(to graph.Setter, values []any) error {
	rest := values[len(values)-len(y.table):]
	for i, value := range rest {
		if value == nil {
			continue
		}
		if p := &y.table[i]; !setProp(to, p, value) {
			return graph.Errorf(graph.KindInternal, "the database has %s of %s as a %T", p.Name, y.id(values), value)
		}
	}
	return nil
}
