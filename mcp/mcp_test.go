package mcp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.uber.org/goleak"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/sqlite"
	"pactgraph/internal/golden"
	"pactgraph/loader"
	"pactgraph/mcp"
	"pactgraph/server"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// day is the day on which tests ask.
func day() time.Time { return time.Date(2026, 1, 7, 12, 0, 0, 0, time.UTC) }

// loaded gives a store that holds the Paris data, and then what bundles say.
func loaded(t *testing.T, bundles ...string) graph.Store {
	t.Helper()
	file := filepath.Join(t.TempDir(), "graph.db")
	if err := os.WriteFile(file, parisFile(t), 0o600); err != nil {
		t.Fatal(err)
	}
	return opened(t, file, bundles...)
}

// opened opens a store, and loads bundles into it.
func opened(t *testing.T, file string, bundles ...string) graph.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	for _, b := range bundles {
		if _, err := loader.Load(t.Context(), store, []string{b}, loader.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

// told gives a client of a store that holds what the text of a bundle says, and nothing else.
func told(t *testing.T, bundle string) *sdk.ClientSession {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bundle.yaml")
	if err := os.WriteFile(file, []byte(bundle), 0o600); err != nil {
		t.Fatal(err)
	}
	return client(t, asking(opened(t, filepath.Join(t.TempDir(), "graph.db"), file)))
}

// parisStore is a store's file with the Paris data. It is made once: with the race detector a load takes seconds.
var parisStore []byte

func parisFile(t *testing.T) []byte {
	t.Helper()
	if parisStore != nil {
		return parisStore
	}
	file := filepath.Join(t.TempDir(), "paris.db")
	if err := opened(t, file, "../data/paris-2026").Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parisStore = content
	return content
}

const lake = "../docs/examples/lake"

// asking lets the tools ask a store as the program does.
func asking(store graph.Reader) mcp.Ask {
	ask := server.NewAsk(store, server.Options{Now: day})
	return func(ctx context.Context, document, operation string, variables map[string]any) ([]byte, error) {
		return ask(ctx, server.Request{Document: document, Operation: operation, Variables: variables})
	}
}

// client is an assistant's program that is connected to a server.
func client(t *testing.T, ask mcp.Ask) *sdk.ClientSession {
	t.Helper()
	here, there := sdk.NewInMemoryTransports()
	s, err := mcp.New(ask, mcp.Options{Version: "test", Now: day}).Connect(t.Context(), there, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		_ = s.Wait()
	})
	return c
}

// object is a JSON object.
type object = map[string]any

// call calls a tool, and gives its answer as text and structured.
func call(t *testing.T, c *sdk.ClientSession, tool string, arguments any) (string, object) {
	t.Helper()
	r, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	text := textOf(t, r)
	if r.IsError {
		t.Fatalf("%s: %s", tool, text)
	}
	out, ok := r.StructuredContent.(object)
	if !ok {
		t.Fatalf("%s gives %T", tool, r.StructuredContent)
	}
	return text, out
}

func textOf(t *testing.T, r *sdk.CallToolResult) string {
	t.Helper()
	if len(r.Content) != 1 {
		t.Fatalf("an answer has %d contents", len(r.Content))
	}
	return r.Content[0].(*sdk.TextContent).Text
}

// question is a call of a tool.
type question struct {
	tool      string
	arguments object
}

// questions are of all tools, about the Paris data.
var questions = []question{
	{"overview", object{}},
	{"search", object{"text": "legal commitment"}},
	{"search", object{"text": "Ukraine", "types": []string{"ACTOR", "STATEMENT"}, "first": 3}},
	{"describe", object{"id": "France"}},
	{"describe", object{"id": "declaration/paris-2026", "first": 50}},
	{"describe", object{"id": "obligation/paris-2026/support-if-attacked", "as_of": "2026-01"}},
	{"describe", object{"id": "condition/paris-2026/new-attack"}},
	{"describe", object{"id": "statement/paris-2026/starmer-key-steps"}},
	{"describe", object{"id": "source/caliber-az-paris-2026", "first": 3}},
	{"describe", object{"id": "actor/UKR", "relations": []string{"BENEFICIARY"}, "first": 0}},
	{"obligations_of", object{"actor": "France", "side": "OWES", "as_of": "2026-01-07"}},
	{"obligations_of", object{"actor": "UKR", "side": "OWED", "first": 3}},
	{"obligations_of", object{"actor": "Ukraine", "side": "OWED", "partner": "France", "statuses": []string{"DORMANT"}}},
	{"obligations_of", object{"actor": "Russia", "side": "AGAINST"}},
	{"what_if", object{"suppose": []object{{"event": "ARMED_ATTACK", "attacker": "Russia", "victim": "Ukraine"}}}},
	{"what_if", object{"suppose": []object{{"condition": "condition/paris-2026/peace-deal"}}, "as_of": "2026-02"}},
	{"paths", object{"from": "France", "to": "Ukraine", "first": 3}},
	{"paths", object{"from": "actor/emmanuel-macron", "to": "Russia", "through_declarations": true}},
	{"compare", object{"declarations": []string{"declaration/paris-2026", "declaration/paris-2026-separate"}}},
	{"compare", object{"declarations": []string{"declaration/paris-2026", "declaration/paris-2026-separate"}, "first": 2, "skip": 1}},
	{"conflicts", object{}},
	{"conflicts", object{"about": []string{"France"}, "kinds": []string{"VALUES"}}},
	{"gaps", object{"first": 5}},
	{"gaps", object{"about": []string{"obligation/paris-2026/force"}, "kinds": []string{"SILENT", "NO_BEARER"}}},
	{"graphql", object{"query": "query Q($n: Int!) { obligations(first: $n) { totalCount nodes { label } } }", "variables": object{"n": 2}, "operation": "Q"}},
}

// Every tool is told of fully: what it does, that it only reads, and what each argument and each part of an answer is. Every
// answer is as its schema says, by another validator than the one that the server has.
func TestTools(t *testing.T) {
	c := client(t, asking(loaded(t)))
	list, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	outputs := map[string]*jsonschema.Schema{}
	for _, tool := range list.Tools {
		a := tool.Annotations
		if tool.Description == "" || a == nil || !a.ReadOnlyHint || !a.IdempotentHint || *a.DestructiveHint || *a.OpenWorldHint {
			t.Errorf("%s isn't told of as a tool that only reads: %+v", tool.Name, a)
		}
		arguments, _ := tool.InputSchema.(object)["properties"].(object) // overview has none
		for name, p := range arguments {
			if p.(object)["description"] == nil {
				t.Errorf("the argument %s of %s isn't described", name, tool.Name)
			}
		}
		outputs[tool.Name] = compiled(t, tool.OutputSchema)
	}
	asked := map[string]bool{}
	for i, q := range questions {
		t.Run(fmt.Sprintf("%d %s", i, q.tool), func(t *testing.T) {
			asked[q.tool] = true
			text, out := call(t, c, q.tool, q.arguments)
			if err := outputs[q.tool].Validate(out); err != nil {
				t.Errorf("%v", err)
			}
			if q.tool != "graphql" {
				checkCitations(t, out)
				checkText(t, text, out)
			}
		})
	}
	if want := slices.Sorted(maps.Keys(outputs)); !slices.Equal(want, slices.Sorted(maps.Keys(asked))) {
		t.Errorf("the tools are %q, and %v are asked", want, asked)
	}
}

// Arguments that don't keep to the schema of a tool are told with what it takes.
func TestBadArguments(t *testing.T) {
	c := client(t, asking(loaded(t)))
	for _, test := range []struct {
		question
		told []string
	}{
		{question{"obligations_of", object{"actor": "France"}}, []string{`missing properties: ["side"]`, "side (needed: OWES OWED AGAINST)", "statuses (a list: PROSPECTIVE DORMANT"}},
		{question{"obligations_of", object{"actor": "France", "side": "OWES", "kind": "DEFENCE"}}, []string{`["kind"]`, "obligations_of takes actor (needed), ", "kinds (a list)", "first (1 to 25)"}},
		{question{"obligations_of", object{"actor": "France", "side": "OWES", "as_of": "7 January 2026"}}, []string{`"7 January 2026"`, "as_of (2026, 2026-01 or 2026-01-06)"}},
		{question{"overview", object{"day": "2026"}}, []string{`["day"]`, "overview takes no arguments"}},
	} {
		r, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: test.tool, Arguments: test.arguments})
		if err != nil || !r.IsError {
			t.Fatalf("%s %v: got %v, %v, want a tool's error", test.tool, test.arguments, r, err)
		}
		for _, part := range test.told {
			if text := textOf(t, r); !strings.Contains(text, part) || strings.Contains(text, "validating root") {
				t.Errorf("%s %v: got %s, want %s in it", test.tool, test.arguments, text, part)
			}
		}
	}
}

