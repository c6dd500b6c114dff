package graph

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Type is what values a property takes.
type Type string

// The types of properties. The Go value of each stands behind it: that is what Props, filters and cursors hold.
const (
	TypeString      Type = "String"      // string
	TypeEnum        Type = "Enum"        // string, one of the enumeration's values
	TypeDate        Type = "Date"        // Date
	TypeRef         Type = "Ref"         // string, the id of a node
	TypeInt         Type = "Int"         // int, within 32 bits
	TypeFloat       Type = "Float"       // float64, finite
	TypeBool        Type = "Boolean"     // bool
	TypeStrings     Type = "Strings"     // []string, in the order given
	TypeEnums       Type = "Enums"       // []string, values of the enumeration
	TypeIdentifiers Type = "Identifiers" // []Identifier
)

// IsList tells whether values of the type are lists.
func (t Type) IsList() bool { return t == TypeStrings || t == TypeEnums || t == TypeIdentifiers }

// Property is one row of a noun's or a relation's table of properties, read from the Go struct that holds them.
type Property struct {
	// Name is the same in GraphQL, in bundles, in Neo4j and in filters.
	Name string
	Type Type
	// Enum is the name of the enumeration of TypeEnum and TypeEnums.
	Enum string
	// Required: a node or edge can't be without it.
	Required bool
	// Folded: texts that filters compare without regard to case and accents.
	Folded bool
	// Search is the property's weight in a search over texts: 0 where it isn't searched. It is a text or a list of texts.
	Search int
	// Ref is the noun that a TypeRef property names.
	Ref Noun
	// Doc is one sentence for whoever fills it in or reads it.
	Doc string

	index []int
}

// Props are the values of a node's or an edge's properties by name, each of the Go type that its Type tells.
// A property without a value is not in the map.
type Props map[string]any

// nounTypes gives the Go struct of each noun.
var nounTypes = map[Noun]reflect.Type{
	NounActor:       reflect.TypeFor[Actor](),
	NounDeclaration: reflect.TypeFor[Declaration](),
	NounObligation:  reflect.TypeFor[Obligation](),
	NounCondition:   reflect.TypeFor[Condition](),
	NounEvent:       reflect.TypeFor[Event](),
	NounStatement:   reflect.TypeFor[Statement](),
	NounSource:      reflect.TypeFor[Source](),
	NounEvidence:    reflect.TypeFor[Evidence](),
	NounClaim:       reflect.TypeFor[Claim](),
	NounLoad:        reflect.TypeFor[Load](),
}

// propertyTable is one noun's or the edges' properties, in order and by name.
type propertyTable struct {
	list   []Property
	byName map[string]*Property
}

var nounTables = sync.OnceValue(func() map[Noun]*propertyTable {
	tables := map[Noun]*propertyTable{}
	for noun, t := range nounTypes {
		tables[noun] = newPropertyTable(readProperties(t, nil))
	}
	return tables
})

// searchTable gives the properties of each noun that are searched.
var searchTable = sync.OnceValue(func() map[Noun][]Property {
	tables := map[Noun][]Property{}
	for _, n := range Nouns() {
		tables[n] = n.SearchedProperties()
	}
	return tables
})

func newPropertyTable(list []Property) *propertyTable {
	t := &propertyTable{list: list, byName: make(map[string]*Property, len(list))}
	for i := range list {
		t.byName[list[i].Name] = &list[i]
	}
	return t
}

