package mcp

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"pactgraph/graph"
)

// Ask answers one GraphQL request that only reads: with the JSON of GraphQL's answer, that is with data, errors or both.
type Ask func(ctx context.Context, document, operation string, variables map[string]any) ([]byte, error)

//go:embed questions/*.graphql
var files embed.FS

// questions are the documents by name, each with the fragments that it uses.
var questions = sync.OnceValue(func() map[string]string {
	entries, err := files.ReadDir("questions")
	if err != nil {
		panic(err)
	}
	texts := map[string]string{}
	for _, e := range entries {
		text, err := files.ReadFile("questions/" + e.Name())
		if err != nil {
			panic(err)
		}
		texts[strings.TrimSuffix(e.Name(), ".graphql")] = string(text)
	}
	shared := fragments(texts["fragments"])
	delete(texts, "fragments")
	for name, text := range texts {
		texts[name] = withFragments(text, shared)
	}
	return texts
})

var (
	fragmentText = regexp.MustCompile(`(?ms)^fragment (\w+) on .*?^}\n`)
	spread       = regexp.MustCompile(`\.\.\.(\w+)`)
)

// fragments gives the fragments of a text by name.
func fragments(text string) map[string]string {
	all := map[string]string{}
	for _, m := range fragmentText.FindAllStringSubmatch(text, -1) {
		all[m[1]] = m[0]
	}
	return all
}

// withFragments adds the shared fragments that a text spreads. None of them spreads another.
func withFragments(text string, shared map[string]string) string {
	added := map[string]bool{}
	whole := text
	for _, m := range spread.FindAllStringSubmatch(text, -1) {
		if f, ok := shared[m[1]]; ok && !added[m[1]] {
			added[m[1]] = true
			whole += "\n" + f
		}
	}
	return whole
}

// inquiry is what one call of a tool asks, all of it of one revision of the graph.
type inquiry struct {
	ask      Ask
	revision int
	// claimed and sourced are what is cited, by id; a claim that was only named so far has no value yet.
	claimed map[string]*claim
	sourced map[string]*source
	cited
}

// errMoved: a load came between two questions of one inquiry.
var errMoved = errors.New("the graph has changed while it was asked: ask again")

// attempts is how often an inquiry begins again, when loads come between its questions.
const attempts = 3

// inquire runs what asks for an answer, and again where a load came between, so that all of the answer is of one state.
func inquire(ctx context.Context, ask Ask, run func(q *inquiry) error) (err error) {
	for range attempts {
		q := &inquiry{ask: ask, revision: -1, claimed: map[string]*claim{}, sourced: map[string]*source{}, cited: newCited()}
		if err = run(q); !errors.Is(err, errMoved) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// question asks one of the questions, and reads the data of its answer.
func (q *inquiry) question(ctx context.Context, name string, variables map[string]any, into any) error {
	return q.document(ctx, questions()[name], variables, into)
}

// document asks by a document, reads the data of its answer, and notes the claims that it names.
func (q *inquiry) document(ctx context.Context, document string, variables map[string]any, into any) error {
	data, err := q.data(ctx, document, "", variables)
	if err != nil {
		return err
	}
	var state struct{ Revision *int }
	if err := json.Unmarshal(data, &state); err != nil {
		return err
	}
	if state.Revision != nil {
		if q.revision >= 0 && q.revision != *state.Revision {
			return errMoved
		}
		q.revision = *state.Revision
	}
	q.note(data)
	return json.Unmarshal(data, into)
}

// data asks, and gives the data of the answer, or its errors as one.
func (q *inquiry) data(ctx context.Context, document, operation string, variables map[string]any) (json.RawMessage, error) {
	variables, err := plain(variables)
	if err != nil {
		return nil, err
	}
	raw, err := q.ask(ctx, document, operation, variables)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx) // whatever became of the question
	}
	if err != nil {
		return nil, err
	}
	var answer struct {
		Data   json.RawMessage
		Errors refusal
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, err
	}
	if len(answer.Errors) > 0 {
		return nil, answer.Errors
	}
	return answer.Data, nil
}

// plain gives variables as JSON has them: texts, numbers, lists and objects.
func plain(variables map[string]any) (out map[string]any, err error) {
	text, err := json.Marshal(variables)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return out, decoder.Decode(&out)
}

// refusal is the errors of an answer.
type refusal []struct {
	Message    string
	Path       []any
	Extensions struct{ Code, Argument string }
}

// shownErrors is how many errors of one answer are told.
const shownErrors = 5

func (r refusal) Error() string {
	var lines []string
	for _, e := range r[:min(len(r), shownErrors)] {
		line := e.Message
		if e.Extensions.Argument != "" {
			line = e.Extensions.Argument + ": " + line
		}
		if e.Extensions.Code != "" {
			line += " (" + e.Extensions.Code + ")"
		}
		lines = append(lines, line)
	}
	if more := len(r) - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("and %d errors more", more))
	}
	return strings.Join(lines, "\n")
}

// is tells whether the only thing wrong is of this code.
func (r refusal) is(code string) bool { return len(r) == 1 && r[0].Extensions.Code == code }

// note remembers the ids of claims in the data of an answer, to be asked for by load.
func (q *inquiry) note(data []byte) {
	tokens := json.NewDecoder(bytes.NewReader(data))
	for {
		token, err := tokens.Token()
		if err != nil {
			return // its end: it was read as JSON already
		}
		id, ok := token.(string)
		if !ok || !strings.HasPrefix(id, graph.NounClaim.Prefix()+"/") || graph.CheckID(id) != nil {
			continue
		}
		if _, known := q.claimed[id]; !known {
			q.claimed[id] = nil
		}
	}
}

// at is the most ids that are asked for at once.
const at = 500

// load asks for the claims that were named in answers so far, and for the sources of their evidence.
func (q *inquiry) load(ctx context.Context) error {
	var ids []string
	for id, c := range q.claimed {
		if c == nil {
			ids = append(ids, id)
		}
	}
	var wanted []string
	err := each(ids, func(part []string) error {
		var got struct{ Nodes []*claim }
		if err := q.question(ctx, "claims", map[string]any{"ids": part}, &got); err != nil {
			return err
		}
		for i, c := range got.Nodes {
			if c == nil || c.ID == "" {
				delete(q.claimed, part[i])
				continue
			}
			q.claimed[part[i]] = c
			for _, e := range c.Evidence.Nodes {
				wanted = append(wanted, e.Source.ID)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.loadSources(ctx, wanted)
}

// loadSources asks for sources that aren't known yet.
func (q *inquiry) loadSources(ctx context.Context, ids []string) error {
	var missing []string
	for _, id := range ids {
		if _, known := q.sourced[id]; id != "" && !known {
			q.sourced[id] = nil
			missing = append(missing, id)
		}
	}
	return each(missing, func(part []string) error {
		var got struct{ Nodes []*source }
		if err := q.question(ctx, "sources", map[string]any{"ids": part}, &got); err != nil {
			return err
		}
		for i, s := range got.Nodes {
			q.sourced[part[i]] = s
		}
		return nil
	})
}

// each does something with ids, as many at a time as may be asked for at once.
func each(ids []string, do func([]string) error) error {
	for len(ids) > 0 {
		n := min(len(ids), at)
		if err := do(ids[:n]); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}