func compiled(t *testing.T, schema any) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("output.json", schema); err != nil {
		t.Fatal(err)
	}
	s, err := compiler.Compile("output.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// objects calls do with every object in a value.
func objects(v any, do func(object)) {
	switch v := v.(type) {
	case object:
		do(v)
		for _, e := range v {
			objects(e, do)
		}
	case []any:
		for _, e := range v {
			objects(e, do)
		}
	}
}

func texts(v any) []string {
	var list []string
	all, _ := v.([]any)
	for _, e := range all {
		list = append(list, e.(string))
	}
	return list
}

// checkCitations sees that what is said has a quote with a source, or says how else it is known: nothing of the basis TEXT or
// IDENTIFIED is without one, what was inferred says why, each ref leads to a quote, and each quote to a source.
func checkCitations(t *testing.T, out object) {
	t.Helper()
	refs := map[string]bool{}
	for _, part := range []string{"quotes", "sources"} {
		list, _ := out[part].([]any)
		for _, e := range list {
			refs[e.(object)["ref"].(string)] = true
		}
	}
	cited := map[string]bool{}
	objects(out, func(o object) {
		if ref, ok := o["source"].(string); ok && o["ref"] != nil {
			cited[ref] = true
			if !refs[ref] {
				t.Errorf("%v is from %s, which isn't there", o, ref)
			}
			if o["text"] == nil && o["locator"] == nil {
				t.Errorf("%v has neither words nor a place", o)
			}
		}
		basis, isFact := o["basis"].(string)
		if !isFact {
			if o["field"] != nil || o["because"] != nil && o["rule"] != nil {
				if o["values"] == nil { // a difference, or a conflict, whose values have their own
					t.Errorf("%v doesn't say how it is known", o)
				}
			}
			return
		}
		quotes := append(texts(o["quotes"]), texts(o["against"])...)
		for _, ref := range quotes {
			cited[ref] = true
			if !refs[ref] {
				t.Errorf("%v cites %s, which isn't there", o, ref)
			}
		}
		switch basis {
		case "TEXT", "IDENTIFIED", "RECORD":
			if len(quotes) == 0 && o["about"] == nil { // what a quote shows stands under the quote
				t.Errorf("%v has no quote", o)
			}
		case "INFERRED":
			if len(quotes) == 0 && o["note"] == nil && o["about"] == nil {
				t.Errorf("%v says neither from what it is concluded nor why", o)
			}
		case "UNSUPPORTED":
			if len(texts(o["quotes"])) > 0 {
				t.Errorf("%v has quotes", o)
			}
		}
	})
	for ref := range refs {
		if !cited[ref] && strings.HasPrefix(ref, "Q") {
			t.Errorf("%s is cited nowhere", ref)
		}
	}
}

// checkText sees that an answer's text has all that is in its structured form: each id, and each text of it.
func checkText(t *testing.T, text string, out object) {
	t.Helper()
	flat := strings.Join(strings.Fields(text), " ")
	objects(out, func(o object) {
		for name, v := range o {
			s, ok := v.(string)
			if ok && !strings.Contains(flat, strings.Join(strings.Fields(s), " ")) {
				t.Errorf("%s: %q isn't in the text", name, s)
			}
		}
	})
}

// What an actor owes is what docs/examples/questions/02-owes.graphql finds in three lists: named, as a party, as a member.
func TestOwesIsWhatTheDocsAsk(t *testing.T) {
	store := loaded(t, lake)
	ask := asking(store)
	c := client(t, ask)
	document := golden.Read(t, "../docs/examples/questions/02-owes.graphql")
	var actors struct {
		Data struct {
			Actors struct{ Nodes []struct{ ID string } }
		}
	}
	query(t, ask, "{ actors(first: 8, orderBy: {field: DEGREE, direction: DESC}) { nodes { id } } }", nil, &actors)
	const asOf = "2031-06"
	some := 0
	for _, actor := range actors.Data.Actors.Nodes {
		var got struct {
			Data map[string]struct{ Nodes []struct{ ID string } }
		}
		query(t, ask, document, object{"actor": actor.ID, "asOf": asOf}, &got)
		want := map[string]bool{}
		for _, list := range got.Data {
			for _, o := range list.Nodes {
				want[o.ID] = true
			}
		}
		some += len(want)
		_, out := call(t, c, "obligations_of", object{
			"actor": actor.ID, "side": "OWES", "as_of": asOf, "first": 25,
			"statuses": []string{"DORMANT", "ACTIVE", "FULFILLED", "BREACHED", "SUSPENDED", "UNKNOWN"},
		})
		found := map[string]bool{}
		for _, o := range out["obligations"].([]any) {
			found[o.(object)["id"].(string)] = true
		}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Errorf("%s on %s (-docs +tool):\n%s", actor.ID, asOf, diff)
		}
	}
	if some < 20 {
		t.Errorf("all actors owe %d promises: too few to show anything", some)
	}
}

