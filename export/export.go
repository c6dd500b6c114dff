// Package export writes what a graph shows in the formats that other programs read.
//
// A graph is gathered first and written then: Gather folds the graph's journal, which is one state of it, and keeps what is wanted
// in temporary files; Write makes a format of these. So whatever can go wrong with a store has gone wrong before the first byte is
// written, however slow a reader is no store waits for it, and memory is bounded. The same revision of a graph gives the same bytes,
// whichever store it is in.
package export

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"pactgraph/graph"
)

// Format is how an export is written.
type Format string

// The formats.
const (
	CSV     Format = "csv"
	XLSX    Format = "xlsx"
	NDJSON  Format = "ndjson"
	GraphML Format = "graphml"
	JSONLD  Format = "jsonld"
	Turtle  Format = "turtle"
)

// formats is the table of formats: how each is named, told and written.
var formats = []struct {
	format        Format
	ending, media string
	write         func(*Export, context.Context, io.Writer) error
	isPacked      bool
}{
	{CSV, "zip", "application/zip", (*Export).writeCSV, true},
	{XLSX, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (*Export).writeXLSX, true},
	{NDJSON, "ndjson", "application/x-ndjson", (*Export).writeNDJSON, false},
	{GraphML, "graphml", "application/graphml+xml", (*Export).writeGraphML, false},
	{JSONLD, "jsonld", "application/ld+json", (*Export).writeJSONLD, false},
	{Turtle, "ttl", "text/turtle", (*Export).writeTurtle, false},
}

// Formats gives the formats, in the order in which they are told.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, string(f.format))
	}
	return names
}

// ParseFormat reads a format's name.
func ParseFormat(name string) (Format, error) {
	for _, f := range formats {
		if string(f.format) == name {
			return f.format, nil
		}
	}
	return "", graph.Errorf(graph.KindInvalid, "an export can't be %q: it is one of %s", name, strings.Join(Formats(), ", "))
}

// Ending is what the format's files end in, without a dot.
func (f Format) Ending() string { return formats[f.at()].ending }

// Media is the format's media type.
func (f Format) Media() string { return formats[f.at()].media }

// IsPacked tells whether what is written is packed already.
func (f Format) IsPacked() bool { return formats[f.at()].isPacked }

func (f Format) at() int {
	for i := range formats {
		if formats[i].format == f {
			return i
		}
	}
	panic("export: " + string(f) + " is no format")
}

// MaxAround is the most that Options.Around may be.
const MaxAround = 2

// Options say what is exported. The zero value is the whole graph.
type Options struct {
	// Match has, for each noun of which nodes are wanted, what they must be like; nil for all nodes of the noun. Without any, the
	// whole graph is wanted.
	Match map[graph.Noun]graph.Filter
	// AsOf keeps what held on a day: nodes (see graph.HeldOn) and edges (graph.EdgeHeldOn). Empty for all.
	AsOf graph.Date
	// AtRevision exports the graph as it was at a revision; nil for the last one. It goes with neither Match nor AsOf.
	AtRevision *int
	// Around is how many edges away from the nodes that match others are wanted too.
	Around int
	// WithoutClaims leaves claims and evidence out.
	WithoutClaims bool
}

func (o Options) check() error {
	switch {
	case o.AtRevision != nil && (len(o.Match) > 0 || o.AsOf != ""):
		return graph.Errorf(graph.KindInvalid, "what was at a revision is exported whole: filters and asOf are asked of the graph as it is")
	case o.AtRevision != nil && *o.AtRevision < 0:
		return graph.Errorf(graph.KindInvalid, "the graph never had revision %d: they begin at 1, and 0 is before the first load", *o.AtRevision)
	case o.Around < 0 || o.Around > MaxAround:
		return graph.Errorf(graph.KindInvalid, "around can't be %d: it is 0 to %d edges", o.Around, MaxAround)
	}
	for noun, filter := range o.Match {
		if !noun.IsEntity() {
			return graph.Errorf(graph.KindInvalid, "%s can't be exported by themselves: claims and evidence go with what they are about", noun.Prefix()+"s")
		}
		if filter == nil {
			continue
		}
		if err := graph.CheckFilter(noun, filter); err != nil {
			return err
		}
	}
	if o.AsOf == "" {
		return nil
	}
	_, err := graph.ParseDate(string(o.AsOf))
	return err
}

// Export is what was gathered of a graph. It has to be closed.
type Export struct {
	// Revision is that of the graph; Time is when it came to be, as its last load tells: empty for an empty graph.
	Revision int
	Time     string
	// Nodes, Edges and Claims count what is in it; evidence goes with claims.
	Nodes, Edges, Claims int

	opts  Options
	spool *spool
	keep  *selection
}

