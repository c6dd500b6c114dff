package mcp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"pactgraph/graph"
)

// Ref names a thing: its id, and the text to show for it.
type Ref struct {
	ID    string `json:"id" jsonschema:"Its id, the same in every answer; describe takes it."`
	Label string `json:"label" jsonschema:"The short text to show for it."`
}

func (r Ref) text() string { return oneLine(r.Label) + " (" + r.ID + ")" }

// named is a thing as questions name it.
type named struct {
	Noun  graph.Noun `json:"__typename"`
	ID    string
	Label string
}

func (n named) ref() Ref { return Ref{n.ID, n.Label} }

// thing finds what an argument names: by its id, or an actor by a name or code of a state. Nouns say what it may be;
// anything, if there are none. An error names what is nearest.
func (q *inquiry) thing(ctx context.Context, argument, name string, nouns ...graph.Noun) (Ref, error) {
	name = strings.TrimSpace(name)
	var found struct{ Node, Actor *named }
	var err error
	noun, isID := graph.NounOf(name)
	mayBeActor := len(nouns) == 0 || slices.Contains(nouns, graph.NounActor)
	switch {
	case name == "":
		return Ref{}, fmt.Errorf("%s is empty: it takes %s", argument, form(nouns))
	case isID:
		err = q.question(ctx, "node", map[string]any{"id": name}, &found)
	case mayBeActor:
		err = q.question(ctx, "actor", map[string]any{"id": name}, &found)
	}
	var refused refusal
	if err != nil && (!errors.As(err, &refused) || !refused.is("BAD_USER_INPUT")) {
		return Ref{}, err
	}
	switch {
	case found.Actor != nil:
		return found.Actor.ref(), nil
	case found.Node == nil:
		return Ref{}, q.unknown(ctx, argument, name, nouns)
	case len(nouns) > 0 && !slices.Contains(nouns, found.Node.Noun):
		return Ref{}, fmt.Errorf("%s: %s is of the type %s, and %s takes %s", argument, name, noun, argument, form(nouns))
	}
	return found.Node.ref(), nil
}

// form says what an argument takes.
func form(nouns []graph.Noun) string {
	if len(nouns) == 0 {
		nouns = graph.Nouns()
	}
	var forms []string
	for _, n := range nouns {
		forms = append(forms, n.Prefix()+"/…")
	}
	text := "an id such as " + strings.Join(forms, ", ")
	if slices.Contains(nouns, graph.NounActor) {
		text += ", or a name or code of a state (France, FRA)"
	}
	return text
}

// What of a name is searched: so many characters of it, and so many words, all of them together and then one at a time.
const (
	searchedRunes = 200
	searchedWords = 4
)

// unknown is the error for a name that nothing has, with what is nearest to it.
func (q *inquiry) unknown(ctx context.Context, argument, name string, nouns []graph.Noun) error {
	shown, cut := shortened(name, searchedRunes)
	if cut {
		shown += "…"
	}
	problem := fmt.Sprintf("%s: there is nothing by the name or id %q in the graph; it takes %s. ", argument, shown, form(nouns))
	if noun, ok := graph.NounOf(shown); ok {
		shown = strings.TrimPrefix(shown, noun.Prefix()+"/")
		nouns = []graph.Noun{noun}
	}
	nearest := q.nearest(ctx, shown, nouns)
	if len(nearest) == 0 {
		return &unknownError{problem + "Nothing has these words: use the tool search with other ones"}
	}
	return &unknownError{problem + "Nearest: " + strings.Join(nearest, "; ") + ". The tool search finds more"}
}

// nearest gives what has the words of a name, or else the longest of them.
func (q *inquiry) nearest(ctx context.Context, name string, nouns []graph.Noun) []string {
	var searched []string
	for _, n := range nouns {
		if n.IsEntity() || n == graph.NounEvidence {
			searched = append(searched, strings.ToUpper(string(n)))
		}
	}
	list := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	list = list[:min(len(list), searchedWords)]
	for _, text := range append([]string{strings.Join(list, " ")}, list...) {
		variables := map[string]any{"text": text}
		if len(searched) > 0 {
			variables["nouns"] = searched
		}
		var near struct{ Search struct{ Nodes []named } }
		if text == "" || q.question(ctx, "nearest", variables, &near) != nil {
			return nil
		}
		var found []string
		for _, n := range near.Search.Nodes {
			found = append(found, n.ref().text())
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// unknownError says that nothing has a name or id.
type unknownError struct{ message string }

func (e *unknownError) Error() string { return e.message }

// things finds what several arguments name.
func (q *inquiry) things(ctx context.Context, argument string, names []string, nouns ...graph.Noun) ([]string, error) {
	var ids []string
	for i, name := range names {
		ref, err := q.thing(ctx, fmt.Sprintf("%s[%d]", argument, i), name, nouns...)
		if err != nil {
			return nil, err
		}
		ids = append(ids, ref.ID)
	}
	return ids, nil
}