// pactsToAll has promises that each party bears, and actors that became parties, left, came back, or did neither quite.
const pactsToAll = `
pactgraph: 1
dataset: pacts
actors:
  back: {kind: OTHER_ORGANISATION, name: Back}
  gone: {kind: OTHER_ORGANISATION, name: Gone}
  undated: {kind: OTHER_ORGANISATION, name: Undated}
  later: {kind: OTHER_ORGANISATION, name: Later}
  hesitant: {kind: OTHER_ORGANISATION, name: Hesitant}
  suspended: {kind: OTHER_ORGANISATION, name: Suspended}
  recorded: {kind: OTHER_ORGANISATION, name: Recorded, partyTo: [{who: pact, from: 1950, to: 1980}]}
  signer: {kind: OTHER_ORGANISATION, name: Signer}
  adopter: {kind: OTHER_ORGANISATION, name: Adopter}
  witness: {kind: OTHER_ORGANISATION, name: Witness}
conditions:
  attack: {kind: ARMED_ATTACK, text: an armed attack}
declarations:
  pact:
    kind: TREATY
    title: Pact
    status: IN_FORCE
    inForceOn: 1949
    parties:
      - {who: back, action: RATIFICATION, date: 1949}
      - {who: back, action: WITHDRAWAL, date: 1966}
      - {who: back, action: ACCESSION, date: 2009}
      - {who: gone, action: ACCESSION}
      - {who: gone, action: WITHDRAWAL, date: 1966, effectiveDate: 1967}
      - {who: undated, action: ACCESSION, date: 1949}
      - {who: undated, action: WITHDRAWAL}
      - {who: later, action: RATIFICATION, date: 2009, effectiveDate: 2012}
      - {who: hesitant, action: SIGNATURE, date: 1949}
      - {who: suspended, action: RATIFICATION, date: 1949}
      - {who: suspended, action: SUSPENSION, date: 1966}
      - {who: adopter, action: ADOPTION, date: 1949}
      - {who: witness, action: RATIFICATION, date: 1949, capacity: DEPOSITARY}
    obligations:
      help: {kind: DEFENCE, bearerRole: EACH_PARTY, when: [attack]}
  joint:
    kind: JOINT_DECLARATION
    title: Joint
    signedOn: 1950
    parties:
      - {who: signer, action: SIGNATURE, date: 1950}
      - {who: adopter, action: ADOPTION, date: 1950}
      - {who: witness, action: SIGNATURE, date: 1950, capacity: WITNESS}
    obligations:
      aid: {kind: FINANCING, bearerRole: EACH_PARTY, when: [attack]}
`

