package resolve

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"pactgraph/graph"
)

// Verdict is what somebody decided about two nodes.
type Verdict string

// The verdicts.
const (
	Same      Verdict = "SAME"
	Different Verdict = "DIFFERENT"
	Unsure    Verdict = "UNSURE"
)

// sign is how a verdict is written between two ids.
var sign = map[Verdict]string{Same: "=", Different: "!=", Unsure: "?"}

// Decision is a verdict on two nodes.
type Decision struct {
	// A and B are the nodes' ids, in either order.
	A, B    string
	Verdict Verdict
	// Why is the reason, in the words of whoever decided; empty if none was given.
	Why string
	// Claim is the id of the claim that keeps it, where it was read from a graph; see Decide.
	Claim string
}

// String writes the decision as Parse reads it.
func (d Decision) String() string { return d.A + sign[d.Verdict] + d.B }

func (d Decision) key() pairKey { return keyOf(d.A, d.B) }

// Parse reads a decision: A=B says that two nodes are the same, A!=B that they are different, A?B that it was looked at
// and can't be told.
func Parse(text string) (Decision, error) {
	for _, v := range []Verdict{Different, Same, Unsure} {
		if a, b, ok := strings.Cut(text, sign[v]); ok {
			d := Decision{A: strings.TrimSpace(a), B: strings.TrimSpace(b), Verdict: v}
			return d, d.check()
		}
	}
	return Decision{}, graph.Errorf(graph.KindInvalid, "%q is no decision: write ID=ID (the same), ID!=ID (different) or ID?ID (unsure)", text)
}

func (d Decision) check() error {
	for _, id := range []string{d.A, d.B} {
		if err := graph.CheckID(id); err != nil {
			return graph.Errorf(graph.KindInvalid, "the decision %s: %w", d, err)
		}
	}
	a, _ := graph.NounOf(d.A)
	b, _ := graph.NounOf(d.B)
	switch {
	case d.A == d.B:
		return graph.Errorf(graph.KindInvalid, "the decision %s names one node twice", d)
	case a != b:
		return graph.Errorf(graph.KindInvalid, "the decision %s is about a node of the noun %s and one of the noun %s: they can't be one", d, a, b)
	case !slices.Contains(Resolvable(), a):
		return graph.Errorf(graph.KindInvalid, "the decision %s is about nodes of the noun %s: Actor and Declaration are allowed", d, a)
	case sign[d.Verdict] == "":
		return graph.Errorf(graph.KindInvalid, "the decision about %s and %s has the verdict %q: SAME, DIFFERENT and UNSURE are allowed", d.A, d.B, d.Verdict)
	}
	return nil
}

// cannotBeJudged is the credibility, by the Admiralty code, of what is neither believed nor disbelieved.
const cannotBeJudged = 6

// claims makes the two claims that keep a decision that two nodes stay two. That they are one is said by graph.Merge.
func (d Decision) claims() []graph.Said {
	props := graph.Props{"field": graph.FieldSameAs, "stance": string(graph.StanceConfirms), "basis": string(graph.BasisIdentified)}
	switch d.Verdict {
	case Different:
		props["stance"] = string(graph.StanceContradicts)
	case Unsure:
		props["credibility"] = cannotBeJudged
	}
	if d.Why != "" {
		props["note"] = d.Why
	}
	say := func(about, other string) graph.Said {
		own := maps.Clone(props)
		own["value"] = other
		s := graph.SayClaim(about, about, "", own, nil, "")
		s.Owner = s.Target
		return s
	}
	key := d.key()
	return []graph.Said{say(key.a, key.b), say(key.b, key.a)}
}

// renaming says which node goes and which is left, where both are one: that of the registry of states, whose id is a code, or
// else the second.
func (d Decision) renaming() graph.Renaming {
	if isCode(d.A) && !isCode(d.B) {
		return graph.Renaming{From: d.B, To: d.A}
	}
	return graph.Renaming{From: d.A, To: d.B}
}

// isCode tells whether an id is a code's, such as actor/FRA: others are in lower case.
func isCode(id string) bool {
	slug := graph.Slug(id)
	return strings.ToUpper(slug) == slug && strings.ToLower(slug) != slug
}

// decisionOf reads the decision that a claim keeps; not ok for any other claim.
func decisionOf(about string, c *graph.Claim) (Decision, bool) {
	d := Decision{A: about, B: c.Value, Verdict: Same, Why: c.Note, Claim: c.ID}
	switch {
	case c.Stance == graph.StanceContradicts:
		d.Verdict = Different
	case c.Credibility != nil && *c.Credibility == cannotBeJudged:
		d.Verdict = Unsure
	}
	return d, c.Field == graph.FieldSameAs && d.check() == nil
}

