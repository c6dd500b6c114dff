package graph

import (
	"context"
	"maps"
	"slices"
	"time"
)

// Bounds of a search for paths.
const (
	MaxPathLength = 8
	MaxPaths      = 100
	// pathEdges is how many edges a search for paths may read, pathSteps how many steps it may try among them.
	pathEdges = 100_000
	pathSteps = 500_000
)

// PathsQuery asks how two nodes are connected.
type PathsQuery struct {
	From, To string
	// MaxLength is the most edges that a path may have, from 1 to MaxPathLength.
	MaxLength int
	Way       Way
	// Avoid are ids of nodes that no path may lead through.
	Avoid []string
	// AvoidHubsOver keeps paths from leading through nodes with a greater degree; 0 for no such bound. The two ends may
	// be hubs.
	AvoidHubsOver int
	// Through keeps the paths that lead through a node of one of these nouns, not counting the ends; empty for all.
	Through []Noun
	// First is how many paths are wanted, from 1 to MaxPaths.
	First int
	// Time is how long to search; 0 for as long as the context lets it.
	Time time.Duration
}

// Paths are the ways from one node to another.
type Paths struct {
	// Paths are the shortest ones first; of one length in the order of their nodes' ids. No path comes to a node twice.
	Paths []*Path
	// Truncated: there may be more, for the reason given.
	Truncated bool
	Reason    PathsEnd
}

// PathsEnd says why a search for paths ended.
type PathsEnd string

// The ends of a search for paths.
const (
	PathsEndAll   PathsEnd = "ALL"
	PathsEndFirst PathsEnd = "FIRST"
	PathsEndTime  PathsEnd = "TIME"
	PathsEndSize  PathsEnd = "SIZE"
)

// ExploreEnums gives the enumerations of exploring, which are no part of the model: nothing stored has them.
func ExploreEnums() []Enum {
	return []Enum{
		enumOf("Why a search for paths ended.", "Pactgraph", []enumDoc[PathsEnd]{
			{PathsEndAll, "All paths up to the length were found."},
			{PathsEndFirst, "As many were found as were wanted; there are more."},
			{PathsEndTime, "The time was over; what was found by then is given."},
			{PathsEndSize, "The search met more edges, or more ways to join them, than it may; what was found by then is given."},
		}),
	}
}

// Path is one way from a node to another.
type Path struct {
	// Nodes are from the one to the other, both included.
	Nodes []AnyEntity
	// Steps are between them, one fewer.
	Steps []PathStep
}

// Length is the number of steps.
func (p *Path) Length() int { return len(p.Steps) }

// PathStep is what joins two nodes that follow each other: one edge or several, in the order of their ids.
type PathStep struct{ Edges []*EdgeProps }

// Check tells whether the question can be asked.
func (q PathsQuery) Check() error {
	switch {
	case q.MaxLength < 1 || q.MaxLength > MaxPathLength:
		return Errorf(KindTooLarge, "maxLength %d: it is from 1 to %d", q.MaxLength, MaxPathLength)
	case q.First < 1 || q.First > MaxPaths:
		return Errorf(KindTooLarge, "first %d: it is from 1 to %d", q.First, MaxPaths)
	case q.AvoidHubsOver < 0:
		return Errorf(KindInvalid, "avoidHubsOver %d: a degree is 1 or more", q.AvoidHubsOver)
	case q.From == q.To:
		return Errorf(KindInvalid, "a path goes between two nodes, and %s is both ends", q.From)
	}
	for _, n := range q.Through {
		if !n.IsEntity() {
			return Errorf(KindInvalid, "%q is none of the nouns that a path can lead through: %v", n, Entities())
		}
	}
	return q.Way.Check()
}

// FindPaths answers a PathsQuery: all shortest paths, then the next longer ones, until there are enough. When the time
// is over it gives what was found by then.
//
// KindNotFound: an end isn't there. KindInvalid, KindTooLarge: the query doesn't pass its Check.
func FindPaths(ctx context.Context, r Reader, q PathsQuery) (*Paths, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var found *Paths
	_, err := OneState(ctx, r, func(r Reader) (err error) {
		s := &pathSearch{q: q, walk: &walker{reader: r, way: q.Way, budget: pathEdges}, steps: pathSteps}
		found, err = s.run(ctx)
		return err
	})
	return found, err
}

// pathSearch grows a tree from each end, one step at a time and the smaller front first, and after each step looks for
// the paths that have just that many edges. All their edges are known then: a path of length a+b has its first a edges
// at nodes of the one tree, its last b at nodes of the other.
type pathSearch struct {
	q     PathsQuery
	walk  *walker
	steps int

	nodes map[string]Node
	// next are the edges known at each node, by the node that they lead to.
	next map[string]map[string]map[string]*EdgeProps
	// order keeps what nextOf gives, until the trees grow.
	order map[string][]string
	// trees are the distances from either end.
	trees [2]pathTree
	found *Paths
}

type pathTree struct {
	distance map[string]int
	front    []string
	depth    int
}

func (s *pathSearch) run(ctx context.Context) (*Paths, error) {
	ends, err := s.walk.must(ctx, []string{s.q.From, s.q.To})
	if err != nil {
		return nil, err
	}
	s.found = &Paths{Reason: PathsEndAll}
	s.nodes = map[string]Node{s.q.From: ends[0], s.q.To: ends[1]}
	s.next = map[string]map[string]map[string]*EdgeProps{}
	for i, id := range []string{s.q.From, s.q.To} {
		s.trees[i] = pathTree{distance: map[string]int{id: 0}, front: []string{id}}
	}
	limited := ctx
	if s.q.Time > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, s.q.Time)
		defer cancel()
	}
	for length := 1; length <= s.q.MaxLength; length++ {
		if end, err := s.ofLength(limited, length); end != PathsEndAll || err != nil {
			return s.ended(ctx, end, err)
		}
	}
	return s.found, nil
}

