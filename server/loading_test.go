package server

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/xuri/excelize/v2"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
	"pactgraph/internal/inbox"
	"pactgraph/internal/tokens"
	"pactgraph/loader"
	"pactgraph/server/gql"
)

// writtenTypes are the object types that only mutations lead to, the type Mutation among them.
func writtenTypes() map[string]bool {
	asked := map[string]bool{}
	var reach func(def *ast.Definition)
	reach = func(def *ast.Definition) {
		if asked[def.Name] {
			return
		}
		asked[def.Name] = true
		for _, f := range def.Fields {
			reach(schema.Types[f.Type.Name()])
		}
		for _, of := range schema.GetPossibleTypes(def) {
			reach(of)
		}
	}
	reach(schema.Query)
	reach(schema.Subscription)
	only := map[string]bool{}
	for name, def := range schema.Types {
		if def.Kind == ast.Object && !def.BuiltIn && !asked[name] {
			only[name] = true
		}
	}
	return only
}

// writable is a server on the small world to which Ana may write.
type writable struct {
	http.Handler
	store *counted
	token string
}

func newWritable(t *testing.T, store *counted, change func(*Options)) writable {
	t.Helper()
	token := tokens.New()
	opts := Options{Log: quiet(), Now: worldDay, Writers: holders(t, "ana", token), Loader: inbox.New(store.Reader.(graph.Store))}
	if change != nil {
		change(&opts)
	}
	return writable{New(store, opts), store, token}
}

