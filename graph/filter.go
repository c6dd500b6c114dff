package graph

import (
	"fmt"
	"slices"
	"strings"
)

// Filter says which nodes (or edges) are wanted. A nil Filter wants all. What a filter means is said by Match, the
// one evaluator; a store only compiles it.
//
// Logic has two values: a comparison with a property that has no value is false, except for OpNe, OpNotIn and
// OpIsNull; Not is the plain opposite.
type Filter interface{ filter() }

// And wants all of its filters; an empty And wants everything.
type And []Filter

// Or wants at least one of its filters; an empty Or wants nothing.
type Or []Filter

// Not wants what its filter doesn't.
type Not struct{ Filter Filter }

// Is compares a property of the node (or edge) with Value, which has the Go type of the property's Type; a list of
// them for OpIn and OpNotIn (and OpHasAny), a bool for OpIsNull, one element for OpHas. The properties "id" (a text)
// and "degree" (an int, on entities) can be compared too.
type Is struct {
	Prop  string
	Op    Op
	Value any
}

// Related compares what stands at the other end of a field's edges.
type Related struct {
	Field string
	Quant Quant
	// Edge wants something of the edge itself, Node of the node at its other end; both nil for any. On a field with
	// several nouns at its ends, a comparison of a property or relation that a node's noun lacks is false, OpNe too.
	Edge Filter
	Node Filter
	// By is the edge property that makes groups for QuantSomeGroup.
	By string
	// Op and Count compare the number of edges that match for QuantCount: OpEq, OpNe, OpLt, OpLte, OpGt, OpGte.
	Op    Op
	Count int
}

func (And) filter()     {}
func (Or) filter()      {}
func (Not) filter()     {}
func (Is) filter()      {}
func (Related) filter() {}

// Op is a comparison.
type Op string

// The comparisons. Texts compare by Unicode code point, case and accents counting, but for OpContains and
// OpStartsWith, which compare folded texts (see FoldText). Dates compare as intervals (see Date).
const (
	OpEq         Op = "eq"
	OpNe         Op = "ne"
	OpIn         Op = "in"
	OpNotIn      Op = "notIn"
	OpLt         Op = "lt"
	OpLte        Op = "lte"
	OpGt         Op = "gt"
	OpGte        Op = "gte"
	OpContains   Op = "contains"
	OpStartsWith Op = "startsWith"
	OpDuring     Op = "during"
	OpOverlaps   Op = "overlaps"
	OpIsNull     Op = "isNull"
	// OpHas and OpHasAny look into lists: the list has this element, or one of these.
	OpHas    Op = "has"
	OpHasAny Op = "hasAny"
)

// Ops gives the comparisons that a type of property has, in a fixed order. Folded properties have OpContains and
// OpStartsWith as well: on a list of texts, they are true if they are for one element.
func (p Property) Ops() []Op {
	var ops []Op
	switch p.Type {
	case TypeString:
		ops = []Op{OpEq, OpNe, OpIn, OpNotIn, OpLt, OpLte, OpGt, OpGte}
	case TypeEnum, TypeRef:
		ops = []Op{OpEq, OpNe, OpIn, OpNotIn}
	case TypeDate:
		ops = []Op{OpEq, OpNe, OpIn, OpNotIn, OpLt, OpLte, OpGt, OpGte, OpDuring, OpOverlaps}
	case TypeInt, TypeFloat:
		ops = []Op{OpEq, OpNe, OpIn, OpNotIn, OpLt, OpLte, OpGt, OpGte}
	case TypeBool:
		ops = []Op{OpEq, OpNe}
	case TypeStrings, TypeEnums, TypeIdentifiers:
		ops = []Op{OpHas, OpHasAny}
	}
	if p.Folded {
		ops = append(ops, OpContains, OpStartsWith)
	}
	return append(ops, OpIsNull)
}

// Quant says how many of the edges of a field must match.
type Quant string

// The quantifiers. Where there is no edge, QuantAll and QuantNone hold, QuantSome and QuantSomeGroup don't.
const (
	QuantSome  Quant = "some"
	QuantAll   Quant = "all"
	QuantNone  Quant = "none"
	QuantCount Quant = "count"
	// QuantSomeGroup: of the edges that match Edge, put into groups by the value of By (no value being a value), there
	// is a group in which every node matches Node. It says "AND inside a group, OR between groups".
	QuantSomeGroup Quant = "someGroup"
)

var (
	idProperty     = Property{Name: "id", Type: TypeString}
	degreeProperty = Property{Name: "degree", Type: TypeInt}
)

// comparable gives the property that a filter or an order may name on a noun.
func (n Noun) comparable(name string) (Property, bool) {
	switch {
	case name == "id":
		return idProperty, true
	case name == "degree" && n.IsEntity():
		return degreeProperty, true
	}
	return n.Property(name)
}

