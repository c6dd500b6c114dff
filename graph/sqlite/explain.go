package sqlite

import (
	"context"
	"database/sql/driver"
	"strconv"
	"strings"

	"pactgraph/graph"
)

var _ graph.Explainer = (*Store)(nil)

// Explain shows the statements that Find runs for a query, but for the one that asks for the revision. What is asked next
// depends on what was found, so the query is answered on the way.
func (s *Store) Explain(ctx context.Context, q graph.Query) ([]graph.Explanation, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var list []graph.Explanation
	err := s.read(ctx, func(c *conn) error {
		r := &recorder{querier: c, seen: map[string]bool{}}
		f := &finder{ctx: ctx, c: r, known: map[string]graph.Node{}}
		if _, err := f.answer(q); err != nil {
			return err
		}
		for _, st := range r.list {
			plan, err := c.plan(ctx, st)
			if err != nil {
				return err
			}
			list = append(list, graph.Explanation{Text: st.text, Params: st.params(), Plan: plan})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// recorder passes statements on, and keeps each text with the arguments that it first had.
type recorder struct {
	querier
	list []statement
	seen map[string]bool
}

func (r *recorder) query(ctx context.Context, text string, args []driver.Value, each func([]driver.Value) error) error {
	r.keep(text, args)
	return r.querier.query(ctx, text, args, each)
}

func (r *recorder) queryInt(ctx context.Context, text string, args ...driver.Value) (int, error) {
	r.keep(text, args)
	return r.querier.queryInt(ctx, text, args...)
}

func (r *recorder) keep(text string, args []driver.Value) {
	if !r.seen[text] {
		r.seen[text] = true
		r.list = append(r.list, statement{text, args})
	}
}

// params gives the arguments by their numbers.
func (s statement) params() map[string]any {
	params := make(map[string]any, len(s.args))
	for i, v := range s.args {
		params[strconv.Itoa(i+1)] = v
	}
	return params
}

// plan gives SQLite's plan for a statement as an indented tree.
func (c *conn) plan(ctx context.Context, s statement) (string, error) {
	var b strings.Builder
	depths := map[int]int{}
	err := c.query(ctx, "EXPLAIN QUERY PLAN "+s.text, s.args, func(row []driver.Value) error {
		// The row has the step's number, that of the step above it (0 for none, and always given before), and its text.
		step, above, detail := intOf(row[0]), intOf(row[1]), textOf(row[3])
		depth := 0
		if d, ok := depths[above]; ok {
			depth = d + 1
		}
		depths[step] = depth
		b.WriteString(strings.Repeat("  ", depth) + detail + "\n")
		return nil
	})
	return b.String(), err
}
