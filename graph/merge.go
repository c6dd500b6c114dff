package graph

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"
)

// FieldSameAs is the field of the claims that say what two nodes are to each other: each is about one of them, and has the
// other's id as value. Of two that are the same one is left, and the claim is about that one.
const FieldSameAs = "sameAs"

// DatasetResolution is the data set whose word such claims are. Nothing else is said in it, and they are said in no other, but as
// part of what is shown of another graph (Said.Folded).
const DatasetResolution = "resolution"

// Renaming says that what is said of one node is shown under another, since both are one.
type Renaming struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// isDecision tells whether it is said what two nodes are to each other.
func (s Said) isDecision() bool { return s.IsClaim() && s.Props["field"] == FieldSameAs }

// MergeRequest asks for two nodes to be made one, or two again.
type MergeRequest struct {
	// From is the node that goes, To the one that is left.
	Renaming
	// Note is why; empty where that isn't said.
	Note string
	// Who asks, and when.
	Who       string
	StartedAt time.Time
}

// Check tells whether the two can be one.
func (r Renaming) Check() error {
	for _, id := range []string{r.From, r.To} {
		if err := CheckID(id); err != nil {
			return Errorf(KindInvalid, "%w", err)
		}
	}
	from, _ := NounOf(r.From)
	to, _ := NounOf(r.To)
	switch {
	case r.From == r.To:
		return Errorf(KindInvalid, "%s can't be merged with itself", r.From)
	case from != to || from != NounActor && from != NounDeclaration:
		return Errorf(KindInvalid, "%s can't be merged into %s: an actor with an actor, and a declaration with a declaration, can", r.From, r.To)
	}
	return nil
}

// claim is what says that the two are one.
func (r Renaming) claim(note string) Said {
	props := Props{"field": FieldSameAs, "value": r.From, "stance": string(StanceConfirms), "basis": string(BasisIdentified)}
	if note != "" {
		props["note"] = note
	}
	s := SayClaim(r.To, r.To, "", props, nil, "")
	s.Owner = s.Target
	return s
}

// Merge makes two nodes one: whatever any data set says of From, or names it in, it says of To from then on, in the same
// place of the order by which values are chosen, and From is shown no more. What was said stays in the journal as it was
// said, and each record keeps the id by which its data set knows the node.
//
// It is a load that says so, by the data set DatasetResolution, and one or more for each data set whose words are moved: their
// receipts are given. Each leaves a graph that holds together. Where it is broken off, or another load comes between
// (KindConflict), it is asked again, and goes on.
//
// KindInvalid: the two can't be one. KindNotFound: one isn't there. KindConflict: an edge or a claim names both, or one data
// set says something of both; the message names it.
func Merge(ctx context.Context, s Store, q MergeRequest) ([]Receipt, error) {
	return mergeOr(ctx, s, q, false, (*merging).merge)
}

// ErrNotMerged tells that two nodes were never made one, or are two again.
var ErrNotMerged = errors.New("so nothing can be taken back")

// Unmerge makes two nodes of one again: what data sets said of From, by that id, they say of it again.
//
// KindInvalid: From wasn't merged into To, which is ErrNotMerged. KindConflict: To itself, or what was moved, was merged into another since: that is
// to be taken back first.
func Unmerge(ctx context.Context, s Store, q MergeRequest) ([]Receipt, error) {
	return mergeOr(ctx, s, q, true, (*merging).unmerge)
}

// mergeOr works out which loads are needed and does them; if another load comes between, again.
func mergeOr(ctx context.Context, s Store, q MergeRequest, back bool, loads func(*merging) ([]Batch, error)) ([]Receipt, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var receipts []Receipt
	var err error
	for range movedTries {
		m := newMerging(s, q, back)
		if err := m.read(ctx); err != nil {
			return receipts, err
		}
		batches, loadsErr := loads(m)
		if loadsErr != nil {
			return receipts, loadsErr
		}
		var done []Receipt
		done, err = m.apply(ctx, batches)
		receipts = append(receipts, done...)
		if !errors.Is(err, errOtherRevision) {
			break
		}
	}
	return receipts, err
}