// Who owes a promise as a party is who would bear it in what_if, for the same reason: the last action counts, and which ones bind hangs
// on what the declaration is.
func TestPartiesOweWhatTheyWouldBear(t *testing.T) {
	c := told(t, pactsToAll)
	owed := map[string]bool{}
	for _, day := range []string{"1951", "1970", "2010", "2020"} {
		reasons := map[string]string{}
		_, out := call(t, c, "what_if", object{"suppose": []object{{"condition": "condition/attack"}}, "as_of": day})
		for _, e := range out["effects"].([]any) {
			obligation := e.(object)["obligation"].(object)["id"].(string)
			for _, b := range e.(object)["bearers"].([]any) {
				_, reason, _ := strings.Cut(b.(object)["reason"].(string), "each party bears it, and ")
				reasons[b.(object)["id"].(string)+" "+obligation] = reason
			}
		}
		for _, name := range []string{"back", "gone", "undated", "later", "hesitant", "suspended", "recorded", "signer", "adopter", "witness"} {
			actor := "actor/" + name
			_, out := call(t, c, "obligations_of", object{"actor": actor, "side": "OWES", "as_of": day})
			list := out["obligations"].([]any)
			if out["total"] != float64(len(list)) {
				t.Errorf("%s in %s: %v in all, and %d of them", name, day, out["total"], len(list))
			}
			for _, o := range list {
				pair, why := actor+" "+o.(object)["id"].(string), o.(object)["why"].(string)
				if reason, ok := reasons[pair]; !ok || !strings.Contains(why, reason) {
					t.Errorf("in %s %s is owed %s, and in what_if %q", day, pair, why, reason)
				}
				owed[name+" "+day] = true
				delete(reasons, pair)
			}
		}
		if len(reasons) > 0 {
			t.Errorf("in %s what_if has besides %q", day, reasons)
		}
	}
	for _, want := range []string{"back 1951", "back 2010", "signer 1951", "adopter 1951", "hesitant 1951", "suspended 1970", "recorded 1970", "later 2020"} {
		if !owed[want] {
			t.Errorf("nothing is owed by %s", want)
		}
	}
	for _, want := range []string{"back 1970", "gone 1970", "witness 2020", "later 2010", "recorded 2010"} {
		if owed[want] {
			t.Errorf("something is owed by %s", want)
		}
	}
}

