package graph

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// GroupDimension is something that a noun's nodes can be grouped by, with the name by which people ask for it.
type GroupDimension struct {
	// Name is unique for a noun: "KIND", "SIGNED_ON_YEAR", "BEARERS_COUNTRY".
	Name string
	// Doc says in a sentence what the values are.
	Doc string
	// Nodes: the values are ids of nodes.
	Nodes bool
	// path are the fields that lead to where the value stands.
	path []string
	prop string
	unit Interval
	// country: the states that the actors at the end belong to.
	country bool
	// cases derives the value on a day.
	cases func(day Date) []Case
}

// groupedTexts are the texts that are worth grouping by: words of a small vocabulary, though no enumeration lists it.
var groupedTexts = []string{"amountUnit", "place", "language", "author", "licence", "determinedBy", "field", "value"}

// groupDimensions are the dimensions of each noun that can be grouped.
var groupDimensions = sync.OnceValue(func() map[Noun][]GroupDimension {
	m := map[Noun][]GroupDimension{}
	for _, n := range GroupedNouns() {
		m[n] = slices.Concat(ownDimensions(n), derivedDimensions(n), relatedDimensions(n), sourceDimensions(n))
	}
	return m
})

// GroupedNouns gives the nouns whose nodes can be grouped: the entities, and claims.
func GroupedNouns() []Noun { return append(Entities(), NounClaim) }

// GroupDimensions gives what a noun's nodes can be grouped by; nil where they can't be.
func (n Noun) GroupDimensions() []GroupDimension { return slices.Clone(groupDimensions()[n]) }

// GroupDimension gives one by its name.
func (n Noun) GroupDimension(name string) (GroupDimension, bool) {
	list := groupDimensions()[n]
	i := slices.IndexFunc(list, func(d GroupDimension) bool { return d.Name == name })
	if i < 0 {
		return GroupDimension{}, false
	}
	return list[i], true
}

// ownDimensions are a noun's properties.
func ownDimensions(n Noun) (list []GroupDimension) {
	for _, p := range n.Properties() {
		if p.Search > 0 && !slices.Contains(groupedTexts, p.Name) {
			continue // a name, of which each node has its own
		}
		switch p.Type {
		case TypeDate:
			for _, unit := range Intervals() {
				list = append(list, GroupDimension{
					Name: upperSnake(p.Name) + "_" + string(unit), prop: p.Name, unit: unit,
					Doc: fmt.Sprintf("%s By %s; no value where it isn't known that precisely.", p.Doc, strings.ToLower(string(unit))),
				})
			}
		case TypeIdentifiers, TypeFloat:
		case TypeString:
			if slices.Contains(groupedTexts, p.Name) {
				list = append(list, GroupDimension{Name: upperSnake(p.Name), prop: p.Name, Doc: p.Doc})
			}
		default:
			list = append(list, GroupDimension{Name: upperSnake(p.Name), prop: p.Name, Doc: p.Doc})
		}
	}
	return list
}

// derivedDimensions are what is derived of a noun's nodes as of a day.
func derivedDimensions(n Noun) []GroupDimension {
	switch n {
	case NounActor:
		return []GroupDimension{{
			Name: "COUNTRY", prop: "id", country: true, Nodes: true,
			Doc: "The state itself, or the state that the actor is a part of, over any number of steps.",
		}}
	case NounObligation:
		return []GroupDimension{{Name: "STATUS", cases: statusCases, Doc: "Its derived status on the date, for all bearers together."}}
	case NounCondition:
		return []GroupDimension{{Name: "STATE", cases: stateCases, Doc: "Its derived state on the date."}}
	}
	return nil
}

func statusCases(day Date) []Case {
	var cases []Case
	for _, r := range statusRules(day, "") {
		cases = append(cases, Case{string(r.status), r.filter})
	}
	return cases
}

func stateCases(day Date) []Case {
	return []Case{
		{string(ConditionStateMet), MetOn(day)},
		{string(ConditionStateUnknown), MayBeMetOn(day)},
		{string(ConditionStateUnmet), And{}},
	}
}

// relatedDimensions are the nodes that a noun's relations lead to, their kinds and, of actors, their countries.
func relatedDimensions(n Noun) (list []GroupDimension) {
	for _, f := range n.Fields() {
		if slices.ContainsFunc(f.Ends, func(end Noun) bool { return !end.IsEntity() }) {
			continue
		}
		name, path := upperSnake(f.Name), []string{f.Name}
		doc := func(of string) string { return fmt.Sprintf(of, "its field "+f.Name) }
		list = append(list, GroupDimension{Name: name, path: path, prop: "id", Nodes: true, Doc: doc("Each node that %s leads to.")})
		if len(f.Ends) > 1 {
			continue
		}
		if _, ok := f.Ends[0].Property("kind"); ok {
			list = append(list, GroupDimension{Name: name + "_KIND", path: path, prop: "kind", Doc: doc("The kind of each node that %s leads to.")})
		}
		if f.Ends[0] == NounActor {
			list = append(list, GroupDimension{
				Name: name + "_COUNTRY", path: path, prop: "id", country: true, Nodes: true,
				Doc: doc("The state that each actor that %s leads to is, or is a part of."),
			})
		}
	}
	return list
}