// reading collects the decisions that a walk meets.
type reading struct {
	claims map[string]*graph.Claim
	found  []Decision
}

func newReading() *reading { return &reading{claims: map[string]*graph.Claim{}} }

func (r *reading) node(n graph.Node) {
	if c, ok := n.(*graph.Claim); ok && c.Field == graph.FieldSameAs {
		r.claims[c.ID] = c
	}
}

func (r *reading) edge(e graph.EdgeProps) {
	c := r.claims[e.End]
	if c == nil || e.Type != graph.EdgeClaimed || e.Edge != "" {
		return
	}
	if d, ok := decisionOf(e.Start, c); ok {
		r.found = append(r.found, d)
	}
}

func (r *reading) decisions() *Decisions { return newDecisions(r.found) }

// Decisions are all that was decided about the nodes of a graph, with what follows from it: what is the same as the same is
// the same, and what is different from one of them is different from all.
type Decisions struct {
	byPair map[pairKey]Decision
	// group gives the group of those that are the same, by the id of one of them.
	group map[string]string
	// apart are the groups that are different.
	apart map[pairKey]bool
}

func newDecisions(list []Decision) *Decisions {
	d := &Decisions{byPair: map[pairKey]Decision{}, group: map[string]string{}, apart: map[pairKey]bool{}}
	for _, one := range list {
		// A decision is kept as two claims, one about each node; that about the lesser id is the first.
		if _, ok := d.byPair[one.key()]; !ok || one.A < one.B {
			d.byPair[one.key()] = one
		}
	}
	for _, one := range d.byPair {
		if one.Verdict == Same {
			d.group[d.of(one.A)] = d.of(one.B)
		}
	}
	for _, one := range d.byPair {
		if one.Verdict == Different {
			d.apart[keyOf(d.of(one.A), d.of(one.B))] = true
		}
	}
	return d
}

// of gives the group of a node.
func (d *Decisions) of(id string) string {
	for d.group[id] != "" && d.group[id] != id {
		id = d.group[id]
	}
	return id
}

// List gives the decisions, by the ids.
func (d *Decisions) List() []Decision {
	return slices.SortedFunc(maps.Values(d.byPair), func(a, b Decision) int {
		return cmp.Or(cmp.Compare(a.key().a, b.key().a), cmp.Compare(a.key().b, b.key().b))
	})
}

// Know tells whether the decisions say what two nodes are to each other, UNSURE included.
func (d *Decisions) Know(a, b string) bool {
	_, ok := d.byPair[keyOf(a, b)]
	return ok || d.of(a) == d.of(b) || d.apart[keyOf(d.of(a), d.of(b))]
}

// with gives the decisions with another one, in place of that on the same nodes.
func (d *Decisions) with(one Decision) *Decisions {
	list := slices.DeleteFunc(d.List(), func(o Decision) bool { return o.key() == one.key() })
	return newDecisions(append(list, one))
}

// check tells whether the decisions agree with each other.
func (d *Decisions) check() error {
	for _, one := range d.List() {
		if one.Verdict == Different && d.of(one.A) == d.of(one.B) {
			return graph.Errorf(graph.KindConflict, "it is decided that %s, and that they are the same by %s: take one of these back first", one, strings.Join(d.way(one.A, one.B), ", "))
		}
	}
	return nil
}

// way gives decisions by which two nodes of one group are the same, from the one to the other.
func (d *Decisions) way(from, to string) []string {
	type step struct {
		id  string
		way []string
	}
	seen := map[string]bool{from: true}
	for queue := []step{{id: from}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if at.id == to {
			return at.way
		}
		for _, one := range d.List() {
			next := one.B
			if next == at.id {
				next = one.A
			}
			if one.Verdict == Same && (one.A == at.id || one.B == at.id) && !seen[next] {
				seen[next] = true
				queue = append(queue, step{next, append(slices.Clone(at.way), one.String())})
			}
		}
	}
	return nil
}

// ReadDecisions gives all that was decided about the nodes of a graph.
func ReadDecisions(ctx context.Context, r graph.Reader) (*Decisions, error) {
	first := graph.MaxPage
	q := graph.Query{Noun: graph.NounClaim, Selection: graph.Selection{
		Filter: graph.Is{Prop: "field", Op: graph.OpEq, Value: graph.FieldSameAs}, Page: graph.Page{First: &first}, With: []graph.With{{Field: "about"}},
	}}
	var list []Decision
	for {
		answers, err := r.Find(ctx, []graph.Query{q})
		if err != nil {
			return nil, err
		}
		page := answers[0].Page.(*graph.ClaimPage)
		for _, c := range page.Nodes() {
			if about := c.About(); about != nil {
				if d, ok := decisionOf(about.NodeID(), c); ok {
					list = append(list, d)
				}
			}
		}
		if !page.PageInfo.HasNextPage {
			return newDecisions(list), nil
		}
		q.Page.After = page.PageInfo.EndCursor
	}
}