// A partner is a party by the same rule, and who may be one is told as that.
func TestPartnersAreParties(t *testing.T) {
	c := told(t, pactsToAll)
	for _, test := range []struct {
		actor, side, partner, day string
		want                      []string
	}{
		{"hesitant", "OWED", "back", "2010", []string{"perhaps as a party to the declaration: “Hesitant” has done no more to be bound by “Pact” than SIGNATURE of 1949"}},
		{"back", "OWES", "hesitant", "2010", []string{"as a party to the declaration: “Back” is a party to “Pact” by ACCESSION of 2009"}},
		{"back", "OWES", "gone", "2010", nil},
		{"recorded", "OWES", "back", "1960", []string{"as a party to the declaration: “Recorded” is recorded as a party to “Pact” since 1950"}},
		{"recorded", "OWES", "back", "1970", nil},
	} {
		_, out := call(t, c, "obligations_of", object{"actor": "actor/" + test.actor, "side": test.side, "partner": "actor/" + test.partner, "as_of": test.day})
		var got []string
		for _, o := range out["obligations"].([]any) {
			got = append(got, o.(object)["why"].(string))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", test, diff)
		}
	}
}

func query(t *testing.T, ask mcp.Ask, document string, variables object, into any) {
	t.Helper()
	answer, err := ask(t.Context(), document, "", variables)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer, into); err != nil || strings.Contains(string(answer[:min(len(answer), 12)]), "errors") {
		t.Fatalf("%v: %s", err, answer)
	}
}