// sourceDimensions are the sources of what is claimed of a noun's nodes themselves.
func sourceDimensions(n Noun) []GroupDimension {
	path := []string{"evidence", "source"}
	if n != NounClaim {
		path = append([]string{"claims"}, path...)
	}
	return []GroupDimension{
		{Name: "SOURCE", path: path, prop: "id", Nodes: true, Doc: "The sources that are quoted for it."},
		{Name: "SOURCE_KIND", path: path, prop: "kind", Doc: "The kinds of the sources that are quoted for it."},
		{Name: "SOURCE_RELIABILITY", path: path, prop: "reliability", Doc: "The reliability of the sources that are quoted for it."},
	}
}

// upperSnake writes a name as enumerations have it: AMOUNT_UNIT for amountUnit.
func upperSnake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// on makes the dimension of a noun's nodes for a tally. What held on asOf is looked at, everything if that is empty; day
// is the date of what is derived.
func (d GroupDimension) on(n Noun, asOf, day Date) Dimension {
	made := Dimension{Prop: d.prop, Unit: d.unit}
	for _, name := range d.path {
		step := stepOn(n, name, asOf)
		made.Path = append(made.Path, step)
		field, _ := FieldOf(n, name)
		n = field.Ends[0]
	}
	if d.country {
		made.Climb = &Climb{Step: stepOn(NounActor, "partOf", asOf), Until: eq("kind", string(ActorKindState))}
	}
	if d.cases != nil {
		made.Cases = d.cases(day)
	}
	return made
}

// stepOn makes the step over a field, as lists inside a list with an asOf have it.
func stepOn(n Noun, name string, asOf Date) Step {
	s := Step{Field: name}
	if asOf == "" {
		return s
	}
	field, _ := FieldOf(n, name)
	s.Edge = EdgeHeldOn(field, asOf)
	if len(field.Ends) == 1 {
		s.Node = HeldOn(field.Ends[0], asOf)
	}
	return s
}

// GroupEnums gives the enumerations of groups and timelines, which are no part of the model: nothing stored has them.
func GroupEnums() []Enum {
	list := []Enum{
		enumOf("In which order groups come; those that are equal in it come by their keys. No value comes last.", "Pactgraph", []enumDoc[GroupOrder]{
			{GroupOrderCountDesc, "Those with the most first."},
			{GroupOrderCountAsc, "Those with the fewest first."},
			{GroupOrderKeyAsc, "By their keys, going up."},
			{GroupOrderKeyDesc, "By their keys, going down."},
			{GroupOrderDistinctDesc, "Those with the most different values of the first dimension in distinct first."},
			{GroupOrderDistinctAsc, "Those with the fewest different values of the first dimension in distinct first."},
			{GroupOrderSumDesc, "Those of obligations with the largest sum of amounts in unit first."},
			{GroupOrderSumAsc, "Those of obligations with the smallest sum of amounts in unit first."},
			{GroupOrderAverageDesc, "Those of obligations with the largest average of amounts in unit first."},
			{GroupOrderAverageAsc, "Those of obligations with the smallest average of amounts in unit first."},
			{GroupOrderMinDesc, "Those of obligations whose smallest amount in unit is largest first."},
			{GroupOrderMinAsc, "Those of obligations whose smallest amount in unit is smallest first."},
			{GroupOrderMaxDesc, "Those of obligations whose largest amount in unit is largest first."},
			{GroupOrderMaxAsc, "Those of obligations whose largest amount in unit is smallest first."},
		}),
		enumOf("A part of the calendar.", "ISO 8601", []enumDoc[Interval]{
			{IntervalYear, "A year."},
			{IntervalQuarter, "A quarter of a year."},
			{IntervalMonth, "A month."},
		}),
	}
	for _, n := range GroupedNouns() {
		e := Enum{Name: string(n) + "Dimension", Doc: fmt.Sprintf("What %ss can be grouped by.", n.Prefix()), Source: "Pactgraph"}
		for _, d := range groupDimensions()[n] {
			e.Values = append(e.Values, EnumValue{Name: d.Name, Doc: d.Doc})
		}
		list = append(list, e)
	}
	return list
}
