package graph

import "reflect"

// Setter writes single properties of one node or edge. It is for stores, which read many and need no Props in
// between. A property must be one of the noun's, or one of EdgeProperties, and of the type that the method takes.
type Setter struct{ v reflect.Value }

// SetterOf gives the setter of a node.
func SetterOf(n Node) Setter { return Setter{reflect.ValueOf(n).Elem()} }

// Setter gives the setter of an edge.
func (e *EdgeProps) Setter() Setter { return Setter{reflect.ValueOf(e).Elem()} }

// Text sets a property of TypeString, TypeEnum, TypeDate or TypeRef.
func (s Setter) Text(p *Property, text string) { s.v.FieldByIndex(p.index).SetString(text) }

// Int sets a property of TypeInt.
func (s Setter) Int(p *Property, n int) { s.v.FieldByIndex(p.index).Set(reflect.ValueOf(&n)) }

// Float sets a property of TypeFloat.
func (s Setter) Float(p *Property, x float64) { s.v.FieldByIndex(p.index).Set(reflect.ValueOf(&x)) }

// Bool sets a property of TypeBool.
func (s Setter) Bool(p *Property, b bool) { s.v.FieldByIndex(p.index).Set(reflect.ValueOf(&b)) }

// Texts sets a property of TypeStrings or TypeEnums; the list is the node's from then on.
func (s Setter) Texts(p *Property, list []string) {
	f := s.v.FieldByIndex(p.index)
	if p.Type == TypeStrings {
		f.Set(reflect.ValueOf(list))
		return
	}
	setValue(f, p.Type, list)
}

// Identifiers sets a property of TypeIdentifiers; the list is the node's from then on.
func (s Setter) Identifiers(p *Property, list []Identifier) {
	s.v.FieldByIndex(p.index).Set(reflect.ValueOf(list))
}

// Occurrence gives another value of the same node, for another place in an answer: equal in all but what is loaded
// with it, of which it has nothing. The two share their lists, which nobody changes.
func Occurrence(n Node) Node {
	switch n := n.(type) {
	case *Actor:
		return occurrence(n)
	case *Declaration:
		return occurrence(n)
	case *Obligation:
		return occurrence(n)
	case *Condition:
		return occurrence(n)
	case *Event:
		return occurrence(n)
	case *Statement:
		return occurrence(n)
	case *Source:
		return occurrence(n)
	case *Evidence:
		return occurrence(n)
	case *Claim:
		return occurrence(n)
	case *Load:
		return occurrence(n)
	}
	panic("graph: a node of no noun")
}

func occurrence[T any, N interface {
	*T
	Node
}](n N) Node {
	own := N(new(T))
	*own = *n
	own.base().loaded, own.base().derived = nil, nil
	return own
}