// A bundle that quotes a record as a whole has no claims about its fields and relations; what is told of them has the record's quotes,
// and says that they are the record's.
func TestRecordsQuotes(t *testing.T) {
	c := client(t, asking(loaded(t, lake)))
	for _, test := range []struct {
		tool      string
		arguments object
		want      string
	}{
		{"obligations_of", object{"actor": "actor/belmark", "side": "OWES"}, "- amountUnit = patrol boats/year [Q1] RECORD\n"},
		{"obligations_of", object{"actor": "actor/belmark", "side": "OWES"}, "- Ardovia (actor/ardovia) [Q1] RECORD\n"},
		{"describe", object{"id": "actor/belmark", "first": 50}, "(obligation/harbour-agreement/boats) [Q"},
		{"paths", object{"from": "actor/belmark", "to": "actor/ardovia", "first": 20}, "(actor/belmark) <-BEARER- Belmark supplies one patrol boat a year to Ardovia. (obligation/harbour-agreement/boats) [Q"},
	} {
		r, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: test.tool, Arguments: test.arguments})
		if err != nil {
			t.Fatal(err)
		}
		if text := textOf(t, r); !strings.Contains(text, test.want) {
			t.Errorf("%s %v: %q isn't in %s", test.tool, test.arguments, test.want, text)
		}
		if !r.IsError {
			checkCitations(t, r.StructuredContent.(object))
		}
	}
}

// An amount has its quote however large or small it is: it is written as the claim about it has it.
func TestAmountsHaveTheirQuotes(t *testing.T) {
	c := told(t, `
pactgraph: 1
dataset: amounts
source: s
sources: {s: {kind: DATASET, title: S}}
actors: {payer: {kind: OTHER_ORGANISATION, name: Payer}}
declarations:
  pact:
    kind: TREATY
    title: Pact
    obligations:
      large: {kind: FINANCING, bearers: [payer], amount: {value: 2.5e21}, quotes: {amount: {locator: row 1}}}
      small: {kind: FINANCING, bearers: [payer], amount: {value: 0.00000025}, quotes: {amount: {locator: row 2}}}
`)
	for id, amount := range map[string]string{"obligation/pact/large": "2500000000000000000000", "obligation/pact/small": "0.00000025"} {
		for _, q := range []question{{"obligations_of", object{"actor": "actor/payer", "side": "OWES"}}, {"describe", object{"id": id}}} {
			text, out := call(t, c, q.tool, q.arguments)
			checkCitations(t, out)
			want := "- amountValue = " + amount + " [Q"
			if !strings.Contains(text, want) || strings.Contains(text, "also claimed") {
				t.Errorf("%s %v: %q isn't in %s, or is beside what is shown", q.tool, q.arguments, want, text)
			}
		}
	}
}

// Of a promise with more bearers than are shown, the one that is asked about is shown, and with its own quote.
func TestTheOneAskedAboutIsShown(t *testing.T) {
	var actors, list strings.Builder
	for i := range 30 {
		fmt.Fprintf(&actors, "  m%02d: {kind: OTHER_ORGANISATION, name: M%02d}\n", i, i)
		fmt.Fprintf(&list, "m%02d, ", i)
	}
	c := told(t, fmt.Sprintf(`
pactgraph: 1
dataset: many
source: s
sources: {s: {kind: DATASET, title: S}}
actors:
%sdeclarations:
  pact:
    kind: TREATY
    title: Pact
    obligations:
      help:
        kind: DEFENCE
        bearers: [%[2]s]
        counterparties: [%[2]s]
        beneficiaries: [%[2]s]
        against: [%[2]s]
        quotes: {bearers: {locator: row 1}, counterparties: {locator: row 2}, beneficiaries: {locator: row 3}, against: {locator: row 4}}
`, actors.String(), strings.TrimSuffix(list.String(), ", ")))
	for side, lists := range map[string][]string{"OWES": {"bearers"}, "OWED": {"counterparties", "beneficiaries"}, "AGAINST": {"directed_against"}} {
		for _, actor := range []string{"actor/m03", "actor/m29"} {
			_, out := call(t, c, "obligations_of", object{"actor": actor, "side": side})
			checkCitations(t, out)
			promise := out["obligations"].([]any)[0].(object)
			if promise["why"] != "named itself" {
				t.Errorf("%s %s: %q", side, actor, promise["why"])
			}
			for _, name := range lists {
				shown := 0
				for _, tie := range promise[name].([]any) {
					if tie.(object)["id"] == actor && tie.(object)["basis"] == "TEXT" {
						shown++
					}
				}
				if shown != 1 {
					t.Errorf("%s %s: it stands among the %s with its quote %d times", side, actor, name, shown)
				}
			}
		}
	}
}

