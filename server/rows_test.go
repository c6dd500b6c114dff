package server

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// The rows of each noun have the columns that package graph makes of its properties and relations, with their descriptions, and
// each list of nodes has the rows of its nodes.
func TestRowsOfTheSchema(t *testing.T) {
	for _, n := range append(graph.Nouns(), "") {
		name := string(n) + "Row"
		if n == "" {
			name = "EntityRow"
		}
		want := map[string]string{}
		for _, c := range n.Columns() {
			want[c.Name] = string(c.Type)
			if c.Required {
				want[c.Name] += "!"
			}
			if f := schema.Types[name].Fields.ForName(c.Name); f != nil && f.Description != c.Doc {
				t.Errorf("%s.%s is described as %q, and in graph as %q", name, c.Name, f.Description, c.Doc)
			}
		}
		if diff := cmp.Diff(want, fieldTypes(schema.Types[name])); diff != "" {
			t.Errorf("%s (-graph +schema):\n%s", name, diff)
		}
	}
	lists := 0
	for name, def := range schema.Types {
		nodes := def.Fields.ForName("nodes")
		if !strings.HasSuffix(name, "Connection") || nodes == nil {
			continue
		}
		lists++
		want := nodes.Type.Name() + "Row"
		if name == "SearchConnection" {
			want = "SearchRow" // of its hits, which have more than what was found
		}
		if rows := def.Fields.ForName("rows"); rows == nil || rows.Type.String() != "["+want+"!]!" {
			t.Errorf("%s.rows is %v, want [%s!]!", name, rows, want)
			continue
		}
		for _, f := range schema.Types[want].Fields {
			if schema.Types[f.Type.Name()].IsCompositeType() || f.Type.Elem != nil || len(f.Arguments) > 0 {
				t.Errorf("%s.%s is %s: a column is one value", want, f.Name, f.Type)
			}
		}
	}
	if lists < 50 {
		t.Errorf("%d lists have nodes, want all of them", lists)
	}
}

// Each property of each noun has its column, and each relation has what it leads to by label, by id and, where that may be several,
// by the number of its edges.
func TestColumnsOfTheModel(t *testing.T) {
	for _, n := range graph.Nouns() {
		of := map[string]int{}
		for _, c := range n.Columns() {
			if c.Field != "" {
				of[c.Field]++
			}
		}
		for _, p := range n.Properties() {
			if c, ok := n.Column(p.Name); !ok || c.Field != "" {
				t.Errorf("the rows of %s have no column for the property %s", n, p.Name)
			}
			if _, ok := n.Column(p.Name + "Ms"); p.Type == graph.TypeDate && !ok {
				t.Errorf("the rows of %s don't give %s in milliseconds", n, p.Name)
			}
		}
		for _, f := range n.Fields() {
			want := 3
			if f.One {
				want = 2
			}
			if of[f.Name] != want {
				t.Errorf("the rows of %s have %d columns for the relation %s, want %d", n, of[f.Name], f.Name, want)
			}
		}
	}
}

// A row says of a node what the node itself says, column by column, and all rows are one question to the store.
func TestRowsSayWhatNodesSay(t *testing.T) {
	eachStore(t, wide(), func(t *testing.T, e *engine, store *counted) {
		for _, n := range graph.Nouns() {
			if n == graph.NounEvidence || n == graph.NounClaim {
				continue // no list at the root has them
			}
			compareRows(t, e, store, n, "")
			compareRows(t, e, store, n, `asOf: "2031-06-15"`)
		}
	})
}

func compareRows(t *testing.T, e *engine, store *counted, n graph.Noun, asOf string) {
	t.Helper()
	var columns, nested []string
	for _, c := range n.Columns() {
		columns = append(columns, c.Name)
	}
	for _, f := range n.Fields() {
		if f.One {
			nested = append(nested, f.Name+" { id label }")
		} else {
			nested = append(nested, f.Name+"(first: 1000) { totalCount nodes { id label } }")
		}
	}
	list := n.Prefix() + "s"
	if asOf != "" {
		list += "(" + asOf + ")"
	}
	before := store.finds.Load()
	rows := ask(t, e, fmt.Sprintf("{ list: %s { rows { %s } } }", list, strings.Join(columns, " ")), nil)["list"].(map[string]any)["rows"].([]any)
	if got := store.finds.Load() - before; got != 1 {
		t.Errorf("%s: %d questions to the store, want 1", n, got)
	}
	nodes := ask(t, e, fmt.Sprintf("{ list: %s { nodes { id label %s } } }", list, strings.Join(nested, " ")), nil)["list"].(map[string]any)["nodes"].([]any)
	if len(rows) != len(nodes) || len(rows) == 0 {
		t.Fatalf("%s: %d rows and %d nodes", n, len(rows), len(nodes))
	}
	for i := range rows {
		row, node := rows[i].(map[string]any), nodes[i].(map[string]any)
		if row["id"] != node["id"] || row["label"] != node["label"] {
			t.Fatalf("%s: the row %v is in the place of %v", n, row["id"], node["id"])
		}
		for _, f := range n.Fields() {
			compareRelation(t, n, f, row, node[f.Name])
		}
	}
}