// readProperties reads the graph tags of a struct: `graph:"name!,fold,search=4,ref=Actor"`, where ! means required.
func readProperties(t reflect.Type, at []int) []Property {
	var list []Property
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(slices.Clone(at), i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			list = append(list, readProperties(f.Type, index)...)
			continue
		}
		tag, ok := f.Tag.Lookup("graph")
		if !ok {
			continue
		}
		words := strings.Split(tag, ",")
		p := Property{Name: strings.TrimSuffix(words[0], "!"), Required: strings.HasSuffix(words[0], "!"), Doc: f.Tag.Get("doc"), index: index}
		for _, w := range words[1:] {
			if w == "fold" {
				p.Folded = true
			}
			if noun, ok := strings.CutPrefix(w, "ref="); ok {
				p.Ref = Noun(noun)
			}
			if weight, ok := strings.CutPrefix(w, "search="); ok {
				p.Search = int(weight[0] - '0')
			}
		}
		p.Type, p.Enum = propertyType(f.Type, p.Ref)
		list = append(list, p)
	}
	// The entity's own fields are embedded first, and read better last.
	slices.SortStableFunc(list, func(a, b Property) int { return compareBool(a.Name == "silentOn", b.Name == "silentOn") })
	return list
}

func propertyType(t reflect.Type, ref Noun) (Type, string) {
	switch {
	case t == reflect.TypeFor[Date]():
		return TypeDate, ""
	case t == reflect.TypeFor[[]Identifier]():
		return TypeIdentifiers, ""
	case t == reflect.TypeFor[[]string]():
		return TypeStrings, ""
	case t == reflect.TypeFor[*int]():
		return TypeInt, ""
	case t == reflect.TypeFor[*float64]():
		return TypeFloat, ""
	case t == reflect.TypeFor[*bool]():
		return TypeBool, ""
	case ref != "":
		return TypeRef, ""
	case t == reflect.TypeFor[string]():
		return TypeString, ""
	case t.Kind() == reflect.String:
		return TypeEnum, t.Name()
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String:
		return TypeEnums, t.Elem().Name()
	}
	panic("graph: a property of type " + t.String() + " has no meaning")
}

// Properties gives a noun's properties in the order of the model; nil for what is no noun. The id and the degree of
// an entity are not among them: nobody sets them.
func (n Noun) Properties() []Property {
	if t := nounTables()[n]; t != nil {
		return slices.Clone(t.list)
	}
	return nil
}

// Property gives one of the noun's properties.
func (n Noun) Property(name string) (Property, bool) {
	if t := nounTables()[n]; t != nil {
		if p, ok := t.byName[name]; ok {
			return *p, true
		}
	}
	return Property{}, false
}

// NewNode makes a node of a noun with an id and properties. The properties must have passed CheckProps.
func NewNode(noun Noun, id string, props Props) Node {
	t, ok := nounTypes[noun]
	if !ok {
		panic("graph: " + string(noun) + " is no noun")
	}
	v := reflect.New(t)
	n := v.Interface().(Node)
	n.base().ID = id
	setProps(v.Elem(), nounTables()[noun], props)
	return n
}

// NodeProps gives the properties of a node that have a value.
func NodeProps(n Node) Props {
	return getProps(reflect.ValueOf(n).Elem(), nounTables()[n.Noun()])
}

// Value gives one property of a node; nil where it has no value. "id" and "degree" can be asked for too.
func Value(n Node, name string) any {
	switch name {
	case "id":
		return n.NodeID()
	case "degree":
		if e := entityOf(n); e != nil {
			return e.Degree
		}
		return nil
	}
	p, ok := nounTables()[n.Noun()].byName[name]
	if !ok {
		return nil
	}
	return getValue(reflect.ValueOf(n).Elem(), p)
}

// Entity gives the part that entities have in common; GraphQL's Entity interface reads it.
func (e *Entity) entity() *Entity { return e }

func entityOf(n Node) *Entity {
	if e, ok := n.(interface{ entity() *Entity }); ok {
		return e.entity()
	}
	return nil
}

// SetDegree sets an entity's degree, for stores that keep it; other nodes are left alone.
func SetDegree(n Node, degree int) {
	if e := entityOf(n); e != nil {
		e.Degree = degree
	}
}

func setProps(v reflect.Value, t *propertyTable, props Props) {
	for name, value := range props {
		p, ok := t.byName[name]
		if !ok {
			continue
		}
		setValue(v.FieldByIndex(p.index), p.Type, value)
	}
}