// holders gives somebody who has a token.
func holders(t *testing.T, name, token string) *tokens.Holders {
	t.Helper()
	line, err := tokens.Line(name, token)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := tokens.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// eachWritable runs a test on a server on each store that needs no other program.
func eachWritable(t *testing.T, test func(*testing.T, writable)) {
	t.Run("memory", func(t *testing.T) { test(t, newWritable(t, world(t), nil)) })
	t.Run("sqlite", func(t *testing.T) { test(t, newWritable(t, sqliteWorld(t), nil)) })
}

func sqliteWorld(t *testing.T) *counted {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	return fill(t, db)
}

// posted is what a server answers.
type posted struct {
	status int
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

func (p posted) codes() []string {
	var list []string
	for _, e := range p.Errors {
		list = append(list, fmt.Sprint(e.Extensions["code"]))
	}
	return list
}

// at gives a value of the answer's data, by its path.
func (p posted) at(path string) any {
	var v any = p.Data
	for step := range strings.SplitSeq(path, ".") {
		switch inner := v.(type) {
		case map[string]any:
			v = inner[step]
		case []any:
			i := 0
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(inner) {
				return nil
			}
			v = inner[i]
		default:
			return nil
		}
	}
	return v
}

// post asks for something with the writer's token, or with other headers instead.
func (w writable) post(t *testing.T, query string, vars any, header ...string) posted {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	if err != nil {
		t.Fatal(err)
	}
	if len(header) == 0 {
		header = []string{"Authorization", "Bearer " + w.token}
	}
	return readPosted(t, serve(w, http.MethodPost, "/graphql", string(body), append(header, "Content-Type", typeJSON, "Accept", typeGraphQL)...))
}

func readPosted(t *testing.T, r *httptest.ResponseRecorder) posted {
	t.Helper()
	p := posted{status: r.Code}
	if err := json.Unmarshal(r.Body.Bytes(), &p); err != nil {
		t.Fatalf("%d %.300s: %v", r.Code, r.Body, err)
	}
	return p
}

// harbour is a bundle about two states that the world doesn't have, with the text of its source.
const (
	harbour = `pactgraph: 1
source: harbour-0304
sources:
  harbour-0304: {kind: NEWS_REPORT, publishedOn: 2031-03-04, file: harbour.txt}
actors:
  tarnia: {kind: STATE, quote: Ministers of Tarnia}
  velland: {kind: STATE, quote: Tarnia and Velland}
declarations:
  quay-accord:
    kind: AGREEMENT
    signedOn: 2031-03-04
    quotes: {kind: the Quay Accord, signedOn: signed … on Tuesday}
    inferred: {signedOn: "the report is dated 4 March, a Tuesday"}
    parties: [{who: [tarnia, velland], action: SIGNATURE, as: Ministers, quote: Velland signed}]
`
	harbourText = "Ministers of Tarnia and Velland signed the Quay Accord in the port of Lissen on Tuesday."
)

const loadQuery = `mutation ($input: LoadInput!) { load(input: $input) {
	load { id dataset files sha256 revision who counts { added changed removed } } unchanged revision counts { added changed removed }
	bundle { dataset nodes { noun count } edges claims withdrawn verified unverified locked }
	problems { file sheet line column columnName message text } warnings { file line column message text }
} }`

const planQuery = `mutation ($input: LoadInput!, $first: Int = 1000, $after: String) { planLoad(input: $input) {
	unchanged revision atRevision counts { added changed removed } needs { records memoryMiB memoryAllowedMiB diskMiB } bundle { dataset } problems { file sheet line column columnName message text } warnings { message }
	changes(first: $first, after: $after) { nodes { action what target label about { id } edge { id type start end } aboutEdge fields { field old new } } edges { cursor node { target } } pageInfo { hasNextPage endCursor } }
} }`

// texts makes an input of files, given as names and texts by turns.
func texts(files ...string) map[string]any {
	var list []any
	for i := 0; i < len(files); i += 2 {
		list = append(list, map[string]any{"name": files[i], "text": files[i+1]})
	}
	return map[string]any{"input": map[string]any{"files": list}}
}

func harbourInput() map[string]any { return texts("harbour.yaml", harbour, "harbour.txt", harbourText) }

// with adds something to an input.
func with(vars map[string]any, name string, value any) map[string]any {
	vars["input"].(map[string]any)[name] = value
	return vars
}

func (w writable) revision(t *testing.T) int {
	t.Helper()
	n, err := w.store.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What is planned is what is loaded then, field by field; a plan changes nothing; what was loaded is found; loading it again
// changes nothing.
func TestPlanThenLoad(t *testing.T) {
	eachWritable(t, func(t *testing.T, w writable) {
		before := w.revision(t)
		plan := w.post(t, planQuery, harbourInput())
		if len(plan.Errors) > 0 || w.revision(t) != before {
			t.Fatalf("the plan has the errors %v, and the graph goes from revision %d to %d", plan.Errors, before, w.revision(t))
		}
		if got := []any{plan.at("planLoad.atRevision"), plan.at("planLoad.revision"), plan.at("planLoad.unchanged")}; !cmp.Equal(got, []any{float64(before), float64(before + 1), false}) {
			t.Errorf("the plan is at, makes, and is unchanged: %v", got)
		}
		if n, _ := plan.at("planLoad.needs.records").(float64); n < 9 || (plan.at("planLoad.needs.memoryMiB") == nil) != (plan.at("planLoad.needs.memoryAllowedMiB") == nil) {
			t.Errorf("the plan needs %v", plan.at("planLoad.needs"))
		}
		done := w.post(t, loadQuery, harbourInput())
		if len(done.Errors) > 0 || w.revision(t) != before+1 {
			t.Fatalf("the load has the errors %v, and the graph is at revision %d", done.Errors, w.revision(t))
		}
		id, _ := done.at("load.load.id").(string)
		for path, want := range map[string]any{
			"load.load.who": "ana", "load.load.dataset": "harbour-0304", "load.load.revision": float64(before + 1), "load.load.files": []any{"harbour.yaml"},
			"load.bundle.dataset": "harbour-0304", "load.bundle.verified": float64(5), "load.bundle.unverified": float64(0),
			"load.bundle.nodes.0": map[string]any{"noun": "Actor", "count": float64(2)}, "load.problems": []any{}, "load.unchanged": false,
			"load.counts": plan.at("planLoad.counts"), "load.load.counts": plan.at("planLoad.counts"),
		} {
			if diff := cmp.Diff(want, done.at(path)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}
		changes := w.post(t, `query ($load: ID!) { changes(first: 1000, filter: {loads: [$load]}) { nodes { action what target label edge { id type start end } aboutEdge fields { field old new } } }
			declaration(id: "declaration/quay-accord") { partyActions { nodes { label } } } }`, map[string]any{"load": id})
		planned, _ := plan.at("planLoad.changes.nodes").([]any)
		for _, c := range planned {
			if about := c.(map[string]any)["about"]; about != nil {
				t.Errorf("%v is planned about %v, which isn't there yet", c, about)
			}
			delete(c.(map[string]any), "about")
		}
		if diff := cmp.Diff(changes.at("changes.nodes"), any(planned)); diff != "" || len(planned) < 9 {
			t.Errorf("%d changes (-done +planned):\n%s", len(planned), diff)
		}
		if got := changes.at("declaration.partyActions.nodes"); !cmp.Equal(got, any([]any{map[string]any{"label": "tarnia"}, map[string]any{"label": "velland"}})) {
			t.Errorf("after the load the accord is by %v", got)
		}
		again := w.post(t, loadQuery, harbourInput())
		if again.at("load.unchanged") != true || again.at("load.load") != nil || again.at("load.revision") != float64(before+1) || w.revision(t) != before+1 {
			t.Errorf("again: %v %v, and the graph is at %d", again.Data, again.Errors, w.revision(t))
		}
	})
}

// The pages of a plan follow each other, and those of two aliases are two; a cursor of another revision's is told.
func TestPlanPages(t *testing.T) {
	w := newWritable(t, world(t), nil)
	all, _ := w.post(t, planQuery, harbourInput()).at("planLoad.changes.nodes").([]any)
	var targets []any
	vars := harbourInput()
	for vars["first"] = 3; len(targets) < 100; {
		page := w.post(t, planQuery, vars)
		nodes, _ := page.at("planLoad.changes.nodes").([]any)
		for _, n := range nodes {
			targets = append(targets, n.(map[string]any)["target"])
		}
		vars["after"] = page.at("planLoad.changes.pageInfo.endCursor")
		if page.at("planLoad.changes.pageInfo.hasNextPage") != true {
			break
		}
	}
	var want []any
	for _, n := range all {
		want = append(want, n.(map[string]any)["target"])
	}
	if diff := cmp.Diff(want, targets); diff != "" {
		t.Errorf("pages (-whole +pages):\n%s", diff)
	}
	both := w.post(t, `mutation ($input: LoadInput!) { planLoad(input: $input) { changes(first: 1000) {
		nodes { action what target label about { label } aboutEdge } rows { action what target label about aboutId aboutEdge fields differences }
	} } }`, harbourInput())
	rows, _ := both.at("planLoad.changes.rows").([]any)
	for i, n := range both.at("planLoad.changes.nodes").([]any) {
		node, row := n.(map[string]any), rows[i].(map[string]any)
		if about, ok := node["about"].(map[string]any); ok {
			node["about"] = about["label"]
		}
		if node["what"] == "NODE" && row["aboutId"] != row["target"] {
			t.Errorf("the row %v is about another node", row)
		}
		for _, more := range []string{"aboutId", "fields", "differences"} {
			if row[more] == nil {
				t.Errorf("the row %v has no %s", row, more)
			}
			delete(row, more)
		}
		if diff := cmp.Diff(node, row); diff != "" {
			t.Errorf("a planned change (-node +row):\n%s", diff)
		}
	}
	two := w.post(t, `mutation ($input: LoadInput!) { planLoad(input: $input) { a: changes(first: 1) { nodes { target } } b: changes(first: 2) { nodes { target } } c: changes(first: 0) { pageInfo { hasNextPage } } } }`, harbourInput())
	if a, b := two.at("planLoad.a.nodes").([]any), two.at("planLoad.b.nodes").([]any); len(a) != 1 || len(b) != 2 || two.at("planLoad.c.pageInfo.hasNextPage") != true {
		t.Errorf("two pages: %v", two)
	}
	w.post(t, loadQuery, texts("x.yaml", "pactgraph: 1\ndataset: x\nactors: {velt: {kind: STATE}}"))
	vars["after"] = w.post(t, planQuery, texts("y.yaml", "pactgraph: 1\ndataset: y\nactors: {velt2: {kind: STATE}}")).at("planLoad.changes.pageInfo.endCursor")
	w.post(t, loadQuery, texts("z.yaml", "pactgraph: 1\ndataset: z\nactors: {velt3: {kind: STATE}}"))
	if got := w.post(t, planQuery, vars); !slices.Equal(got.codes(), []string{"CONFLICT"}) || got.status != partialSuccess && got.status != http.StatusConflict {
		t.Errorf("a cursor of another revision: %v", got)
	}
	vars["after"] = "x"
	if got := w.post(t, planQuery, vars); !slices.Equal(got.codes(), []string{badInput}) {
		t.Errorf("no cursor: %v", got)
	}
}

// Nobody writes without a writer's token; and then nothing is read of what is sent, and nothing changes.
func TestWritersAlone(t *testing.T) {
	eachWritable(t, func(t *testing.T, w writable) {
		before := w.revision(t)
		admin := tokens.New()
		withAdmin := newWritable(t, w.store, func(o *Options) { o.Admins = holders(t, "root", admin) })
		off := newWritable(t, w.store, func(o *Options) { o.Writers = nil })
		unfilled := newWritable(t, w.store, func(o *Options) { o.Loader = nil })
		for _, test := range []struct {
			name          string
			w             writable
			authorization string
			says          string
		}{
			{"none", w, "", "mutations are for writers: send the header Authorization: Bearer TOKEN"},
			{"of nobody", w, "Bearer " + tokens.New(), "is not one of theirs"},
			{"the hash", w, "Bearer sha256:abc", "is not one of theirs"},
			{"another scheme", w, "Basic " + w.token, "send the header"},
			{"an admin's", withAdmin, "Bearer " + admin, "is not one of theirs"},
			{"writing is off", off, "Bearer " + off.token, "serve --writers"},
			{"there is no loader", unfilled, "Bearer " + unfilled.token, "serve --writers"},
		} {
			for _, query := range []string{loadQuery, planQuery} {
				got := test.w.post(t, query, harbourInput(), "Authorization", test.authorization, "Cookie", "token="+w.token)
				if got.status != http.StatusForbidden || !slices.Equal(got.codes(), []string{"FORBIDDEN"}) || !strings.Contains(got.Errors[0].Message, test.says) || got.Data != nil {
					t.Errorf("%s: got %v, want FORBIDDEN with %q", test.name, got, test.says)
				}
			}
			files := test.w.upload(t, uploadQuery, "Authorization", test.authorization)
			if files.status != http.StatusForbidden || !slices.Equal(files.codes(), []string{"FORBIDDEN"}) || !strings.Contains(files.Errors[0].Message, test.says) {
				t.Errorf("%s, files: got %v, want FORBIDDEN with %q", test.name, files, test.says)
			}
		}
		if w.revision(t) != before {
			t.Errorf("the graph is at revision %d, and was at %d", w.revision(t), before)
		}
	})
}

// A mutation is asked for by POST, and has one answer.
func TestMutationsByPost(t *testing.T) {
	w := newWritable(t, world(t), nil)
	short := `mutation { load(input: {files: [{name: "a.yaml", text: "pactgraph: 1"}]}) { unchanged } }`
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r := serve(w, method, "/graphql?query="+url.QueryEscape(short), "", "Authorization", "Bearer "+w.token, "Accept", typeGraphQL)
		if r.Code != http.StatusMethodNotAllowed || r.Header().Get("Allow") != http.MethodPost {
			t.Errorf("%s: got %d, Allow %q", method, r.Code, r.Header().Get("Allow"))
		}
	}
	// A kept document is no way around it.
	kept := fmt.Sprintf(`{"query":%q,"extensions":{"persistedQuery":{"version":1,"sha256Hash":%q}}}`, short, hashOf(short))
	serve(w, http.MethodPost, "/graphql", kept, "Content-Type", typeJSON)
	r := serve(w, http.MethodGet, "/graphql?extensions="+url.QueryEscape(fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":%q}}`, hashOf(short))), "", "Authorization", "Bearer "+w.token)
	if r.Code != http.StatusMethodNotAllowed {
		t.Errorf("a kept document: got %d %s", r.Code, r.Body)
	}
	events := readPosted(t, serve(w, http.MethodPost, "/graphql", fmt.Sprintf(`{"query":%q}`, short), "Authorization", "Bearer "+w.token, "Content-Type", typeJSON, "Accept", typeEvents))
	if events.status != http.StatusMethodNotAllowed || !slices.Equal(events.codes(), []string{codeMethod}) {
		t.Errorf("by events: %v", events)
	}
	explained := w.post(t, loadQuery, harbourInput(), "Authorization", "Bearer "+w.token, headerExplain, "true")
	if explained.status != http.StatusForbidden {
		t.Errorf("a writer who is no admin asks for an explanation: %v", explained)
	}
	both := newWritable(t, w.store, nil)
	both.Handler = New(w.store, Options{Log: quiet(), Writers: holders(t, "ana", both.token), Admins: holders(t, "ana", both.token), Loader: inbox.New(w.store.Reader.(graph.Store))})
	if got := both.post(t, loadQuery, harbourInput(), "Authorization", "Bearer "+both.token, headerExplain, "true"); !slices.Equal(got.codes(), []string{badInput}) || w.revision(t) != 3 {
		t.Errorf("explained: %v, and the graph is at %d", got, w.revision(t))
	}
}

// All that is wrong with a bundle is told with its place, and then nothing is loaded.
func TestProblems(t *testing.T) {
	// What is left there is this test's alone.
	t.Setenv("TMPDIR", t.TempDir())
	eachWritable(t, func(t *testing.T, w writable) {
		before := w.revision(t)
		broken := strings.NewReplacer("kind: AGREEMENT", "kind: AGREEMANT", "quote: Tarnia and Velland", "quote: Velland and Tarnia").Replace(harbour)
		want := []any{
			map[string]any{"file": "harbour.yaml", "sheet": nil, "line": 7.0, "column": 33.0, "columnName": nil, "text": "  velland: {kind: STATE, quote: Velland and Tarnia}"},
			map[string]any{"file": "harbour.yaml", "sheet": nil, "line": 10.0, "column": 11.0, "columnName": nil, "text": "    kind: AGREEMANT"},
		}
		for query, root := range map[string]string{loadQuery: "load", planQuery: "planLoad"} {
			got := w.post(t, query, texts("harbour.yaml", broken, "harbour.txt", harbourText))
			problems, _ := got.at(root + ".problems").([]any)
			for _, p := range problems {
				message, _ := p.(map[string]any)["message"].(string)
				if !strings.Contains(message, "AGREEMANT") && !strings.Contains(message, "Tarnia and Velland") || strings.Contains(message, os.TempDir()) {
					t.Errorf("%s: a problem says %q", root, message)
				}
				delete(p.(map[string]any), "message")
			}
			if diff := cmp.Diff(any(want), any(problems)); diff != "" || len(got.Errors) > 0 || got.status != http.StatusOK {
				t.Errorf("%s gives %d, the errors %v, and problems (-want +got):\n%s", root, got.status, got.Errors, diff)
			}
			for _, field := range []string{"load", "revision", "counts", "bundle", "atRevision"} {
				if v := got.at(root + "." + field); v != nil {
					t.Errorf("%s: %s is %v", root, field, v)
				}
			}
		}
		for name, files := range map[string][]string{
			"no bundle":         {"a.txt", "x", "b.txt", "y"},
			"no YAML":           {"a.yaml", "pactgraph: [1"},
			"an empty file":     {"a.yaml", ""},
			"names another":     {"a.yaml", "pactgraph: 1\ndataset: a\ndeclarations: {x: {kind: TREATY, parties: [{who: nobody-at-all, action: SIGNATURE}]}}"},
			"a file elsewhere":  {"a.yaml", "pactgraph: 1\nsource: s\nsources: {s: {kind: ARTICLE, file: ../../../../etc/passwd}}\nactors: {x: {kind: STATE, quote: root}}"},
			"an absolute file":  {"a.yaml", "pactgraph: 1\nsource: s\nsources: {s: {kind: ARTICLE, file: /etc/passwd}}\nactors: {x: {kind: STATE, quote: root}}"},
			"the server's text": {"a.yaml", "pactgraph: 1\nsource: s\nsources: {s: {kind: NEWS_REPORT, file: loading_test.go}}\nactors: {x: {kind: STATE, quote: root}}"},
		} {
			got := w.post(t, loadQuery, texts(files...))
			problems, _ := got.at("load.problems").([]any)
			text, _ := json.Marshal(problems)
			if len(problems) == 0 || len(got.Errors) > 0 || bytes.Contains(text, []byte(os.TempDir())) || bytes.Contains(text, []byte("inbox")) {
				t.Errorf("%s: got %v %s", name, got, text)
			}
		}
		if w.revision(t) != before {
			t.Errorf("the graph is at revision %d, and was at %d", w.revision(t), before)
		}
		if left, err := filepath.Glob(filepath.Join(os.TempDir(), "pactgraph-inbox-*")); err != nil || len(left) > 0 {
			t.Errorf("folders are left: %v %v", left, err)
		}
	})
}

// What can't be an input is told by the argument that is wrong.
func TestLoadInputs(t *testing.T) {
	w := newWritable(t, world(t), func(o *Options) { o.Limits = DefaultLimits(); o.Limits.Files = 3 })
	good := "pactgraph: 1\ndataset: a\nactors: {x1: {kind: STATE}}"
	tests := []struct {
		name     string
		vars     map[string]any
		argument string
		says     string
	}{
		{"nothing", texts(), "input", "there is nothing to load"},
		{"no name", texts("", good), "input.files[0].name", "no name"},
		{"a folder", texts("a/b.yaml", good), "input.files[0].name", "a/b.yaml"},
		{"a folder of Windows", texts(`a\b.yaml`, good), "input.files[0].name", "without a folder"},
		{"above", texts("..", good), "input.files[0].name", `".."`},
		{"hidden", texts(".yaml", good), "input.files[0].name", ".yaml"},
		{"standard input", texts("-", good), "input.files[0].name", `"-"`},
		{"zero byte", texts("a\x00.yaml", good), "input.files[0].name", `a\x00.yaml`},
		{"long", texts(strings.Repeat("a", 300), good), "input.files[0].name", "300 bytes"},
		{"twice", texts("a.yaml", good, "A.yaml", good), "input.files[1].name", "two files"},
		{"too many", texts("a", "", "b", "", "c", "", "d", ""), "input", "4 files"},
		{"a text as upload", with(texts(), "uploads", []any{"x"}), "input.uploads[0]", `"x" is no file`},
		{"an id of another noun", with(texts("a.yaml", good), "loadId", "actor/x"), "input.loadId", `"actor/x"`},
		{"no id", with(texts("a.yaml", good), "loadId", "load/A B"), "input.loadId", "load/A B"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, query := range []string{loadQuery, planQuery} {
				got := w.post(t, query, test.vars)
				if len(got.Errors) != 1 || got.Errors[0].Extensions["argument"] != test.argument || !strings.Contains(got.Errors[0].Message, test.says) || got.Data != nil {
					t.Errorf("got %v, want %s with %q", got, test.argument, test.says)
				}
			}
		})
	}
	for name, value := range map[string]any{"format": "docx", "separator": "full stop", "mapping": "b.yaml", "force": true} {
		got := w.post(t, loadQuery, with(texts("a", good), name, value))
		if !slices.Equal(got.codes(), []string{badInput}) || !strings.Contains(got.Errors[0].Message, strings.TrimSuffix(fmt.Sprint(value), "true")) {
			t.Errorf("%s %v: %v", name, value, got)
		}
	}
	if w.revision(t) != 3 {
		t.Errorf("the graph is at revision %d", w.revision(t))
	}
	named := w.post(t, loadQuery, with(with(texts("a", `{"pactgraph": 1, "actors": {"x1": {"kind": "STATE"}}}`), "format", "json"), "dataset", "mine"))
	if named.at("load.load.dataset") != "mine" {
		t.Errorf("with a format and a data set: %v", named)
	}
}

// A load's id makes it harmless to send a request again; under the id of another load nothing is loaded.
func TestLoadID(t *testing.T) {
	eachWritable(t, func(t *testing.T, w writable) {
		const id = "load/harbour-once"
		first := w.post(t, loadQuery, with(harbourInput(), "loadId", id))
		again := w.post(t, loadQuery, with(harbourInput(), "loadId", id))
		if diff := cmp.Diff(first, again, cmp.AllowUnexported(posted{})); diff != "" || first.at("load.load.id") != id {
			t.Errorf("the same request again (-first +again):\n%s\n%v", diff, first)
		}
		before := w.revision(t)
		other := w.post(t, loadQuery, with(texts("x.yaml", "pactgraph: 1\ndataset: x\nactors: {x2: {kind: STATE}}"), "loadId", id))
		if !slices.Equal(other.codes(), []string{"CONFLICT"}) || !strings.Contains(other.Errors[0].Message, id) || w.revision(t) != before {
			t.Errorf("another load's id: %v, revision %d", other, w.revision(t))
		}
	})
}

// Tables are read as the command line reads them, by a mapping too; what is wrong in a workbook is told by its sheet.
func TestTables(t *testing.T) {
	const dir = "../loader/testdata/map/pacts/"
	var files []string
	for _, name := range []string{"mapping.yaml", "members.csv", "pacts-1.csv", "pacts-2.csv", "places.csv"} {
		text, err := os.ReadFile(dir + name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, name, string(text))
	}
	eachWritable(t, func(t *testing.T, w writable) {
		report, _, err := loader.Plan(t.Context(), w.store.Reader.(graph.Store), []string{dir}, loader.Options{Mapping: dir + "mapping.yaml"})
		if err != nil {
			t.Fatal(err)
		}
		got := w.post(t, loadQuery, with(texts(files...), "mapping", "mapping.yaml"))
		if got.at("load.counts.added") != float64(report.Added) || got.at("load.load.sha256") != report.SHA256 || report.Added < 10 {
			t.Errorf("got %v, want what the loader makes of it: %+v", got, report)
		}
		cyrillic := w.post(t, loadQuery, with(with(with(texts("actors.csv", "id;kind;name\nx7;STATE;\u0418\u043a\u0441\n"), "separator", "semicolon"), "dataset", "tables"), "encoding", "utf-8"))
		if cyrillic.at("load.counts.added") != 1.0 {
			t.Errorf("a table of separated values: %v", cyrillic)
		}
		wrong := w.post(t, planQuery, with(texts("actors.csv", "id,kind\nx8,STAAT\n"), "dataset", "tables"))
		if wrong.at("planLoad.problems.0.line") != 2.0 || wrong.at("planLoad.problems.0.column") != 2.0 || wrong.at("planLoad.problems.0.columnName") != "kind" {
			t.Errorf("a wrong cell: %v", wrong)
		}
		book := w.book(t)
		if book.at("load.problems.0.sheet") != "Actors" || book.at("load.problems.0.file") != "book.xlsx" {
			t.Errorf("a workbook with a formula: %v", book)
		}
	})
}

// book uploads a workbook in which a cell holds a formula.
func (w writable) book(t *testing.T) posted {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for cell, text := range map[string]string{"A1": "id", "B1": "kind", "A2": "x8"} {
		if err := f.SetCellStr("Sheet1", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.SetCellFormula("Sheet1", "B2", `"STA"&"TE"`), f.SetSheetName("Sheet1", "Actors")); err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if err := f.Write(&data); err != nil {
		t.Fatal(err)
	}
	operations, err := json.Marshal(map[string]any{"query": loadQuery, "variables": with(with(texts(), "uploads", []any{nil}), "dataset", "tables")})
	if err != nil {
		t.Fatal(err)
	}
	return newForm().field("operations", string(operations)).field("map", `{"0": ["variables.input.uploads.0"]}`).file("0", "book.xlsx", data.String()).
		send(t, w, "Authorization", "Bearer "+w.token)
}

// With sync, what a data set doesn't say any more is withdrawn, but more than half only where that is forced.
func TestSync(t *testing.T) {
	eachWritable(t, func(t *testing.T, w writable) {
		whole := func(actors string) map[string]any {
			return with(texts("a.yaml", "pactgraph: 1\ndataset: a\nactors: {"+actors+"}"), "sync", "a")
		}
		w.post(t, loadQuery, whole("x1: {kind: STATE}, x2: {kind: STATE}, x3: {kind: STATE}"))
		if got := w.post(t, loadQuery, whole("x1: {kind: STATE}")); !slices.Equal(got.codes(), []string{"CONFLICT"}) || !strings.Contains(got.Errors[0].Message, "more than half") {
			t.Errorf("more than half: %v", got)
		}
		if got := w.post(t, loadQuery, whole("x1: {kind: STATE}, x2: {kind: STATE}")); got.at("load.counts.removed") != 1.0 {
			t.Errorf("a third: %v", got)
		}
		if got := w.post(t, planQuery, with(whole("x9: {kind: STATE}"), "force", true)); got.at("planLoad.counts.removed") != 2.0 {
			t.Errorf("all, forced: %v", got)
		}
		other := w.post(t, loadQuery, with(whole("x1: {kind: STATE}"), "sync", "b"))
		if problems, _ := other.at("load.problems").([]any); len(problems) != 1 {
			t.Errorf("another data set: %v", other)
		}
	})
}

// A load that is made for a revision is done at no other; asked for again under its id, it tells what came of it.
func TestAtRevision(t *testing.T) {
	eachWritable(t, func(t *testing.T, w writable) {
		at := w.post(t, planQuery, harbourInput()).at("planLoad.atRevision")
		done := w.post(t, loadQuery, with(with(harbourInput(), "atRevision", at), "loadId", "load/at-revision"))
		if done.at("load.load.id") != "load/at-revision" {
			t.Fatalf("at its revision: %v", done)
		}
		before := w.revision(t)
		for query, root := range map[string]string{loadQuery: "load", planQuery: "planLoad"} {
			late := w.post(t, query, with(texts("a.yaml", "pactgraph: 1\ndataset: a\nactors: {x1: {kind: STATE}}"), "atRevision", at))
			if !slices.Equal(late.codes(), []string{"CONFLICT"}) || !strings.Contains(late.Errors[0].Message, "revision 3") || late.at(root) != nil {
				t.Errorf("%s at another revision: %v", root, late)
			}
		}
		again := w.post(t, loadQuery, with(with(harbourInput(), "atRevision", at), "loadId", "load/at-revision"))
		if again.at("load.load.id") != "load/at-revision" || w.revision(t) != before {
			t.Errorf("again: %v, revision %d", again, w.revision(t))
		}
	})
}

const (
	revertQuery = `mutation ($input: RevertLoadInput!) { revertLoad(input: $input) {
		load { id who dataset reverts } reverted { id } unchanged revision counts { added changed removed } conflicts { target name reason load dataset named } conflictCount } }`
	planRevertQuery = `mutation ($input: RevertLoadInput!) { planRevertLoad(input: $input) {
		reverted { id } unchanged revision counts { added changed removed } conflicts { target name reason load dataset named } conflictCount
		changes(first: 1000) { nodes { action target about { id } fields { field old new } } pageInfo { hasNextPage } } } }`
)

func reverting(load string) map[string]any {
	return map[string]any{"input": map[string]any{"load": load}}
}

// A load is taken back as it is planned; what was built upon is told, and left if that is wished; taking back is a load.
func TestRevertLoad(t *testing.T) {
	eachWritable(t, func(t *testing.T, w writable) {
		load := func(text string) string {
			id, _ := w.post(t, loadQuery, texts("a.yaml", "pactgraph: 1\ndataset: a\n"+text)).at("load.load.id").(string)
			if id == "" {
				t.Fatalf("not loaded: %s", text)
			}
			return id
		}
		first := load("actors: {x1: {kind: STATE, name: Exia}, x2: {kind: STATE}}")
		before := w.revision(t)
		plan := w.post(t, planRevertQuery, reverting(first))
		want := map[string]any{"added": 0.0, "changed": 0.0, "removed": 2.0}
		if nodes, _ := plan.at("planRevertLoad.changes.nodes").([]any); len(plan.Errors) > 0 || !cmp.Equal(plan.at("planRevertLoad.counts"), any(want)) || len(nodes) != 2 || w.revision(t) != before {
			t.Errorf("the plan is %v, and the graph at revision %d", plan, w.revision(t))
		}
		for name, revision := range map[string]any{"a number": before, "a text": fmt.Sprint(before)} {
			named := w.post(t, planRevertQuery, map[string]any{"input": map[string]any{"load": revision}})
			if diff := cmp.Diff(plan.Data, named.Data); diff != "" || len(named.Errors) > 0 {
				t.Errorf("by its revision, as %s, it is another plan (-id +revision):\n%s\n%v", name, diff, named.Errors)
			}
		}
		second := load("actors: {x1: {kind: STATE, name: Exia the Second}}")
		for query, root := range map[string]string{revertQuery: "revertLoad", planRevertQuery: "planRevertLoad"} {
			got := w.post(t, query, reverting(first))
			if len(got.Errors) > 0 || got.status != http.StatusOK || got.at(root+".conflictCount") != 1.0 || got.at(root+".conflicts.0.target") != "actor/x1" || got.at(root+".conflicts.0.load") != second ||
				got.at(root+".revision") != nil || got.at(root+".counts") != nil || got.at(root+".load") != nil || got.at(root+".reverted.id") != first {
				t.Errorf("%s with a conflict: %v", root, got)
			}
		}
		if w.revision(t) != before+1 {
			t.Errorf("the graph is at revision %d", w.revision(t))
		}
		kept := w.post(t, revertQuery, with(with(reverting(first), "keep", true), "loadId", "load/back"))
		wantKept := map[string]any{
			"load": map[string]any{"id": "load/back", "who": "ana", "dataset": "a", "reverts": first}, "reverted": map[string]any{"id": first},
			"unchanged": false, "revision": float64(before + 2), "counts": map[string]any{"added": 0.0, "changed": 0.0, "removed": 1.0},
			"conflicts": kept.at("revertLoad.conflicts"), "conflictCount": 1.0,
		}
		if diff := cmp.Diff(any(wantKept), kept.at("revertLoad")); diff != "" {
			t.Errorf("with what can't be taken back kept (-want +got):\n%s\n%v", diff, kept.Errors)
		}
		again := w.post(t, revertQuery, with(with(reverting(first), "keep", true), "loadId", "load/back"))
		if again.at("revertLoad.load.id") != "load/back" || again.at("revertLoad.revision") != float64(before+2) || w.revision(t) != before+2 {
			t.Errorf("the same request again: %v", again)
		}
		if got := w.post(t, revertQuery, reverting(second)); len(got.Errors) > 0 || got.at("revertLoad.counts.changed") != 1.0 {
			t.Errorf("the second: %v", got)
		}
		for name, test := range map[string]struct {
			vars map[string]any
			code string
		}{
			"no such load":       {reverting("load/nothing"), "NOT_FOUND"},
			"no load":            {reverting("actor/x1"), badInput},
			"no such revision":   {reverting("99"), "NOT_FOUND"},
			"before the first":   {reverting("0"), "NOT_FOUND"},
			"no id":              {reverting("x"), badInput},
			"twice":              {reverting(second), "CONFLICT"},
			"another load's id":  {with(reverting(second), "loadId", "load/back"), "CONFLICT"},
			"an id of no load":   {with(reverting(second), "loadId", "actor/x1"), badInput},
			"an id that is none": {with(reverting(second), "loadId", "Back"), badInput},
		} {
			if got := w.post(t, revertQuery, test.vars); !slices.Equal(got.codes(), []string{test.code}) {
				t.Errorf("%s: got %v, want %s", name, got, test.code)
			}
		}
		if got := w.post(t, revertQuery, reverting(first), "Authorization", "Bearer x"); !slices.Equal(got.codes(), []string{"FORBIDDEN"}) {
			t.Errorf("without a token: %v", got)
		}
	})
}

const (
	chooseQuery = `mutation ($input: ChooseInput!) { choose(input: $input) { load { id who dataset } unchanged revision counts { added changed removed } entity { label claims { totalCount } } } }`
	unchoose    = `mutation ($input: TakeBackChoiceInput!) { takeBackChoice(input: $input) { load { who } unchanged revision entity { label } } }`
)

// A value is chosen by hand over the one that the rule shows, with who and why, until that is taken back.
func TestChoose(t *testing.T) {
	eachWritable(t, func(t *testing.T, w writable) {
		for dataset, name := range map[string]string{"a": "Exia", "b": "Ixia"} {
			w.post(t, loadQuery, texts("a.yaml", "pactgraph: 1\ndataset: "+dataset+"\nactors: {x1: {kind: STATE, name: "+name+"}}"))
		}
		shown := func() any { return w.post(t, `{ actor(id: "actor/x1") { name } }`, nil).at("actor.name") }
		by := shown()
		other, dataset := "Exia", "a"
		if by == other {
			other, dataset = "Ixia", "b"
		}
		choice := func(name string, value any) map[string]any {
			return map[string]any{"input": map[string]any{"target": "actor/x1", "field": "name", name: value}}
		}
		before := w.revision(t)
		for how, vars := range map[string]map[string]any{"value": choice("value", other), "data set": choice("dataset", dataset)} {
			got := w.post(t, chooseQuery, with(vars, "why", "it says so"))
			if len(got.Errors) > 0 || got.at("choose.entity.label") != other || shown() != other {
				t.Errorf("by %s: %v; shown is %v", how, got, shown())
			}
		}
		if w.revision(t) != before+1 {
			t.Errorf("the same choice made twice brings the graph from revision %d to %d", before, w.revision(t))
		}
		told := w.post(t, `{ conflicts(filter: {about: ["actor/x1"]}) { nodes { chosen { value who why } } } }`, nil)
		if diff := cmp.Diff(any(map[string]any{"value": other, "who": "ana", "why": "it says so"}), told.at("conflicts.nodes.0.chosen")); diff != "" {
			t.Errorf("conflicts tell (-want +got):\n%s\n%v", diff, told)
		}
		back := w.post(t, unchoose, map[string]any{"input": map[string]any{"target": "actor/x1", "field": "name"}})
		if len(back.Errors) > 0 || back.at("takeBackChoice.load.who") != "ana" || back.at("takeBackChoice.entity.label") != by || shown() != by {
			t.Errorf("taken back: %v; shown is %v", back, shown())
		}
		for name, test := range map[string]struct {
			query string
			vars  map[string]any
			code  string
		}{
			"nobody says it":     {chooseQuery, choice("value", "Axia"), badInput},
			"nothing is chosen":  {chooseQuery, choice("why", "x"), badInput},
			"two ways at once":   {chooseQuery, with(choice("value", other), "dataset", dataset), badInput},
			"no such field":      {chooseQuery, with(choice("value", other), "field", "colour"), badInput},
			"no such entity":     {chooseQuery, with(choice("value", other), "target", "actor/nobody"), "NOT_FOUND"},
			"no id":              {chooseQuery, with(choice("value", other), "target", "x"), "NOT_FOUND"},
			"nothing to go back": {unchoose, map[string]any{"input": map[string]any{"target": "actor/x1", "field": "name"}}, badInput},
		} {
			if got := w.post(t, test.query, test.vars); !slices.Equal(got.codes(), []string{test.code}) {
				t.Errorf("%s: got %v, want %s", name, got, test.code)
			}
		}
		if got := w.post(t, chooseQuery, choice("value", other), "Authorization", "Bearer x"); !slices.Equal(got.codes(), []string{"FORBIDDEN"}) {
			t.Errorf("without a token: %v", got)
		}
	})
}

// The mutations of one request are done in their order, each for itself: what the second needs the first has loaded, and one
// that fails takes nothing from the others.
func TestSeveralMutations(t *testing.T) {
	eachWritable(t, func(t *testing.T, w writable) {
		before := w.revision(t)
		query := `mutation ($a: String!, $b: String!, $c: String!) {
			first: load(input: {files: [{name: "a.yaml", text: $a}]}) { revision load { label } problems { message } }
			bad: load(input: {loadId: "load/x", format: "docx", files: [{name: "b", text: $b}]}) { revision }
			second: load(input: {files: [{name: "b.yaml", text: $b}]}) { revision problems { message } }
			plan: planLoad(input: {files: [{name: "c.yaml", text: $c}]}) { atRevision changes { nodes { action target about { id degree ... on Actor { memberOf { nodes { id } groups(by: [KIND]) { groups { count } } } } } fields { field old new } } } }
			third: load(input: {files: [{name: "a.yaml", text: $a}]}) { revision unchanged }
		}`
		got := w.post(t, query, map[string]any{
			"a": "pactgraph: 1\ndataset: a\nactors: {league9: {kind: INTERNATIONAL_ORGANISATION}}",
			"b": "pactgraph: 1\ndataset: b\nactors: {x9: {kind: STATE, memberOf: [actor/league9]}}",
			"c": "pactgraph: 1\ndataset: b\nactors: {x9: {kind: STATE, name: Ixia, memberOf: [actor/league9]}}",
		})
		want := map[string]any{
			"first":  map[string]any{"revision": float64(before + 1), "load": got.at("first.load"), "problems": []any{}},
			"bad":    nil,
			"second": map[string]any{"revision": float64(before + 2), "problems": []any{}},
			"plan": map[string]any{"atRevision": float64(before + 2), "changes": map[string]any{"nodes": []any{map[string]any{
				"action": "CHANGED", "target": "actor/x9", "fields": []any{map[string]any{"field": "name", "old": nil, "new": "Ixia"}},
				"about": map[string]any{"id": "actor/x9", "degree": float64(1), "memberOf": map[string]any{
					"nodes": []any{map[string]any{"id": "actor/league9"}}, "groups": map[string]any{"groups": []any{map[string]any{"count": float64(1)}}},
				}},
			}}}},
			"third": map[string]any{"revision": float64(before + 2), "unchanged": true},
		}
		if diff := cmp.Diff(want, got.Data); diff != "" {
			t.Errorf("answer (-want +got):\n%s", diff)
		}
		if len(got.Errors) != 1 || !cmp.Equal(got.Errors[0].Path, []any{"bad"}) || got.codes()[0] != badInput || got.status != partialSuccess {
			t.Errorf("errors: %v, status %d", got.Errors, got.status)
		}
	})
}

// What a mutation asks for is checked whole before any of it is done.
func TestMutationChecked(t *testing.T) {
	w := newWritable(t, world(t), nil)
	good := `done: load(input: {files: [{name: "a.yaml", text: "pactgraph: 1\ndataset: a\nactors: {x1: {kind: STATE}}"}]}) { revision }`
	plan := `planLoad(input: {files: [{name: "a", text: ""}]})`
	for name, test := range map[string]struct{ rest, code string }{
		"deep":           {plan + "{ changes { nodes { about { " + nested("claims(first: 1) { nodes { about", "id", 12) + strings.Repeat(" } }", 12) + " } } } }", overTheLimit},
		"wide":           {plan + "{ changes(first: 1000) { nodes { about { claims(first: 1000) { nodes { evidence(first: 1000) { nodes { id } } } } } } } }", overTheLimit},
		"a page too far": {plan + "{ changes(first: 1001) { nodes { target } } }", overTheLimit},
		"less than none": {plan + "{ changes(first: -1) { nodes { target } } }", badInput},
		"no files":       {`planLoad(input: {}) { unchanged }`, badInput},
		"not valid":      {`planLoad { unchanged }`, notValid},
		"many roots":     {each(20, func(i int) string { return fmt.Sprintf("a%d: %s { unchanged } ", i, plan) }), overTheLimit},
	} {
		if got := w.post(t, "mutation { "+good+" "+test.rest+" }", nil); len(got.Errors) == 0 || got.codes()[0] != test.code || got.Data != nil {
			t.Errorf("%s: got %v, want %s", name, got, test.code)
		}
	}
	if w.revision(t) != 3 {
		t.Errorf("the graph is at revision %d", w.revision(t))
	}
}

// What can't be read of the graph after a load doesn't hide that it was done.
func TestReadBackFails(t *testing.T) {
	store := world(t)
	w := newWritable(t, store, nil)
	w.Handler = New(broken{store, graph.Errorf(graph.KindUnavailable, "it is away")}, Options{Log: quiet(), Writers: holders(t, "ana", w.token), Loader: inbox.New(store.Reader.(graph.Store))})
	got := w.post(t, loadQuery, harbourInput())
	if got.at("load.revision") != 4.0 || got.at("load.load") != nil || !slices.Equal(got.codes(), []string{"UNAVAILABLE"}) || got.status != partialSuccess {
		t.Errorf("got %v", got)
	}
}

// slow is a loader that takes its time, unless its context ends.
type slow struct {
	Loader
	begun chan struct{}
	time  time.Duration
}

func (s slow) Load(ctx context.Context, b gql.Bundle) (gql.Outcome, error) {
	if s.begun != nil {
		s.begun <- struct{}{}
	}
	select {
	case <-time.After(s.time):
	case <-ctx.Done():
	}
	return s.Loader.Load(ctx, b)
}

// A load may take longer than a question, and than a connection would otherwise wait; it has a time of its own.
func TestLoadTime(t *testing.T) {
	store := world(t)
	make := func(change func(*Limits)) (writable, *httptest.Server) {
		w := newWritable(t, store, func(o *Options) {
			o.Limits = DefaultLimits()
			o.Limits.Time = 100 * time.Millisecond
			change(&o.Limits)
			o.Loader = slow{o.Loader, nil, 500 * time.Millisecond}
		})
		srv := httptest.NewUnstartedServer(w)
		srv.Config.ReadTimeout, srv.Config.WriteTimeout = 200*time.Millisecond, 300*time.Millisecond
		srv.Start()
		t.Cleanup(srv.Close)
		return w, srv
	}
	w, srv := make(func(*Limits) {})
	body, err := json.Marshal(map[string]any{"query": loadQuery, "variables": harbourInput()})
	if err != nil {
		t.Fatal(err)
	}
	got := postTo(t, srv.URL, w.token, "", string(body))
	if !strings.Contains(got.body, `"revision":4`) {
		t.Errorf("a long load: %d %s", got.status, got.body)
	}
	short, srv := make(func(l *Limits) { l.LoadTime = 300 * time.Millisecond })
	if got := postTo(t, srv.URL, short.token, "", strings.ReplaceAll(string(body), "quay", "pier")); !strings.Contains(got.body, `"code":"TIMEOUT"`) || !strings.Contains(got.body, "300ms") || !strings.Contains(got.body, "loadId") {
		t.Errorf("a load that is too long: %d %s", got.status, got.body)
	}
	if got := postTo(t, srv.URL, short.token, "50ms", strings.ReplaceAll(string(body), "quay", "pier")); !strings.Contains(got.body, `"code":"TIMEOUT"`) || !strings.Contains(got.body, "50ms") {
		t.Errorf("a load that is given less time: %d %s", got.status, got.body)
	}
	if w.revision(t) != 4 {
		t.Errorf("the graph is at revision %d", w.revision(t))
	}
}

func postTo(t *testing.T, address, token, timeout, body string) fetched {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", typeJSON)
	if timeout != "" {
		req.Header.Set(headerTimeout, timeout)
	}
	return fetchReq(t, req)
}

// A client that goes away while its load is done leaves the graph as it was.
func TestClientGone(t *testing.T) {
	store := sqliteWorld(t)
	begun := make(chan struct{})
	w := newWritable(t, store, func(o *Options) { o.Loader = slow{o.Loader, begun, time.Minute} })
	srv := httptest.NewServer(w)
	defer srv.Close()
	body, err := json.Marshal(map[string]any{"query": loadQuery, "variables": harbourInput()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, srv.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.token)
	req.Header.Set("Content-Type", typeJSON)
	if resp, err := http.DefaultClient.Do(req); err == nil {
		t.Errorf("there is an answer: %v", resp.Status)
		_ = resp.Body.Close()
	}
	http.DefaultClient.CloseIdleConnections()
	srv.Close() // waits for what runs
	if w.revision(t) != 3 {
		t.Errorf("the graph is at revision %d", w.revision(t))
	}
}

// Only so many mutations are read and wait at once, whatever is sent; the others are told to come again, and questions are
// answered meanwhile.
func TestManyMutations(t *testing.T) {
	begun := make(chan struct{}, 100)
	w := newWritable(t, world(t), func(o *Options) {
		o.Limits = DefaultLimits()
		o.Limits.Writing, o.Limits.Wait = 2, 50*time.Millisecond
		o.Loader = slow{o.Loader, begun, 400 * time.Millisecond}
	})
	const many = 10
	answers := make(chan *httptest.ResponseRecorder, many)
	for i := range many {
		vars := texts("a.yaml", fmt.Sprintf("pactgraph: 1\ndataset: many\nactors: {many%d: {kind: STATE}}", i))
		body, err := json.Marshal(map[string]any{"query": loadQuery, "variables": vars})
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			answers <- serve(w, http.MethodPost, "/graphql", string(body), "Content-Type", typeJSON, "Authorization", "Bearer "+w.token)
		}()
	}
	<-begun
	if n := len(begun); n > 0 {
		t.Errorf("%d loads run beside the first", n)
	}
	if got := w.post(t, "{ revision }", nil); len(got.Errors) > 0 {
		t.Errorf("a question meanwhile: %v", got.Errors)
	}
	busy := 0
	for range many {
		answer := <-answers
		if got := readPosted(t, answer); slices.Equal(got.codes(), []string{codeBusy}) {
			busy++
			if got.status != http.StatusServiceUnavailable || answer.Header().Get("Retry-After") == "" {
				t.Errorf("busy has the status %d and the headers %v", got.status, answer.Header())
			}
		} else if len(got.Errors) > 0 {
			t.Errorf("got %v", got.Errors)
		}
	}
	if done := w.revision(t) - 3; done != many-busy || done < 2 || busy < 1 {
		t.Errorf("%d loads were done and %d refused", done, busy)
	}
}

// estimating plans as a loader does, and says that what can be loaded needs what no store of these tests can tell by itself.
type estimating struct {
	Loader
	needs graph.LoadNeeds
}

func (e estimating) Plan(ctx context.Context, b gql.Bundle) (gql.Outcome, []*graph.LoggedChange, error) {
	outcome, changes, err := e.Loader.Plan(ctx, b)
	if outcome.Needs != nil {
		outcome.Needs = gql.NeedsOf(e.needs)
	}
	return outcome, changes, err
}

// What a load needs is told in MiB, rounded up.
func TestPlanTellsNeeds(t *testing.T) {
	for needs, want := range map[graph.LoadNeeds]map[string]any{
		{Records: 7}: {"records": float64(7), "memoryMiB": nil, "memoryAllowedMiB": nil, "diskMiB": nil},
		{Records: 8, Memory: 6<<30 + 1, MemoryAllowed: 700 << 20, Disk: 1}: {
			"records": float64(8), "memoryMiB": float64(6<<10 + 1), "memoryAllowedMiB": float64(700), "diskMiB": float64(1),
		},
	} {
		w := newWritable(t, world(t), func(o *Options) { o.Loader = estimating{o.Loader, needs} })
		if diff := cmp.Diff(want, w.post(t, planQuery, harbourInput()).at("planLoad.needs")); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", needs, diff)
		}
		if got := w.post(t, planQuery, texts("a.yaml", "pactgraph: 1\nactors: {a: {kind: NONE}}")); got.at("planLoad.needs") != nil || len(got.Errors) > 0 {
			t.Errorf("what is wrong needs %v, with the errors %v", got.at("planLoad.needs"), got.Errors)
		}
	}
}

// Every field that only mutations lead to has a value somewhere.
func TestWrittenSchema(t *testing.T) {
	w := newWritable(t, world(t), func(o *Options) {
		o.Loader = estimating{o.Loader, graph.LoadNeeds{Records: 1, Memory: 1, MemoryAllowed: 1, Disk: 1}}
	})
	seen := map[string]bool{}
	broken := texts("a.csv", "id,kind\nx8,STAAT\n", "a.yaml", "pactgraph: 1\ndataset: [a")
	besideFrance := texts("b.yaml", "pactgraph: 1\ndataset: w\nactors: {france: {kind: STATE, name: Francia}}")
	ardovia := texts("c.yaml", "pactgraph: 1\ndataset: c\nactors: {ardovia: {kind: STATE, name: Ardovia Anew, memberOf: [actor/belmark]}}")
	own := func(name, kind string) map[string]any {
		return with(texts("d.yaml", "pactgraph: 1\ndataset: d\nactors: {x1: {kind: "+kind+", name: "+name+"}}"), "loadId", "load/own-"+strings.ToLower(name))
	}
	bundles := []map[string]any{harbourInput(), broken, besideFrance, ardovia, own("One", "STATE"), own("Two", "STATE")}
	nine := with(texts("f.yaml", "pactgraph: 1\ndataset: f\nactors: {x9: {kind: STATE}}"), "loadId", "load/own-nine")
	named := texts("e.yaml", "pactgraph: 1\ndataset: e\nactors: {x2: {kind: STATE, memberOf: [actor/x9]}}")
	reverts := []map[string]any{reverting("load/own-one"), with(reverting("load/own-one"), "keep", true), reverting("load/own-two"), reverting("load/own-nine")}
	for _, step := range []struct {
		root string
		vars []map[string]any
	}{
		{"planLoad", bundles}, {"load", bundles}, {"planRevertLoad", reverts[:1]}, {"planRevertLoad", reverts[2:3]}, {"revertLoad", reverts[2:3]},
		{"load", []map[string]any{own("Three", "STATE"), nine, named}}, {"planRevertLoad", reverts[:2]}, {"planRevertLoad", reverts[3:]}, {"revertLoad", reverts[:2]}, {"revertLoad", reverts[3:]},
		{"choose", []map[string]any{{"input": map[string]any{"target": "actor/x9", "field": "kind", "value": "STATE"}}}},
		{"takeBackChoice", []map[string]any{{"input": map[string]any{"target": "actor/x9", "field": "kind"}}}},
	} {
		root := step.root
		input := schema.Mutation.Fields.ForName(root).Arguments.ForName("input").Type.String()
		for _, v := range step.vars { // what is loaded is no change to plan
			list := wanted{name: root, of: schema.Mutation, under: workedOn(schema.Types[schema.Mutation.Fields.ForName(root).Type.Name()])}
			query := strings.Replace(build(list), "{ "+root, "mutation ($input: "+input+") { "+root+"(input: $input)", 1)
			got := w.post(t, query, v)
			if len(got.Errors) > 0 {
				t.Errorf("%s: %v", query, got.Errors)
			}
			list.found(got.Data[root], seen)
		}
	}
	seen["LoadProblem.sheet"] = w.book(t).at("load.problems.0.sheet") != nil // it takes a workbook
	for name := range writtenTypes() {
		for _, f := range schema.Types[name].Fields {
			if !seen[name+"."+f.Name] {
				t.Errorf("%s.%s never has a value", name, f.Name)
			}
		}
	}
}

// uploadQuery loads a file of the request.
const uploadQuery = `mutation ($file: Upload!, $texts: [Upload!]) { load(input: {uploads: [$file]}) { revision load { files who } bundle { verified } problems { file line column message } } plan: planLoad(input: {uploads: $texts}) { problems { file message } } }`

// form is a multipart request in the making.
type form struct {
	bytes.Buffer
	*multipart.Writer
}

func newForm() *form {
	f := &form{}
	f.Writer = multipart.NewWriter(&f.Buffer)
	return f
}

func (f *form) field(name, value string) *form {
	if err := f.WriteField(name, value); err != nil {
		panic(err)
	}
	return f
}

func (f *form) file(part, name, data string) *form {
	w, err := f.CreateFormFile(part, name)
	if err == nil {
		_, err = w.Write([]byte(data))
	}
	if err != nil {
		panic(err)
	}
	return f
}

// send posts the form, as a client does.
func (f *form) send(t *testing.T, h http.Handler, header ...string) posted {
	t.Helper()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return readPosted(t, serve(h, http.MethodPost, "/graphql", f.String(), append(header, "Content-Type", f.FormDataContentType(), "Accept", typeGraphQL)...))
}

// upload sends a small bundle in a form, with headers.
func (w writable) upload(t *testing.T, query string, header ...string) posted {
	t.Helper()
	operations, err := json.Marshal(map[string]any{"query": query, "variables": map[string]any{"file": nil, "texts": []any{nil}}})
	if err != nil {
		t.Fatal(err)
	}
	return newForm().field("operations", string(operations)).field("map", `{"0": ["variables.file", "variables.texts.0"]}`).
		file("0", "up.yaml", "pactgraph: 1\ndataset: up\nactors: {up1: {kind: STATE}}").send(t, w, header...)
}

// Files that a form holds are loaded, beside each other.
func TestUpload(t *testing.T) {
	eachWritable(t, func(t *testing.T, w writable) {
		before := w.revision(t)
		one := w.upload(t, uploadQuery, "Authorization", "bearer  "+w.token)
		if len(one.Errors) > 0 || one.at("load.revision") != float64(before+1) || one.at("load.load.who") != "ana" || !cmp.Equal(one.at("load.load.files"), any([]any{"up.yaml"})) {
			t.Errorf("one file: %v", one)
		}
		operations, err := json.Marshal(map[string]any{"query": loadQuery, "variables": with(texts("harbour.txt", harbourText), "uploads", []any{nil, nil})})
		if err != nil {
			t.Fatal(err)
		}
		two := newForm().field("operations", string(operations)).field("map", `{"b": ["variables.input.uploads.0"], "1": ["variables.input.uploads.1"]}`).
			file("1", `C:\texts\harbour.yaml`, harbour).file("b", "more.json", `{"pactgraph": 1, "actors": {"up2": {"kind": "STATE"}}}`).
			send(t, w, "Authorization", "Bearer "+w.token)
		if len(two.Errors) != 1 || !strings.Contains(two.Errors[0].Message, "harbour.yaml") { // the name has a folder
			t.Errorf("a name with a folder of Windows: %v", two)
		}
		two = newForm().field("operations", string(operations)).field("map", `{"b": ["variables.input.uploads.0"], "1": ["variables.input.uploads.1"]}`).
			file("1", "texts/harbour.yaml", harbour).file("b", "more.json", `{"pactgraph": 1, "actors": {"up2": {"kind": "STATE"}}}`).
			send(t, w, "Authorization", "Bearer "+w.token)
		if len(two.Errors) > 0 || two.at("load.bundle.verified") != float64(5) || !cmp.Equal(two.at("load.load.files"), any([]any{"harbour.yaml", "more.json"})) {
			t.Errorf("two files and a text: %v", two)
		}
	})
}

// What a file unpacks to is bounded, and then nothing is loaded; where it lay isn't told.
func TestPackedUpload(t *testing.T) {
	pack := func(text string) string {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		if _, err := z.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return packed.String()
	}
	w := newWritable(t, world(t), nil)
	send := func(name, data string) posted {
		return newForm().field("operations", `{"query":"mutation ($file: Upload!) { load(input: {uploads: [$file]}) { revision problems { message } } }","variables":{"file":null}}`).
			field("map", `{"0":["variables.file"]}`).file("0", name, data).send(t, w, "Authorization", "Bearer "+w.token)
	}
	if got := send("a.yaml.gz", pack("pactgraph: 1\ndataset: a\nactors: {x1: {kind: STATE}}")); got.at("load.revision") != 4.0 {
		t.Errorf("a packed bundle: %v", got)
	}
	bomb := send("a.yaml.gz", pack("pactgraph: 1\n#"+strings.Repeat("x", 65<<20)))
	if !slices.Equal(bomb.codes(), []string{overTheLimit}) || !strings.HasPrefix(bomb.Errors[0].Message, "a.yaml.gz is larger than 64 MiB") {
		t.Errorf("a bundle that unpacks to too much: %v", bomb)
	}
	if torn := send("a.yaml.gz", pack("pactgraph: 1")[:20]); torn.at("load.problems.0.message") != "a.yaml.gz can't be unpacked: its gzip data end too early; get it again, whole" {
		t.Errorf("a torn bundle: %v", torn)
	}
	if w.revision(t) != 4 {
		t.Errorf("the graph is at revision %d", w.revision(t))
	}
}

// Who has subscribed to changes is told of what is loaded over HTTP.
func TestLoadIsToldOf(t *testing.T) {
	w := newWritable(t, sqliteWorld(t), func(o *Options) { o.Poll = 5 * time.Millisecond })
	srv := httptest.NewServer(w)
	t.Cleanup(srv.Close) // after the events
	e := openEvents(t, srv, `subscription { changes(since: 3) { nodes { target load { who } } } }`)
	w.post(t, loadQuery, texts("a.yaml", "pactgraph: 1\ndataset: a\nactors: {x1: {kind: STATE}}"))
	if data, ok := e.next(t); !ok || !strings.Contains(data, `{"target":"actor/x1","load":{"who":"ana"}}`) {
		t.Errorf("got %s", data)
	}
}

// The documents that the documentation shows are good ones.
func TestDocumentedMutations(t *testing.T) {
	w := newWritable(t, world(t), nil)
	for _, name := range []string{"plan-load", "load"} {
		document, err := os.ReadFile("../docs/examples/" + name + ".graphql")
		if err != nil {
			t.Fatal(err)
		}
		if got := w.post(t, string(document), harbourInput()); len(got.Errors) > 0 || got.status != http.StatusOK {
			t.Errorf("%s: %v", name, got)
		}
	}
	if w.revision(t) != 4 {
		t.Errorf("the graph is at revision %d", w.revision(t))
	}
}

// Files that are small as they are sent, and large when they are unpacked, are refused, and little is kept of them meanwhile; each alone is
// read, up to what a file may have.
func TestUnpackedIsBounded(t *testing.T) {
	const document = `{"query":"mutation ($files: [Upload!]!) { load(input: {uploads: $files}) { revision problems { message } } }","variables":{"files":[`
	packed := func(text io.Reader) string {
		var data bytes.Buffer
		z := gzip.NewWriter(&data)
		if _, err := io.Copy(z, text); err != nil || z.Close() != nil {
			t.Fatal("nothing can be packed", err)
		}
		return data.String()
	}
	zipped := func(files map[string]string) string {
		var data bytes.Buffer
		z := zip.NewWriter(&data)
		for name, text := range files {
			f, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(f, text); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return data.String()
	}
	bomb := packed(io.LimitReader(lineBreaks{}, 60<<20))
	own := "pactgraph: 1\nactors: {u1: {kind: STATE}}\n"
	send := func(w writable, files map[string]string) posted {
		t.Helper()
		f := newForm().field("operations", document+strings.TrimSuffix(strings.Repeat("null,", len(files)), ",")+"]}}")
		places := map[string][]string{}
		names := slices.Sorted(maps.Keys(files))
		for i := range names {
			places[fmt.Sprint(i)] = []string{fmt.Sprintf("variables.files.%d", i)}
		}
		text, err := json.Marshal(places)
		if err != nil {
			t.Fatal(err)
		}
		f = f.field("map", string(text))
		for i, name := range names {
			f = f.file(fmt.Sprint(i), name, files[name])
		}
		return f.send(t, w, "Authorization", "Bearer "+w.token)
	}
	many := func(n int, ending, text string) map[string]string {
		files := map[string]string{}
		for i := range n {
			files[fmt.Sprintf("f%02d%s", i, ending)] = text
		}
		return files
	}
	w := newWritable(t, world(t), nil)
	before := w.revision(t)
	for name, files := range map[string]map[string]string{
		"by gzip":         many(100, ".yaml.gz", bomb),
		"by gzip in zips": many(3, ".zip", zipped(many(100, ".yaml.gz", bomb))),
		"zips by gzip":    many(100, ".zip.gz", packed(strings.NewReader(zipped(many(9, ".csv.gz", bomb))))),
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			for _, text := range files {
				sent += len(text)
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			all := m.TotalAlloc
			got := send(w, files)
			runtime.ReadMemStats(&m)
			if !slices.Equal(got.codes(), []string{overTheLimit}) || !strings.Contains(got.Errors[0].Message, "larger than 268435456 bytes when all is unpacked, the most that is loaded at once over HTTP") {
				t.Errorf("%d bytes give %v %v", sent, got.Data, got.Errors)
			}
			if taken := m.TotalAlloc - all; taken > 128<<20 {
				t.Errorf("%d bytes took %d bytes of memory", sent, taken)
			}
		})
	}
	if w.revision(t) != before {
		t.Errorf("the graph is at revision %d", w.revision(t))
	}
	// The bound is that of the server; just below it is loaded.
	whole := map[string]string{"a.yaml.gz": packed(strings.NewReader(own))}
	size := int64(len(own) + len(whole["a.yaml.gz"]))
	for most, code := range map[int64][]string{size: nil, size - 1: {overTheLimit}} {
		w := newWritable(t, world(t), func(o *Options) { o.Limits = DefaultLimits(); o.Limits.Unpacked = most })
		if got := send(w, whole); !slices.Equal(got.codes(), code) {
			t.Errorf("%d bytes, of %d that are allowed, give %v %v", size, most, got.Data, got.Errors)
		}
	}
}

// lineBreaks are an endless empty text.
type lineBreaks struct{}

func (lineBreaks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '\n'
	}
	return len(p), nil
}

// A form that isn't as the specification has it is refused, by what is wrong with it, and nothing is loaded.
func TestBrokenForms(t *testing.T) {
	const (
		document   = `"query":"mutation ($file: Upload!) { load(input: {uploads: [$file]}) { revision } }"`
		operations = `{` + document + `,"variables":{"file":null,"list":[null],"text":"x"}}`
		places     = `{"0":["variables.file"]}`
		bundle     = "pactgraph: 1\ndataset: up\nactors: {up1: {kind: STATE}}"
	)
	w := newWritable(t, world(t), func(o *Options) { o.Limits = DefaultLimits(); o.Limits.Files, o.Limits.Upload = 3, 4000 })
	ok := func() *form { return newForm().field("operations", operations).field("map", places) }
	tests := []struct {
		name   string
		form   *form
		status int
		code   string
		says   string
	}{
		{"empty", newForm(), 400, badInput, `no part "operations"`},
		{"map first", newForm().field("map", places).field("operations", operations), 400, badInput, `"map" comes where "operations"`},
		{"file first", newForm().file("0", "a.yaml", bundle), 400, badInput, `"0" comes where "operations"`},
		{"no map", newForm().field("operations", operations), 400, badInput, `no part "map"`},
		{"file in place of map", newForm().field("operations", operations).file("0", "a.yaml", bundle), 400, badInput, `"0" comes where "map"`},
		{"operations no JSON", newForm().field("operations", "{").field("map", places), 400, badInput, "operations is not a JSON object"},
		{"several operations", newForm().field("operations", "["+operations+"]").field("map", `{"0":["0.variables.file"]}`), 400, badInput, "operations is not a JSON object"},
		{"map no JSON", newForm().field("operations", operations).field("map", "x"), 400, badInput, "map is not a JSON object"},
		{"map a list", newForm().field("operations", operations).field("map", `["variables.file"]`), 400, badInput, "map is not a JSON object"},
		{"map of texts", newForm().field("operations", operations).field("map", `{"0":"variables.file"}`), 400, badInput, "map is not a JSON object"},
		{"map with a name twice", newForm().field("operations", operations).field("map", `{"0":["variables.file"],"0":["variables.file"]}`), 400, badInput, "twice"},
		{"no place", newForm().field("operations", operations).field("map", `{"0":[]}`).file("0", "a.yaml", bundle), 400, badInput, `no place for the file "0"`},
		{"a place that isn't there", newForm().field("operations", operations).field("map", `{"0":["variables.files"]}`).file("0", "a.yaml", bundle), 400, badInput, "no files in operations"},
		{"a place beyond a list", newForm().field("operations", operations).field("map", `{"0":["variables.list.1"]}`).file("0", "a.yaml", bundle), 400, badInput, "no 1 in operations"},
		{"a place before a list", newForm().field("operations", operations).field("map", `{"0":["variables.list.-1"]}`).file("0", "a.yaml", bundle), 400, badInput, "no -1 in operations"},
		{"a place inside null", newForm().field("operations", operations).field("map", `{"0":["variables.file.x"]}`).file("0", "a.yaml", bundle), 400, badInput, "no x in operations"},
		{"a place that is taken", newForm().field("operations", operations).field("map", `{"0":["variables.text"]}`).file("0", "a.yaml", bundle), 400, badInput, `there is "x" in operations`},
		{"a place outside", newForm().field("operations", operations).field("map", `{"0":["query"]}`).file("0", "a.yaml", bundle), 400, badInput, "begins with variables"},
		{"the variables themselves", newForm().field("operations", operations).field("map", `{"0":["variables"]}`).file("0", "a.yaml", bundle), 400, badInput, "begins with variables"},
		{"a place twice", newForm().field("operations", operations).field("map", `{"0":["variables.file"],"1":["variables.file"]}`), 400, badInput, "given twice"},
		{"no file", ok(), 400, badInput, `map names the file "0"`},
		{"another file", ok().file("1", "a.yaml", bundle), 400, badInput, `the file "1" comes twice, or map doesn't name it`},
		{"a file twice", ok().file("0", "a.yaml", bundle).file("0", "b.yaml", bundle), 400, badInput, `the file "0" comes twice`},
		{"no filename", ok().field("0", bundle), 422, badInput, "no name"},
		{"too many files", newForm().field("operations", operations).field("map", `{"0":[],"1":[],"2":[],"3":[]}`), 422, overTheLimit, "4 files"},
		{"too large", ok().file("0", "a.yaml", bundle+strings.Repeat(" ", 4000)), 413, overTheLimit, "4000 bytes"},
		{"no query", newForm().field("operations", `{"variables":{"file":null}}`).field("map", places).file("0", "a.yaml", bundle), 400, badInput, "no query"},
		{"a place nobody asks for", newForm().field("operations", operations).field("map", `{"0":["variables.list.0"]}`).file("0", "a.yaml", bundle), 400, notValid, "cannot be null"},
		{"a file where a text is wanted", newForm().field("operations", `{"query":"mutation ($file: String!) { load(input: {files: [{name: \"a\", text: $file}]}) { revision } }","variables":{"file":null}}`).field("map", places).file("0", "a.yaml", bundle), 400, notValid, "String"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := test.form.send(t, w, "Authorization", "Bearer "+w.token)
			if got.status != test.status || !slices.Equal(got.codes(), []string{test.code}) || !strings.Contains(got.Errors[0].Message, test.says) {
				t.Errorf("got %v, want %d %s with %q", got, test.status, test.code, test.says)
			}
		})
	}
	for name, media := range map[string]string{"no boundary": "multipart/form-data", "another boundary": "multipart/form-data; boundary=x"} {
		f := ok().file("0", "a.yaml", bundle)
		got := readPosted(t, serve(w, http.MethodPost, "/graphql", f.String(), "Content-Type", media, "Authorization", "Bearer "+w.token))
		if got.status != http.StatusBadRequest || !slices.Equal(got.codes(), []string{badInput}) {
			t.Errorf("%s: got %v", name, got)
		}
	}
	cut := ok().file("0", "a.yaml", bundle) // without its end
	if got := readPosted(t, serve(w, http.MethodPost, "/graphql", cut.String(), "Content-Type", cut.FormDataContentType(), "Authorization", "Bearer "+w.token)); got.status != http.StatusBadRequest {
		t.Errorf("cut off: got %v", got)
	}
	if w.revision(t) != 3 {
		t.Errorf("the graph is at revision %d", w.revision(t))
	}
	if got := ok().file("0", "a.yaml", bundle).send(t, w, "Authorization", "Bearer "+w.token); len(got.Errors) > 0 || w.revision(t) != 4 {
		t.Errorf("a good form: %v", got)
	}
}

// A writer's request may be longer than others'; nobody else's.
func TestLongLoad(t *testing.T) {
	w := newWritable(t, world(t), nil)
	text := "pactgraph: 1\ndataset: long\nactors: {long1: {kind: STATE}}\n#" + strings.Repeat("x", 2<<20)
	if got := w.post(t, loadQuery, texts("a.yaml", text)); len(got.Errors) > 0 || w.revision(t) != 4 {
		t.Errorf("2 MiB: %v", got)
	}
	if got := w.post(t, loadQuery, texts("a.yaml", text), "Authorization", "Bearer x"); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("2 MiB from somebody: %v", got)
	}
	if got := w.post(t, loadQuery, texts("a.yaml", strings.Repeat(text, 8))); got.status != http.StatusRequestEntityTooLarge || !strings.Contains(got.Errors[0].Message, fmt.Sprint(16<<20)) {
		t.Errorf("16 MiB: %v", got)
	}
}