// compareRelation holds the columns of a relation against the nodes that it leads to.
func compareRelation(t *testing.T, n graph.Noun, f graph.Field, row map[string]any, value any) {
	t.Helper()
	want := map[graph.ColumnType]any{}
	list, _ := value.(map[string]any)
	nodes, isList := list["nodes"].([]any)
	if !isList && list != nil {
		nodes = []any{list}
	}
	var labels, ids []string
	for _, v := range nodes {
		node := v.(map[string]any)
		if id := node["id"].(string); !strings.Contains("; "+strings.Join(ids, "; ")+"; ", "; "+id+"; ") {
			ids, labels = append(ids, id), append(labels, strings.ReplaceAll(node["label"].(string), "; ", ", "))
		}
	}
	if len(ids) > 0 {
		want[graph.ColumnString] = strings.Join(labels, "; ")
		want[graph.ColumnID] = strings.Join(ids, "; ")
	}
	for _, c := range n.Columns() {
		if c.Field != f.Name {
			continue
		}
		expected := want[graph.ColumnString]
		switch {
		case c.Counts:
			expected = list["totalCount"]
		case c.Name != f.Name:
			expected = want[graph.ColumnID]
		}
		if diff := cmp.Diff(expected, row[c.Name]); diff != "" {
			t.Errorf("%s of %v (-nodes +row):\n%s", c.Name, row["id"], diff)
		}
	}
}