// Request is what is to be decided, and what is to be taken back.
type Request struct {
	// Decide are kept, each in place of an earlier one about the same nodes; Undo are taken back, whatever their verdicts say.
	Decide, Undo []Decision
	// Who decides, and when.
	Who       string
	StartedAt time.Time
}

// Keep takes decisions back, and then keeps others: that two nodes are different, or that it can't be told, as claims, in one
// load; that they are the same by merging them (see graph.Merge). It gives the receipts of the loads that changed something.
//
// KindInvalid: a decision is not well formed, or there is none to take back. KindNotFound: a node isn't there. KindConflict:
// a decision contradicts others, or can't be carried out; the message says why. What was done before an error stays done.
func Keep(ctx context.Context, s graph.Store, q Request) ([]graph.Receipt, error) {
	k := keeping{store: s, Request: q}
	for _, d := range slices.Concat(q.Decide, q.Undo) {
		if err := d.check(); err != nil {
			return nil, err
		}
	}
	if err := k.plan(ctx); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{k.unmerge, k.claim, k.merge} {
		if err := step(ctx); err != nil {
			return k.receipts, err
		}
	}
	return k.receipts, nil
}

// keeping is a Request on its way into a graph.
type keeping struct {
	Request
	store graph.Store
	// said is what is said, taken the claims that are taken back.
	said          []graph.Said
	taken         []string
	merges, parts []graph.Renaming
	whys          []string
	receipts      []graph.Receipt
}

// plan works out what is to be done, and refuses what contradicts what is decided.
func (k *keeping) plan(ctx context.Context) error {
	all, err := ReadDecisions(ctx, k.store)
	if err != nil {
		return err
	}
	for _, one := range k.Undo {
		old, ok := all.byPair[one.key()]
		switch {
		case !ok:
			// What was merged since is known by another id: the attempt says by which.
			k.parts = append(k.parts, one.renaming())
		case old.Verdict == Same:
			k.parts = append(k.parts, graph.Renaming{From: old.B, To: old.A})
		default:
			k.takeBack(old)
		}
		delete(all.byPair, one.key())
	}
	all = newDecisions(slices.Collect(maps.Values(all.byPair)))
	gone := map[string]Decision{}
	for _, one := range k.Decide {
		old, ok := all.byPair[one.key()]
		if err := k.decide(one, old, ok); err != nil {
			return err
		}
		all = all.with(one)
		if err := cmp.Or(all.check(), one.checkGone(gone)); err != nil {
			return err
		}
		if one.Verdict == Same {
			gone[one.renaming().From] = one
		}
	}
	return mustExist(ctx, k.store, k.Decide)
}

// checkGone refuses that two nodes are the same where one of them went by an earlier decision of the same request, by the node that
// went.
func (d Decision) checkGone(gone map[string]Decision) error {
	if d.Verdict != Same {
		return nil
	}
	for _, id := range []string{d.A, d.B} {
		by, ok := gone[id]
		if !ok || by.key() == d.key() {
			continue
		}
		return graph.Errorf(graph.KindConflict, "%s leaves %s, so that %s can't be decided with it: name %[2]s in place of %[4]s", by, by.renaming().To, d, id)
	}
	return nil
}

// decide plans one decision, in place of an old one if there is one.
func (k *keeping) decide(one, old Decision, replaces bool) error {
	if replaces && (one.Verdict == Same) != (old.Verdict == Same) && old.Verdict != Unsure {
		return graph.Errorf(graph.KindConflict, "it is decided that %s: take that back before you decide that %s", old, one)
	}
	if one.Verdict == Same {
		k.merges, k.whys = append(k.merges, one.renaming()), append(k.whys, one.Why)
		return nil
	}
	k.said = append(k.said, one.claims()...)
	if replaces && old.claims()[0].Target != one.claims()[0].Target {
		k.takeBack(old)
	}
	return nil
}

func (k *keeping) takeBack(d Decision) {
	for _, s := range d.claims() {
		k.taken = append(k.taken, s.Target)
	}
}

func (k *keeping) request(r graph.Renaming, why string) graph.MergeRequest {
	return graph.MergeRequest{Renaming: r, Note: why, Who: k.Who, StartedAt: k.StartedAt}
}

