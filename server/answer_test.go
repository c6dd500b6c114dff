package server

import (
	"strings"
	"testing"
	"time"
)

// What assistants ask is answered as over HTTP, but for what isn't a query; and it waits for room as any request does.
func TestAsk(t *testing.T) {
	limits := DefaultLimits()
	limits.Concurrent, limits.Wait = 1, 10*time.Millisecond
	e, _ := testEngine(t, limits)
	ask := func(document, operation string) string {
		answer, err := e.ask(t.Context(), Request{Document: document, Operation: operation})
		if err != nil {
			t.Fatal(err)
		}
		return string(answer)
	}
	const several = `query A { revision } mutation B { takeBackChoice(input: {target: "actor/x", field: "name"}) { revision } }`
	for _, test := range []struct{ document, operation, want string }{
		{"{ revision }", "", `{"data":{"revision":`},
		{several, "A", `{"data":{"revision":`},
		{several, "B", "only queries are answered here, and this is a mutation"},
		{"subscription { changes { nodes { revision } } }", "", "only queries are answered here, and this is a subscription"},
		{"{ nothing }", "", "GRAPHQL_VALIDATION_FAILED"},
	} {
		if answer := ask(test.document, test.operation); !strings.Contains(answer, test.want) {
			t.Errorf("%s %s gives %s", test.document, test.operation, answer)
		}
	}
	leave, _ := e.gate.enter(t.Context())
	if answer := ask("{ revision }", ""); !strings.Contains(answer, codeBusy) {
		t.Errorf("without room the answer is %s", answer)
	}
	leave()
	if answer := ask("{ revision }", ""); !strings.Contains(answer, `"revision":`) {
		t.Errorf("with room again the answer is %s", answer)
	}
}