// Rows of the small world, as a dashboard asks for them.
func TestRows(t *testing.T) {
	eachStore(t, DefaultLimits(), func(t *testing.T, e *engine, _ *counted) {
		for _, tt := range []struct{ name, query, want string }{
			{"dates", `{ answer: actors(filter: {id: {eq: "actor/old-union"}}) { rows { from fromFirst fromLast fromMs to toFirst toLast toMs } } }`,
				`{"rows":[{"from":"1901-01-01","fromFirst":"1901-01-01","fromLast":"1901-01-01","fromMs":-2177452800000,"to":"2001-08","toFirst":"2001-08-01","toLast":"2001-08-31","toMs":996624000000}]}`},
			{"variables of a dashboard", `{ answer: actors(filter: {kind: {eq: STATE}}, first: 2, orderBy: {field: NAME}) { rows { __text: label __value: id } } }`,
				`{"rows":[{"__text":"Ardovia","__value":"actor/ardovia"},{"__text":"Belmark","__value":"actor/belmark"}]}`},
			{"the status is as of the date around", `{ answer: obligations(filter: {id: {eq: "obligation/sea-plan/paused"}}, asOf: "2031-05-26") { rows { status __typename } nodes { status { status } } } }`,
				`{"rows":[{"status":"SUSPENDED","__typename":"ObligationRow"}],"nodes":[{"status":{"status":"SUSPENDED"}}]}`},
			{"only edges are counted", `{ answer: declaration(id: "declaration/tarn-accord") { obligations(first: 1, orderBy: {field: ID}) { rows { id bearerEdges } } } }`,
				`{"obligations":{"rows":[{"id":"obligation/tarn-accord/boats","bearerEdges":1}]}}`},
			{"groups", `{ answer: obligationGroups(
				filter: {id: {in: ["obligation/tarn-accord/boats", "obligation/tarn-accord/consult"]}}, by: [BEARERS_COUNTRY], distinct: [COUNTERPARTIES, KIND], unit: "boats/year", orderBy: KEY_DESC
			) { rows { key1 key1Value key2 count distinct1 distinct2 distinct3 unit amounts sum min max average } } }`, `{"rows":[
				{"key1":"Belmark","key1Value":"actor/belmark","key2":null,"count":1,"distinct1":1,"distinct2":1,"distinct3":null,"unit":"boats/year","amounts":1,"sum":2.5,"min":2.5,"max":2.5,"average":2.5},
				{"key1":"none","key1Value":null,"key2":null,"count":1,"distinct1":0,"distinct2":1,"distinct3":null,"unit":"boats/year","amounts":null,"sum":null,"min":null,"max":null,"average":null}]}`},
			{"groups inside lists", `{ answer: obligations { groups(by: [MODALITY], orderBy: KEY_ASC, first: 1) { rows { key1Value count sum } } } }`,
				`{"groups":{"rows":[{"key1Value":"INTENTION","count":1,"sum":null}]}}`},
			{"cells", `{ answer: matrix(filter: {id: {in: ["obligation/tarn-accord/patrol", "obligation/tarn-accord/boats"]}}, mostRows: 1) { cells { row rowValue column columnValue count } } }`,
				`{"cells":[{"row":"Belmark","rowValue":"actor/belmark","column":"ARMS_SUPPLY","columnValue":"ARMS_SUPPLY","count":1},{"row":"Belmark","rowValue":"actor/belmark","column":"MONITORING","columnValue":"MONITORING","count":1}]}`},
			{"time, from and to in milliseconds", `{ answer: timeline(from: 1893456000000, to: "1956527999999") { rows { name first firstMs last lastMs began held ended } } }`, `{"rows":[
				{"name":"2030","first":"2030-01-01","firstMs":1893456000000,"last":"2030-12-31","lastMs":1924905600000,"began":4,"held":5,"ended":0},
				{"name":"2031","first":"2031-01-01","firstMs":1924992000000,"last":"2031-12-31","lastMs":1956441600000,"began":8,"held":13,"ended":1}]}`},
			{"a search", `{ answer: search(text: "Belmark", nouns: ACTOR, first: 1) { rows { id label noun kind field text } } }`,
				`{"rows":[{"id":"actor/belmark","label":"Belmark","noun":"Actor","kind":"STATE","field":"name","text":"Belmark"}]}`},
			{"a node graph", `{ answer: subgraph(roots: ["actor/rost"], relations: [HOLDS_OFFICE]) { rows { id title: label noun kind depth leftOut } edges { source: start target: end mainstat: type } } }`,
				`{"rows":[{"id":"actor/rost","title":"Ila Rost","noun":"Actor","kind":"PERSON","depth":0,"leftOut":0},{"id":"actor/belmark","title":"Belmark","noun":"Actor","kind":"STATE","depth":1,"leftOut":0}],
				"edges":[{"source":"actor/rost","target":"actor/belmark","mainstat":"HOLDS_OFFICE"}]}`},
			{"conflicts", `{ answer: conflicts(filter: {about: ["declaration/tarn-accord"], fields: ["signedOn"]}) { rows { kind aboutId about field shown values datasets decision } } }`,
				`{"rows":[{"kind":"PRECISION","aboutId":"declaration/tarn-accord","about":"Tarn Accord","field":"signedOn","shown":"2031-03-03","values":"2031-03-03; 2031-03","datasets":"register; harbour","decision":"RELIABILITY"}]}`},
		} {
			var want any
			if err := json.Unmarshal([]byte(tt.want), &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, ask(t, e, tt.query, nil)["answer"]); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
	})
}

// A relation with more edges than a row names is cut there, and says so.
func TestRowsAreCut(t *testing.T) {
	for _, test := range []struct {
		edges int
		rest  string
	}{{123, "… and 23 more edges"}, {101, "… and 1 more edge"}} {
		e, store := testEngine(t, DefaultLimits())
		said := []graph.Said{graph.SayNode("obligation/many", graph.Props{"kind": "OTHER"})}
		for i := range test.edges {
			id := fmt.Sprintf("actor/many-%03d", i)
			edge, err := graph.SayEdge("obligation/many", graph.EdgeBearer, "obligation/many", id, nil)
			if err != nil {
				t.Fatal(err)
			}
			said = append(said, graph.SayNode(id, graph.Props{"kind": "STATE", "name": fmt.Sprintf("Name; of %03d", i)}), edge)
		}
		if _, err := store.Reader.(graph.Store).Apply(t.Context(), graph.Batch{LoadID: "load/many", Dataset: "many", Said: said}); err != nil {
			t.Fatal(err)
		}
		row := ask(t, e, `{ obligations(filter: {id: {eq: "obligation/many"}}) { rows { bearers bearerIds bearerEdges } } }`, nil)["obligations"].(map[string]any)["rows"].([]any)[0].(map[string]any)
		names, ids := strings.Split(row["bearers"].(string), "; "), strings.Split(row["bearerIds"].(string), "; ")
		if len(names) != 101 || len(ids) != 101 || names[0] != "Name, of 000" || names[100] != test.rest || ids[100] != test.rest || row["bearerEdges"] != float64(test.edges) {
			t.Errorf("%d edges: the row is %v", test.edges, row)
		}
	}
}

// A page as large as a page may be, with the relations that a table shows, is within the limits, and more than that is refused.
func TestRowsCost(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	const table = `{ obligations(first: 1000) { rows { id label kind status statusReason declarations bearers bearerIds counterparties beneficiaries conditions fromMs toMs claimEdges } } }`
	if resp := e.do(t.Context(), request{Query: table}); len(resp.Errors) > 0 {
		t.Errorf("a whole table: %v", resp.Errors)
	}
	resp := e.do(t.Context(), request{Query: `{ actors(first: 1000) { nodes { owes(first: 100) { rows { bearers } } } } }`})
	if len(resp.Errors) == 0 || resp.Errors[0].Extensions["code"] != "LIMIT_EXCEEDED" {
		t.Errorf("rows of a hundred thousand nodes: %v", resp.Errors)
	}
	resp = e.do(t.Context(), request{Query: `{ nodes(ids: ["obligation/tarn-accord/boats"], asOfRevision: 1) { ... on Obligation { bearers { rows { degree } } } } }`})
	if len(resp.Errors) == 0 || !strings.Contains(resp.Errors[0].Message, "isn't known of the past") {
		t.Errorf("a degree of the past: %v", resp.Errors)
	}
}

// A moment in milliseconds stands for its day in UTC wherever a date may stand; what may be a year or seconds is no moment.
func TestMoments(t *testing.T) {
	for _, tt := range []struct {
		value any
		want  graph.Date
	}{
		{"1767657600000", "2026-01-06"}, {json.Number("1767743999999"), "2026-01-06"}, {int64(1767744000000), "2026-01-07"}, {"-788918400000", "1945-01-01"},
		{"2026", "2026"}, {"2026-01", "2026-01"},
		{"1767657600", ""}, {json.Number("2026"), ""}, {"253402300800000", ""}, {"99999999999999999999", ""}, {1.5, ""}, {"20260106", ""}, {"00000002026", ""},
	} {
		got, err := readDay(tt.value, "from")
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%v is read as %q, %v, want %q", tt.value, got, err, tt.want)
		}
	}
	e, _ := testEngine(t, DefaultLimits())
	const query = `query($from: Date, $to: Date) { declarations(filter: {signedOn: {gte: $from, lte: $to}}) { totalCount } }`
	inDays := ask(t, e, query, map[string]any{"from": "2031-01-01", "to": "2031-12-31"})
	inMoments := ask(t, e, query, map[string]any{"from": json.Number("1924992000000"), "to": "1956527999999"})
	if diff := cmp.Diff(inDays, inMoments); diff != "" || inDays["declarations"].(map[string]any)["totalCount"] == 0.0 {
		t.Errorf("declarations of 2031 (-by days +by moments): %v\n%s", inDays, diff)
	}
}

