package resolve

import (
	"cmp"
	"context"
	"slices"

	"pactgraph/graph"
)

// Line is the score from which pairs are proposed, where nothing else is said.
const Line = 0.7

// Options say what is looked for.
type Options struct {
	// Nouns are those whose nodes are compared, of Resolvable; empty for all of these.
	Nouns []graph.Noun
	// Least is the score from which pairs are wanted, 0 to 1.
	Least float64
	// First is how many pairs are wanted, the best; 0 for all.
	First int
}

// Resolvable gives the nouns whose nodes are compared.
func Resolvable() []graph.Noun { return []graph.Noun{graph.NounActor, graph.NounDeclaration} }

// Check tells whether the options can be taken.
func (o Options) Check() error {
	for _, n := range o.Nouns {
		if !slices.Contains(Resolvable(), n) {
			return graph.Errorf(graph.KindInvalid, "nodes of the noun %q aren't compared: Actor and Declaration are allowed", n)
		}
	}
	if !(o.Least >= 0 && o.Least <= 1) {
		return graph.Errorf(graph.KindInvalid, "a score can't be %v: it is 0 to 1", o.Least)
	}
	if o.First < 0 {
		return graph.Errorf(graph.KindInvalid, "first can't be %d: it is 0 or more", o.First)
	}
	return nil
}

// Pair is two nodes that may be one.
type Pair struct {
	// A and B are the nodes, A's id before B's.
	A, B Side
	// Score is from 0 to 1: see docs/resolve.md.
	Score float64
	// Reasons are in a fixed order: identifiers, kinds, names, dates, what stands around them.
	Reasons []Reason
	// ByNameAlone: nothing but the names speaks for it.
	ByNameAlone bool
}

// Side is one node of a pair.
type Side struct {
	ID    string
	Label string
	Kind  string
}

// Proposals are the pairs that were found.
type Proposals struct {
	// Pairs are sorted by score, the highest first, then by the ids.
	Pairs []Pair
	// Total counts the pairs that reach the score, also those beyond the first that were wanted.
	Total int
	// Nodes is how many were looked at, Compared how many pairs of them.
	Nodes, Compared int
	// Decided is how many pairs reach the score and are left out, since a decision says what they are.
	Decided int
	// Crowded is how many words and dates are shared by so many nodes that they say nothing, and were not used to find pairs.
	Crowded int
}

// Find compares nodes of a graph that share an identifier, a word, a date or the like, and gives the pairs that may be one.
// It reads one state of the graph, once. Its memory grows with the number of nodes compared, not with that of edges.
//
// KindInvalid: the options don't pass their Check. Errors of the reader are returned as they are.
func Find(ctx context.Context, r graph.Contents, o Options) (*Proposals, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	f := newFinder(o)
	if err := r.Walk(ctx, f); err != nil {
		return nil, err
	}
	return f.proposals(), nil
}

// hubDegree is the degree from which a node tells nothing about those that share it.
const hubDegree = 50

// maxNear is how many edges of one node are looked at.
const maxNear = 1000

// finder looks for pairs while it walks a graph: nodes first, then edges.
type finder struct {
	options Options
	nouns   []graph.Noun
	things  []*thing
	hubs    map[string]bool
	decided *reading
	found   Proposals

	// chosen: all nodes were seen, and candidates are those whose edges are wanted: by ids, and by the things' ids.
	chosen     bool
	candidates []*candidate
	byPair     map[pairKey]*candidate
	wanted     map[string]*thing
}

// candidate is a pair that may be proposed.
type candidate struct {
	*comparing
	related []string
}

// pairKey is a pair of ids, the lesser first.
type pairKey struct{ a, b string }

func keyOf(a, b string) pairKey {
	if b < a {
		a, b = b, a
	}
	return pairKey{a, b}
}

func newFinder(o Options) *finder {
	f := &finder{options: o, nouns: o.Nouns, hubs: map[string]bool{}, decided: newReading(), byPair: map[pairKey]*candidate{}, wanted: map[string]*thing{}}
	if len(f.nouns) == 0 {
		f.nouns = Resolvable()
	}
	return f
}

// Node takes a node of the walk.
func (f *finder) Node(n graph.Node) error {
	f.decided.node(n)
	if degree, ok := graph.Value(n, "degree").(int); ok && degree > hubDegree {
		f.hubs[n.NodeID()] = true
	}
	if slices.Contains(f.nouns, n.Noun()) {
		if t, ok := newThing(n); ok {
			f.things = append(f.things, t)
		}
	}
	return nil
}

// Edge takes an edge of the walk.
func (f *finder) Edge(e graph.EdgeProps) error {
	if !f.chosen {
		f.choose()
	}
	f.decided.edge(e)
	end, _ := graph.NounOf(e.End)
	if !end.IsEntity() {
		return nil
	}
	if c := f.byPair[keyOf(e.Start, e.End)]; c != nil {
		c.related = append(c.related, string(e.Type))
	}
	f.meet(e.Start, neighbour{edge: e.Type, out: true, id: e.End, title: e.Title, from: e.From, to: e.To, hub: f.hubs[e.End]})
	f.meet(e.End, neighbour{edge: e.Type, id: e.Start, hub: f.hubs[e.Start]})
	return nil
}

func (f *finder) meet(id string, n neighbour) {
	if t := f.wanted[id]; t != nil && len(t.near) < maxNear {
		t.near = append(t.near, n)
	}
}

// choose finds the pairs that can reach the score, with all that edges could add.
func (f *finder) choose() {
	f.chosen = true
	f.found.Nodes = len(f.things)
	blocks := newBlocks(f.things)
	f.found.Crowded = blocks.crowded()
	for i, a := range f.things {
		for _, j := range blocks.after(i) {
			f.found.Compared++
			b := f.things[j]
			c := compareNodes(a, b)
			if score(append(c.reasons, Reason{Points: pointsOfEdges})) < f.options.Least {
				continue
			}
			kept := &candidate{comparing: c}
			f.candidates = append(f.candidates, kept)
			f.byPair[keyOf(a.id, b.id)] = kept
			f.wanted[a.id], f.wanted[b.id] = a, b
		}
	}
}

// proposals gives what was found, when all was seen.
func (f *finder) proposals() *Proposals {
	if !f.chosen {
		f.choose()
	}
	decisions := f.decided.decisions()
	for _, c := range f.candidates {
		c.compareNear(c.related)
		p := c.pair()
		if p.Score < f.options.Least {
			continue
		}
		if decisions.Know(p.A.ID, p.B.ID) {
			f.found.Decided++
			continue
		}
		f.found.Pairs = append(f.found.Pairs, p)
	}
	slices.SortFunc(f.found.Pairs, func(a, b Pair) int {
		return cmp.Or(-cmp.Compare(a.Score, b.Score), cmp.Compare(a.A.ID, b.A.ID), cmp.Compare(a.B.ID, b.B.ID))
	})
	f.found.Total = len(f.found.Pairs)
	if n := f.options.First; n > 0 {
		f.found.Pairs = f.found.Pairs[:min(n, f.found.Total)]
	}
	return &f.found
}

func (c *candidate) pair() Pair {
	a, b := c.a, c.b
	if b.id < a.id {
		a, b = b, a
	}
	return Pair{A: a.side(), B: b.side(), Score: score(c.reasons), Reasons: c.reasons, ByNameAlone: c.beside == 0}
}

func (t *thing) side() Side { return Side{ID: t.id, Label: t.label, Kind: t.kind} }