func setValue(f reflect.Value, t Type, value any) {
	switch t {
	case TypeDate:
		f.SetString(string(value.(Date)))
	case TypeString, TypeEnum, TypeRef:
		f.SetString(value.(string))
	case TypeInt:
		n := value.(int)
		f.Set(reflect.ValueOf(&n))
	case TypeFloat:
		x := value.(float64)
		f.Set(reflect.ValueOf(&x))
	case TypeBool:
		b := value.(bool)
		f.Set(reflect.ValueOf(&b))
	case TypeStrings:
		f.Set(reflect.ValueOf(slices.Clone(value.([]string))))
	case TypeIdentifiers:
		f.Set(reflect.ValueOf(slices.Clone(value.([]Identifier))))
	case TypeEnums:
		texts := value.([]string)
		list := reflect.MakeSlice(f.Type(), len(texts), len(texts))
		for i, s := range texts {
			list.Index(i).SetString(s)
		}
		f.Set(list)
	}
}

func getProps(v reflect.Value, t *propertyTable) Props {
	props := Props{}
	for i := range t.list {
		p := &t.list[i]
		if value := getValue(v, p); value != nil {
			props[p.Name] = value
		}
	}
	return props
}

func getValue(v reflect.Value, p *Property) any {
	f := v.FieldByIndex(p.index)
	if f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0 {
		return nil
	}
	switch p.Type {
	case TypeDate:
		return Date(f.String())
	case TypeString, TypeEnum, TypeRef:
		return f.String()
	case TypeInt:
		return int(f.Elem().Int())
	case TypeFloat:
		return f.Elem().Float()
	case TypeBool:
		return f.Elem().Bool()
	case TypeStrings:
		return slices.Clone(f.Interface().([]string))
	case TypeIdentifiers:
		return slices.Clone(f.Interface().([]Identifier))
	case TypeEnums:
		texts := make([]string, f.Len())
		for i := range texts {
			texts[i] = f.Index(i).String()
		}
		return texts
	}
	return nil
}

// CheckValue tells whether value is a value of the property, of the Go type that Props holds. The error quotes the
// value and says what is allowed.
func (p Property) CheckValue(value any) error {
	switch v := value.(type) {
	case string:
		switch p.Type {
		case TypeString:
			return checkText(p.Name, v)
		case TypeEnum:
			return p.checkEnum(v)
		case TypeRef:
			return p.checkRef(v)
		}
	case Date:
		if p.Type == TypeDate {
			_, err := ParseDate(string(v))
			return err
		}
	case int:
		if p.Type == TypeInt && v >= math.MinInt32 && v <= math.MaxInt32 {
			return nil
		}
	case float64:
		if p.Type == TypeFloat && !math.IsNaN(v) && !math.IsInf(v, 0) {
			return nil
		}
	case bool:
		if p.Type == TypeBool {
			return nil
		}
	case []string:
		if p.Type == TypeStrings || p.Type == TypeEnums {
			return p.checkList(v)
		}
	case []Identifier:
		if p.Type == TypeIdentifiers {
			return p.checkIdentifiers(v)
		}
	}
	return fmt.Errorf("%s can't be %v: it takes %s", p.Name, value, p.Allowed())
}

func checkText(name, text string) error {
	if text == "" {
		return fmt.Errorf("%s is empty: leave it out where there is no value", name)
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return fmt.Errorf("%s has a NUL character at byte %d, which no store can keep", name, i)
	}
	if strings.ToValidUTF8(text, "") != text {
		return fmt.Errorf("%s is not valid UTF-8", name)
	}
	return nil
}

func (p Property) checkEnum(v string) error {
	e, _ := EnumByName(p.Enum)
	if e.Has(v) {
		return nil
	}
	return fmt.Errorf("%s can't be %q: %s is one of %s", p.Name, v, p.Enum, strings.Join(e.Names(), ", "))
}

func (p Property) checkRef(v string) error {
	if err := CheckID(v); err != nil {
		return err
	}
	if noun, _ := NounOf(v); p.Ref != "" && noun != p.Ref {
		return fmt.Errorf("%s can't be %q: it names an %s", p.Name, v, p.Ref)
	}
	return nil
}

