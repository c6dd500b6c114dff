package graphtest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"pactgraph/graph"
)

// Memory is a graph.Store in memory, and the oracle that other stores are compared with: it answers by graph.Evaluator
// alone, and shows what graph.Plan and graph.Fold give. It is written to be read, not to be fast.
//
// Each load makes a new state and leaves the old one as it was, so readers keep the state that they began with and
// wait for nobody.
type Memory struct {
	// turn has room for one: the load that runs.
	turn chan struct{}

	mu      sync.Mutex
	now     *state
	closed  bool
	running sync.WaitGroup
}

// loadWait is how long a load waits for the one before it.
const loadWait = 30 * time.Second

// NewMemory makes an empty store.
func NewMemory() *Memory {
	return &Memory{turn: make(chan struct{}, 1), now: newState()}
}

// begin gives the state to work on, and what to call when the work is done.
func (m *Memory) begin(ctx context.Context) (*state, func(), error) {
	if err := graph.Ended(ctx); err != nil {
		return nil, nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, nil, graph.Errorf(graph.KindUnavailable, "the store is closed")
	}
	m.running.Add(1)
	return m.now, m.running.Done, nil
}

// Close waits for what runs; other methods then give KindUnavailable.
func (m *Memory) Close() error {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.running.Wait()
	return nil
}

// Revision is the number of loads that have changed the graph.
func (m *Memory) Revision(ctx context.Context) (int, error) {
	s, done, err := m.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	return s.revision, nil
}

// Find answers queries from one state.
func (m *Memory) Find(ctx context.Context, queries []graph.Query) ([]graph.Answer, error) {
	for _, q := range queries {
		if err := q.Check(); err != nil {
			return nil, err
		}
	}
	s, done, err := m.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	index := s.index()
	v := graph.NewEvaluator(ctx, index)
	answers := make([]graph.Answer, len(queries))
	for i, q := range queries {
		a := &answers[i]
		a.Revision = s.revision
		if q.IDs != nil {
			a.Nodes, err = v.ByIDs(q)
		} else {
			a.Page, err = v.Page(q, index.nodes[q.Noun])
		}
		if err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// Walk visits all nodes but loads by noun and id, then all edges by id.
func (m *Memory) Walk(ctx context.Context, visit graph.Visitor) error {
	s, done, err := m.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	return s.Walk(ctx, visit)
}

// Apply does one load.
func (m *Memory) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	p, err := m.load(ctx, b, func(next *state) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.now = next
	})
	return p.Receipt, err
}

// Plan tells what Apply would do.
func (m *Memory) Plan(ctx context.Context, b graph.Batch) (graph.Planned, error) {
	return m.load(ctx, b, func(*state) {})
}

// load makes the state after a load, hands it to done, and tells what the load did.
func (m *Memory) load(ctx context.Context, b graph.Batch, done func(next *state)) (graph.Planned, error) {
	if err := b.Check(); err != nil {
		return graph.Planned{}, err
	}
	_, end, err := m.begin(ctx)
	if err != nil {
		return graph.Planned{}, err
	}
	defer end()
	if err := m.takeTurn(ctx); err != nil {
		return graph.Planned{}, err
	}
	defer func() { <-m.turn }()

	before := m.state()
	next, planned, err := before.apply(b)
	if err == nil {
		err = graph.Ended(ctx)
	}
	if err != nil {
		return graph.Planned{}, err
	}
	if next != before {
		graph.Advance(graph.BeginPart(ctx, graph.PartWriting, b.CountSaid()), b.CountSaid())
	}
	done(next)
	return planned, nil
}

func (m *Memory) state() *state {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *Memory) takeTurn(ctx context.Context) error {
	select {
	case m.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return graph.Ended(ctx)
	case <-time.After(loadWait):
		return graph.Errorf(graph.KindConflict, "another load has been running for %s: try again later", loadWait)
	}
}

// state is one state of the graph. It doesn't change once it is seen by readers.
type state struct {
	revision int
	// records are all that loads have kept.
	records []graph.Record
	// live holds, for each target, what each data set says of it now.
	live map[string][]graph.Record
	// nodes and edges are what is shown, by id. Claims may share evidence, so shownBy counts by how many targets each
	// is shown; what none shows any more goes.
	nodes   map[string]graph.ShownNode
	edges   map[string]graph.ShownEdge
	shownBy map[string]int
	// index is made when the state is first read.
	index func() *index
}

