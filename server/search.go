package server

import (
	"context"
	"strings"

	"pactgraph/graph"
)

func searchOf(_ *compiler, _ selected, a arguments) (work, int) {
	page := a.page()
	q := graph.SearchQuery{Text: a.text("text"), Nouns: a.searchedNouns(), Kinds: a.texts("kinds"), First: page.First, After: page.After}
	if err := q.CheckText(); err != nil {
		a.report(&inputError{"text", err})
	}
	if err := q.CheckKinds(); err != nil {
		a.report(&inputError{"kinds", err})
	}
	if err := q.CheckCursor(); err != nil {
		a.report(&inputError{"after", err})
	}
	most, _ := page.Size()
	return func(ctx context.Context, r graph.Reader) (any, error) {
		answer, err := r.Search(ctx, q)
		return &answer, err
	}, most
}

// searchedNouns reads the nouns that are searched, which the schema names in capitals.
func (a arguments) searchedNouns() []graph.Noun {
	var nouns []graph.Noun
	for _, name := range a.texts("nouns") {
		for _, n := range graph.SearchedNouns() {
			if strings.EqualFold(string(n), name) {
				nouns = append(nouns, n)
			}
		}
	}
	return nouns
}

// Search gives what has some words in its texts.
func (queryResolver) Search(ctx context.Context, _ string, _, _ []string, _ *int, _ *string) (*graph.SearchAnswer, error) {
	return workedOut[*graph.SearchAnswer](ctx)
}
