package neo4j

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
)

// Find answers queries from one state: all their texts are asked in one transaction.
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
			f := &finder{ctx: ctx, tx: tx}
			if answers[i], err = f.answer(q); err != nil {
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

// finder answers one query: its own text first, then, level by level, texts for what hangs on what was found.
type finder struct {
	ctx context.Context
	tx  runner
	// waiting are the texts that are still to be asked.
	waiting []*waiting
	// ran, if it is there, is told of each text that is asked.
	ran func(text string, params map[string]any)
}

// waiting is a text that is asked once for all nodes or edges that have the same lists, wherever they stand.
type waiting struct {
	statement
	// hosts are what the text is told of them, places who waits for their lists, by their ids.
	hosts  []any
	places map[string][]place
}

// place is an occurrence of a node or an edge in an answer, and how its lists are read.
type place struct {
	edge graph.RawEdge
	list *list
}

// rows asks a text and gives each row as it comes, so that few are in memory.
func (f *finder) rows(st statement, each func(row []any) error) error {
	if f.ran != nil {
		f.ran(st.text, st.params)
	}
	return eachRow(f.ctx, f.tx, st.text, st.params, func(record []any) error {
		row, ok := record[0].([]any)
		if !ok {
			return unexpected(record[0])
		}
		return each(row)
	})
}

func (f *finder) answer(q graph.Query) (graph.Answer, error) {
	var a graph.Answer
	var err error
	if q.IDs != nil {
		a.Nodes, err = f.nodes(q)
	} else {
		a.Page, err = f.rootPage(q)
	}
	for err == nil && len(f.waiting) > 0 {
		err = f.ask(f.next())
	}
	return a, err
}

// next takes the text below which most is nested from those that wait, since what it finds may wait for the others.
func (f *finder) next() *waiting {
	at := 0
	for i, w := range f.waiting {
		if w.height > f.waiting[at].height {
			at = i
		}
	}
	w := f.waiting[at]
	f.waiting = slices.Delete(f.waiting, at, at+1)
	return w
}

// rootPage gives the page of a query, without what hangs on it later.
func (f *finder) rootPage(q graph.Query) (any, error) {
	var total *int
	if q.Total {
		n, err := f.total(compileTotal(q))
		if err != nil {
			return nil, err
		}
		total = &n
	}
	st := compilePage(q)
	l, w := st.root, q.Window()
	var edges []graph.RawEdge
	err := f.rows(st, func(row []any) error {
		e, err := f.element(l, row, host{noun: q.Noun}, len(edges), w)
		edges = append(edges, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	edges, info := graph.Select(w, edges)
	return graph.NewPage(l.ends, edges, info, total), nil
}

func (f *finder) total(st statement) (int, error) {
	if f.ran != nil {
		f.ran(st.text, st.params)
	}
	found, err := rows(f.ctx, f.tx, st.text, st.params)
	if err != nil {
		return 0, err
	}
	n, ok := found[0][0].(int64)
	if !ok {
		return 0, unexpected(found[0][0])
	}
	return int(n), nil
}

// nodes gives a node for each id asked, each its own value.
func (f *finder) nodes(q graph.Query) ([]graph.Node, error) {
	if err := graph.Spend(f.ctx, len(q.IDs)); err != nil {
		return nil, err
	}
	places := map[string][]int{}
	for i, id := range q.IDs {
		places[id] = append(places[id], i)
	}
	nodes := make([]graph.Node, len(q.IDs))
	for _, st := range idStatements(q) {
		err := f.rows(st, func(row []any) error {
			// A row is read once for each place where its node was asked for.
			for _, i := range places[st.root.nodes.id(row[1])] {
				e, err := f.edge(st.root, row, host{})
				if err != nil {
					return err
				}
				nodes[i] = e.Node
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

// ask asks a text for what hangs on nodes or edges, and gives it to each place where they stand.
func (f *finder) ask(w *waiting) error {
	st := statement{text: w.text, params: maps.Clone(w.params)}
	st.params[hostsParam] = w.hosts
	return f.rows(st, func(row []any) error {
		id, _ := row[0].(string)
		for _, p := range w.places[id] {
			if err := f.hang(p.list, &p.edge, row[1:]); err != nil {
				return err
			}
		}
		return nil
	})
}

// later puts a node, or an edge, among those for which a text is asked later.
func (f *finder) later(st statement, id string, told any, e graph.RawEdge) {
	i := slices.IndexFunc(f.waiting, func(w *waiting) bool {
		return w.text == st.text && reflect.DeepEqual(w.params, st.params)
	})
	if i < 0 {
		i = len(f.waiting)
		f.waiting = append(f.waiting, &waiting{statement: st, places: map[string][]place{}})
	}
	w := f.waiting[i]
	if _, ok := w.places[id]; !ok {
		w.hosts = append(w.hosts, told)
	}
	w.places[id] = append(w.places[id], place{e, st.root})
}

// laterOnNode does that for a node of a list.
func (f *finder) laterOnNode(l *list, e graph.RawEdge) {
	noun, id := e.Node.Noun(), e.Node.NodeID()
	withs := withsOf(l.later, noun)
	if len(withs) == 0 {
		return
	}
	f.later(l.text(noun, func() statement { return compileLater(noun, withs) }), id, id, e)
}

// laterOnEdge does that for an edge of a list. The page that the edge stands in is made before, so what holds the lists must be
// there already.
func (f *finder) laterOnEdge(l *list, e *graph.RawEdge) {
	if len(l.laterOnEdge) == 0 {
		return
	}
	told := map[string]any{"id": e.ID}
	props := e.Props()
	for _, w := range l.laterOnEdge {
		e.Attach(w.Name(), nil)
		if value, ok := props[w.Field]; ok {
			told[w.Field] = encodeValue(value)
		}
	}
	f.later(l.text("", func() statement { return compileLaterOnEdge(l.field, l.laterOnEdge) }), e.ID, told, *e)
}

// text gives the later text for nodes of a noun, compiled once.
func (l *list) text(noun graph.Noun, compile func() statement) statement {
	st, ok := l.texts[noun]
	if !ok {
		if l.texts == nil {
			l.texts = map[graph.Noun]statement{}
		}
		st = compile()
		l.texts[noun] = st
	}
	return st
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
func (f *finder) page(l *list, value, total any, on host) (any, error) {
	found, ok := value.([]any)
	if !ok {
		return nil, unexpected(value)
	}
	w := l.window(on.noun)
	edges := make([]graph.RawEdge, len(found))
	for i, v := range found {
		row, ok := v.([]any)
		if !ok {
			return nil, unexpected(v)
		}
		var err error
		if edges[i], err = f.element(l, row, on, i, w); err != nil {
			return nil, err
		}
	}
	edges, info := graph.Select(w, edges)
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

// element reads the row at some place of a list. The last of a full list only tells that the list goes on: it costs nothing,
// and nothing hangs on it.
func (f *finder) element(l *list, row []any, on host, place int, w graph.Window) (graph.RawEdge, error) {
	if place >= w.Count {
		e, _, err := l.edge(row, on)
		return e, err
	}
	if err := graph.Spend(f.ctx, 1); err != nil {
		return graph.RawEdge{}, err
	}
	return f.edge(l, row, on)
}

// edge reads a row: the edge, its node, and what hangs on them.
func (f *finder) edge(l *list, row []any, on host) (graph.RawEdge, error) {
	e, rest, err := l.edge(row, on)
	if err == nil {
		err = f.hang(l, &e, rest)
	}
	return e, err
}

// edge reads the edge of a row and its node, and gives the rest of the row.
func (l *list) edge(row []any, on host) (e graph.RawEdge, rest []any, err error) {
	if e.Node, err = l.nodes.readNode(row[1]); err != nil {
		return e, nil, err
	}
	rest = row[2:]
	if l.start {
		on.id, _ = row[2].(string)
		rest = row[3:]
	}
	if row[0] == nil {
		return e, rest, nil
	}
	start, end := on.id, e.Node.NodeID()
	if l.fields[on.noun].Direction == graph.In {
		start, end = end, start
	}
	e.EdgeProps, err = l.edges.readEdge(row[0], start, end)
	return e, rest, err
}

// hang reads what hangs on a node and an edge, and sees that the rest is asked for.
func (f *finder) hang(l *list, e *graph.RawEdge, values []any) (err error) {
	if e.Node != nil {
		at := host{e.Node.Noun(), e.Node.NodeID()}
		for _, part := range l.parts {
			if values, err = f.take(part, values, at, func(key string, page any) { graph.Attach(e.Node, key, page) }); err != nil {
				return err
			}
		}
		f.laterOnNode(l, *e)
	}
	for _, part := range l.onEdge {
		if values, err = f.take(part, values, host{}, e.Attach); err != nil {
			return err
		}
	}
	f.laterOnEdge(l, e)
	return nil
}

// take reads the values of one part, attaches its page, and gives the values after it.
func (f *finder) take(l *list, values []any, on host, attach func(string, any)) ([]any, error) {
	value, rest := values[0], values[1:]
	var total any
	if l.total {
		total, rest = rest[0], rest[1:]
	}
	if _, ok := l.fields[on.noun]; l.fields != nil && !ok {
		return rest, nil
	}
	page, err := f.page(l, value, total, on)
	if err != nil {
		return nil, err
	}
	attach(l.key, page)
	return rest, nil
}

var _ graph.Explainer = (*Store)(nil)

// Explain shows the texts that Find asks for a query. What is asked later depends on what was found, so the query is answered
// on the way.
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
		asked, err := textsOf(ctx, tx, q)
		if err != nil {
			return err
		}
		for _, st := range asked {
			summary, err := consume(ctx, tx, "EXPLAIN "+st.text, st.params)
			if err != nil {
				return err
			}
			list = append(list, graph.Explanation{Text: st.text, Params: st.params, Plan: readPlan(summary.Plan()).text()})
		}
		return nil
	})
	return list, err
}

// textsOf answers a query, and gives its texts, each once, with the parameters that it first had.
func textsOf(ctx context.Context, tx runner, q graph.Query) ([]statement, error) {
	var list []statement
	f := &finder{ctx: ctx, tx: tx, ran: func(text string, params map[string]any) {
		if !slices.ContainsFunc(list, func(st statement) bool { return st.text == text }) {
			list = append(list, statement{text: text, params: params})
		}
	}}
	_, err := f.answer(q)
	return list, err
}

func consume(ctx context.Context, tx runner, text string, params map[string]any) (neo4j.ResultSummary, error) {
	result, err := tx.Run(ctx, text, params)
	if err != nil {
		return nil, err
	}
	return result.Consume(ctx)
}

// idStatements gives the texts for nodes by their ids: one for each noun.
func idStatements(q graph.Query) []statement {
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