// Things, the vocabulary and types of the schema are read by their addresses; what there is none of is an error of the protocol, as
// the protocol has it. Prompts ask what their arguments say.
func TestResourcesAndPrompts(t *testing.T) {
	c := client(t, asking(loaded(t)))
	for uri, want := range map[string]string{
		"pactgraph://declaration/paris-2026":      "label: Paris Declaration",
		"pactgraph://actor/FRA":                   "[Q1] TEXT",
		"pactgraph://vocabulary":                  "- LEGALLY_BINDING: ",
		"pactgraph://schema":                      "type Query {",
		"pactgraph://schema/ConditionStateInfo":   "\ntype ConditionStateInfo {\n",
		"pactgraph://schema/Date":                 "scalar Date",
		"pactgraph://schema/SomethingElse":        "",
		"pactgraph://actor/SomethingElse":         "",
		"pactgraph://nothing":                     "",
		"pactgraph://actor/%zz":                   "",
		"pactgraph://actor/FRA%00":                "",
		"pactgraph://declaration/../../etc/hosts": "",
	} {
		r, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: uri})
		var refused *jsonrpc.Error
		switch {
		case want == "" && (!errors.As(err, &refused) || !strings.Contains(refused.Message, "not found")):
			t.Errorf("%s gives %v, %v", uri, r, err)
		case want != "" && err != nil:
			t.Errorf("%s: %v", uri, err)
		case want != "" && !strings.Contains(r.Contents[0].Text, want):
			t.Errorf("%s gives %.300s, without %q", uri, r.Contents[0].Text, want)
		}
	}
	p, err := c.GetPrompt(t.Context(), &sdk.GetPromptParams{Name: "brief", Arguments: map[string]string{"actor": "France", "as_of": "2026"}})
	if err != nil || !strings.Contains(p.Messages[0].Content.(*sdk.TextContent).Text, "of “France” as of “2026”") {
		t.Errorf("the prompt is %v, %v", p, err)
	}
	if _, err := c.GetPrompt(t.Context(), &sdk.GetPromptParams{Name: "check"}); err == nil || !strings.Contains(err.Error(), "needs the argument statement") {
		t.Errorf("a prompt without what it needs gives %v", err)
	}
}

// The address that describe gives of a thing is read, in whatever script its id is.
func TestAddressesOfAnyScript(t *testing.T) {
	c := told(t, `
pactgraph: 1
dataset: harbour
actors: {zoë: {kind: PERSON, name: Zoë}, гавань: {kind: PERSON, name: Harbour}, "дом:a_b": {kind: PERSON, name: House}}
`)
	for _, id := range []string{"actor/zoë", "actor/гавань", "actor/дом:a_b"} {
		_, out := call(t, c, "describe", object{"id": id})
		r, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: out["link"].(string)})
		if err != nil {
			t.Errorf("%s: %v", out["link"], err)
			continue
		}
		if text := r.Contents[0].Text; !strings.Contains(text, "id: "+id+"\n") {
			t.Errorf("%s gives %s", out["link"], text)
		}
	}
}

