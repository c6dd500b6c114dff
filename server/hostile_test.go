package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"pactgraph/graph/graphtest"
)

// hostile is a request that means no good, or that no sound program would send.
type hostile struct {
	name string
	// document is posted; or body is, as it stands; or query is asked for by GET.
	document, body, query string
	variables             string
	header                []string
	// code is that of the refusal.
	code string
}

const (
	parseFailed  = "GRAPHQL_PARSE_FAILED"
	notValid     = "GRAPHQL_VALIDATION_FAILED"
	overTheLimit = "LIMIT_EXCEEDED"
	badInput     = "BAD_USER_INPUT"
)

// deep writes JSON lists inside each other.
func deep(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

// notFilters writes a filter in which conditions stand inside each other.
func notFilters(n int) string { return strings.Repeat("{not: ", n) + "{}" + strings.Repeat("}", n) }

// numbered writes a list of names.
func numbered(n int, format string) string {
	return each(n, func(i int) string { return fmt.Sprintf(format, i) })
}

// hostiles are the requests, by what is wrong with them.
func hostiles() []hostile {
	const actors = "{ actors { nodes { %s } } }"
	on := func(inner string) string { return fmt.Sprintf(actors, inner) }
	filter := func(f string) string { return "{ actors(filter: " + f + ") { totalCount } }" }
	input := func(kind, name string) string {
		return fmt.Sprintf("query ($v: %s) { actors(%s: $v) { totalCount } }", kind, name)
	}
	return []hostile{
		// Deep.
		{name: "brackets never closed", document: strings.Repeat("{a", 4_999), code: parseFailed},
		{name: "brackets only closed", document: strings.Repeat("}", 9_000), code: parseFailed},
		{name: "deep selections", document: "{ " + nested("actors", "id", 700) + " }", code: overTheLimit},
		{name: "deep relations", document: on(nested("memberOf(first: 1) { nodes", "id", 18) + strings.Repeat(" }", 18)), code: overTheLimit},
		{name: "deep to-one relations", document: "{ evidences: claim(id: \"claim/x\") { " + nested("evidence { nodes { source", "id", 13) + strings.Repeat(" } }", 13) + " } }", code: overTheLimit},
		{name: "deep chains", document: "{ sources { nodes { " + nested("chain", "id", 12) + " } } }", code: overTheLimit},
		{name: "deep interfaces", document: "{ node(id: \"actor/ardovia\") { ... on Entity { " + nested("claims(first: 1) { nodes { about", "id", 12) + strings.Repeat(" } }", 12) + " } } }", code: overTheLimit},
		{name: "deep inline fragments", document: on(nested("... on Actor", "id", 3_000)), code: overTheLimit},
		{name: "deep list literal", document: filter("{ id: { in: " + deep(4_000) + " } }"), code: notValid},
		{name: "deep object literal", document: filter(notFilters(3_000)), code: overTheLimit},
		{name: "deep object literal of unknown fields", document: filter(strings.Repeat("{x: ", 3_000) + "1" + strings.Repeat("}", 3_000)), code: overTheLimit},
		{name: "deep list type", document: "query ($v: " + strings.Repeat("[", 4_000) + "Int" + strings.Repeat("]", 4_000) + ") { revision }", code: notValid},
		{name: "deep variable", document: input("ActorFilter", "filter"), variables: `{"v": ` + strings.Repeat(`{"not": `, 40) + "{}" + strings.Repeat("}", 40) + "}", code: overTheLimit},
		{name: "very deep variable", document: input("ActorFilter", "filter"), variables: `{"v": ` + strings.Repeat(`{"not": `, 30_000) + "{}" + strings.Repeat("}", 30_000) + "}", code: overTheLimit},
		{name: "very deep list variable", document: input("[ID!]", "ids"), variables: `{"v": ` + deep(200_000) + "}", code: overTheLimit},
		{name: "deep extensions", body: `{"query":"{revision}","extensions":{"x":` + deep(200_000) + "}}", code: overTheLimit},
		{name: "deep JSON never closed", body: strings.Repeat("[", 500_000), code: overTheLimit},
		{name: "deep JSON of objects never closed", body: strings.Repeat(`{"a":`, 150_000), code: overTheLimit},

		// Wide.
		{name: "wide fields", document: on(strings.Repeat("id ", 3_000)), code: overTheLimit},
		{name: "more words than allowed", document: on(strings.Repeat("id ", 20_000)), code: overTheLimit},
		{name: "wide roots", document: "{ " + aliased(700, "revision") + " }", code: overTheLimit},
		{name: "wide pages", document: "{ actors(first: 1000) { nodes { owes(first: 1000) { nodes { id } } } } }", code: overTheLimit},
		{name: "wide pages thrice", document: "{ actors(first: 1000) { nodes { owes(first: 1000) { nodes { bearers(first: 1000) { totalCount } } } } } }", code: overTheLimit},
		{name: "a page too large", document: "{ actors(first: 100000) { totalCount } }", code: overTheLimit},
		{name: "many relations", document: on(each(151, func(i int) string { return fmt.Sprintf("a%d: owes(first: %d) { nodes { id } } ", i, i) })), code: overTheLimit},
		{name: "many values", document: "{ actors(first: 1000) { nodes { owes(first: 100) { nodes { " + aliased(60, "summary") + " } } } } }", code: overTheLimit},
		{name: "many ids", document: "query ($v: [ID!]!) { nodes(ids: $v) { id } }", variables: `{"v":[` + strings.TrimSuffix(numbered(5_000, `"actor/%d",`), ",") + "]}", code: overTheLimit},
		{name: "many ids written out", document: "{ nodes(ids: [" + numbered(4_000, `"actor/%d" `) + "]) { id } }", code: overTheLimit},
		{name: "many filter values", document: "query ($v: [String!]) { actors(filter: { name: { in: $v } }) { totalCount } }", variables: `{"v":[` + strings.TrimSuffix(numbered(50_000, `"%d",`), ",") + "]}", code: overTheLimit},
		{name: "many filter statuses", document: "{ obligations(filter: { or: [" + strings.Repeat("{ status: { eq: ACTIVE } } ", 500) + "] }) { totalCount } }", code: overTheLimit},
		{name: "many loads", document: "query ($v: [ID!]) { changes(filter: {loads: $v}) { nodes { label } } }", variables: `{"v":[` + strings.TrimSuffix(numbered(5_000, `"load/%d",`), ",") + "]}", code: overTheLimit},
		{name: "many changed things", document: "query ($v: [ID!]) { changes(filter: {about: $v}) { nodes { label } } }", variables: `{"v":[` + strings.TrimSuffix(numbered(5_000, `"event/%d",`), ",") + "]}", code: overTheLimit},
		{name: "a page of changes too large", document: "{ changes(first: 100000) { nodes { label } } }", code: overTheLimit},
		{name: "changes with everything about them", document: "{ changes(first: 1000) { nodes { about { claims(first: 1000) { nodes { note } } } } } }", code: overTheLimit},
		{name: "many variables", document: "query (" + numbered(2_400, "$v%d: Int ") + ") { revision }", code: notValid},
		{name: "many unknown variables", document: on(numbered(700, "a%[1]d: owes(first: $v%[1]d) { totalCount } ")), code: overTheLimit},
		{name: "many directives", document: "{ revision " + strings.Repeat("@skip(if: false) ", 1_400) + "}", code: notValid},
		{name: "many unknown directives", document: "{ revision " + numbered(3_000, "@d%d ") + "}", code: notValid},
		{name: "many arguments", document: "{ actors(" + strings.Repeat("first: 1 ", 3_000) + ") { totalCount } }", code: notValid},
		{name: "many unknown arguments", document: "{ actors(" + numbered(3_000, "a%d: 1 ") + ") { totalCount } }", code: notValid},
		{name: "many unknown fields", document: on(aliased(790, "naem")), code: notValid},
		{name: "many unknown inputs", document: filter("{ " + numbered(3_000, "naem%d: 1 ") + " }"), code: notValid},
		{name: "many unknown enum values", document: filter("{ kind: { in: [" + strings.Repeat("STAET ", 9_000) + "] } }"), code: notValid},
		{name: "many operations", document: numbered(1_500, "query A%d { revision } "), code: "OPERATION_RESOLUTION_FAILURE"},
		{name: "many anonymous operations", document: strings.Repeat("{ revision } ", 2_000), code: notValid},
		{name: "many operations of one fragment", document: numbered(100, "query A%d { actors { nodes { ...F } } } ") + "fragment F on Actor { " + strings.Repeat("id ", 700) + "}", code: overTheLimit},

		// Aliases.
		{name: "aliased fields", document: on(aliased(2_000, "id")), code: overTheLimit},
		{name: "aliased lists", document: "{ " + aliased(200, "actors { nodes { id } }") + " }", code: overTheLimit},
		{name: "one alias for two fields", document: on("a: id a: label"), code: notValid},
		{name: "one alias for many arguments", document: on(each(300, func(i int) string { return fmt.Sprintf("a: owes(first: %d) { totalCount } ", i) })), code: notValid},
		{name: "aliased introspection", document: "{ " + aliased(30, "__schema { types { name } }") + " }", code: overTheLimit},

		// Fragments.
		{name: "a fragment in itself", document: on("...F") + " fragment F on Actor { ...F }", code: notValid},
		{name: "fragments in a circle", document: on("...A") + " fragment A on Actor { id ...B } fragment B on Actor { ...A }", code: notValid},
		{name: "a long circle of fragments", document: on("...F0") + numbered(500, " fragment F%d on Actor { ...F") + "0" + strings.Repeat(" }", 500), code: overTheLimit},
		{name: "a circle of many fragments", document: on("...F0") + each(600, func(i int) string { return fmt.Sprintf(" fragment F%d on Actor { ...F%d }", i, (i+1)%600) }), code: notValid},
		{name: "every fragment spreads every other", document: on("...F0") + each(60, func(i int) string {
			return fmt.Sprintf(" fragment F%d on Actor { %s }", i, numbered(60, "...F%d "))
		}), code: notValid},
		{name: "doubling fragments", document: doubling(60, "id"), code: overTheLimit},
		{name: "doubling fragments that nobody spreads", document: "{ revision } " + doubling(60, "id")[30:], code: overTheLimit},
		{name: "tenfold fragments", document: on("...F0") + each(30, func(i int) string {
			return fmt.Sprintf(" fragment F%d on Actor { %s }", i, strings.Repeat(fmt.Sprintf("...F%d ", i+1), 10))
		}) + " fragment F30 on Actor { id }", code: overTheLimit},
		{name: "doubling introspection", document: "{ __schema { types { ...F0 } } }" + each(40, func(i int) string {
			return fmt.Sprintf(" fragment F%d on __Type { a%d: ofType { ...F%d } b%d: ofType { ...F%d } }", i, i, i+1, i, i+1)
		}) + " fragment F40 on __Type { name }", code: overTheLimit},
		{name: "unknown fragments", document: on(strings.Repeat("...F ", 4_000)), code: notValid},
		{name: "a fragment on no type", document: on("...F") + " fragment F on Nothing { id }", code: notValid},
		{name: "a fragment on an input", document: on("... on ActorFilter { id }"), code: notValid},
		{name: "fragments of one name", document: on("...F") + strings.Repeat(" fragment F on Actor { id }", 1_000), code: notValid},
		{name: "fragments that nobody spreads", document: "{ revision }" + numbered(1_000, " fragment F%d on Actor { id }"), code: notValid},

		// Introspection.
		{name: "introspection of introspection", document: "{ __schema { types { " + aliased(15, "fields { type { "+aliased(15, "fields { name }")+" } }") + "} } }", code: overTheLimit},
		{name: "deep introspection", document: "{ __schema { types { " + nested("fields { type", "name", 8) + strings.Repeat(" }", 8) + " } } }", code: overTheLimit},
		{name: "introspection through types", document: "{ __type(name: \"Actor\") { " + nested("fields { type { interfaces { possibleTypes", "name", 4) + strings.Repeat(" } } }", 4) + " } }", code: notValid},

		// Wrong types and numbers.
		{name: "a number over 32 bits", document: "{ actors(first: 4294967297) { totalCount } }", code: badInput},
		{name: "a number over 64 bits", document: "{ actors(first: 99999999999999999999999) { totalCount } }", code: notValid},
		{name: "a variable over 32 bits", document: input("Int", "first"), variables: `{"v": 4294967297}`, code: badInput},
		{name: "a variable over 64 bits", document: input("Int", "first"), variables: `{"v": 99999999999999999999999}`, code: notValid},
		{name: "a variable with a huge exponent", document: input("Int", "first"), variables: `{"v": 1e999999999}`, code: notValid},
		{name: "a variable of a million digits", document: input("Int", "first"), variables: `{"v": ` + strings.Repeat("9", 900_000) + `}`, code: notValid},
		{name: "half a number", document: input("Int", "first"), variables: `{"v": 1.5}`, code: notValid},
		{name: "a negative page", document: "{ actors(first: -1) { totalCount } }", code: badInput},
		{name: "a text for a number", document: input("Int", "first"), variables: `{"v": "1"}`, code: badInput},
		{name: "an object for a number", document: input("Int", "first"), variables: `{"v": {"a": 1}}`, code: notValid},
		{name: "a list for a filter", document: input("ActorFilter", "filter"), variables: `{"v": [[[1]]]}`, code: notValid},
		{name: "null for what must be", document: "query ($v: ID!) { actor(id: $v) { id } }", variables: `{"v": null}`, code: notValid},
		{name: "a variable of no type", document: input("Nothing", "first"), code: notValid},
		{name: "a variable of an output type", document: input("Actor", "first"), code: notValid},
		{name: "no date", document: filter(`{ from: { lt: "2026-02-31" } }`), code: badInput},
		{name: "a cursor that is none", document: `{ actors(after: "` + strings.Repeat("A", 50_000) + `") { totalCount nodes { id } } }`, code: badInput},
		{name: "an id that is none", document: `{ node(id: "` + strings.Repeat("../", 20_000) + `") { id } }`, code: badInput},

		{name: "a revision over 32 bits", document: "{ actor(id: \"actor/ardovia\", asOfRevision: 4294967297) { id } }", code: badInput},
		{name: "a revision that isn't there", document: "{ actor(id: \"actor/ardovia\", asOfRevision: 2147483647) { id } }", code: badInput},
		{name: "a cursor of changes that is none", document: `{ changes(after: "` + strings.Repeat("A", 50_000) + `") { nodes { label } } }`, code: badInput},

		// Texts.
		{name: "a document that isn't UTF-8", body: "{\"query\":\"{ actor(id: \\\"\xff\xfe\\\") { id } }\"}", code: badInput},
		{name: "an overlong slash", body: "{\"query\":\"{ actor(id: \\\"actor\xc0\xaf\\\") { id } }\"}", code: badInput},
		{name: "a variable that isn't UTF-8", body: "{\"query\":\"query ($v: ID!) { actor(id: $v) { id } }\",\"variables\":{\"v\":\"\xed\xa0\x80\"}}", code: badInput},
		{name: "an address that isn't UTF-8", query: "query=%7B%20revision%20%23%FF%20%7D", code: badInput},
		{name: "half a surrogate pair", body: `{"query":"{ actor(id: \"\ud800\") { id } }"}`, code: badInput},
		{name: "half a surrogate pair in a variable", body: `{"query":"query ($v: ID!) { actor(id: $v) { id } }","variables":{"v":"\udfff\ud800"}}`, code: badInput},
		{name: "half a surrogate pair in the document", document: `{ actor(id: "\ud800") { id } }`, code: badInput},
		{name: "NUL bytes", document: "{\x00 revision }", code: parseFailed},
		{name: "NUL bytes alone", document: strings.Repeat("\x00", 100_000), code: parseFailed},
		{name: "control characters in JSON", body: "{\"query\":\"{ revision \x01}\"}", code: badInput},
		{name: "a text never closed", document: `{ actor(id: "` + strings.Repeat("a", 500_000) + `) { id } }`, code: parseFailed},
		{name: "a block string never closed", document: `{ actor(id: """` + strings.Repeat("a\n", 200_000) + `) { id } }`, code: parseFailed},
		{name: "a block string of nothing but lines", document: `{ actor(id: """` + strings.Repeat("\n ", 150_000) + `""") { id } }`, code: badInput},
		{name: "quotes and quotes", document: `{ actor(id: """` + strings.Repeat(`\"""`, 100_000) + `""") { id } }`, code: badInput},
		{name: "an unknown escape", document: `{ actor(id: "\q") { id } }`, code: parseFailed},
		{name: "comments and nothing else", document: strings.Repeat("# nothing\n", 90_000), code: overTheLimit},
		{name: "commas and nothing else", document: strings.Repeat(",", 900_000), code: "OPERATION_RESOLUTION_FAILURE"},
		{name: "blanks and nothing else", document: strings.Repeat(" ", 900_000), code: badInput},
		{name: "a very long name", document: "{ " + strings.Repeat("a", 900_000) + " }", code: notValid},
		{name: "a very long alias for nothing", document: "{ " + strings.Repeat("a", 400_000) + ": nothing }", code: notValid},

		// JSON and HTTP.
		{name: "a batch", body: `[{"query":"{ revision }"},{"query":"{ revision }"}]`, code: badInput},
		{name: "a batch of thousands", body: "[" + strings.TrimSuffix(strings.Repeat(`{"query":"{revision}"},`, 30_000), ",") + "]", code: badInput},
		{name: "a key that comes twice", body: `{"query":"{ revision }","query":"{ actors { totalCount } }"}`, code: badInput},
		{name: "a variable that comes twice", document: input("Int", "first"), variables: `{"v": 1, "v": 2}`, code: badInput},
		{name: "a key in capitals", body: `{"QUERY":"{ revision }"}`, code: badInput},
		{name: "two objects", body: `{"query":"{ revision }"}{"query":"{ revision }"}`, code: badInput},
		{name: "an object cut off", body: `{"query":"{ revision }"`, code: badInput},
		{name: "nothing", body: "", code: badInput},
		{name: "a text", body: `"{ revision }"`, code: badInput},
		{name: "more bytes than allowed", document: "{ revision } #" + strings.Repeat("x", 2<<20), code: overTheLimit},
		{name: "variables in a text", body: `{"query":"{ revision }","variables":"{}"}`, code: badInput},
		{name: "parameters given twice", query: "query=%7Brevision%7D&query=%7Brevision%7D", code: badInput},
		{name: "a mutation by GET", query: "query=" + url.QueryEscape("mutation { load }"), code: "METHOD_NOT_ALLOWED"},
		{name: "a mutation that isn't valid", document: "mutation { load }", code: notValid},
		{name: "a mutation", document: `mutation { load(input: {files: [{name: "a.yaml", text: "pactgraph: 1"}]}) { unchanged } }`, code: "FORBIDDEN"},
		{name: "a mutation with a token of nobody", document: `mutation { planLoad(input: {files: []}) { unchanged } }`, header: []string{"Authorization", "Bearer " + strings.Repeat("x", 10_000)}, code: "FORBIDDEN"},
		{name: "a mutation as an event", document: `mutation { planLoad(input: {files: []}) { unchanged } }`, header: []string{"Accept", typeEvents}, code: "METHOD_NOT_ALLOWED"},
		{name: "files", body: strings.Repeat("--x\r\n\r\n", 100_000), header: []string{"Content-Type", typeMultipart + "; boundary=x"}, code: "FORBIDDEN"},
		{name: "a subscription as a question", document: "subscription { changes { nodes { label } } }", code: badInput},
		{name: "a subscription of many", document: "subscription { " + aliased(15, "changes { nodes { label } }") + " }", header: []string{"Accept", typeEvents}, code: badInput},
		{name: "a subscription to nothing", document: "subscription { changes(first: 0) { nodes { label } } }", header: []string{"Accept", typeEvents}, code: badInput},
		{name: "a deep subscription", document: "subscription { changes { nodes { about { " + nested("claims(first: 1) { nodes { about", "id", 12) + strings.Repeat(" } }", 12) + " } } } }", header: []string{"Accept", typeEvents}, code: overTheLimit},
		{name: "an introspection as a subscription", document: "subscription { __schema { types { name } } }", header: []string{"Accept", typeEvents}, code: notValid},
		{name: "an operation that isn't there", body: `{"query":"query A { revision }","operationName":"` + strings.Repeat("B", 100_000) + `"}`, code: "OPERATION_RESOLUTION_FAILURE"},
		{name: "the schema's language", document: "type Query { a: Int } extend type Actor { b: Int }", code: parseFailed},
		{name: "deferred", document: on("... @defer { id }"), code: notValid},
		{name: "a hash of another document", body: `{"query":"{ revision }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + strings.Repeat("0", 64) + `"}}}`, code: "PERSISTED_QUERY_HASH_MISMATCH"},
		{name: "a hash that is none", body: `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + strings.Repeat("z", 100_000) + `"}}}`, code: badInput},
		{name: "an explanation for anybody", document: "{ revision }", header: []string{headerExplain, "true"}, code: "FORBIDDEN"},
		{name: "no time", document: "{ revision }", header: []string{headerTimeout, "0s"}, code: badInput},
		{name: "endless time", document: "{ revision }", header: []string{headerTimeout, "99999999999999h"}, code: badInput},
		{name: "another type", body: "query={revision}", header: []string{"Content-Type", "application/x-www-form-urlencoded"}, code: badInput},
		{name: "another encoding", body: "{}", header: []string{"Content-Type", "application/json; charset=utf-16"}, code: badInput},
	}
}

// Each hostile request is refused with its code and nothing of an answer, in less than a second of a processor, by the
// program itself; all of them together leave it within its memory, and in good health.
func TestHostile(t *testing.T) {
	p := serveProcess(t, buildProgram(t), graphtest.World()...)
	defer http.DefaultClient.CloseIdleConnections()
	for _, h := range hostiles() {
		t.Run(h.name, func(t *testing.T) {
			before := p.worked(t)
			resp := h.send(t, p.url+"/graphql")
			if took := p.worked(t) - before; took > time.Second {
				t.Errorf("took %s of a processor", took)
			}
			var got struct {
				Data   json.RawMessage
				Errors []struct {
					Message    string
					Extensions struct{ Code string }
				}
			}
			if err := json.Unmarshal(resp, &got); err != nil {
				t.Fatalf("%v in %.300s", err, resp)
			}
			if got.Data != nil || len(got.Errors) == 0 || len(got.Errors) > maxErrors+1 || got.Errors[0].Extensions.Code != h.code || got.Errors[0].Message == "" {
				t.Errorf("got %.300s, want %s", resp, h.code)
			}
			if len(resp) > 64<<10 {
				t.Errorf("the refusal has %d bytes: %.300s", len(resp), resp)
			}
		})
	}
	for name, messages := range hostileSockets() {
		t.Run(name, func(t *testing.T) {
			before := p.worked(t)
			floodSocket(t, p.url, messages)
			if took := p.worked(t) - before; took > time.Second {
				t.Errorf("took %s of a processor", took)
			}
		})
	}
	if memory := p.memory(t); memory > mostMemory {
		t.Errorf("it took %d MiB of memory; at most %d are allowed", memory, mostMemory)
	}
	resp := hostile{document: "{ revision }"}.send(t, p.url+"/graphql")
	if !strings.Contains(string(resp), `"revision":3`) {
		t.Errorf("after all, a good request gets %s", resp)
	}
}

func (h hostile) send(t *testing.T, address string) []byte {
	t.Helper()
	method, body := http.MethodPost, h.body
	switch {
	case h.query != "":
		method, address = http.MethodGet, address+"?"+h.query
	case h.document != "":
		document, err := json.Marshal(h.document)
		if err != nil {
			t.Fatal(err)
		}
		body = fmt.Sprintf(`{"query":%s`, document)
		if h.variables != "" {
			body += `,"variables":` + h.variables
		}
		body += "}"
	}
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", typeJSON)
	for i := 0; i+1 < len(h.header); i += 2 {
		req.Header.Set(h.header[i], h.header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// hostileSockets are messages over a WebSocket that mean no good.
func hostileSockets() map[string][]string {
	subscribe := func(id int, query string) string {
		text, _ := json.Marshal(query)
		return fmt.Sprintf(`{"type":"subscribe","id":"%d","payload":{"query":%s}}`, id, text)
	}
	const begin = `{"type":"connection_init"}`
	many := []string{begin}
	for i := range 1_000 {
		many = append(many, subscribe(i, "subscription { changes { nodes { label } } }"))
	}
	return map[string][]string{
		"many subscriptions over a WebSocket":      many,
		"a subscription before the beginning":      {subscribe(1, "{ revision }")},
		"no JSON over a WebSocket":                 {begin, strings.Repeat("[", 100_000)},
		"no such message over a WebSocket":         {begin, `{"type":"nothing"}`},
		"a message larger than a request may be":   {begin, subscribe(1, "{ revision } #"+strings.Repeat("x", 2<<20))},
		"a deep document over a WebSocket":         {begin, subscribe(1, strings.Repeat("{a", 4_999))},
		"doubling fragments over a WebSocket":      {begin, subscribe(1, doubling(60, "id"))},
		"a beginning that holds much":              {`{"type":"connection_init","payload":{"x":"` + strings.Repeat("x", 900_000) + `"}}`},
		"variables that are none over a WebSocket": {begin, `{"type":"subscribe","id":"1","payload":{"query":"{ revision }","variables":[1]}}`},
		"a beginning that comes again and again":   {begin, begin, begin},
		"a mutation over a WebSocket":              {begin, subscribe(1, `mutation { load(input: {files: [{name: "a", text: "pactgraph: 1"}]}) { unchanged } }`)},
		"an end of what never began":               {begin, `{"type":"complete","id":"9"}`},
	}
}

// floodSocket sends messages, and reads what comes for as long as anything does. Nothing that comes is long, or an answer with
// data.
func floodSocket(t *testing.T, address string, messages []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	c, _, err := websocket.Dial(ctx, address+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.CloseNow() }()
	go func() {
		for _, m := range messages {
			if c.Write(ctx, websocket.MessageText, []byte(m)) != nil {
				return // the server has had enough
			}
		}
	}()
	quiet, stop := context.WithTimeout(ctx, 2*time.Second)
	defer stop()
	for {
		_, m, err := c.Read(quiet)
		if err != nil {
			return
		}
		if len(m) > 64<<10 || strings.Contains(string(m), `"data":{`) {
			t.Errorf("got %.300s", m)
		}
	}
}
