package neo4j

import (
	"fmt"
	"reflect"
	"strings"
)

// operator is one step of the database's plan for a text.
type operator struct {
	name, details string
	// estimate is how many rows the planner expects.
	estimate float64
	// hits is how often the step touched the database, where the text was profiled.
	hits     int64
	children []operator
}

// readPlan reads a plan, or a profile, of the driver's. The driver's own method gives the last of a step's children in
// place of each (its loop shares one variable), so the values behind are read.
func readPlan(p any) operator {
	v := reflect.ValueOf(p)
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.Kind() == reflect.Struct && v.NumField() == 1 {
		return readOperator(v.Field(0))
	}
	return operator{}
}

func readOperator(v reflect.Value) operator {
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	// The name ends with the database's, which is the same for all.
	name, _, _ := strings.Cut(v.FieldByName("Operator").String(), "@")
	o := operator{name: name}
	arguments := v.FieldByName("Arguments")
	argument := func(name string) reflect.Value {
		if value := arguments.MapIndex(reflect.ValueOf(name)); value.IsValid() {
			return value.Elem()
		}
		return reflect.Value{}
	}
	if details := argument("Details"); details.Kind() == reflect.String {
		o.details = details.String()
	}
	if estimate := argument("EstimatedRows"); estimate.Kind() == reflect.Float64 {
		o.estimate = estimate.Float()
	}
	if hits := v.FieldByName("DbHits"); hits.IsValid() {
		o.hits = hits.Int()
	}
	children := v.FieldByName("Children")
	for i := range children.Len() {
		o.children = append(o.children, readOperator(children.Index(i)))
	}
	return o
}

// total is how often the step and all before it touched the database.
func (o operator) total() int64 {
	hits := o.hits
	for _, child := range o.children {
		hits += child.total()
	}
	return hits
}

// text writes the plan as an indented tree, the last step first, as Neo4j's own tools do.
func (o operator) text() string {
	var b strings.Builder
	o.write(&b, 0)
	return b.String()
}

func (o operator) write(b *strings.Builder, depth int) {
	fmt.Fprintf(b, "%s%s", strings.Repeat("  ", depth), o.name)
	if o.details != "" {
		fmt.Fprintf(b, "  %s", strings.Join(strings.Fields(o.details), " "))
	}
	fmt.Fprintf(b, "  (about %.0f rows)\n", o.estimate)
	for _, child := range o.children {
		child.write(b, depth+1)
	}
}