// Pages follow each other by the cursor that left_out gives, and together are the whole; so do parts of a what-if and a comparison.
func TestPages(t *testing.T) {
	c := client(t, asking(loaded(t)))
	for _, test := range []struct {
		tool, list string
		arguments  object
		bySkip     bool
	}{
		{"obligations_of", "obligations", object{"actor": "Ukraine", "side": "OWED"}, false},
		{"search", "hits", object{"text": "Ukraine", "types": []string{"OBLIGATION"}}, false},
		{"gaps", "gaps", object{"kinds": []string{"WEAK_SOURCES"}}, false},
		{"compare", "rows", object{"declarations": []string{"declaration/paris-2026", "declaration/paris-2026-separate"}}, true},
	} {
		whole := maps.Clone(test.arguments)
		whole["first"] = 25
		_, out := call(t, c, test.tool, whole)
		want := out[test.list].([]any)
		if len(want) < 4 || out["left_out"] != nil {
			t.Fatalf("%s: %d, left out %v", test.tool, len(want), out["left_out"])
		}
		var got []any
		part := maps.Clone(test.arguments)
		part["first"] = 3
		for range want {
			_, out := call(t, c, test.tool, part)
			page := out[test.list].([]any)
			got = append(got, page...)
			left, _ := out["left_out"].([]any)
			if len(left) != 1 {
				t.Fatalf("%s: left out %v", test.tool, left)
			}
			one := left[0].(object)
			if one["total"].(float64) != float64(len(want)) || one["shown"].(float64) != float64(len(page)) {
				t.Errorf("%s: %v of %d, %d shown", test.tool, one, len(want), len(page))
			}
			if test.bySkip {
				part["skip"] = len(got)
			} else if part["after"] = one["after"]; one["after"] == nil {
				break
			}
			if len(got) == len(want) {
				break
			}
		}
		if diff := cmp.Diff(ids(want), ids(got)); diff != "" {
			t.Errorf("%s (-whole +pages):\n%s", test.tool, diff)
		}
	}
}

// ids gives what tells elements of a list apart.
func ids(list []any) []string {
	refs := regexp.MustCompile(`[QS][0-9]+`)
	var out []string
	for _, e := range list {
		text, _ := json.Marshal(e)
		out = append(out, refs.ReplaceAllString(string(text), "REF"))
	}
	return out
}

// The largest pages of each tool are answered of a graph that is larger: what a tool asks of itself stays within the limits.
func TestLargestPages(t *testing.T) {
	store := opened(t, filepath.Join(t.TempDir(), "graph.db"))
	for _, b := range graphtest.Generate(7, 100) {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	ask := asking(store)
	var got struct {
		Data map[string]struct{ Nodes []struct{ ID string } }
	}
	query(t, ask, `{
		declarations(first: 5) { nodes { id } }
		conditions(first: 20) { nodes { id } }
		actors(first: 2, orderBy: {field: DEGREE, direction: DESC}) { nodes { id } }
		obligations(first: 1, orderBy: {field: DEGREE, direction: DESC}) { nodes { id } }
	}`, nil, &got)
	first := func(list string) (ids []string) {
		for _, n := range got.Data[list].Nodes {
			ids = append(ids, n.ID)
		}
		return ids
	}
	var all []object
	for _, id := range first("conditions") {
		all = append(all, object{"condition": id})
	}
	hub, other := first("actors")[0], first("actors")[1]
	c := client(t, ask)
	for _, q := range []question{
		{"overview", object{}},
		{"search", object{"text": "a", "first": 50}},
		{"describe", object{"id": hub, "first": 50}},
		{"describe", object{"id": first("obligations")[0], "first": 50}},
		{"obligations_of", object{"actor": hub, "side": "OWES", "first": 25}},
		{"obligations_of", object{"actor": hub, "side": "OWED", "partner": other, "first": 25}},
		{"obligations_of", object{"actor": hub, "side": "AGAINST", "partner": other, "first": 25}},
		{"what_if", object{"suppose": all, "first": 25}},
		{"paths", object{"from": hub, "to": other, "first": 20, "max_length": 6}},
		{"compare", object{"declarations": first("declarations"), "first": 50}},
		{"conflicts", object{"first": 25}},
		{"gaps", object{"first": 50}},
	} {
		_, out := call(t, c, q.tool, q.arguments)
		checkCitations(t, out)
	}
}