// ended tells why a search was not finished, or gives the error that is none of its own bounds.
func (s *pathSearch) ended(ctx context.Context, end PathsEnd, err error) (*Paths, error) {
	switch {
	case err == nil:
	case err == errTooWide:
		end = PathsEndSize
	case KindOf(err) == KindTimeout && ctx.Err() == nil:
		end = PathsEndTime
	default:
		return nil, err
	}
	s.found.Reason, s.found.Truncated = end, true
	return s.found, nil
}

// ofLength finds the paths of one length. It gives PathsEndAll if there may be longer ones to look for.
func (s *pathSearch) ofLength(ctx context.Context, length int) (PathsEnd, error) {
	side := 0
	if len(s.trees[1].front) < len(s.trees[0].front) {
		side = 1
	}
	if err := s.grow(ctx, side); err != nil {
		return PathsEndAll, err
	}
	return s.search(ctx, []string{s.q.From}, length)
}

// grow reads the edges at the front of a tree.
func (s *pathSearch) grow(ctx context.Context, side int) error {
	s.order = map[string][]string{}
	tree := &s.trees[side]
	near, err := s.walk.links(ctx, tree.front, 0)
	if err != nil {
		return err
	}
	tree.depth++
	front := map[string]bool{}
	for from, list := range near {
		for _, l := range list {
			to := l.node.NodeID()
			if from == to || !s.mayPass(l.node) {
				continue
			}
			s.nodes[to] = l.node
			s.join(from, to, l.edge)
			s.join(to, from, l.edge)
			if _, old := tree.distance[to]; !old {
				tree.distance[to] = tree.depth
				front[to] = true
			}
		}
	}
	tree.front = slices.Sorted(maps.Keys(front))
	return nil
}

func (s *pathSearch) mayPass(n Node) bool {
	id := n.NodeID()
	if id == s.q.From || id == s.q.To {
		return true
	}
	return !slices.Contains(s.q.Avoid, id) && (s.q.AvoidHubsOver == 0 || n.(AnyEntity).entity().Degree <= s.q.AvoidHubsOver)
}

func (s *pathSearch) join(from, to string, e *EdgeProps) {
	if s.next[from] == nil {
		s.next[from] = map[string]map[string]*EdgeProps{}
	}
	if s.next[from][to] == nil {
		s.next[from][to] = map[string]*EdgeProps{}
	}
	s.next[from][to][e.ID] = e
}

// search goes on from the last of some nodes, and keeps the paths that reach the other end after just so many more steps.
func (s *pathSearch) search(ctx context.Context, nodes []string, left int) (PathsEnd, error) {
	if s.steps--; s.steps < 0 {
		return PathsEndSize, nil
	}
	if s.steps%1024 == 0 && ctx.Err() != nil {
		return PathsEndAll, Errorf(KindTimeout, "the search for paths: %w", ctx.Err())
	}
	at := nodes[len(nodes)-1]
	if left == 0 {
		return s.keep(nodes), nil
	}
	for _, to := range s.nextOf(at) {
		if slices.Contains(nodes, to) || to == s.q.To && left > 1 || s.farther(to, left-1) {
			continue
		}
		if end, err := s.search(ctx, append(nodes, to), left-1); end != PathsEndAll || err != nil {
			return end, err
		}
	}
	return PathsEndAll, nil
}

// nextOf gives the nodes that the edges known at a node lead to, sorted. A search comes to a hub again and again, and
// sorting took most of its time.
func (s *pathSearch) nextOf(id string) []string {
	sorted, known := s.order[id]
	if !known {
		sorted = slices.Sorted(maps.Keys(s.next[id]))
		s.order[id] = sorted
	}
	return sorted
}

// farther tells that a node is farther from the other end than a number of steps.
func (s *pathSearch) farther(id string, steps int) bool {
	tree := s.trees[1]
	if d, ok := tree.distance[id]; ok {
		return d > steps
	}
	return tree.depth >= steps
}

// keep keeps a path, if it is one that is wanted, and tells whether to go on.
func (s *pathSearch) keep(ids []string) PathsEnd {
	if ids[len(ids)-1] != s.q.To || !s.passes(ids[1:len(ids)-1]) {
		return PathsEndAll
	}
	if len(s.found.Paths) == s.q.First {
		return PathsEndFirst
	}
	p := &Path{}
	for i, id := range ids {
		p.Nodes = append(p.Nodes, s.nodes[id].(AnyEntity))
		if i > 0 {
			edges := s.next[ids[i-1]][id]
			var step PathStep
			for _, e := range slices.Sorted(maps.Keys(edges)) {
				step.Edges = append(step.Edges, edges[e])
			}
			p.Steps = append(p.Steps, step)
		}
	}
	s.found.Paths = append(s.found.Paths, p)
	return PathsEndAll
}

// passes tells whether a path leads through a noun that is wanted.
func (s *pathSearch) passes(inner []string) bool {
	if len(s.q.Through) == 0 {
		return true
	}
	return slices.ContainsFunc(inner, func(id string) bool {
		n, _ := NounOf(id)
		return slices.Contains(s.q.Through, n)
	})
}
