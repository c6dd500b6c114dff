package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"pactgraph/graph"
)

// wanted is a field to be asked for, with what is asked for below it; on says for which type in an interface.
type wanted struct {
	name, on string
	of       *ast.Definition
	typ      *ast.Type
	under    []wanted
}

// everything selects all fields of a type, and below them as many relations deep as depth says.
func everything(def *ast.Definition, depth int) []wanted {
	if def.IsAbstractType() {
		list := []wanted{{name: "__typename", of: def}}
		for _, of := range schema.GetPossibleTypes(def) {
			if of.IsAbstractType() {
				continue // gqlparser counts an interface that implements another
			}
			for _, w := range everything(of, depth) {
				w.on = of.Name
				list = append(list, w)
			}
		}
		return list
	}
	var list []wanted
	for _, f := range def.Fields {
		if f.Directives.ForName("grouped") != nil {
			continue // it takes what to group by, and more questions than one; see TestNestedGroups
		}
		if depth == 0 && f.Name == "rows" {
			continue // the lists around have some
		}
		w := wanted{name: f.Name, of: def, typ: f.Type}
		if result := schema.Types[f.Type.Name()]; result.IsCompositeType() {
			below := depth
			if result.IsAbstractType() || slices.Contains(result.Interfaces, "Node") {
				below--
			}
			if below < 0 || strings.HasPrefix(f.Name, "__") {
				continue
			}
			w.under = everything(result, below)
		}
		list = append(list, w)
	}
	return list
}

// alias keeps fields of several types in one interface apart.
func (w wanted) alias() string {
	if w.on == "" {
		return w.name
	}
	return w.on + "_" + w.name
}

func (w wanted) write(b *strings.Builder) {
	if w.on != "" {
		fmt.Fprintf(b, "... on %s { ", w.on)
		defer b.WriteString("} ")
	}
	if w.alias() != w.name {
		fmt.Fprintf(b, "%s: ", w.alias())
	}
	b.WriteString(w.name + " ")
	if len(w.under) == 0 {
		return
	}
	b.WriteString("{ ")
	for _, u := range w.under {
		u.write(b)
	}
	b.WriteString("} ")
}

// found notes which fields had a value.
func (w wanted) found(value any, seen map[string]bool) {
	name := w.of.Name + "." + w.name
	switch v := value.(type) {
	case nil:
	case []any:
		if len(w.under) == 0 {
			seen[name] = true // an empty list of texts is a value
		}
		for _, e := range v {
			w.found(e, seen)
		}
	case map[string]any:
		seen[name] = true
		for _, u := range w.under {
			if u.on == "" || u.on == v["__typename"] {
				u.found(v[u.alias()], seen)
			}
		}
	default:
		seen[name] = true
	}
}

// Every field of the schema is answered without an error, and with a value somewhere: one that selection.go forgot to
// load would be an error, or never have one. Each operation is one question to the store.
func TestWholeSchema(t *testing.T) {
	eachStore(t, wide(), testWholeSchema)
}

func testWholeSchema(t *testing.T, e *engine, store *counted) {
	takeBack(t, store.Reader.(graph.Store))
	chooseTwice(t, store.Reader.(graph.Store))
	seen, asked := map[string]bool{}, map[string]bool{}
	for _, n := range graph.Nouns() {
		root := schema.Query.Fields.ForName(n.Prefix() + "s")
		query, list := "", wanted{}
		if root != nil {
			list = wanted{name: root.Name, of: schema.Query, under: everything(schema.Types[root.Type.Name()], 2)}
			query = build(list)
		} else {
			ids := idsOf(t, e, n)
			list = wanted{name: "nodes", of: schema.Query, under: []wanted{{name: "__typename", of: schema.Types["Node"]}}}
			for _, w := range everything(schema.Types[string(n)], 2) {
				w.on = string(n)
				list.under = append(list.under, w)
			}
			query = strings.Replace(build(list), "nodes {", "nodes(ids: ["+ids+"]) {", 1)
		}
		before := store.finds.Load()
		data := ask(t, e, query, nil)
		if got := store.finds.Load() - before; got != 1 {
			t.Errorf("%s: %d questions to the store, want 1", n, got)
		}
		list.found(data[list.name], seen)
		list.note(asked)
	}
	for name := range analyses {
		root := schema.Query.Fields.ForName(name)
		call, ok := workedCalls[name]
		if !ok {
			t.Errorf("%s at the root has no call in workedCalls", name)
			continue
		}
		if more, ok := workedMore[name]; ok {
			if _, err := store.Reader.(graph.Store).Apply(t.Context(), more()); err != nil {
				t.Fatal(err)
			}
		}
		if name == "conflicts" {
			q := graph.ChoiceRequest{Target: "actor/kestria", Field: "name", Dataset: gazette().Dataset, Who: "Ana", Why: "it is the later one", StartedAt: worldDay()}
			if _, err := graph.Choose(t.Context(), store.Reader.(graph.Store), q); err != nil {
				t.Fatal(err)
			}
		}
		w := wanted{name: name, of: schema.Query, under: workedOn(schema.Types[root.Type.Name()])}
		w.found(ask(t, e, strings.Replace(build(w), name, call, 1), nil)[name], seen)
		w.note(asked)
	}
	for name := range asked {
		if !seen[name] {
			t.Errorf("%s never has a value", name)
		}
	}
	for name, def := range schema.Types {
		if def.Kind != ast.Object || def.BuiltIn || def == schema.Query || def == schema.Subscription || writtenTypes()[name] {
			continue
		}
		for _, f := range def.Fields {
			if f.Directives.ForName("grouped") == nil && !asked[name+"."+f.Name] && !strings.HasPrefix(f.Name, "__") {
				t.Errorf("%s.%s was not asked for", name, f.Name)
			}
		}
	}
}

