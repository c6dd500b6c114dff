// Package grafana_test checks the dashboards for Grafana: their JSON, and what a server answers to each of their queries.
package grafana_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/graph/sqlite"
	"pactgraph/loader"
	"pactgraph/server"
)

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

// dashboard is a dashboard, with what the tests look at.
type dashboard struct {
	UID           string  `json:"uid"`
	Title         string  `json:"title"`
	SchemaVersion int     `json:"schemaVersion"`
	Panels        []panel `json:"panels"`
	Templating    struct {
		List []variable `json:"list"`
	} `json:"templating"`
}

type panel struct {
	ID          int        `json:"id"`
	Type        string     `json:"type"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Datasource  datasource `json:"datasource"`
	GridPos     struct{ X, Y, W, H int }
	Targets     []target `json:"targets"`
	Options     struct {
		XField        string `json:"xField"`
		ReduceOptions struct {
			Fields string `json:"fields"`
		} `json:"reduceOptions"`
	} `json:"options"`
	FieldConfig struct {
		Overrides []struct {
			Matcher struct {
				ID      string `json:"id"`
				Options string `json:"options"`
			} `json:"matcher"`
		} `json:"overrides"`
	} `json:"fieldConfig"`
	Transformations []struct {
		ID      string `json:"id"`
		Options struct {
			IndexByName map[string]int `json:"indexByName"`
		} `json:"options"`
	} `json:"transformations"`
}

type datasource struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

// target is a query of the Infinity plugin.
type target struct {
	RefID      string     `json:"refId"`
	Datasource datasource `json:"datasource"`
	Type       string     `json:"type"`
	Source     string     `json:"source"`
	Format     string     `json:"format"`
	Parser     string     `json:"parser"`
	URL        string     `json:"url"`
	URLOptions struct {
		Method    string `json:"method"`
		BodyType  string `json:"body_type"`
		Query     string `json:"body_graphql_query"`
		Variables string `json:"body_graphql_variables"`
	} `json:"url_options"`
	RootSelector string   `json:"root_selector"`
	Columns      []column `json:"columns"`
}

type column struct {
	Selector string `json:"selector"`
	Text     string `json:"text"`
	Type     string `json:"type"`
}

type variable struct {
	Type       string          `json:"type"`
	Name       string          `json:"name"`
	Label      string          `json:"label"`
	Datasource datasource      `json:"datasource"`
	Query      json.RawMessage `json:"query"`
	Multi      bool            `json:"multi"`
	IncludeAll bool            `json:"includeAll"`
	AllValue   string          `json:"allValue"`
	Current    current         `json:"current"`
}

// variableQuery is what a variable asks: a query of the plugin.
type variableQuery struct {
	QueryType string `json:"queryType"`
	Infinity  target `json:"infinityQuery"`
}

func (v variable) query() variableQuery {
	var q variableQuery
	_ = json.Unmarshal(v.Query, &q) // of the others it is a text
	return q
}

// current is what a variable begins with: one value or several, or nothing.
type current struct {
	Value any `json:"value"`
}

func (c current) texts() []string {
	switch v := c.Value.(type) {
	case string:
		return []string{v}
	case []any:
		var list []string
		for _, e := range v {
			list = append(list, fmt.Sprint(e))
		}
		return list
	}
	return nil
}

// files are the dashboards, by the names of their files.
func files(t *testing.T) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("dashboards/*.json")
	if err != nil || len(paths) < 2 {
		t.Fatalf("there are %d dashboards, %v", len(paths), err)
	}
	all := map[string][]byte{}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(p)] = text
	}
	return all
}

func decode(t *testing.T, text []byte) dashboard {
	t.Helper()
	var d dashboard
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// infinity is the data source that is provisioned.
var infinity = datasource{Type: "yesoreyeram-infinity-datasource", UID: "pactgraph"}

// form gives what is wrong with a dashboard by itself.
func (d dashboard) form() []string {
	var wrong []string
	tell := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if d.UID == "" || d.Title == "" || d.SchemaVersion != 41 {
		tell("it has the uid %q, the title %q and the schema version %d; that of Grafana 12 is 41", d.UID, d.Title, d.SchemaVersion)
	}
	defined := map[string]bool{"__from": true, "__to": true}
	for _, v := range d.Templating.List {
		if defined[v.Name] || v.Name == "" || v.Label == "" {
			tell("the variable %q (%q) has no name or label, or another has its name", v.Name, v.Label)
		}
		defined[v.Name] = true
		if v.Type == "query" {
			if v.query().QueryType != "infinity" || v.Datasource != infinity {
				tell("the variable %s asks %+v in another way than the plugin's queries", v.Name, v.Datasource)
			}
			wrong = append(wrong, v.query().Infinity.form("the variable "+v.Name, defined)...)
		}
	}
	ids := map[int]bool{}
	for _, p := range d.Panels {
		name := fmt.Sprintf("the panel %d, %s", p.ID, p.Title)
		if ids[p.ID] || p.ID == 0 {
			tell("%s: the id is 0, or another panel has it", name)
		}
		ids[p.ID] = true
		if p.Title == "" || p.Description == "" || p.Datasource != infinity || len(p.Targets) == 0 {
			tell("%s: it has no title, description, data source or query: %+v", name, p)
		}
		if g := p.GridPos; g.W < 1 || g.H < 1 || g.X < 0 || g.X+g.W > 24 {
			tell("%s: it lies outside of the 24 columns: %+v", name, g)
		}
		refs := map[string]bool{}
		for _, t := range p.Targets {
			if refs[t.RefID] {
				tell("%s: two queries are called %s", name, t.RefID)
			}
			refs[t.RefID] = true
			wrong = append(wrong, t.form(name, defined)...)
		}
		wrong = append(wrong, p.reads(name)...)
	}
	return wrong
}

// form gives what is wrong with a query by itself.
func (t target) form(name string, defined map[string]bool) []string {
	var wrong []string
	tell := func(format string, args ...any) { wrong = append(wrong, name+": "+fmt.Sprintf(format, args...)) }
	if t.Datasource != infinity {
		tell("its data source is %+v, want %+v", t.Datasource, infinity)
	}
	o := t.URLOptions
	if t.Type != "graphql" || t.Source != "url" || t.Parser != "backend" || t.URL != "/graphql" || o.Method != "POST" || o.BodyType != "graphql" {
		tell("it isn't sent as GraphQL by POST to /graphql of the data source, and read by the plugin's backend: %+v", t)
	}
	if len(t.Columns) == 0 {
		tell("it has no columns")
	}
	for _, m := range reference.FindAllStringSubmatch(o.Variables, -1) {
		if used := m[1] + m[2] + m[4]; !defined[used] {
			tell("it uses the variable %s, which isn't defined before it", used)
		}
	}
	for _, m := range reference.FindAllStringSubmatch(o.Query, -1) {
		if used := m[1] + m[2] + m[4]; defined[used] || m[2]+m[4] != "" {
			tell("its text has %s, which Grafana fills in: a variable of GraphQL needs another name than the dashboard's", m[0])
		}
	}
	return wrong
}

// reads gives what is wrong with what a panel reads of the columns of its queries.
func (p panel) reads(name string) []string {
	var wrong, columns []string
	types := map[string]int{}
	for _, t := range p.Targets {
		for _, c := range t.Columns {
			columns = append(columns, c.Text)
			types[c.Type]++
		}
	}
	need := func(what, column string) {
		if column != "" && !slices.Contains(columns, column) {
			wrong = append(wrong, fmt.Sprintf("%s: %s reads the column %q, which no query has: %v", name, what, column, columns))
		}
	}
	need("the axis", p.Options.XField)
	need("the value", strings.Trim(p.Options.ReduceOptions.Fields, "/^$"))
	for _, o := range p.FieldConfig.Overrides {
		if o.Matcher.ID == "byName" {
			need("an override", o.Matcher.Options)
		}
	}
	for _, tr := range p.Transformations {
		for c := range tr.Options.IndexByName {
			need("the order", c)
		}
	}
	switch p.Type {
	case "timeseries":
		if types["timestamp_epoch"] != 1 || types["number"] == 0 {
			wrong = append(wrong, fmt.Sprintf("%s: a time series takes one time and numbers: %v", name, types))
		}
	case "barchart", "piechart", "stat":
		if types["number"] != 1 {
			wrong = append(wrong, fmt.Sprintf("%s: it takes one number: %v", name, types))
		}
	case "nodeGraph":
		for i, list := range [][]string{{"id", "title", "mainstat"}, {"id", "source", "target", "mainstat"}} {
			format := []string{"node-graph-nodes", "node-graph-edges"}[i]
			if len(p.Targets) != 2 || p.Targets[i].Format != format {
				return append(wrong, fmt.Sprintf("%s: a graph takes the nodes and then the edges", name))
			}
			for _, c := range list {
				if !slices.ContainsFunc(p.Targets[i].Columns, func(has column) bool { return has.Text == c }) {
					wrong = append(wrong, fmt.Sprintf("%s: %s have no column %s", name, format, c))
				}
			}
		}
	}
	return wrong
}

// answers asks each query of a dashboard, and gives the rows by the panels' titles and the queries' names, and what is wrong.
func (d dashboard) answers(a asker, from, to time.Time, chosen map[string][]string) (map[string][]row, []string) {
	values, err := a.values(d, from, to, chosen)
	if err != nil {
		return nil, []string{err.Error()}
	}
	all := map[string][]row{}
	var wrong []string
	for _, p := range d.Panels {
		for _, t := range p.Targets {
			answer, err := a.ask(t, values)
			if err == nil {
				all[p.Title+"/"+t.RefID], err = t.rows(answer)
			}
			if err != nil {
				wrong = append(wrong, fmt.Sprintf("%s/%s: %v", p.Title, t.RefID, err))
			}
		}
	}
	return all, wrong
}

// view is a dashboard with something chosen, and what is known of its numbers then.
type view struct {
	name, file string
	from, to   string
	// first: it is the one that the dashboard begins with. Neo4j, which plans each text for seconds, is asked no others.
	first  bool
	chosen map[string][]string
	// numbers are those by panel and, where it has rows, by the first text of a row.
	numbers map[string]map[string]float64
	// lists are the labels in a column, sorted, by panel and column.
	lists map[string][]string
	// lengths are the numbers of rows, by panel.
	lengths map[string]int
}

const (
	deployment = "France and the United Kingdom send forces to Ukraine once there is a peace deal."
	force      = "A multinational force is to be created that gives reassurance once there is a ceasefire, by air, sea and land."
	monitoring = "The Coalition of the Willing takes part in ceasefire monitoring led by the United States."
	attacked   = "Ukraine's allies support it if Russia attacks again."
)

// views are what is known of the Paris data, by its bundle: nine promises stand on 7 January 2026, of which four wait.
var views = []view{
	{
		name: "all", file: "commitments.json", from: "2025-07-01", to: "2026-06-30", first: true,
		numbers: map[string]map[string]float64{
			"Promises/A":         {"": 9},
			"Where they stand/A": {"ACTIVE": 5, "DORMANT": 4},
			"What is promised/A": {
				"INSTITUTION_BUILDING": 2, "ARMS_SUPPLY": 2, "TROOP_DEPLOYMENT": 1, "FURTHER_NEGOTIATION": 1, "FINANCING": 1, "MONITORING": 1, "ASSISTANCE": 1,
			},
			"Who promised it/A": {"Coalition of the Willing": 5, "none": 3, "France": 1, "United Kingdom": 1},
		},
		lists:   map[string][]string{"What waits, and for what/A label": {force, deployment, monitoring, attacked}},
		lengths: map[string]int{"Who promised what/A": 9, "When promises began, held and ended/A": 12, "Data as of/A": 1},
	},
	{
		name: "of France", file: "commitments.json", from: "2025-07-01", to: "2026-06-30", chosen: map[string][]string{"bearer": {"actor/FRA"}, "interval": {"YEAR"}},
		numbers: map[string]map[string]float64{"Promises/A": {"": 1}, "Where they stand/A": {"DORMANT": 1}, "Who promised it/A": {"France": 1, "United Kingdom": 1}},
		lists:   map[string][]string{"Who promised what/A label": {deployment}, "Who promised what/A conditions": {"if a peace deal is reached"}},
		lengths: map[string]int{"When promises began, held and ended/A": 2},
	},
	{
		name: "of two declarations and two kinds", file: "commitments.json", from: "2026-01-01", to: "2026-01-31",
		chosen: map[string][]string{
			"declaration": {"declaration/paris-2026", "declaration/paris-2026-separate"}, "kind": {"TROOP_DEPLOYMENT", "MONITORING"}, "around": {"declaration/paris-2026-separate"},
		},
		numbers: map[string]map[string]float64{"Promises/A": {"": 2}, "What is promised/A": {"TROOP_DEPLOYMENT": 1, "MONITORING": 1}},
		lists:   map[string][]string{"What waits, and for what/A label": {deployment, monitoring}},
		lengths: map[string]int{"When promises began, held and ended/A": 1},
	},
	{
		name: "on a day before", file: "commitments.json", from: "2025-07-01", to: "2026-06-30", chosen: map[string][]string{"asOf": {"2026-01-05"}},
		numbers: map[string]map[string]float64{"Promises/A": {"": 0}},
	},
	{
		name: "data", file: "data.json", from: "2020-01-01", to: "2100-01-01", first: true,
		numbers: map[string]map[string]float64{"Revision/A": {"": 1}, "Conflicts/A": {"": 1}},
		lists:   map[string][]string{"Loads/A dataset": {"paris-2026"}},
		lengths: map[string]int{"Newest load/A": 1, "Latest changes/A": 545, "Changes in the time chosen/A": 67},
	},
	{
		name: "data, before the first load", file: "data.json", from: "2020-01-01", to: "2020-12-31",
		lengths: map[string]int{"Changes in the time chosen/A": 0, "Latest changes/A": 545},
	},
}

// check gives what is wrong with a dashboard as it is viewed.
func (v view) check(d dashboard, a asker) []string {
	found, wrong := d.answers(a, day(v.from), day(v.to), v.chosen)
	for at, want := range v.numbers {
		got := map[string]float64{}
		for _, r := range found[at] {
			text := ""
			var number float64
			for _, value := range r {
				switch value := value.(type) {
				case string:
					text = value
				case float64:
					number = value
				}
			}
			got[text] = number
		}
		if diff := cmp.Diff(want, got); diff != "" {
			wrong = append(wrong, fmt.Sprintf("%s (-want +got):\n%s", at, diff))
		}
	}
	for at, want := range v.lists {
		where, column, _ := strings.Cut(at, "/A ")
		var got []string
		for _, r := range found[where+"/A"] {
			got = append(got, fmt.Sprint(r[column]))
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			wrong = append(wrong, fmt.Sprintf("%s (-want +got):\n%s", at, diff))
		}
	}
	for at, want := range v.lengths {
		if got := len(found[at]); got != want {
			wrong = append(wrong, fmt.Sprintf("%s has %d rows, want %d", at, got, want))
		}
	}
	if v.file == "commitments.json" {
		wrong = append(wrong, checkGraph(found["What hangs together/nodes"], found["What hangs together/edges"])...)
		wrong = append(wrong, checkTimes(found["When promises began, held and ended/A"])...)
	}
	return wrong
}

// checkGraph looks whether each edge's ends are among the nodes, and whether there are any.
func checkGraph(nodes, edges []row) []string {
	var wrong []string
	ids := map[any]bool{}
	for _, n := range nodes {
		ids[n["id"]] = true
	}
	if len(nodes) < 3 || len(edges) < 3 || len(ids) != len(nodes) {
		wrong = append(wrong, fmt.Sprintf("the graph has %d nodes, %d of them different, and %d edges", len(nodes), len(ids), len(edges)))
	}
	for _, e := range edges {
		if !ids[e["source"]] || !ids[e["target"]] {
			wrong = append(wrong, fmt.Sprintf("the edge %v leads to or from no node of the graph", e))
		}
	}
	return wrong
}

// checkTimes looks whether the parts of the time come one after the other.
func checkTimes(rows []row) []string {
	var before time.Time
	for _, r := range rows {
		at, ok := r["firstMs"].(time.Time)
		if !ok || !at.After(before) {
			return []string{fmt.Sprintf("%v doesn't follow on %s", r, before)}
		}
		before = at
	}
	return nil
}

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

// serve loads the Paris data and serves it.
func serve(t *testing.T, store graph.Store) asker {
	t.Helper()
	if _, err := loader.Load(t.Context(), store, []string{"../../data/paris-2026"}, loader.Options{}); err != nil {
		t.Fatal(err)
	}
	limits := server.DefaultLimits()
	// Neo4j plans a new text for seconds where other tests run beside.
	limits.Time = 2 * time.Minute
	s := httptest.NewServer(server.New(store, server.Options{Limits: limits, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}))
	t.Cleanup(s.Close)
	return asker{s.URL, &http.Client{Timeout: 3 * time.Minute}}
}

func onSQLite(t *testing.T) asker {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return serve(t, store)
}

// Each query of each dashboard answers on both stores with the columns that its panel reads, and the numbers are right where they
// are known.
func TestDashboards(t *testing.T) {
	texts := files(t)
	for name, text := range texts {
		for _, wrong := range decode(t, text).form() {
			t.Errorf("%s: %s", name, wrong)
		}
		if !slices.ContainsFunc(views, func(v view) bool { return v.file == name }) {
			t.Errorf("%s is never viewed", name)
		}
	}
	look := func(t *testing.T, a asker, views []view) {
		for _, v := range views {
			for _, wrong := range v.check(decode(t, texts[v.file]), a) {
				t.Errorf("%s: %s", v.name, wrong)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) { look(t, onSQLite(t), views) })
	// The suite holds the versions of Neo4j to the same answers; here one of them is enough.
	name := slices.Max(neo4jtest.Names(t))
	t.Run("neo4j", func(t *testing.T) {
		first := slices.DeleteFunc(slices.Clone(views), func(v view) bool { return !v.first })
		look(t, serve(t, neo4jtest.Open(t, neo4jtest.Server(t, name))), first)
	})
}

// What a dashboard can have wrong is found: each of these changes to its text makes the check fail.
func TestMutations(t *testing.T) {
	a := onSQLite(t)
	text := files(t)["commitments.json"]
	for _, tt := range []struct{ name, old, now string }{
		{"a column renamed in the panel", `"selector": "statusReason",`, `"selector": "reason",`},
		{"a column renamed in the query", `conditions statusReason }`, `conditions why: statusReason }`},
		{"a column that the schema doesn't have", `claimEdges }`, `claimCount }`},
		{"a column of another type", "\"text\": \"claimEdges\",\n              \"type\": \"number\"", "\"text\": \"claimEdges\",\n              \"type\": \"string\""},
		{"a column that is no time", "\"text\": \"began\",\n              \"type\": \"number\"", "\"text\": \"began\",\n              \"type\": \"timestamp_epoch\""},
		{"another root", `"root_selector": "data.timeline.rows"`, `"root_selector": "data.timeline.buckets"`},
		{"another axis", `"xField": "key1"`, `"xField": "key2"`},
		{"an override of no column", `"options": "beneficiaries"`, `"options": "for"`},
		{"a variable that isn't defined", `${interval}`, `${size}`},
		{"a variable of GraphQL with the name of the dashboard's", `$bearerIds`, `$bearer`},
		{"a value that is no JSON", `${kind:json}`, `${kind}`},
		{"All that means nothing", `[], \"leastBearers\": 0`, `[]`},
		{"another status", `{status: {eq: DORMANT}}`, `{status: {eq: ACTIVE}}`},
		{"no date", `asOf: $day, first: 0`, `first: 0`},
		{"another data source", `"uid": "pactgraph"`, `"uid": "infinity"`},
		{"two panels with one id", `"id": 2,`, `"id": 1,`},
		{"edges without an end", `source: start`, `from: start`},
		{"options without a text", `__text: label`, `text: label`},
		{"another method", `"method": "POST"`, `"method": "GET"`},
		{"by another grouping", `by: [STATUS]`, `by: [MODALITY]`},
	} {
		changed := strings.Replace(string(text), tt.old, tt.now, 1)
		if changed == string(text) {
			t.Errorf("%s: the dashboard doesn't have %s", tt.name, tt.old)
			continue
		}
		d := decode(t, []byte(changed))
		if wrong := append(d.form(), views[0].check(d, a)...); len(wrong) == 0 {
			t.Errorf("%s isn't found", tt.name)
		}
	}
}