// merge gives the loads that make two nodes one.
func (m *merging) merge() ([]Batch, error) {
	if m.via != "" {
		return nil, nil // they are one already
	}
	said := m.as.claim(m.request.Note)
	for _, id := range []string{m.as.From, m.as.To} {
		if !m.there[id] && !m.claimed(said.Target) {
			return nil, Errorf(KindNotFound, "there is no %s", id)
		}
	}
	others := slices.DeleteFunc(slices.Clone(m.claims), func(r Record) bool { return r.Target == said.Target })
	return append(DecisionLoads([]Said{said}, others), m.batches()...), nil
}

// unmerge gives the loads that make them two again.
func (m *merging) unmerge() ([]Batch, error) {
	switch {
	case m.via != "":
		return nil, Errorf(KindConflict, "%s was merged into %s, which was itself merged since: take that back first", m.as.From, m.via)
	case m.later != "":
		return nil, Errorf(KindConflict, "%s, into which %s was merged, was itself merged into %s since: take that back first", m.as.To, m.as.From, m.later)
	case !m.merged && len(m.moves) == 0:
		return nil, Errorf(KindInvalid, "%s isn't merged into %s, %w", m.as.From, m.as.To, ErrNotMerged)
	}
	decision := DecisionLoads(nil, m.claims)
	switch {
	case m.said:
		return append(m.batches(), decision...), nil
	case m.named != nil:
		return nil, Errorf(KindConflict, "%s can't be taken out of %s, since then nobody says %[2]s, and %s (data set “%s”) names it", m.as.From, m.as.To, m.named.Name(), m.named.Dataset)
	}
	// The node that was left goes with what is moved out of it; so the claim about it goes before.
	return append(decision, m.batches()...), nil
}

// renamer rewrites what is said, from one node to another.
type renamer struct {
	Renaming
	// as is what a record keeps of it; back takes that away again, and moves only what has it.
	as   Renaming
	back bool
	// targets are the new ids of edges and claims, by the old ones.
	targets map[string]string
}

// id gives what an id becomes.
func (n *renamer) id(id string) string {
	if id == n.From {
		return n.To
	}
	return cmp.Or(n.targets[id], id)
}

// wants tells whether what is said is rewritten: it names From, or an edge that gets another id; when it goes back, only if it
// was moved.
func (n *renamer) wants(s Said) bool {
	if n.back {
		return slices.Contains(s.As, n.as)
	}
	return s.names(n.From) || s.AboutEdge != "" && n.targets[s.AboutEdge] != ""
}

// names tells whether a node is named in what is said.
func (s Said) names(id string) bool {
	return s.Target == id || s.Owner == id || s.IsClaim() && s.Props["value"] == id || slices.Contains(s.named(), id)
}

// said rewrites what is said.
func (n *renamer) said(s Said) Said {
	old := s.Target
	s.Owner, s.Start, s.End, s.About, s.AboutEdge = n.id(s.Owner), n.id(s.Start), n.id(s.End), n.id(s.About), n.id(s.AboutEdge)
	s.Props = n.props(s)
	switch {
	case s.IsEdge():
		noun, _ := NounOf(s.Start)
		r, _ := RelationOf(noun, s.Type)
		s.Target = r.EdgeID(s.Start, s.End, s.Props)
	case s.IsClaim():
		s.Target = SayClaim(s.Owner, s.About, s.AboutEdge, s.Props, s.Evidence, s.VoicedIn).Target
	default:
		s.Target = n.id(s.Target)
	}
	if s.Owner == old {
		s.Owner = s.Target
	}
	if n.back {
		s.As, _, _ = splitRenamings(s.As, n.as)
	} else {
		s.As = joinRenamings(s.As, []Renaming{n.as})
	}
	return s
}

// What a record keeps of merges are the renamings by which what was said of other nodes came to be said of this one: one after the
// other, as a→b and b→c, of a claim that was moved with a. Where a data set said the same of several nodes that are one
// now, they are those of all of them, as a→b and d→b; and b→b says that it was said of b itself, too.