// takeBack makes a load and takes it back, since none of the world's was.
func takeBack(t *testing.T, store graph.Store) {
	t.Helper()
	said := graph.SayNode("actor/mistaken", graph.Props{"kind": "STATE"})
	if _, err := store.Apply(t.Context(), graph.Batch{LoadID: "load/mistaken", Dataset: "mistaken", Said: []graph.Said{said}}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := graph.RevertLoad(t.Context(), store, graph.RevertRequest{Load: "load/mistaken", StartedAt: worldDay()}); err != nil {
		t.Fatal(err)
	}
}

// workedCalls are calls of the root fields that are worked out which have a value for each of their results' fields.
var workedCalls = map[string]string{
	"actorGroups":       `actorGroups(by: [KIND])`,
	"declarationGroups": `declarationGroups(by: [STATUS])`,
	"obligationGroups":  `obligationGroups(by: [BEARERS, KIND, MODALITY, STATUS], distinct: [BENEFICIARIES, COUNTERPARTIES, DECLARATIONS], unit: "boats/year")`,
	"conditionGroups":   `conditionGroups(by: [STATE])`,
	"eventGroups":       `eventGroups(by: [FROM_YEAR])`,
	"statementGroups":   `statementGroups(by: [MADE_BY])`,
	"sourceGroups":      `sourceGroups(by: [RELIABILITY])`,
	"claimGroups":       `claimGroups(by: [SOURCE])`,
	"matrix":            `matrix(mostRows: 3, mostColumns: 4)`,
	"timeline":          `timeline`, "declarationTimeline": `declarationTimeline`, "eventTimeline": `eventTimeline`,
	"search":     `search(text: "tarn accord")`,
	"subgraph":   `subgraph(roots: ["actor/ardovia", "actor/belmark"], depth: 3, limit: 60)`,
	"neighbours": `neighbours(id: "actor/ardovia")`,
	"paths":      `paths(from: "actor/ardovia", to: "actor/belmark", first: 40)`,
	"conflicts":  `conflicts(first: 100)`,
	"changes":    `changes(first: 1000)`,
	"gaps":       `gaps(asOf: "2031-06-01", first: 100)`,
	"compare":    `compare(declarations: ["declaration/league-pact", "declaration/sea-plan"])`,
	"whatIf": `whatIf(asOf: "2031-06-15", hypotheses: [
		{event: {kind: ARMED_ATTACK, attacker: "actor/kestria", victim: "actor/ardovia"}}, {condition: "condition/truce", holds: false}
	])`,
}

// chooseTwice chooses by hand one of two values that are said, takes that load back, and chooses again.
func chooseTwice(t *testing.T, store graph.Store) {
	t.Helper()
	if _, err := store.Apply(t.Context(), gazette()); err != nil {
		t.Fatal(err)
	}
	choose := func(load string) {
		t.Helper()
		q := graph.ChoiceRequest{Target: "actor/kestria", Field: "name", Dataset: "gazette", Who: "Ana", Why: "it is shorter", LoadID: load}
		if _, err := graph.Choose(t.Context(), store, q); err != nil {
			t.Fatal(err)
		}
	}
	choose("load/choice")
	if _, _, err := graph.RevertLoad(t.Context(), store, graph.RevertRequest{Load: "load/choice", LoadID: "load/back"}); err != nil {
		t.Fatal(err)
	}
	choose("load/choice-again")
}

// workedMore is what some of them need besides the world.
var workedMore = map[string]func() graph.Batch{"whatIf": league, "compare": league, "conflicts": gazette, "gaps": gazette, "changes": gazette}

// workedOn gives everything that can be selected on the result of a root field that is worked out: all of its own types,
// and the ids of the nodes.
func workedOn(def *ast.Definition) []wanted {
	var list []wanted
	for _, f := range def.Fields {
		w := wanted{name: f.Name, of: def}
		switch result := schema.Types[f.Type.Name()]; {
		case f.Directives.ForName("loaded") != nil:
			w.under = []wanted{{name: "__typename", of: result}, {name: "id", of: result}}
		case result.IsCompositeType():
			w.under = workedOn(result)
		}
		if !strings.HasPrefix(f.Name, "__") {
			list = append(list, w)
		}
	}
	return list
}

func build(w wanted) string {
	var b strings.Builder
	b.WriteString("{ ")
	w.write(&b)
	b.WriteString("}")
	return b.String()
}

// note notes which fields were asked for.
func (w wanted) note(asked map[string]bool) {
	asked[w.of.Name+"."+w.name] = true
	for _, u := range w.under {
		u.note(asked)
	}
}

// idsOf gives ids of nodes that no list at the root has.
func idsOf(t *testing.T, e *engine, n graph.Noun) string {
	query := `{ sources { nodes { evidence { nodes { id } } } } }`
	if n == graph.NounClaim {
		query = `{ declarations { nodes { claims { nodes { id } } } } }`
	}
	var ids []string
	var collect func(any)
	collect = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, w := range v {
				collect(w)
			}
		case map[string]any:
			if id, ok := v["id"].(string); ok {
				ids = append(ids, fmt.Sprintf("%q", id))
			}
			for _, w := range v {
				collect(w)
			}
		}
	}
	collect(ask(t, e, query, nil))
	if len(ids) == 0 {
		t.Fatalf("the world has no %s", n)
	}
	return strings.Join(ids, " ")
}