// What is provisioned is what the dashboards name, and where docker-compose.yml mounts it; the address and the password come
// from its surroundings.
func TestProvisioning(t *testing.T) {
	var sources struct {
		APIVersion  int `yaml:"apiVersion"`
		Datasources []struct {
			Name, UID, Type, Access, URL string
			Editable                     bool
			JSONData                     map[string]any `yaml:"jsonData"`
		}
	}
	readYAML(t, "provisioning/datasources/pactgraph.yml", &sources)
	if len(sources.Datasources) != 1 || sources.APIVersion != 1 {
		t.Fatalf("the data sources are %+v", sources)
	}
	s := sources.Datasources[0]
	if (datasource{s.Type, s.UID}) != infinity || s.URL != "$PACTGRAPH_URL" || !cmp.Equal(s.JSONData["allowedHosts"], []any{s.URL}) {
		t.Errorf("the data source is %+v", s)
	}
	var providers struct {
		APIVersion int `yaml:"apiVersion"`
		Providers  []struct {
			Name, Folder, Type    string
			DisableDeletion       bool `yaml:"disableDeletion"`
			AllowUIUpdates        bool `yaml:"allowUiUpdates"`
			UpdateIntervalSeconds int  `yaml:"updateIntervalSeconds"`
			Options               struct{ Path string }
		}
	}
	readYAML(t, "provisioning/dashboards/pactgraph.yml", &providers)
	var compose struct {
		Services map[string]struct {
			Environment map[string]string
			Volumes     []string
		}
	}
	readYAML(t, "../../docker-compose.yml", &compose)
	grafana := compose.Services["grafana"]
	for _, mount := range []string{
		"./dashboards/grafana/provisioning:/etc/grafana/provisioning:ro",
		"./dashboards/grafana/dashboards:" + providers.Providers[0].Options.Path + ":ro",
	} {
		if !slices.Contains(grafana.Volumes, mount) {
			t.Errorf("docker-compose.yml doesn't mount %s: %v", mount, grafana.Volumes)
		}
	}
	if plugin := grafana.Environment["GF_PLUGINS_PREINSTALL"]; !regexp.MustCompile(`^` + infinity.Type + `@\d+\.\d+\.\d+$`).MatchString(plugin) {
		t.Errorf("docker-compose.yml installs the plugin %q, not one version of %s", plugin, infinity.Type)
	}
	if grafana.Environment["PACTGRAPH_URL"] != "http://pactgraph:8080" {
		t.Errorf("Grafana is told to find the server at %q", grafana.Environment["PACTGRAPH_URL"])
	}
	for name := range grafana.Environment {
		if strings.Contains(name, "ANONYMOUS") {
			t.Errorf("docker-compose.yml lets in who isn't known: %s", name)
		}
	}
}

func readYAML(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}