// What Grafana sends for a variable, by POST and by GET, has its two columns.
func TestRowsOverHTTP(t *testing.T) {
	const query = `{ actors(first: 1, filter: {kind: {eq: STATE}}, orderBy: {field: NAME}) { rows { __text: label __value: id } } }`
	const want = `{"data":{"actors":{"rows":[{"__text":"Ardovia","__value":"actor/ardovia"}]}}`
	body, err := json.Marshal(map[string]any{"query": query, "variables": map[string]any{}})
	if err != nil {
		t.Fatal(err)
	}
	h := testHandler(t)
	for _, got := range []string{
		serve(h, "POST", "/graphql", string(body), "Content-Type", "application/json").Body.String(),
		serve(h, "GET", "/graphql?query="+url.QueryEscape(query), "").Body.String(),
	} {
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s, want %s…", got, want)
		}
	}
}

// The texts of rows and of lists count for the size of an answer as all others do.
func TestRowsKeepToTheSize(t *testing.T) {
	limits := DefaultLimits()
	limits.Text = 2000
	e, _ := testEngine(t, limits)
	for _, field := range []string{"rows { %s: memberOfIds }", "nodes { %s: aliases }"} {
		query := "{ actors { "
		for i := range 60 {
			query += fmt.Sprintf(field, fmt.Sprintf("a%d", i)) + " "
		}
		resp := e.do(t.Context(), request{Query: query + "} }"})
		if len(resp.Errors) != 1 || !strings.Contains(resp.Errors[0].Message, "the texts of the answer have more than 2000 bytes") {
			t.Errorf("%s: %v, %d bytes", field, resp.Errors, len(resp.Data))
		}
	}
}
