package graph

import "context"

// Explainer is what a store can do besides, for whoever wants to know why a question is slow.
type Explainer interface {
	// Explain shows how Find answers a query: the statements that it would run on the graph as it is, each text once,
	// in the order in which they are first run. A store may have to read to know that; it changes nothing.
	// KindInvalid and KindTooLarge are as for Find.
	Explain(ctx context.Context, query Query) ([]Explanation, error)
}

// Explanation is one statement in the language of the store's database.
type Explanation struct {
	Text string
	// Params are its parameters, by their names in the text, without the sign that marks them there.
	Params map[string]any
	// Plan is what the database says of how it runs the statement: a line for each step, indented below the step that
	// takes what it gives.
	Plan string
}
