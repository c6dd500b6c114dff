package loader

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pactgraph/graph"
)

// readValue reads a value of a property. What is wrong with it is told, and ok is false.
func (b *builder) readValue(p graph.Property, n *node) (value any, ok bool) {
	if n.kind == nullNode {
		b.at(n, "%s is empty: leave it out where there is no value", p.Name)
		return nil, false
	}
	switch p.Type {
	case graph.TypeStrings, graph.TypeEnums:
		value, ok = b.readTexts(p, n)
	case graph.TypeIdentifiers:
		value, ok = b.readIdentifiers(n)
	default:
		value, ok = b.readScalar(p, n)
	}
	if !ok {
		return nil, false
	}
	if err := p.CheckValue(value); err != nil {
		b.at(n, "%s%s", detail(err), suggestValue(p, value))
		return nil, false
	}
	return value, true
}

// suggestValue gives the nearest value of an enumeration.
func suggestValue(p graph.Property, value any) string {
	text, isText := value.(string)
	if p.Type != graph.TypeEnum || !isText {
		return ""
	}
	return didYouMean(text, enumNames(p))
}

func enumNames(p graph.Property) []string {
	e, _ := graph.EnumByName(p.Enum)
	return e.Names()
}

func (b *builder) readScalar(p graph.Property, n *node) (any, bool) {
	if n.kind != scalarNode {
		b.at(n, "%s can't be %s: it takes %s", p.Name, n.what(), p.Allowed())
		return nil, false
	}
	if value, ok := b.scalarValue(p.Type, n); ok {
		return value, true
	}
	hint := ""
	if p.Type == graph.TypeFloat && !n.quoted {
		hint = ", with a point before the decimals, as 1250.5"
	}
	b.at(n, "%s can't be %q: it takes %s%s", p.Name, n.text, p.Allowed(), hint)
	return nil, false
}

// plainNumber is how numbers are written. Go takes more, as 1_000.
var plainNumber = regexp.MustCompile(`^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$`)

// scalarValue gives the Go value that a property of a type holds.
func (b *builder) scalarValue(t graph.Type, n *node) (any, bool) {
	text := b.trim(n.text)
	switch t {
	case graph.TypeDate:
		return graph.Date(text), true
	case graph.TypeInt:
		i, err := strconv.Atoi(text)
		return i, err == nil && !n.quoted
	case graph.TypeFloat:
		f, err := strconv.ParseFloat(text, 64)
		return f, err == nil && !n.quoted && plainNumber.MatchString(text)
	case graph.TypeBool:
		return text == "true", n.isBool()
	}
	return text, true
}

func (b *builder) readTexts(p graph.Property, n *node) ([]string, bool) {
	list, good := []string{}, true
	for _, item := range n.list() {
		if item.kind != scalarNode {
			b.at(item, "%s can't hold %s: it takes %s", p.Name, item.what(), p.Allowed())
			good = false
			continue
		}
		text := b.trim(item.text)
		if p.Type == graph.TypeEnums && !isOneOf(p, text) {
			b.at(item, "%s can't hold %q%s: it takes %s", p.Name, text, didYouMean(text, enumNames(p)), p.Allowed())
			good = false
			continue
		}
		list = append(list, text)
	}
	return list, good
}

func isOneOf(p graph.Property, text string) bool {
	e, _ := graph.EnumByName(p.Enum)
	return e.Has(text)
}

// readIdentifiers takes {scheme: code, …} or a list of {scheme, value}.
func (b *builder) readIdentifiers(n *node) ([]graph.Identifier, bool) {
	var list []graph.Identifier
	good := true
	add := func(at *node, scheme, value *node) {
		if scheme == nil || value == nil || scheme.kind != scalarNode || value.kind != scalarNode {
			b.at(at, "an identifier is {scheme: …, value: …}, both texts; or write identifiers: {scheme: value}")
			good = false
			return
		}
		list = append(list, graph.Identifier{Scheme: b.trim(scheme.text), Value: b.trim(value.text)})
	}
	if n.kind == mapNode && (n.get("scheme") == nil || n.get("value") == nil) {
		for _, f := range n.fields {
			add(f.value, f.key, f.value)
		}
		return list, good
	}
	for _, item := range n.list() {
		add(item, item.get("scheme"), item.get("value"))
	}
	return list, good
}

// amountText is an amount as people write it: a number, and a unit after a space.
var amountText = regexp.MustCompile(`^([+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?:\s+(\S.*))?$`)

// amount reads `2 boats/year` or {value: 2, unit: boats/year}.
func (w *writing) amount(k *key, name, n *node) {
	var value, unit *node
	switch n.kind {
	case mapNode:
		value, unit = n.get("value"), n.get("unit")
		w.b.onlyKeys(n, "an amount", "value", "unit")
	case scalarNode:
		if parts := amountText.FindStringSubmatch(strings.TrimSpace(n.text)); parts != nil {
			value = &node{file: n.file, line: n.line, col: n.col, kind: scalarNode, text: parts[1]}
			if parts[2] != "" {
				unit = &node{file: n.file, line: n.line, col: n.col, kind: scalarNode, text: parts[2], quoted: true}
			}
		}
	}
	if value == nil {
		w.b.at(n, "amount can't be %s: write a number and its unit, as 2 boats/year, or {value: 2, unit: boats/year}", shown(n))
		// Its claims are not to be told as having no value too.
		w.given[k.name] = append(w.given[k.name], target{})
		return
	}
	for _, part := range []struct {
		name string
		at   *node
	}{{"amountValue", value}, {"amountUnit", unit}} {
		if part.at != nil {
			p, _ := w.r.noun.Property(part.name)
			w.setProperty(k.name, p, part.at)
		}
	}
}

// shown quotes a single value, and says of others what they are.
func shown(n *node) string {
	if n.kind == scalarNode {
		return strconv.Quote(n.text)
	}
	return n.what()
}

// onlyKeys tells every key of a map that is none of those allowed. It is true where there is none.
func (b *builder) onlyKeys(n *node, what string, allowed ...string) bool {
	good := true
	for _, f := range n.fields {
		if !slices.Contains(allowed, f.key.text) {
			b.at(f.key.heading(), "%s has no key %q%s: it has %s", what, f.key.text, didYouMean(f.key.text, allowed), joinOr(allowed))
			good = false
		}
	}
	return good
}