func (p Property) checkList(list []string) error {
	if len(list) == 0 {
		return fmt.Errorf("%s is an empty list: leave it out where there is no value", p.Name)
	}
	for _, s := range list {
		err := checkText(p.Name, s)
		if p.Type == TypeEnums {
			err = p.checkEnum(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p Property) checkIdentifiers(list []Identifier) error {
	if len(list) == 0 {
		return fmt.Errorf("%s is an empty list: leave it out where there is no value", p.Name)
	}
	for _, id := range list {
		if err := checkText(p.Name+"' scheme", id.Scheme); err != nil {
			return err
		}
		if err := checkText(p.Name+"' value", id.Value); err != nil {
			return err
		}
	}
	return nil
}

// Allowed says in words what values the property takes.
func (p Property) Allowed() string {
	switch p.Type {
	case TypeEnum, TypeEnums:
		e, _ := EnumByName(p.Enum)
		list := ""
		if p.Type == TypeEnums {
			list = "a list of "
		}
		return list + "one of " + strings.Join(e.Names(), ", ")
	case TypeDate:
		return "a date: 2026, 2026-01 or 2026-01-06"
	case TypeRef:
		return "the id of an " + string(p.Ref)
	case TypeInt:
		return "a whole number within 32 bits"
	case TypeFloat:
		return "a number"
	case TypeBool:
		return "true or false"
	case TypeStrings:
		return "a list of texts"
	case TypeIdentifiers:
		return "a list of {scheme, value}"
	}
	return "a text"
}

// checkProps checks properties against a table; required ones must be there.
func checkProps(what string, t *propertyTable, props Props) error {
	if err := checkValues(what, t, props); err != nil {
		return err
	}
	for _, p := range t.list {
		if _, ok := props[p.Name]; p.Required && !ok {
			return Errorf(KindInvalid, "%s has no %s: it takes %s", what, p.Name, p.Allowed())
		}
	}
	return nil
}

// checkValues checks properties against a table, whether all are there or not.
func checkValues(what string, t *propertyTable, props Props) error {
	for name, value := range props {
		p, ok := t.byName[name]
		if !ok {
			return Errorf(KindInvalid, "%s has no property %q", what, name)
		}
		if err := p.CheckValue(value); err != nil {
			return Errorf(KindInvalid, "%s: %w", what, err)
		}
	}
	return nil
}

// EncodeProps writes properties as JSON with sorted keys: equal properties give equal bytes.
func EncodeProps(props Props) []byte {
	b, err := json.Marshal(props)
	if err != nil {
		panic("graph: properties that were not checked: " + err.Error())
	}
	return b
}

// decodeProps reads what EncodeProps wrote. Properties that the table no longer has are dropped.
func decodeProps(t *propertyTable, data []byte) (Props, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("stored properties can't be read: %w", err)
	}
	props := make(Props, len(raw))
	for name, text := range raw {
		p, ok := t.byName[name]
		if !ok {
			continue
		}
		value, err := p.DecodeValue(text)
		if err != nil {
			return nil, fmt.Errorf("stored property %s can't be read: %w", name, err)
		}
		props[name] = value
	}
	return props, nil
}

// DecodeValue reads a value of the property from JSON.
func (p Property) DecodeValue(data []byte) (any, error) {
	switch p.Type {
	case TypeDate:
		return decodeJSON[Date](data)
	case TypeString, TypeEnum, TypeRef:
		return decodeJSON[string](data)
	case TypeInt:
		return decodeJSON[int](data)
	case TypeFloat:
		return decodeJSON[float64](data)
	case TypeBool:
		return decodeJSON[bool](data)
	case TypeStrings, TypeEnums:
		return decodeJSON[[]string](data)
	case TypeIdentifiers:
		return decodeJSON[[]Identifier](data)
	}
	return nil, fmt.Errorf("no type %q", p.Type)
}

func decodeJSON[T any](data []byte) (any, error) {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, err
	}
	return v, nil
}
