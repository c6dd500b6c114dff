package neo4j

import (
	"context"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
)

// Find answers queries from one state: each by one Cypher text (or, for ids of several nouns, one for each noun), all in one
// transaction.
func (s *Store) Find(ctx context.Context, queries []graph.Query) ([]graph.Answer, error) {
	for _, q := range queries {
		if err := q.Check(); err != nil {
			return nil, err
		}
	}
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	if len(queries) == 0 {
		return []graph.Answer{}, nil
	}
	var answers []graph.Answer
	revision, err := s.readState(ctx, func(tx runner) error {
		answers = make([]graph.Answer, len(queries))
		for i, q := range queries {
			if answers[i], err = answer(ctx, tx, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range answers {
		answers[i].Revision = revision
	}
	return answers, nil
}

func answer(ctx context.Context, tx runner, q graph.Query) (graph.Answer, error) {
	if q.IDs != nil {
		nodes, err := nodesByID(ctx, tx, q)
		return graph.Answer{Nodes: nodes}, err
	}
	st := compilePage(q)
	found, err := rows(ctx, tx, st.text, st.params)
	if err != nil {
		return graph.Answer{}, err
	}
	row := found[0]
	total, page := any(nil), row[0]
	if q.Total {
		total, page = row[0], row[1]
	}
	p, err := st.root.page(ctx, page, total, host{noun: q.Noun})
	return graph.Answer{Page: p}, err
}

// nodesByID gives a node for each id asked, each its own value.
func nodesByID(ctx context.Context, tx runner, q graph.Query) ([]graph.Node, error) {
	if err := graph.Spend(ctx, len(q.IDs)); err != nil {
		return nil, err
	}
	places := map[string][]int{}
	for i, id := range q.IDs {
		places[id] = append(places[id], i)
	}
	nodes := make([]graph.Node, len(q.IDs))
	for _, st := range statements(q) {
		found, err := rows(ctx, tx, st.text, st.params)
		if err != nil {
			return nil, err
		}
		for _, row := range found {
			if err := st.root.place(ctx, row[0].([]any), places, nodes); err != nil {
				return nil, err
			}
		}
	}
	return nodes, nil
}

// place reads a row once for each place where its node was asked for.
func (l *list) place(ctx context.Context, row []any, places map[string][]int, nodes []graph.Node) error {
	for _, i := range places[l.nodes.id(row[1])] {
		edge, err := l.edge(ctx, row, host{})
		if err != nil {
			return err
		}
		nodes[i] = edge.Node
	}
	return nil
}

func unexpected(value any) error {
	return graph.Errorf(graph.KindInternal, "the database's answer has a %T where it shouldn't", value)
}

// host is the node that a list hangs on.
type host struct {
	noun graph.Noun
	id   string
}

// page makes the page of a list.
func (l *list) page(ctx context.Context, value, total any, on host) (any, error) {
	found, ok := value.([]any)
	if !ok {
		return nil, unexpected(value)
	}
	edges := make([]graph.RawEdge, len(found))
	for i, v := range found {
		row, ok := v.([]any)
		if !ok {
			return nil, unexpected(v)
		}
		var err error
		if edges[i], err = l.edge(ctx, row, on); err != nil {
			return nil, err
		}
	}
	edges, info := graph.Select(l.window(on.noun), edges)
	if err := graph.Spend(ctx, len(edges)); err != nil {
		return nil, err
	}
	var count *int
	if l.total {
		n, ok := total.(int64)
		if !ok {
			return nil, unexpected(total)
		}
		count = new(int)
		*count = int(n)
	}
	return graph.NewPage(l.ends, edges, info, count), nil
}

// edge reads a row: the edge, its node, and what hangs on them.
func (l *list) edge(ctx context.Context, row []any, on host) (graph.RawEdge, error) {
	var e graph.RawEdge
	var err error
	if e.Node, err = l.nodes.readNode(row[1]); err != nil {
		return e, err
	}
	rest := row[2:]
	if l.start {
		on.id, _ = row[2].(string)
		rest = row[3:]
	}
	if row[0] != nil {
		start, end := on.id, e.Node.NodeID()
		if l.fields[on.noun].Direction == graph.In {
			start, end = end, start
		}
		if e.EdgeProps, err = l.edges.readEdge(row[0], start, end); err != nil {
			return e, err
		}
	}
	at := host{e.Node.Noun(), e.Node.NodeID()}
	for _, part := range l.parts {
		if rest, err = part.take(ctx, rest, at, func(key string, page any) { graph.Attach(e.Node, key, page) }); err != nil {
			return e, err
		}
	}
	for _, part := range l.onEdge {
		if rest, err = part.take(ctx, rest, host{}, e.Attach); err != nil {
			return e, err
		}
	}
	return e, nil
}

// take reads the values of one part, attaches its page, and gives the values after it.
func (l *list) take(ctx context.Context, values []any, on host, attach func(string, any)) ([]any, error) {
	value, rest := values[0], values[1:]
	var total any
	if l.total {
		total, rest = rest[0], rest[1:]
	}
	if _, ok := l.fields[on.noun]; l.fields != nil && !ok {
		return rest, nil
	}
	page, err := l.page(ctx, value, total, on)
	if err != nil {
		return nil, err
	}
	attach(l.key, page)
	return rest, nil
}

var _ graph.Explainer = (*Store)(nil)

// Explain shows how a query is answered, without answering it: one text, or, for ids of several nouns, one for each noun.
func (s *Store) Explain(ctx context.Context, q graph.Query) ([]graph.Explanation, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	var list []graph.Explanation
	err = s.read(ctx, func(tx neo4j.ManagedTransaction) error {
		list = nil
		for _, st := range statements(q) {
			result, err := tx.Run(ctx, "EXPLAIN "+st.text, st.params)
			if err != nil {
				return err
			}
			summary, err := result.Consume(ctx)
			if err != nil {
				return err
			}
			list = append(list, graph.Explanation{Text: st.text, Params: st.params, Plan: readPlan(summary.Plan()).text()})
		}
		return nil
	})
	return list, err
}

// statements gives what a query compiles to.
func statements(q graph.Query) []statement {
	if q.IDs == nil {
		return []statement{compilePage(q)}
	}
	var list []statement
	for _, noun := range graph.Nouns() {
		ids := slices.DeleteFunc(slices.Clone(q.IDs), func(id string) bool {
			n, _ := graph.NounOf(id)
			return n != noun || q.Noun != "" && q.Noun != noun
		})
		if len(ids) > 0 {
			slices.Sort(ids)
			list = append(list, compileIDs(noun, slices.Compact(ids), q.With))
		}
	}
	return list
}