func (k *keeping) unmerge(ctx context.Context) error {
	for _, r := range k.parts {
		receipts, err := graph.Unmerge(ctx, k.store, k.request(r, ""))
		k.receipts = append(k.receipts, receipts...)
		if errors.Is(err, graph.ErrNotMerged) {
			return graph.Errorf(graph.KindInvalid, "nothing is decided about %s and %s, so nothing can be taken back", r.From, r.To)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// claim says what was decided, and takes back what was decided before: where that came with an export, in its data set.
func (k *keeping) claim(ctx context.Context) error {
	takenBack, err := k.takenBack(ctx)
	if err != nil {
		return err
	}
	for _, b := range graph.DecisionLoads(k.said, takenBack) {
		b.LoadID, b.Who, b.StartedAt = graph.NewLoadID(k.StartedAt), k.Who, k.StartedAt
		receipt, err := k.store.Apply(ctx, b)
		if err != nil {
			return err
		}
		if !receipt.Unchanged {
			k.receipts = append(k.receipts, receipt)
		}
	}
	return nil
}

// takenBack gives the claims that are taken back, as each data set says them.
func (k *keeping) takenBack(ctx context.Context) ([]graph.Record, error) {
	var records []graph.Record
	for chunk := range slices.Chunk(k.taken, graph.MaxPage) {
		answer, err := k.store.Histories(ctx, graph.HistoryQuery{Of: chunk})
		if err != nil {
			return nil, err
		}
		for _, h := range answer.Histories {
			records = append(records, h.Live()...)
		}
	}
	return records, nil
}

func (k *keeping) merge(ctx context.Context) error {
	for i, r := range k.merges {
		receipts, err := graph.Merge(ctx, k.store, k.request(r, k.whys[i]))
		k.receipts = append(k.receipts, receipts...)
		if err != nil {
			return err
		}
	}
	return nil
}

// mustExist tells whether the nodes of decisions are there, under their own ids or, where they are one, under that of the other.
func mustExist(ctx context.Context, r graph.Reader, decisions []Decision) error {
	var ids []string
	for _, d := range decisions {
		ids = append(ids, d.A, d.B)
	}
	for chunk := range slices.Chunk(ids, graph.MaxPage) {
		answers, err := graph.Following(r).Find(ctx, []graph.Query{{IDs: chunk}})
		if err != nil {
			return err
		}
		for i, n := range answers[0].Nodes {
			if n == nil {
				return graph.Errorf(graph.KindNotFound, "there is no %s, so nothing can be decided about it", chunk[i])
			}
		}
	}
	for _, d := range decisions {
		if err := notMerged(ctx, r, d); err != nil {
			return err
		}
	}
	return nil
}

// notMerged refuses a decision about a node that was merged into another than the one it is about.
func notMerged(ctx context.Context, r graph.Reader, d Decision) error {
	merges, err := graph.ReadMerges(ctx, r, []string{d.A, d.B})
	if err != nil {
		return err
	}
	for _, pair := range [][2]string{{d.A, d.B}, {d.B, d.A}} {
		if to := merges.Of(pair[0]); to != pair[0] && to != pair[1] {
			return graph.Errorf(graph.KindConflict, "%s was merged into %s: decide about that, or take the merge back first", pair[0], to)
		}
	}
	return nil
}

// Loads gives the loads that made decisions, by the claims that keep these: who decided, and when.
func Loads(ctx context.Context, r graph.Reader, list []Decision) (map[string]*graph.Load, error) {
	made := map[string]string{}
	for chunk := range slices.Chunk(list, graph.MaxPage) {
		var claims []string
		for _, d := range chunk {
			claims = append(claims, d.Claim)
		}
		answer, err := r.Histories(ctx, graph.HistoryQuery{Of: claims})
		if err != nil {
			return nil, err
		}
		for _, h := range answer.Histories {
			for _, record := range h.Live() {
				made[record.Target] = record.Load
			}
		}
	}
	return loadsOf(ctx, r, made)
}

// loadsOf gives the loads of which the ids are given.
func loadsOf(ctx context.Context, r graph.Reader, made map[string]string) (map[string]*graph.Load, error) {
	ids := slices.Sorted(maps.Values(made))
	loads := map[string]*graph.Load{}
	for chunk := range slices.Chunk(slices.Compact(ids), graph.MaxPage) {
		answers, err := r.Find(ctx, []graph.Query{{Noun: graph.NounLoad, IDs: chunk}})
		if err != nil {
			return nil, err
		}
		for _, n := range answers[0].Nodes {
			if l, ok := n.(*graph.Load); ok {
				loads[l.ID] = l
			}
		}
	}
	found := map[string]*graph.Load{}
	for claim, load := range made {
		found[claim] = loads[load]
	}
	return found, nil
}