// CheckFilter tells whether f can be asked of a noun. The error says what is wrong and what is allowed.
func CheckFilter(n Noun, f Filter) error {
	return checkFilter(string(n), f, func(name string) (Property, bool) { return n.comparable(name) }, n)
}

// CheckEdgeFilter tells whether f can be asked of the edges of a field. Related has no meaning there.
func CheckEdgeFilter(field Field, f Filter) error {
	return checkFilter("the edges of "+string(field.On)+"."+field.Name, f, func(name string) (Property, bool) {
		if name == "id" {
			return idProperty, true
		}
		return field.EdgeProperty(name)
	}, "")
}

// checkFilter checks f against the properties that find gives; on is the noun whose fields Related may name.
func checkFilter(what string, f Filter, find func(string) (Property, bool), on Noun) error {
	each := func(list []Filter) error {
		for _, g := range list {
			if err := checkFilter(what, g, find, on); err != nil {
				return err
			}
		}
		return nil
	}
	switch f := f.(type) {
	case nil:
		return nil
	case And:
		return each(f)
	case Or:
		return each(f)
	case Not:
		return checkFilter(what, f.Filter, find, on)
	case Is:
		p, ok := find(f.Prop)
		if !ok {
			return Errorf(KindInvalid, "%s can't be filtered by %q: there is no such property", what, f.Prop)
		}
		return f.check(what, p)
	case Related:
		return f.check(on)
	}
	return Errorf(KindInternal, "no such filter: %T", f)
}

func (f Is) check(what string, p Property) error {
	if !slices.Contains(p.Ops(), f.Op) {
		return Errorf(KindInvalid, "%s can't be filtered by %s %s: %s has %s", what, f.Prop, f.Op, f.Prop, joinOps(p.Ops()))
	}
	bad := func(err error) error { return Errorf(KindInvalid, "filter %s %s: %w", f.Prop, f.Op, err) }
	element := p
	switch p.Type {
	case TypeStrings:
		element.Type = TypeString
	case TypeEnums:
		element.Type = TypeEnum
	}
	switch f.Op {
	case OpIsNull:
		if _, ok := f.Value.(bool); !ok {
			return bad(fmt.Errorf("it takes true or false"))
		}
	case OpContains, OpStartsWith:
		if s, ok := f.Value.(string); !ok || s == "" {
			return bad(fmt.Errorf("it takes a text that isn't empty"))
		}
	case OpIn, OpNotIn, OpHasAny:
		list, ok := f.Value.([]any)
		if !ok {
			return bad(fmt.Errorf("it takes a list"))
		}
		for _, v := range list {
			if err := element.checkElement(v); err != nil {
				return bad(err)
			}
		}
	default:
		if err := element.checkElement(f.Value); err != nil {
			return bad(err)
		}
	}
	return nil
}

// checkElement checks the value of a comparison, which for lists is one element.
func (p Property) checkElement(v any) error {
	if p.Type == TypeIdentifiers {
		if _, ok := v.(Identifier); !ok {
			return fmt.Errorf("it takes a {scheme, value}")
		}
		return nil
	}
	if p.Type == TypeString || p.Type == TypeRef {
		if _, ok := v.(string); !ok {
			return fmt.Errorf("it takes a text")
		}
		return nil
	}
	return p.CheckValue(v)
}

func (f Related) check(on Noun) error {
	field, ok := FieldOf(on, f.Field)
	if !ok {
		return Errorf(KindInvalid, "%s can't be filtered by %q: there is no such relation", on, f.Field)
	}
	switch f.Quant {
	case QuantSome, QuantAll, QuantNone:
	case QuantCount:
		if !slices.Contains([]Op{OpEq, OpNe, OpLt, OpLte, OpGt, OpGte}, f.Op) {
			return Errorf(KindInvalid, "filter %s count: it takes eq, ne, lt, lte, gt or gte", f.Field)
		}
	case QuantSomeGroup:
		if _, ok := field.EdgeProperty(f.By); !ok {
			return Errorf(KindInvalid, "filter %s someGroup: its edges have no property %q", f.Field, f.By)
		}
	default:
		return Errorf(KindInvalid, "filter %s: %q is none of some, all, none, count and someGroup", f.Field, f.Quant)
	}
	if err := CheckEdgeFilter(field, f.Edge); err != nil {
		return err
	}
	return checkEnds(field, f.Node)
}

// checkEnds checks a filter on the nodes at a field's ends: it must make sense for at least one of the nouns.
func checkEnds(field Field, f Filter) error {
	var first error
	for _, n := range field.Ends {
		err := CheckFilter(n, f)
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

func joinOps(ops []Op) string {
	texts := make([]string, len(ops))
	for i, op := range ops {
		texts[i] = string(op)
	}
	return strings.Join(texts, ", ")
}