func newState() *state {
	s := &state{
		live: map[string][]graph.Record{}, nodes: map[string]graph.ShownNode{}, edges: map[string]graph.ShownEdge{}, shownBy: map[string]int{},
	}
	s.index = sync.OnceValue(func() *index { return newIndex(s) })
	return s
}

// next makes the state that a load will make of this one.
func (s *state) next() *state {
	n := &state{
		revision: s.revision + 1, records: slices.Clone(s.records), live: maps.Clone(s.live),
		nodes: maps.Clone(s.nodes), edges: maps.Clone(s.edges), shownBy: maps.Clone(s.shownBy),
	}
	n.index = sync.OnceValue(func() *index { return newIndex(n) })
	return n
}

// apply gives the state after a load, which is the same state if the load says nothing new, and what the load did.
func (s *state) apply(b graph.Batch) (*state, graph.Planned, error) {
	if earlier, ok := s.nodes[b.LoadID]; ok {
		return s, b.Planned(graph.NewNode(graph.NounLoad, earlier.ID, earlier.Props).(*graph.Load).Receipt(), nil, nil), nil
	}
	if err := b.CheckRevision(s.revision); err != nil {
		return nil, graph.Planned{}, err
	}
	records, changes, err := graph.Plan(b, s.revision+1, s.touched(b))
	if err != nil {
		return nil, graph.Planned{}, err
	}
	if len(records) == 0 {
		return s, b.Planned(graph.Receipt{LoadID: b.LoadID, Revision: s.revision, Unchanged: true}, nil, nil), nil
	}
	next := s.next()
	for _, r := range records {
		next.keep(r)
	}
	for _, c := range changes {
		next.show(c)
	}
	if err := next.checkReferences(b, records, changes); err != nil {
		return nil, graph.Planned{}, err
	}
	receipt := b.Receipt(next.revision, slices.Values(changes))
	next.nodes[b.LoadID] = b.LoadNode(receipt, time.Now())
	return next, b.Planned(receipt, records, changes), nil
}

// touched gives the live records that graph.Plan needs for a batch: all data sets' records of the targets that the
// batch names, and of those that its own data set has under the owners, or of all that it has.
func (s *state) touched(b graph.Batch) []graph.Record {
	targets, owners := b.Touches()
	named, owned := setOf(targets), setOf(owners)
	var touched []graph.Record
	for target, records := range s.live {
		mine := slices.ContainsFunc(records, func(r graph.Record) bool { return r.Dataset == b.Dataset && (b.Sync || owned[r.Owner]) })
		if named[target] || mine {
			touched = append(touched, records...)
		}
	}
	return touched
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, v := range list {
		set[v] = true
	}
	return set
}

// keep takes a record in place of its data set's earlier one of the same target.
func (s *state) keep(r graph.Record) {
	s.records = append(s.records, r)
	rest := slices.DeleteFunc(slices.Clone(s.live[r.Target]), func(o graph.Record) bool { return o.Dataset == r.Dataset })
	if !r.Withdrawn {
		rest = append(rest, r)
	}
	if len(rest) == 0 {
		delete(s.live, r.Target)
		return
	}
	s.live[r.Target] = rest
}

// show changes what is shown of one target.
func (s *state) show(c graph.Change) {
	for _, n := range c.After.Nodes {
		s.shownBy[n.ID]++
		s.nodes[n.ID] = n
	}
	for _, e := range c.After.Edges {
		s.shownBy[e.ID]++
		s.edges[e.ID] = e
	}
	for _, n := range c.Before.Nodes {
		if s.unshow(n.ID) {
			delete(s.nodes, n.ID)
		}
	}
	for _, e := range c.Before.Edges {
		if s.unshow(e.ID) {
			delete(s.edges, e.ID)
		}
	}
}

