package graph

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
)

// Way says which edges between entities an exploration walks. It walks them in both directions.
type Way struct {
	// Types are the edge types; empty for all between entities.
	Types []EdgeType
	// AsOf keeps the edges and the nodes at their ends that held on a day (see HeldOn and EdgeHeldOn); empty for all.
	AsOf Date
}

// EntityEdgeTypes gives the types of the edges between entities, sorted by name: what a Way may walk.
func EntityEdgeTypes() []EdgeType {
	types := map[EdgeType]bool{}
	for _, r := range relations() {
		if r.From.IsEntity() && r.To[0].IsEntity() {
			types[r.Type] = true
		}
	}
	return slices.Sorted(maps.Keys(types))
}

// Check tells whether the way can be walked.
func (w Way) Check() error {
	for _, t := range w.Types {
		if !slices.Contains(EntityEdgeTypes(), t) {
			return Errorf(KindInvalid, "%q is no type of edge between entities: there are %v", t, EntityEdgeTypes())
		}
	}
	if w.AsOf != "" {
		_, err := ParseDate(string(w.AsOf))
		return err
	}
	return nil
}

// fields gives the fields by which the way leaves nodes of a noun, sorted by name.
func (w Way) fields(n Noun) []Field {
	return slices.DeleteFunc(n.Fields(), func(f Field) bool { return !f.Ends[0].IsEntity() || len(w.types(f)) == 0 })
}

// types gives those of a field's types that the way walks.
func (w Way) types(f Field) []EdgeType {
	return slices.DeleteFunc(slices.Clone(f.Types), func(t EdgeType) bool { return len(w.Types) > 0 && !slices.Contains(w.Types, t) })
}

// withs asks for the edges of one field, under its name. With a day it is one question for each noun at the other end,
// since each noun has its own way to hold.
func (w Way) withs(f Field, s Selection) []With {
	one := With{Field: f.Name, Selection: s, Edge: w.ofTypes(f)}
	if w.AsOf == "" {
		return []With{one}
	}
	one.Edge = allOf(one.Edge, EdgeHeldOn(f, w.AsOf))
	list := make([]With, len(f.Ends))
	for i, n := range f.Ends {
		list[i] = one
		list[i].Key, list[i].Ends = f.Name+" "+string(n), []Noun{n}
		list[i].Filter = allOf(s.Filter, HeldOn(n, w.AsOf))
	}
	return list
}

// ofTypes wants the edges of the types that the way walks, where the field has others too: an edge's id begins with its
// type.
func (w Way) ofTypes(f Field) Filter {
	types := w.types(f)
	if len(types) == len(f.Types) {
		return nil
	}
	var any Or
	for _, t := range types {
		prefix := edgePrefix + strings.ToLower(string(t))
		any = append(any, And{Is{"id", OpGte, prefix + "/"}, Is{"id", OpLt, prefix + "0"}}) // “0” follows “/”
	}
	return any
}

// allOf wants all filters to hold, of which some may be nil.
func allOf(filters ...Filter) Filter {
	filters = slices.DeleteFunc(filters, func(f Filter) bool { return f == nil })
	switch len(filters) {
	case 0:
		return nil
	case 1:
		return filters[0]
	}
	return And(filters)
}

// compareLinks orders links by the node that they go to, then by the edge.
func compareLinks(a, b link) int {
	return cmp.Or(cmp.Compare(a.node.NodeID(), b.node.NodeID()), cmp.Compare(a.edge.ID, b.edge.ID))
}

// walker asks a reader for edges.
type walker struct {
	reader Reader
	way    Way
	// budget is how many edges may still be read; below 0 the walk is too large.
	budget int
	// cut: a list of edges was not read to its end, since enough of it was.
	cut bool
}

// idsPerQuestion bounds how many nodes' edges are asked for at once, and so the memory that an answer takes.
const idsPerQuestion = 100

// links gives the edges at nodes by which the way leaves them, by the nodes' ids, each list in order; at most most of one
// field of a node (the first by the node they go to), 0 for all.
func (w *walker) links(ctx context.Context, ids []string, most int) (map[string][]link, error) {
	found := map[string][]link{}
	parts := byNoun(ids)
	size := MaxPage
	if most > 0 {
		size = min(most, MaxPage)
	}
	for _, n := range Entities() {
		for _, f := range w.way.fields(n) {
			if err := w.field(ctx, f, parts[n], Selection{Page: Page{First: &size}}, most, found); err != nil {
				return nil, err
			}
		}
	}
	for _, list := range found {
		slices.SortFunc(list, compareLinks)
	}
	return found, nil
}