// Gather reads a graph and keeps what is wanted of it.
//
// KindInvalid: the options don't fit each other or the graph. KindNotFound: the graph never had the revision. KindConflict: loads come
// faster than the graph can be read. KindUnavailable: what is kept can't be kept.
func Gather(ctx context.Context, store graph.Reader, opts Options) (*Export, error) {
	if err := opts.check(); err != nil {
		return nil, err
	}
	var e *Export
	_, err := graph.OneState(ctx, store, func(r graph.Reader) (err error) {
		e.Close()
		e, err = gather(ctx, r, opts)
		return err
	})
	if err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// Close deletes what was kept.
func (e *Export) Close() {
	if e != nil {
		e.spool.close()
	}
}

func gather(ctx context.Context, r graph.Reader, opts Options) (*Export, error) {
	e := &Export{opts: opts}
	var err error
	if e.spool, err = newSpool(); err != nil {
		return e, err
	}
	if err := e.fold(ctx, r); err != nil {
		return e, err
	}
	if err := e.spool.flush(); err != nil {
		return e, err
	}
	if e.keep, err = e.choose(ctx, r); err != nil {
		return e, err
	}
	return e, e.count(ctx)
}

// fold keeps what a graph shows at the wanted revision: the fold over the records of each target, which come together.
func (e *Export) fold(ctx context.Context, r graph.Reader) error {
	var open graph.History
	last := -1
	if e.opts.AtRevision != nil {
		last = *e.opts.AtRevision
	}
	finish := func() error {
		if len(open) == 0 {
			return nil
		}
		live := open.Live()
		open = open[:0]
		if len(live) == 0 {
			return nil
		}
		return e.spool.add(live[0].Said, graph.Fold(live))
	}
	err := r.Journal(ctx, func(entry graph.Entry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if l := entry.Load; l != nil {
			if last < 0 || *l.Revision <= last {
				e.Revision, e.Time = *l.Revision, l.FinishedAt
			}
			return nil
		}
		if last >= 0 && entry.Record.Revision > last {
			return nil
		}
		if len(open) > 0 && open[0].Target != entry.Record.Target {
			if err := finish(); err != nil {
				return err
			}
		}
		open = append(open, *entry.Record)
		return nil
	})
	if err == nil {
		err = finish()
	}
	if err == nil && last >= 0 && last != e.Revision {
		err = graph.Errorf(graph.KindNotFound, "the graph never had revision %d: its last one is %d", last, e.Revision)
	}
	return err
}

// Write writes the export in a format.
func (e *Export) Write(ctx context.Context, out io.Writer, format Format) error {
	return formats[format.at()].write(e, ctx, out)
}

// count counts what is in the export.
func (e *Export) count(ctx context.Context) error {
	return e.each(ctx, visitor{
		node:  func(graph.Node) error { e.Nodes++; return nil },
		edge:  func(graph.EdgeProps) error { e.Edges++; return nil },
		claim: func(claim) error { e.Claims++; return nil },
	})
}

// visitor takes what is in an export; what it has no function for is passed over.
type visitor struct {
	node  func(graph.Node) error
	edge  func(graph.EdgeProps) error
	claim func(claim) error
}

// each visits all nodes by noun and id, then all edges in the order of the table of relations and by id, then all claims by id.
func (e *Export) each(ctx context.Context, v visitor) error {
	for _, n := range graph.Entities() {
		if v.node == nil {
			break
		}
		if err := e.nodes(ctx, n, v.node); err != nil {
			return err
		}
	}
	for _, rel := range graph.Relations() {
		if v.edge == nil {
			break
		}
		if err := e.edges(ctx, rel, v.edge); err != nil {
			return err
		}
	}
	if v.claim == nil {
		return nil
	}
	return e.claims(ctx, v.claim)
}

// nodes visits the nodes of a noun, by id.
func (e *Export) nodes(ctx context.Context, noun graph.Noun, visit func(graph.Node) error) error {
	return e.spool.read(ctx, string(noun), func(s graph.Said) error {
		if !e.keep.hasNode(s.Target) {
			return nil
		}
		return visit(graph.NewNode(noun, s.Target, s.Props))
	})
}

// edges visits the edges of a relation, by id.
func (e *Export) edges(ctx context.Context, rel graph.Relation, visit func(graph.EdgeProps) error) error {
	return e.spool.read(ctx, edgeSection(rel.From, rel.Type), func(s graph.Said) error {
		if !e.keep.hasEdge(s) {
			return nil
		}
		return visit(graph.NewEdge(s.Target, s.Type, s.Start, s.End, s.Props))
	})
}

// claim is a claim with the ids of its evidence, each once and in the claim's order.
type claim struct{ graph.Said }

// quotes gives the claim's evidence, each once.
func (c claim) quotes() []graph.EvidenceSaid {
	var list []graph.EvidenceSaid
	for _, q := range c.Evidence {
		if !slices.ContainsFunc(list, func(other graph.EvidenceSaid) bool { return other.ID() == q.ID() }) {
			list = append(list, q)
		}
	}
	return list
}

// claims visits the claims, by id.
func (e *Export) claims(ctx context.Context, visit func(claim) error) error {
	if e.opts.WithoutClaims {
		return nil
	}
	return e.spool.read(ctx, claimSection, func(s graph.Said) error {
		if !e.keep.hasClaim(s) {
			return nil
		}
		return visit(claim{s})
	})
}

// quotes visits each piece of evidence once, where it is first cited. What was seen is held in memory: some 50 bytes for each.
func (e *Export) quotes(ctx context.Context, visit func(id string, q graph.EvidenceSaid) error) error {
	seen := map[string]struct{}{}
	return e.claims(ctx, func(c claim) error {
		for _, q := range c.Evidence {
			id := q.ID()
			if _, ok := seen[id]; ok {
				continue
			}
			seen[id] = struct{}{}
			if err := visit(id, q); err != nil {
				return err
			}
		}
		return nil
	})
}

// errKept is what is said where temporary files fail.
func errKept(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &graph.Error{Kind: graph.KindUnavailable, Message: "an export needs temporary files, and they can't be written or read", Err: cmp.Or(errors.Unwrap(err), err)}
}