// unshow takes away one of the targets that show a node or an edge, and tells whether it was the last.
func (s *state) unshow(id string) bool {
	s.shownBy[id]--
	if s.shownBy[id] > 0 {
		return false
	}
	delete(s.shownBy, id)
	return true
}

// checkReferences tells whether all that is named is there: by what the load says now, and by what was said before.
func (s *state) checkReferences(b graph.Batch, records []graph.Record, changes []graph.Change) error {
	missing := map[string]bool{}
	for _, r := range records {
		for _, id := range r.References() {
			missing[id] = !s.shows(id)
		}
	}
	if err := graph.MissingError(graph.Namings(slices.Values(records), missing)); err != nil {
		return err
	}
	gone := map[string]bool{}
	for _, c := range changes {
		if c.After.Empty() && !s.shows(c.Target) {
			gone[c.Target] = true
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return s.checkGone(b, gone)
}

// shows tells whether a node or an edge is there.
func (s *state) shows(id string) bool {
	_, node := s.nodes[id]
	_, edge := s.edges[id]
	return node || edge
}

// checkGone tells whether nothing that stays names what goes.
func (s *state) checkGone(b graph.Batch, gone map[string]bool) error {
	var named []graph.Naming
	for _, target := range slices.Sorted(maps.Keys(s.live)) {
		named = append(named, graph.Namings(slices.Values(s.live[target]), gone)...)
	}
	return graph.StillNamedError(b.Dataset, named)
}

// index is a state made ready for questions. Its nodes and edges are for looking at; answers get their own.
type index struct {
	nodes map[graph.Noun][]graph.Node // by id
	byID  map[string]graph.Node
	// out and in are the edges of each node by their direction, claims those of CLAIMED that are about an edge, by its id.
	out, in, claims map[string][]*graph.EdgeProps
}

func newIndex(s *state) *index {
	x := &index{
		nodes: map[graph.Noun][]graph.Node{}, byID: make(map[string]graph.Node, len(s.nodes)),
		out: map[string][]*graph.EdgeProps{}, in: map[string][]*graph.EdgeProps{}, claims: map[string][]*graph.EdgeProps{},
	}
	degree := map[string]int{}
	for _, shown := range s.edges {
		e := edgeOf(shown)
		x.out[e.Start] = append(x.out[e.Start], &e)
		x.in[e.End] = append(x.in[e.End], &e)
		if e.Edge != "" {
			x.claims[e.Edge] = append(x.claims[e.Edge], &e)
		}
		if betweenEntities(e) && e.Start != e.End {
			degree[e.Start]++
			degree[e.End]++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.nodes)) {
		shown := s.nodes[id]
		n := graph.NewNode(shown.Noun, id, shown.Props)
		graph.SetDegree(n, degree[id])
		x.byID[id] = n
		x.nodes[shown.Noun] = append(x.nodes[shown.Noun], n)
	}
	return x
}

func betweenEntities(e graph.EdgeProps) bool {
	start, _ := graph.NounOf(e.Start)
	end, _ := graph.NounOf(e.End)
	return start.IsEntity() && end.IsEntity()
}

// Node gives a node by its id: graph.Whole.
func (x *index) Node(id string) graph.Node { return x.byID[id] }

// ClaimsAbout gives the claims about an edge: graph.Whole.
func (x *index) ClaimsAbout(e *graph.EdgeProps) []*graph.EdgeProps { return x.claims[e.ID] }

// Ahead has nothing to bring: graph.Whole.
func (x *index) Ahead([]graph.Node) {}

// Links gives the edges that a field walks from a node: graph.View.
func (x *index) Links(n graph.Node, field graph.Field, yield func(*graph.EdgeProps, graph.Node)) {
	edges := x.out[n.NodeID()]
	if field.Direction == graph.In {
		edges = x.in[n.NodeID()]
	}
	for _, e := range edges {
		other := x.byID[e.End]
		if field.Direction == graph.In {
			other = x.byID[e.Start]
		}
		if slices.Contains(field.Types, e.Type) && slices.Contains(field.Ends, other.Noun()) {
			yield(e, other)
		}
	}
}

func edgeOf(e graph.ShownEdge) graph.EdgeProps {
	return graph.NewEdge(e.ID, e.Type, e.Start, e.End, e.Props)
}