// byNoun parts ids by their nouns, in order.
func byNoun(ids []string) map[Noun][]string {
	parts := map[Noun][]string{}
	for _, id := range slices.Sorted(slices.Values(ids)) {
		n, _ := NounOf(id)
		parts[n] = append(parts[n], id)
	}
	return parts
}

// field reads the edges of one field at nodes, of which the selection says which are wanted, and how many at a time.
func (w *walker) field(ctx context.Context, f Field, ids []string, sel Selection, most int, found map[string][]link) error {
	for chunk := range slices.Chunk(ids, idsPerQuestion) {
		for _, with := range w.way.withs(f, sel) {
			if err := w.pages(ctx, f.On, with, chunk, most, found); err != nil {
				return err
			}
		}
	}
	return nil
}

// pages reads the edges of one question, page after page: one for all nodes first, then for each node that has more.
func (w *walker) pages(ctx context.Context, n Noun, with With, ids []string, most int, found map[string][]link) error {
	more, err := w.page(ctx, n, with, ids, found)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(more)) {
		read, cursor := *with.Page.First, more[id]
		for cursor != "" && (most == 0 || read < most) {
			with.Page.After = cursor
			next, err := w.page(ctx, n, with, []string{id}, found)
			if err != nil {
				return err
			}
			read += *with.Page.First
			cursor = next[id]
		}
		w.cut = w.cut || cursor != ""
	}
	return nil
}

// page reads one page of the edges of each node, and gives the cursors of those that have more.
func (w *walker) page(ctx context.Context, n Noun, with With, ids []string, found map[string][]link) (more map[string]string, err error) {
	if w.budget < 0 {
		return nil, errTooWide
	}
	answers, err := w.reader.Find(ctx, []Query{{Noun: n, IDs: ids, Selection: Selection{With: []With{with}}}})
	if err != nil {
		return nil, err
	}
	more = map[string]string{}
	for _, node := range answers[0].Nodes {
		if node == nil {
			continue
		}
		page := Loaded(node, with.Name()).(anyPage)
		for _, l := range page.links() {
			found[node.NodeID()] = append(found[node.NodeID()], l)
			w.budget--
		}
		if info := page.info(); info.HasNextPage {
			more[node.NodeID()] = info.EndCursor
		}
	}
	return more, nil
}

// errTooWide tells that a walk meets more edges than it may read.
var errTooWide = Errorf(KindTooLarge, "the walk meets too many edges: name the relations to walk, avoid hubs, or take fewer steps")

// counts gives how many edges each node has by each field of the way, by the nodes' ids and the fields' names.
func (w *walker) counts(ctx context.Context, ids []string) (map[string]map[string]int, error) {
	found := map[string]map[string]int{}
	none := 0
	parts := byNoun(ids)
	for _, n := range Entities() {
		for _, f := range w.way.fields(n) {
			withs := w.way.withs(f, Selection{Page: Page{First: &none}, Total: true})
			for chunk := range slices.Chunk(parts[n], MaxPage) {
				answers, err := w.reader.Find(ctx, []Query{{Noun: n, IDs: chunk, Selection: Selection{With: withs}}})
				if err != nil {
					return nil, err
				}
				for _, node := range answers[0].Nodes {
					count(found, node, f.Name, withs)
				}
			}
		}
	}
	return found, nil
}

func count(found map[string]map[string]int, node Node, field string, withs []With) {
	if node == nil {
		return
	}
	id := node.NodeID()
	if found[id] == nil {
		found[id] = map[string]int{}
	}
	for _, with := range withs {
		found[id][field] += *Loaded(node, with.Name()).(anyPage).total()
	}
}

// must gives the nodes of the ids, in their order; KindNotFound names those that aren't there.
func (w *walker) must(ctx context.Context, ids []string) ([]Node, error) {
	var nodes []Node
	for part := range slices.Chunk(ids, MaxPage) {
		answers, err := w.reader.Find(ctx, []Query{{IDs: part}})
		if err != nil {
			return nil, err
		}
		for i, n := range answers[0].Nodes {
			if n == nil {
				return nil, Errorf(KindNotFound, "there is no %s", part[i])
			}
			if !n.Noun().IsEntity() {
				return nil, Errorf(KindInvalid, "%s is no entity: exploring goes between entities", part[i])
			}
		}
		nodes = append(nodes, answers[0].Nodes...)
	}
	return nodes, nil
}
