package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
	"pactgraph/internal/tokens"
)

// onSQLite gives a store that can explain, with the small world.
func onSQLite(t *testing.T) graph.Reader {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	fill(t, store)
	return store
}

// admins gives a file's holders of tokens: one of them.
func admins(t *testing.T, token string) *tokens.Holders {
	t.Helper()
	line, err := tokens.Line("desk", token)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "admins")
	if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	holders, err := tokens.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return holders
}

const explainedQuery = `{ two: declarations(first: 2) { totalCount nodes { id } } revision france: actor(id: "FRA") { id } }`

// An admin's request has its answer, and beside it the statements for each root field in their order.
func TestExplainOverHTTP(t *testing.T) {
	store, token := onSQLite(t), tokens.New()
	h := New(store, Options{Log: quiet(), Now: worldDay, Admins: admins(t, token)})
	get := func(header ...string) (body string) {
		w := serve(h, http.MethodGet, "/graphql?query="+url.QueryEscape(explainedQuery), "", header...)
		if w.Code != http.StatusOK {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
		return w.Body.String()
	}
	plain := get("Authorization", "Bearer "+token)
	if strings.Contains(plain, `"explain"`) || plain != get(headerExplain, "false") {
		t.Errorf("without the header the answer is %s", plain)
	}
	for _, value := range []string{"true", "True"} {
		body := get("Authorization", "bearer "+token, headerExplain, value)
		data, _, ok := strings.Cut(body, `,"extensions":{"explain":`)
		if want, _, _ := strings.Cut(plain, `,"extensions":`); !ok || data != want {
			t.Errorf("with its explanation the answer is %s, want %s with an explanation", body, plain)
		}
		checkExplained(t, body)
	}
}

func checkExplained(t *testing.T, body string) {
	t.Helper()
	var resp struct {
		Extensions struct{ Explain []Explained }
	}
	if err := json.Unmarshal([]byte(body), &resp); err != nil {
		t.Fatal(err)
	}
	list := resp.Extensions.Explain
	if len(list) != 3 {
		t.Fatalf("there are %d explanations, want 3: %+v", len(list), list)
	}
	for i, want := range []struct {
		root, text string
		param      any
	}{
		{"two", "SELECT count(*)", nil},
		{"two", "LIMIT ?1", 3.0},
		{"france", "json_each(?)", `["actor/FRA"]`},
	} {
		got := list[i]
		if len(got.Path) != 1 || got.Path[0] != want.root || !strings.Contains(got.Text, want.text) || got.Params["1"] != want.param || got.Plan == "" {
			t.Errorf("explanation %d is %+v, want one of %s with %s and the parameter %v", i, got, want.root, want.text, want.param)
		}
	}
}

// Nobody but admins gets explanations; the refusal says what is missing, and nothing is answered.
func TestExplainForbidden(t *testing.T) {
	store, token := onSQLite(t), tokens.New()
	known := admins(t, token)
	for _, test := range []struct {
		name          string
		admins        *tokens.Holders
		authorization string
		explain       string
		status        int
		code, message string
	}{
		{"no token", known, "", "true", 403, "FORBIDDEN", "send the header Authorization: Bearer TOKEN"},
		{"another scheme", known, "Basic " + token, "true", 403, "FORBIDDEN", "send the header Authorization: Bearer TOKEN"},
		{"an empty token", known, "Bearer ", "true", 403, "FORBIDDEN", "send the header Authorization: Bearer TOKEN"},
		{"a wrong token", known, "Bearer " + tokens.New(), "true", 403, "FORBIDDEN", "is not one of theirs"},
		{"no admins", nil, "Bearer " + token, "true", 403, "FORBIDDEN", "this server knows none: whoever runs it names a file of them by serve --admins"},
		{"neither true nor false", known, "Bearer " + token, "yes", 400, "BAD_USER_INPUT", `Pactgraph-Explain is true or false, and here it is "yes"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := New(store, Options{Log: quiet(), Now: worldDay, Admins: test.admins})
			w := serve(h, http.MethodGet, "/graphql?query="+url.QueryEscape(explainedQuery), "", "Authorization", test.authorization, headerExplain, test.explain)
			body := strings.ReplaceAll(w.Body.String(), `\"`, `"`)
			if w.Code != test.status || !strings.Contains(body, `"code":"`+test.code+`"`) || !strings.Contains(body, test.message) {
				t.Errorf("got %d %s, want %d with %s: %s", w.Code, body, test.status, test.code, test.message)
			}
			if strings.Contains(body, `"data"`) || strings.Contains(body, token) {
				t.Errorf("the refusal has more than it should: %s", body)
			}
		})
	}
}

// A store that can't explain says so, and a document that is wrong is refused as ever, by an admin's request too.
func TestExplainRefused(t *testing.T) {
	token := tokens.New()
	for _, test := range []struct {
		name          string
		store         graph.Reader
		query         string
		code, message string
	}{
		{"a store that can't", world(t), "{ actors { totalCount } }", "BAD_USER_INPUT", "this store can't explain"},
		{"a wrong document", onSQLite(t), "{ actors { total } }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := New(test.store, Options{Log: quiet(), Admins: admins(t, token)})
			w := serve(h, http.MethodGet, "/graphql?query="+url.QueryEscape(test.query), "", "Authorization", "Bearer "+token, headerExplain, "true")
			if body := w.Body.String(); !strings.Contains(body, test.code) || !strings.Contains(body, test.message) || strings.Contains(body, `"data"`) {
				t.Errorf("got %s, want %s: %s", body, test.code, test.message)
			}
			_, err := Explain(t.Context(), test.store, Options{Log: quiet()}, Request{Document: test.query})
			if graph.KindOf(err) != graph.KindInvalid || !strings.Contains(err.Error(), test.message) {
				t.Errorf("Explain gives the error %v, want one that says %q", err, test.message)
			}
		})
	}
}

// Explain gives what an admin's request has, without an answer.
func TestExplain(t *testing.T) {
	list, err := Explain(t.Context(), onSQLite(t), Options{}, Request{Document: explainedQuery})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]any{"extensions": extensions{Explain: list}})
	if err != nil {
		t.Fatal(err)
	}
	checkExplained(t, string(text))

	// The revision is asked for by no query; that there is nothing to explain is a list too.
	list, err = Explain(t.Context(), onSQLite(t), Options{}, Request{Document: "{ revision }"})
	if err != nil || list == nil || len(list) != 0 {
		t.Errorf("of the revision there are the explanations %#v and the error %v, want an empty list", list, err)
	}

	wrong := Request{Document: "query Q($first: Int!) {\n  actors(first: $first) { totl }\n}", Variables: map[string]any{"first": 1}}
	_, err = Explain(t.Context(), onSQLite(t), Options{}, wrong)
	if err == nil || err.Error() != `2:27: Cannot query field "totl" on type "ActorConnection".` {
		t.Errorf("got the error %v", err)
	}
}

// What is worked out is explained too: each statement that it takes once, and in words what stores don't explain.
func TestExplainWorkedOut(t *testing.T) {
	store := onSQLite(t)
	for _, c := range []struct {
		query string
		texts bool
		notes []string
	}{
		{`{ paths(from: "actor/ardovia", to: "actor/belmark") { reason } }`, true, nil},
		{`{ search(text: "tarn") { edges { node { id } } } }`, true, []string{"full-text index"}},
		{`{ obligationGroups(by: [KIND]) { totalGroups } }`, false, []string{"counted"}},
		{`{ conflicts { totalCount } }`, true, []string{"all that loads have said"}},
		{`{ revision }`, false, nil},
	} {
		list, err := Explain(t.Context(), store, Options{Log: quiet(), Now: worldDay}, Request{Document: c.query})
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		texts, notes := map[string]int{}, []string{}
		for _, e := range list {
			if e.Note != "" {
				notes = append(notes, e.Note)
				continue
			}
			if texts[e.Text]++; e.Text == "" || e.Plan == "" || texts[e.Text] > 1 {
				t.Errorf("%s: the explanation %+v is empty, or comes twice", c.query, e)
			}
		}
		if (len(texts) > 0) != c.texts || len(notes) != len(c.notes) {
			t.Errorf("%s: %d statements and the notes %q, want statements: %v, and notes of %q", c.query, len(texts), notes, c.texts, c.notes)
			continue
		}
		for i, want := range c.notes {
			if !strings.Contains(notes[i], want) {
				t.Errorf("%s: the note %q doesn't tell of %q", c.query, notes[i], want)
			}
		}
	}
}
