package neo4j

import (
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"pactgraph/graph"
)

// encodeValue makes of a property's value, or of one element of a list, what the database keeps.
func encodeValue(value any) any {
	switch v := value.(type) {
	case graph.Date:
		return string(v)
	case graph.Identifier:
		return encodeIdentifier(v)
	case []graph.Identifier:
		list := make([]string, len(v))
		for i, id := range v {
			list[i] = encodeIdentifier(id)
		}
		return list
	case []any:
		list := make([]any, len(v))
		for i, element := range v {
			list[i] = encodeValue(element)
		}
		return list
	}
	return value
}

var schemeEscapes = strings.NewReplacer(`\`, `\\`, `:`, `\:`)

func encodeIdentifier(id graph.Identifier) string {
	return schemeEscapes.Replace(id.Scheme) + ":" + id.Value
}

func decodeIdentifier(text string) graph.Identifier {
	var scheme strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == ':':
			return graph.Identifier{Scheme: scheme.String(), Value: text[i+1:]}
		case text[i] == '\\' && i+1 < len(text):
			i++
		}
		scheme.WriteByte(text[i])
	}
	return graph.Identifier{Scheme: scheme.String()}
}

// encodeProps makes the properties that the database keeps of the model's.
func encodeProps(table []graph.Property, props graph.Props) map[string]any {
	row := make(map[string]any, 2*len(props)+4)
	for _, p := range table {
		value, ok := props[p.Name]
		if !ok {
			continue
		}
		row[p.Name] = encodeValue(value)
		if p.Type == graph.TypeDate {
			row[firstDay(p.Name)], row[lastDay(p.Name)] = value.(graph.Date).First(), value.(graph.Date).Last()
		}
		if p.Folded {
			foldInto(row, p.Name, value)
		}
		if text, ok := value.(string); ok {
			keepOrder(row, p.Name, text)
		}
	}
	return row
}

func keepOrder(row map[string]any, prop, text string) {
	if hasUnsafe(text) {
		row[orderKeyName(prop)] = orderKey(text)
	}
}

func foldInto(row map[string]any, prop string, value any) {
	switch v := value.(type) {
	case string:
		text := graph.FoldText(v)
		if len(text) > foldedIndexBytes {
			row[foldedLong(prop)], row[isLong(prop)] = text, true
			return
		}
		row[folded(prop)] = text
	case []string:
		list := make([]string, len(v))
		for i, s := range v {
			list[i] = graph.FoldText(s)
		}
		row[folded(prop)] = list
	}
}

// encodeNode makes the properties of a node that the database keeps.
func encodeNode(n graph.ShownNode) map[string]any {
	row := encodeProps(n.Noun.Properties(), n.Props)
	row["id"] = n.ID
	keepOrder(row, "id", n.ID)
	row["label"] = graph.NewNode(n.Noun, n.ID, n.Props).Label()
	if main, ok := mainText(n.Noun); ok {
		if text, ok := n.Props[main.Name].(string); ok {
			row[sortKey(main.Name)] = sortKeyOf(text)
		}
	}
	keepWords(row, n.Noun, n.Props)
	return row
}

// encodeEdge makes the properties of a relationship that the database keeps.
func encodeEdge(e graph.ShownEdge) map[string]any {
	row := encodeProps(edgeProperties, e.Props)
	row["id"] = e.ID
	return row
}

var (
	edgeProperties = graph.EdgeProperties()
	nounProperties = func() map[graph.Noun][]graph.Property {
		m := map[graph.Noun][]graph.Property{}
		for _, n := range graph.Nouns() {
			m[n] = n.Properties()
		}
		return m
	}()
)

// decodeNode makes a node of what the database gives.
func decodeNode(n dbtype.Node) (graph.Node, error) {
	id, _ := n.Props["id"].(string)
	noun, ok := graph.NounOf(id)
	if !ok {
		return nil, graph.Errorf(graph.KindInternal, "a node of the database with the labels %q has the id %q", n.Labels, id)
	}
	node := graph.NewNode(noun, id, nil)
	if degree, ok := n.Props["degree"].(int64); ok {
		graph.SetDegree(node, int(degree))
	}
	return node, setProps(graph.SetterOf(node), nounProperties[noun], n.Props, id)
}

// decodeEdge makes an edge of what the database gives.
func decodeEdge(r dbtype.Relationship, start, end string) (graph.EdgeProps, error) {
	id, _ := r.Props["id"].(string)
	e := graph.NewEdge(id, graph.EdgeType(r.Type), start, end, nil)
	err := setProps(e.Setter(), edgeProperties, r.Props, id)
	return e, err
}

func setProps(to graph.Setter, table []graph.Property, props map[string]any, id string) error {
	for i := range table {
		p := &table[i]
		value, ok := props[p.Name]
		if !ok {
			continue
		}
		if !setProp(to, p, value) {
			return graph.Errorf(graph.KindInternal, "the database has %s of %s as a %T", p.Name, id, value)
		}
	}
	return nil
}

// setProp sets one property, and tells whether the value is of its type.
func setProp(to graph.Setter, p *graph.Property, value any) bool {
	switch v := value.(type) {
	case string:
		switch p.Type {
		case graph.TypeString, graph.TypeEnum, graph.TypeDate, graph.TypeRef:
			to.Text(p, v)
		default:
			return false
		}
	case int64:
		if p.Type != graph.TypeInt {
			return false
		}
		to.Int(p, int(v))
	case float64:
		if p.Type != graph.TypeFloat {
			return false
		}
		to.Float(p, v)
	case bool:
		if p.Type != graph.TypeBool {
			return false
		}
		to.Bool(p, v)
	case []any:
		return setList(to, p, v)
	default:
		return false
	}
	return true
}

func setList(to graph.Setter, p *graph.Property, list []any) bool {
	texts := make([]string, len(list))
	for i, element := range list {
		text, ok := element.(string)
		if !ok {
			return false
		}
		texts[i] = text
	}
	switch p.Type {
	case graph.TypeStrings, graph.TypeEnums:
		to.Texts(p, texts)
	case graph.TypeIdentifiers:
		ids := make([]graph.Identifier, len(texts))
		for i, text := range texts {
			ids[i] = decodeIdentifier(text)
		}
		to.Identifiers(p, ids)
	default:
		return false
	}
	return true
}