// joinRenamings puts renamings together; nil for none.
func joinRenamings(lists ...[]Renaming) []Renaming {
	all := slices.Concat(lists...)
	if len(all) == 0 {
		return nil
	}
	slices.SortFunc(all, func(a, b Renaming) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return slices.Compact(all)
}

// ofItself tells whether by its renamings something was said of a node itself.
func ofItself(list []Renaming, id string) bool {
	return slices.Contains(list, Renaming{id, id}) || !slices.ContainsFunc(list, func(r Renaming) bool { return r.To == id })
}

// splitRenamings takes a merge back: gone are the renamings of what is said of the node that went, and left those of what is
// still said of the one that is left; also tells whether anything is. Renamings of other nodes that are named are of both.
func splitRenamings(list []Renaming, as Renaming) (gone, left []Renaming, also bool) {
	went, merged := mergedUnder(list, as.From), mergedUnder(list, as.To)
	others := 0
	for _, r := range list {
		switch {
		case r == as:
		case went[r.To]:
			gone = append(gone, r)
		case merged[r.To]:
			left = append(left, r)
			also = also || r.To == as.To
			if r.To == as.To && r.From != as.To {
				others++
			}
		default:
			gone, left = append(gone, r), append(left, r)
		}
	}
	if others == 0 {
		// That it was said of itself, too, goes without saying where it was said of no other.
		left = slices.DeleteFunc(left, func(r Renaming) bool { return r == Renaming{as.To, as.To} })
	}
	return joinRenamings(gone), joinRenamings(left), also
}

// mergedUnder gives a node and those that were merged into it, by renamings.
func mergedUnder(list []Renaming, id string) map[string]bool {
	under := map[string]bool{id: true}
	for before := 0; before != len(under); {
		before = len(under)
		for _, r := range list {
			if under[r.To] {
				under[r.From] = true
			}
		}
	}
	return under
}

// props rewrites properties that name nodes.
func (n *renamer) props(s Said) Props {
	props := maps.Clone(s.Props)
	table, err := s.table()
	if err != nil {
		return props
	}
	for _, p := range table.list {
		id, ok := props[p.Name].(string)
		if ok && (p.Type == TypeRef || s.IsClaim() && p.Name == "value") {
			props[p.Name] = n.id(id)
		}
	}
	return props
}

// take rewrites what is said, if it is to be, and notes the new id of an edge.
func (n *renamer) take(s Said) (Said, bool) {
	if !n.wants(s) {
		return s, false
	}
	moved := n.said(s)
	if s.IsEdge() && moved.Target != s.Target {
		n.targets[s.Target] = moved.Target
	}
	return moved, true
}

// move is a record that is rewritten, and what it becomes.
type move struct {
	Record
	to Said
	// left is what is still said of the node from which it is moved, where the same was said of several; nil if nothing is.
	left *Said
}

// merging is two nodes on their way to be one, or one on its way to be two.
type merging struct {
	renamer
	store    Store
	request  MergeRequest
	revision int
	// there are the two nodes that somebody says. Claims say what the two are to each other, in DatasetResolution or in an export that
	// was loaded; merged: one says that they are one. Later is the node into which To was merged since.
	there  map[string]bool
	claims []Record
	merged bool
	later  string
	// said: somebody says To itself, also when From is moved out of it. Named is something that isn't moved and names To; nil if
	// nothing does.
	said  bool
	named *Record
	// via is the node by which From was merged into To, where it wasn't directly.
	via   string
	moves []move
	// stays is what is said already of the node to which it is moved, by the data set and the target.
	stays map[[2]string]Record
}

func newMerging(s Store, q MergeRequest, back bool) *merging {
	m := &merging{store: s, request: q, there: map[string]bool{}, stays: map[[2]string]Record{}}
	m.renamer = renamer{Renaming: q.Renaming, as: q.Renaming, back: back, targets: map[string]string{}}
	if back {
		m.Renaming = Renaming{q.To, q.From}
	}
	return m
}

// read finds the records that are to be rewritten. It reads the whole journal, since a record may name a node in ways that
// aren't shown.
func (m *merging) read(ctx context.Context) error {
	revision, err := m.store.Revision(ctx)
	if err != nil {
		return err
	}
	_, err = ReadJournal(Entries(ctx, m.store), func(*Load) error { return nil }, func(h History) error {
		for _, r := range h.Live() {
			if err := m.take(r); err != nil {
				return err
			}
		}
		return nil
	})
	m.revision = revision
	return cmp.Or(err, m.check())
}

func (m *merging) take(r Record) error {
	if r.Target == m.From || r.Target == m.To {
		m.there[r.Target] = true
	}
	if m.noteClaim(r) {
		return nil
	}
	if !m.back && r.names(m.From) && r.names(m.To) {
		return Errorf(KindConflict, "%s and %s can't be one, since %s names both (data set “%s”)", m.From, m.To, r.Name(), r.Dataset)
	}
	to, ok := m.renamer.take(r.Said)
	switch {
	case ok:
		to.Since = r.saidSince()
		m.moves = append(m.moves, move{r, to, m.left(r)})
	case r.names(m.To):
		m.stays[[2]string{r.Dataset, r.Target}] = r
	}
	m.noteNaming(r, ok)
	return nil
}

// left gives what is still said of the node that is left when a record is moved out of it; nil if nothing is.
func (m *merging) left(r Record) *Said {
	if !m.back {
		return nil
	}
	_, left, also := splitRenamings(r.As, m.as)
	if !also {
		return nil
	}
	s := r.Said
	s.Since, s.As = r.saidSince(), left
	return &s
}

// noteNaming notes what says the node that is left, or names it, and doesn't go from there.
func (m *merging) noteNaming(r Record, moved bool) {
	switch {
	case r.IsChoice() || moved && len(m.moves) > 0 && m.moves[len(m.moves)-1].left == nil:
	case r.Target == m.as.To:
		m.said = true
	case m.named == nil && r.names(m.as.To):
		m.named = &r
	}
}

// noteClaim notes a claim about what the two are to each other; false for any other record.
func (m *merging) noteClaim(r Record) bool {
	if !r.isDecision() {
		return false
	}
	value := r.Props["value"]
	switch {
	case r.About == m.as.To && value == m.as.From:
		if via := r.mergedInto(); SaysSame(r.Props) && via != m.as.To {
			m.via = via
			return true
		}
		m.merged = m.merged || SaysSame(r.Props)
	case r.About == m.as.From && value == m.as.To:
	case value == m.as.From && slices.ContainsFunc(r.As, func(as Renaming) bool { return as.From == m.as.To }):
		m.later = r.About
		return false
	default:
		return false
	}
	m.claims = append(m.claims, r)
	return true
}

// mergedInto gives the node into which a claim's value was merged first: that which the claim was about when it was made.
func (s Said) mergedInto() string {
	at := s.About
	for as := s.As; len(as) > 0; {
		i := slices.IndexFunc(as, func(r Renaming) bool { return r.To == at })
		if i < 0 {
			break
		}
		at = as[i].From
		as = slices.Delete(slices.Clone(as), i, i+1)
	}
	return at
}

// SaysSame tells whether a claim with the field sameAs says that two nodes are one.
func SaysSame(claim Props) bool {
	return claim["stance"] == string(StanceConfirms) && claim["credibility"] == nil
}

// check refuses moves after which two things that one data set says would be one, unless the other is what a merge that was
// broken off has moved already.
func (m *merging) check() error {
	seen := maps.Clone(m.stays)
	for i, v := range m.moves {
		key := [2]string{v.Dataset, v.to.Target}
		if other, ok := seen[key]; ok && v.to.Target != v.Target && !other.same(v.to) {
			if v.isDecision() && !SaysSame(v.Props) && !m.back && !slices.Contains(other.As, m.as) {
				// The same was decided about both: it is kept about both.
				m.moves[i].to.As = joinRenamings(v.to.As, other.As, itself(other.Said, m.as.To))
				continue
			}
			// It was said while the merge was under way: the later word counts.
			if m.back || slices.Contains(other.As, m.as) {
				if other.Revision > v.Revision {
					m.moves[i].to = other.Said
				}
				continue
			}
			return Errorf(KindConflict, "%s and %s can't be one yet, since the data set “%s” says something of both: %s; correct it there", m.From, m.To, v.Dataset, v.to.Name())
		}
		seen[key] = Record{Revision: v.Revision, Dataset: v.Dataset, Said: v.to}
	}
	return nil
}

// itself is the renaming that says that something was said of a node itself, if it was.
func itself(s Said, id string) []Renaming {
	if ofItself(s.As, id) {
		return []Renaming{{id, id}}
	}
	return nil
}

// claimed tells whether a claim about the two is made already.
func (m *merging) claimed(id string) bool {
	return slices.ContainsFunc(m.claims, func(r Record) bool { return r.Target == id })
}

// DecisionLoads gives the loads that say something in DatasetResolution and take records back, each in the data set that says it:
// first that of DatasetResolution, then by data set, as yet without id and times.
func DecisionLoads(said []Said, takenBack []Record) []Batch {
	byDataset := map[string][]string{}
	for _, r := range takenBack {
		byDataset[r.Dataset] = append(byDataset[r.Dataset], r.Target)
	}
	var list []Batch
	if own := byDataset[DatasetResolution]; len(said)+len(own) > 0 {
		list = append(list, Batch{Dataset: DatasetResolution, OneByOne: true, Said: said, TakeBack: own})
	}
	delete(byDataset, DatasetResolution)
	for _, name := range slices.Sorted(maps.Keys(byDataset)) {
		list = append(list, Batch{Dataset: name, OneByOne: true, TakeBack: byDataset[name]})
	}
	return list
}

// batches gives the loads that move what is said, each of one data set and in an order in which each leaves a graph that
// holds together: what names a node or an edge goes before it, and comes after it.
func (m *merging) batches() []Batch {
	if !m.crossed() {
		return m.each(func(move) bool { return true }, true, true)
	}
	claims := func(v move) bool { return v.IsClaim() }
	things := func(v move) bool { return !v.IsClaim() }
	return slices.Concat(m.each(things, true, false), m.each(claims, true, false), m.each(claims, false, true), m.each(things, false, true))
}

// crossed tells whether a data set claims something about an edge that only others say, so that neither can be moved as a whole
// before the other.
func (m *merging) crossed() bool {
	said := map[[2]string]bool{}
	for _, v := range m.moves {
		said[[2]string{v.Dataset, v.Target}] = true
	}
	return slices.ContainsFunc(m.moves, func(v move) bool {
		return v.AboutEdge != v.to.AboutEdge && !said[[2]string{v.Dataset, v.AboutEdge}]
	})
}

// each gives a load for each data set: it says what the moves become, takes back what they were, or both. Those that say the
// node itself come last when it goes, and first when it comes back.
func (m *merging) each(of func(move) bool, say, takeBack bool) []Batch {
	byDataset := map[string]*Batch{}
	declares := map[string]bool{}
	for _, v := range m.moves {
		declares[v.Dataset] = declares[v.Dataset] || v.Target == m.From && !v.IsChoice()
		if !of(v) {
			continue
		}
		b := byDataset[v.Dataset]
		if b == nil {
			b = &Batch{Dataset: v.Dataset, OneByOne: true}
			byDataset[v.Dataset] = b
		}
		if say {
			b.Said = append(b.Said, v.to)
		}
		switch {
		case !takeBack:
		case v.left != nil:
			b.Said = append(b.Said, *v.left)
		case v.to.Target != v.Target:
			b.TakeBack = append(b.TakeBack, v.Target)
		}
	}
	var list []Batch
	for _, name := range slices.SortedFunc(maps.Keys(byDataset), func(a, b string) int {
		return cmp.Or(compareBool(declares[a] != m.back, declares[b] != m.back), cmp.Compare(a, b))
	}) {
		list = append(list, *byDataset[name])
	}
	return list
}

// apply does loads one after the other, each for the state that the one before it has left.
func (m *merging) apply(ctx context.Context, batches []Batch) ([]Receipt, error) {
	var receipts []Receipt
	for _, b := range batches {
		b.LoadID, b.Who, b.StartedAt = NewLoadID(m.request.StartedAt), m.request.Who, m.request.StartedAt
		b.AtRevision = &m.revision
		receipt, err := m.store.Apply(ctx, b)
		if err != nil {
			return receipts, err
		}
		m.revision = receipt.Revision
		if !receipt.Unchanged {
			receipts = append(receipts, receipt)
		}
	}
	return receipts, nil
}

// Merges are the nodes of a graph that were merged into others.
type Merges struct {
	// next gives the node into which one was merged.
	next map[string]string
}

// Of gives the node under which one is shown: itself, unless it was merged.
func (m Merges) Of(id string) string {
	for m.next[id] != "" {
		id = m.next[id]
	}
	return id
}

// ReadMerges gives the merges of some nodes, or all that there are where ids is nil; with those of the nodes into which they were
// merged.
func ReadMerges(ctx context.Context, r Reader, ids []string) (Merges, error) {
	m := Merges{next: map[string]string{}}
	// The basis is what stores have an index on.
	filter := And{eq("basis", string(BasisIdentified)), eq("field", FieldSameAs)}
	if ids != nil {
		filter = append(filter, oneOf("value", ids...))
	}
	q := firstPart(Query{Noun: NounClaim, Selection: Selection{Filter: filter}})
	for {
		answers, err := r.Find(ctx, []Query{q})
		if err != nil {
			return m, err
		}
		page := answers[0].Page.(*ClaimPage)
		if err := m.read(ctx, r, page.Nodes()); err != nil || !page.PageInfo.HasNextPage {
			return m, err
		}
		q.Page.After = page.PageInfo.EndCursor
	}
}

// read takes what was said by claims.
func (m Merges) read(ctx context.Context, r Reader, claims []*Claim) error {
	ids := make([]string, len(claims))
	for i, c := range claims {
		ids[i] = c.ID
	}
	answer, err := r.Histories(ctx, HistoryQuery{Of: ids})
	if err != nil {
		return err
	}
	for _, h := range answer.Histories {
		for _, record := range h.Live() {
			if SaysSame(record.Props) {
				m.add(record.Said)
			}
		}
	}
	return nil
}

// add takes a claim that two nodes are one, with the merges by which it came to be about the node that it is about.
func (m Merges) add(s Said) {
	from, _ := s.Props["value"].(string)
	at := s.About
	for len(s.As) > 0 {
		i := slices.IndexFunc(s.As, func(r Renaming) bool { return r.To == at })
		if i < 0 {
			break
		}
		m.next[s.As[i].From] = at
		at = s.As[i].From
		s.As = slices.Delete(slices.Clone(s.As), i, i+1)
	}
	m.next[from] = at
}

// Batch gives a batch as it is kept: what it says of nodes that were merged it says of those that are left.
//
// KindInvalid: one thing that it says names two nodes that are one, or it says something of both.
func (m Merges) Batch(b Batch) (Batch, error) {
	if len(m.next) == 0 || b.Dataset == DatasetResolution {
		return b, nil
	}
	b.Withdraw = slices.Clone(b.Withdraw)
	for named := m.named(b); len(named) > 0; named = m.named(b) {
		for _, id := range named {
			if err := m.rename(&b, Renaming{id, m.next[id]}); err != nil {
				return b, err
			}
		}
	}
	return b, nil
}

// mergedTries is how often a load is tried again because others come between. Each time another has got on.
const mergedTries = 100

// UnderMerges has a batch done as it is kept (see Merges.Batch). What is done is for the revision at which the merges were
// read, and where another load came between, it is worked out and done again: so a load that was read before a merge doesn't
// show the old node again. A batch that is for a revision stays for that.
//
// Its errors are those of Merges.Batch, and of do; KindConflict where other loads come between all the time.
func UnderMerges(ctx context.Context, r Reader, b Batch, do func(Batch) error) error {
	var err error
	for range mergedTries {
		// The revision comes first: a merge that comes before the merges are read is seen twice, and not never.
		revision, readErr := r.Revision(ctx)
		if readErr != nil {
			return readErr
		}
		merges, readErr := ReadMerges(ctx, r, nil)
		if readErr != nil {
			return readErr
		}
		kept, readErr := merges.Batch(b)
		if readErr != nil {
			return readErr
		}
		if b.AtRevision == nil {
			kept.AtRevision = &revision
		}
		if err = do(kept); b.AtRevision != nil || !errors.Is(err, errOtherRevision) {
			return err
		}
	}
	return err
}

// named gives the merged nodes that a batch names, sorted.
func (m Merges) named(b Batch) []string {
	found := map[string]bool{}
	note := func(id string) {
		if m.next[id] != "" {
			found[id] = true
		}
	}
	for s := range b.AllSaid() {
		note(s.Target)
		note(s.Owner)
		if value, ok := s.Props["value"].(string); ok && s.IsClaim() && !m.decided(s) {
			note(value)
		}
		for _, id := range s.References() {
			note(id)
		}
	}
	for _, id := range b.Withdraw {
		note(id)
	}
	return slices.Sorted(maps.Keys(found))
}

// isMerge tells whether a claim decides that two nodes are one.
func (s Said) isMerge() bool { return s.isDecision() && SaysSame(s.Props) }

// decided tells whether a claim is a decision that holds already, as an export has it that is loaded anew: it stays as it is.
func (m Merges) decided(s Said) bool {
	value, _ := s.Props["value"].(string)
	return s.isMerge() && m.next[value] != "" && m.Of(value) == m.Of(s.About)
}

// rename rewrites a batch by one merge.
func (m Merges) rename(b *Batch, r Renaming) error {
	n := &renamer{Renaming: r, as: r, targets: map[string]string{}}
	var renamed Packed
	seen := make(map[string]bool, b.CountSaid())
	// Edges come before the claims about them, so that these find the new ids.
	for turn := range claimTurn + 1 {
		for s := range b.AllSaid() {
			if s.turn() != turn {
				continue
			}
			if s.isMerge() && s.Props["value"] == r.From {
				if !m.decided(s) {
					return Errorf(KindInvalid, "%s says that %s is the same as %s, and it was decided that it is %s", s.Name(), r.From, s.About, r.To)
				}
				seen[s.Target] = true
				renamed.Add(s)
				continue
			}
			if s.names(r.From) && s.names(r.To) {
				return Errorf(KindInvalid, "%s names both %s and %s, which were decided to be one", s.Name(), r.From, r.To)
			}
			moved, _ := n.take(s)
			if seen[moved.Target] {
				return Errorf(KindInvalid, "the load says something of both %s and %s, which were decided to be one: %s", r.From, r.To, moved.Name())
			}
			seen[moved.Target] = true
			renamed.Add(moved)
		}
	}
	b.Said, b.Packed = nil, &renamed
	for i, id := range b.Withdraw {
		b.Withdraw[i] = n.id(id)
	}
	return nil
}

// Following gives a reader that knows merged nodes by their old ids too: whoever asks for one by its id is given the node that
// is left.
func Following(r Reader) Reader { return following{r} }

type following struct{ Reader }

// Find answers queries. Where a node that is asked for by its id isn't there, it is looked whether it was merged, and all
// is asked again then, so that the answers are from one state.
func (f following) Find(ctx context.Context, queries []Query) ([]Answer, error) {
	trial, settle := tryBudget(ctx)
	answers, err := f.Reader.Find(trial, queries)
	if err != nil {
		return nil, err
	}
	missing := missingOf(queries, answers)
	if len(missing) == 0 {
		return answers, settle()
	}
	merges, err := ReadMerges(withoutBudget(ctx), f.Reader, missing)
	if err != nil {
		return nil, err
	}
	if len(merges.next) == 0 {
		return answers, settle()
	}
	again := slices.Clone(queries)
	for i, q := range queries {
		again[i].IDs = slices.Clone(q.IDs)
		for j, id := range q.IDs {
			again[i].IDs[j] = merges.Of(id)
		}
	}
	return f.Reader.Find(ctx, again)
}

// missingOf gives the ids that were asked for and aren't there, of nouns whose nodes may be merged.
func missingOf(queries []Query, answers []Answer) []string {
	var ids []string
	for i, q := range queries {
		for j, n := range answers[i].Nodes {
			if n == nil && mayBeMerged(q.IDs[j]) {
				ids = append(ids, q.IDs[j])
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// mayBeMerged tells whether nodes of an id's noun may be merged.
func mayBeMerged(id string) bool {
	noun, _ := NounOf(id)
	return noun == NounActor || noun == NounDeclaration
}

// mergedAt gives the nodes into which some, of those that are merged now, were merged at a revision.
func mergedAt(ctx context.Context, r Reader, revision int, ids []string) (map[string]string, error) {
	merges, err := ReadMerges(withoutBudget(ctx), r, ids)
	if err != nil {
		return nil, err
	}
	// What was said of a node that was merged was said of the one that was left then: of one of those on its way.
	var ways []string
	for _, id := range ids {
		for at := merges.next[id]; at != ""; at = merges.next[at] {
			ways = append(ways, at)
		}
	}
	slices.Sort(ways)
	under := map[string]string{}
	for chunk := range slices.Chunk(slices.Compact(ways), MaxPage) {
		answer, err := r.Histories(ctx, HistoryQuery{Of: chunk})
		if err != nil {
			return nil, err
		}
		for _, h := range answer.Histories {
			for _, record := range h.At(revision) {
				for id := range mergedUnder(record.As, record.Target) {
					under[id] = record.Target
				}
			}
		}
	}
	return under, nil
}
