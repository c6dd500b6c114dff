package graph

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// GapsQuery asks what is missing.
type GapsQuery struct {
	// Kinds, Nouns and About keep the gaps of these kinds, in entities of these nouns, in these entities; empty for all.
	Kinds []GapKind
	Nouns []Noun
	About []string
	// Reliability is what at least one source of an obligation should have.
	Reliability Reliability
	// AsOf is the day on which members and declarations are seen.
	AsOf Date
	// First is how many are wanted, After the cursor of the one before the first.
	First int
	After string
}

// Gaps is a page of gaps, by kind and then by the node's id.
type Gaps struct {
	Edges      []GapEdge
	PageInfo   PageInfo
	TotalCount int
	// Counts are the numbers of all gaps that match, by kind; kinds of which there is none are left out.
	Counts []GapCount
}

// GapEdge is a gap in a page.
type GapEdge struct {
	Node   *Gap
	Cursor string
}

// GapCount is how many gaps of a kind there are.
type GapCount struct {
	Kind  GapKind
	Count int
}

// Nodes gives the page's gaps.
func (g *Gaps) Nodes() []*Gap {
	list := make([]*Gap, len(g.Edges))
	for i, e := range g.Edges {
		list[i] = e.Node
	}
	return list
}

// Gap is something that is missing in one node.
type Gap struct {
	Kind GapKind
	// Node is where it is missing, and Of are the sources or speakers that it is about; known by their ids alone.
	Node AnyEntity
	Of   []AnyEntity
	// Count is how much is missing; nil where that is no number.
	Count *int
	// Fields are the fields and relations that are missing.
	Fields []string
	// Because says in a sentence what is missing.
	Because string
}

// GapKind says what sort of thing is missing.
type GapKind string

// The kinds of gap.
const (
	GapKindNoBearer         GapKind = "NO_BEARER"
	GapKindNoEvidence       GapKind = "NO_EVIDENCE"
	GapKindOneSource        GapKind = "ONE_SOURCE"
	GapKindOneSpeaker       GapKind = "ONE_SPEAKER"
	GapKindWeakSources      GapKind = "WEAK_SOURCES"
	GapKindSilent           GapKind = "SILENT"
	GapKindNothingSatisfies GapKind = "NOTHING_SATISFIES"
	GapKindNotInForce       GapKind = "NOT_IN_FORCE"
	GapKindUnnamedMembers   GapKind = "UNNAMED_MEMBERS"
)

func gapEnums() []Enum {
	return []Enum{
		enumOf("What sort of thing is missing.", "Pactgraph", []enumDoc[GapKind]{
			{GapKindNoBearer, "An obligation names no bearer, its parties don’t bear it by their role, and it isn’t said either that the sources leave it open."},
			{GapKindNoEvidence, "No claim for an obligation, or for what leads out from it, rests on a quote or a place in a data set."},
			{GapKindOneSource, "All evidence for an obligation is from one source."},
			{GapKindOneSpeaker, "All that evidence shows of an obligation is one speaker’s word."},
			{GapKindWeakSources, "No source of an obligation is as reliable as is asked."},
			{GapKindSilent, "The sources leave fields or relations open."},
			{GapKindNothingSatisfies, "A condition is of a kind that no kind of event makes hold, names nobody and nothing, and has no event that satisfies it."},
			{GapKindNotInForce, "A declaration that binds when it is in force was signed, and isn’t in force on the date."},
			{GapKindUnnamedMembers, "A coalition, group or organisation is said to have more members than are named on the date."},
		}),
	}
}

func (q GapsQuery) mark() string {
	return orderMark(fmt.Sprintf("gaps %q %q %q %q %q", q.Kinds, q.Nouns, q.About, q.Reliability, q.AsOf), nil)
}

// Check tells whether the question can be asked.
func (q GapsQuery) Check() error {
	if err := checkEnumValues("kinds", "GapKind", gapEnums(), q.Kinds); err != nil {
		return err
	}
	if err := checkEnumValues("reliability", "Reliability", Enums(), []Reliability{q.Reliability}); err != nil {
		return err
	}
	if _, err := ParseDate(string(q.AsOf)); err != nil {
		return Errorf(KindInvalid, "asOf: %w", err)
	}
	return checkList(q.First, q.After, q.mark(), q.About, q.Nouns)
}

// FindGaps answers a GapsQuery.
//
// KindInvalid, KindTooLarge: the query doesn't pass its Check, or takes too much into account.
func FindGaps(ctx context.Context, r Reader, q GapsQuery) (*Gaps, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var s *gapSearch
	_, err := OneState(ctx, r, func(r Reader) error {
		s = &gapSearch{q: q, scan: scanner{reader: r}}
		for _, rule := range gapRules(q) {
			if err := s.apply(ctx, rule); err != nil {
				return err
			}
		}
		return s.support(ctx)
	})
	if err != nil {
		return nil, err
	}
	return s.page()
}

// gapSearch looks for gaps.
type gapSearch struct {
	q     GapsQuery
	scan  scanner
	found []*Gap
}

// gapRule finds gaps of one kind in nodes of one noun: those that match the filter, and of which look says what is
// missing; nil where nothing is.
type gapRule struct {
	kind   GapKind
	noun   Noun
	filter Filter
	with   []With
	look   func(Node) *Gap
}

func (q GapsQuery) wants(kind GapKind, noun Noun) bool {
	return (len(q.Kinds) == 0 || slices.Contains(q.Kinds, kind)) && (len(q.Nouns) == 0 || slices.Contains(q.Nouns, noun))
}

// only keeps a filter to the nodes that are asked about.
func (q GapsQuery) only(f Filter) Filter {
	if len(q.About) == 0 {
		return f
	}
	return allOf(f, oneOf("id", q.About...))
}

func gapRules(q GapsQuery) []gapRule {
	rules := []gapRule{
		{GapKindNoBearer, NounObligation, noBearer(), nil, func(Node) *Gap {
			return &Gap{Fields: []string{"bearers"}, Because: "no bearer is named, no role of the parties stands for one, and no source is said to leave it open"}
		}},
		{GapKindNothingSatisfies, NounCondition, nothingSatisfies(), nil, func(n Node) *Gap {
			return &Gap{Because: fmt.Sprintf("no kind of event is known to make a condition of the kind %s hold, it names nobody and nothing, and no event is recorded that satisfies it", n.(*Condition).Kind)}
		}},
		{GapKindNotInForce, NounDeclaration, notInForce(q.AsOf), nil, func(n Node) *Gap {
			return &Gap{Fields: []string{"inForceOn"}, Because: fmt.Sprintf("signed%s, and not in force on %s, as far as is recorded", prefixed(" on ", string(n.(*Declaration).SignedOn)), q.AsOf)}
		}},
		{GapKindUnnamedMembers, NounActor, And{Is{"declaredSize", OpGt, 0}, oneOf("kind", groups...)}, []With{trustWith("members")}, q.unnamed},
	}
	for _, noun := range Entities() {
		rules = append(rules, gapRule{GapKindSilent, noun, Is{"silentOn", OpIsNull, false}, nil, silent})
	}
	return rules
}

// noBearer wants obligations of which nobody and no role is the bearer, and no source is said to be silent on it.
func noBearer() Filter {
	return And{
		Related{Field: "bearers", Quant: QuantNone},
		Not{oneOf("bearerRole", BearerRoleEachParty, BearerRoleAnyParty, BearerRoleOtherParties)},
		Not{Is{"silentOn", OpHas, "bearers"}},
	}
}

// nothingSatisfies wants conditions of which nothing that is recorded, or could be supposed to happen, makes them hold. A
// negated one holds as long as nothing happens, and one that only limits a promise is about its extent.
func nothingSatisfies() Filter {
	kinds := []ConditionKind{ConditionKindPerformanceByOther}
	for _, list := range eventMeets {
		for _, m := range list {
			kinds = append(kinds, m.kind)
		}
	}
	limits := eq("role", string(ConditionRoleLimits))
	return And{
		Not{oneOf("kind", slices.Compact(slices.Sorted(slices.Values(kinds)))...)},
		Not{Is{"negated", OpEq, true}},
		isNull("victimRole"),
		Related{Field: "concerns", Quant: QuantNone},
		Related{Field: "satisfiedBy", Quant: QuantNone},
		Or{Related{Field: "obligations", Quant: QuantNone}, Related{Field: "obligations", Quant: QuantSome, Edge: Not{limits}}},
	}
}

// notInForce wants declarations that bind when they are in force, were signed by a day, and are not in force on it.
func notInForce(day Date) Filter {
	signed := Or{begunBy("signedOn", day), And{isNull("signedOn"), eq("status", string(DeclarationStatusSigned))}}
	return And{bindsInForce(), signed, Not{MadeBy(day)}, Not{EndedBy(day)}}
}

// unnamed compares how many members a group is said to have with those that are named on the day.
func (q GapsQuery) unnamed(n Node) *Gap {
	group := n.(*Actor)
	field, _ := FieldOf(NounActor, "members")
	members := map[string]bool{}
	for _, l := range trustLinks(n, "members") {
		if l.edge.Role != string(MemberRoleObserver) && MatchEdge(field, l.edge, EdgeHeldOn(field, q.AsOf)) {
			members[l.node.NodeID()] = true
		}
	}
	missing := unnamedMembers(group, len(members))
	if *missing == 0 {
		return nil
	}
	return &Gap{
		Count: missing, Fields: []string{"members"},
		Because: fmt.Sprintf("it is said to have %d members; named on %s: %d; not named: %d", *group.DeclaredSize, q.AsOf, len(members), *missing),
	}
}

func silent(n Node) *Gap {
	fields := slices.Compact(slices.Sorted(slices.Values(entityOf(n).SilentOn)))
	count := len(fields)
	return &Gap{Count: &count, Fields: fields, Because: "the sources leave open: " + strings.Join(fields, ", ")}
}

func (s *gapSearch) apply(ctx context.Context, rule gapRule) error {
	if !s.q.wants(rule.kind, rule.noun) {
		return nil
	}
	return s.scan.each(ctx, rule.noun, s.q.only(rule.filter), rule.with, func(n Node) {
		if g := rule.look(n); g != nil {
			s.add(rule.kind, n.NodeID(), g)
		}
	})
}

// add keeps a gap; of those that are too many, only that they are.
func (s *gapSearch) add(kind GapKind, node string, g *Gap) {
	if len(s.found) > trustFound {
		return
	}
	g.Kind, g.Node = kind, entityStub(node)
	if g.Of == nil {
		g.Of = []AnyEntity{}
	}
	if g.Fields == nil {
		g.Fields = []string{}
	}
	s.found = append(s.found, g)
}

// support is what an obligation rests on: the sources of the evidence for it, and whose word the claims are.
type support struct {
	sources  map[string]*Source
	speakers map[string]*Actor
	// otherWord: some claim is the source's own word, or that of somebody who isn't named.
	otherWord bool
}

// support looks at the evidence for obligations: the claims for them, and for the edges that go out from them.
func (s *gapSearch) support(ctx context.Context) error {
	kinds := []GapKind{GapKindNoEvidence, GapKindOneSource, GapKindOneSpeaker, GapKindWeakSources}
	if !slices.ContainsFunc(kinds, func(k GapKind) bool { return s.q.wants(k, NounObligation) }) {
		return nil
	}
	of := map[string]*support{}
	err := s.scan.each(ctx, NounObligation, s.q.only(nil), nil, func(n Node) {
		of[n.NodeID()] = &support{sources: map[string]*Source{}, speakers: map[string]*Actor{}}
	})
	if err != nil {
		return err
	}
	filter := eq("stance", string(StanceConfirms))
	if len(s.q.About) > 0 {
		filter = allOf(filter, Related{Field: "about", Quant: QuantSome, Node: oneOf("id", s.q.About...)})
	}
	with := []With{trustWith("about"), trustWith("evidence", trustWith("source")), trustWith("voicedIn", trustWith("madeBy"))}
	err = s.scan.each(ctx, NounClaim, filter, with, func(n Node) {
		for _, l := range trustLinks(n, "about") {
			if rests := of[l.node.NodeID()]; rests != nil {
				rests.take(n)
			}
		}
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(of)) {
		s.weigh(id, of[id])
	}
	return nil
}

// take adds a claim that rests on evidence.
func (r *support) take(claim Node) {
	evidence := trustLinks(claim, "evidence")
	if len(evidence) == 0 {
		return
	}
	for _, e := range evidence {
		for _, l := range trustLinks(e.node, "source") {
			r.sources[l.node.NodeID()] = l.node.(*Source)
		}
	}
	voiced := trustLinks(claim, "voicedIn")
	named := false
	for _, v := range voiced {
		for _, l := range trustLinks(v.node, "madeBy") {
			r.speakers[l.node.NodeID()], named = l.node.(*Actor), true
		}
	}
	r.otherWord = r.otherWord || !named
}

// weigh looks for gaps in what an obligation rests on.
func (s *gapSearch) weigh(obligation string, r *support) {
	gap := func(kind GapKind, of []AnyEntity, format string, args ...any) {
		if s.q.wants(kind, NounObligation) {
			s.add(kind, obligation, &Gap{Of: of, Because: fmt.Sprintf(format, args...)})
		}
	}
	if len(r.sources) == 0 {
		gap(GapKindNoEvidence, nil, "no claim for it, or for what leads out from it, rests on a quote or a place in a data set")
		return
	}
	sources := stubsOf(r.sources)
	if len(sources) == 1 {
		gap(GapKindOneSource, sources, "all its evidence is from one source, %s", quoted(r.sources[sources[0].NodeID()].Label()))
	}
	if speakers := stubsOf(r.speakers); len(speakers) == 1 && !r.otherWord {
		gap(GapKindOneSpeaker, speakers, "all that its evidence shows is the word of %s", quoted(r.speakers[speakers[0].NodeID()].Label()))
	}
	best := slices.MinFunc(slices.Collect(maps.Values(r.sources)), func(a, b *Source) int {
		return cmp.Or(cmp.Compare(reliabilityRank(a.Reliability), reliabilityRank(b.Reliability)), cmp.Compare(a.ID, b.ID))
	})
	if reliabilityRank(best.Reliability) > reliabilityRank(s.q.Reliability) {
		gap(GapKindWeakSources, sources, "its best source, %s, has %s, and %s is asked", quoted(best.Label()), rated(best.Reliability), s.q.Reliability)
	}
}

func rated(r Reliability) string {
	if r == "" {
		return "no rating"
	}
	return "reliability " + string(r)
}

// stubsOf gives nodes by id, of which only the ids are known.
func stubsOf[N Node](nodes map[string]N) []AnyEntity {
	list := make([]AnyEntity, 0, len(nodes))
	for _, id := range slices.Sorted(maps.Keys(nodes)) {
		list = append(list, entityStub(id))
	}
	return list
}

func (g *Gap) key() string { return string(g.Kind) + "\x00" + g.Node.NodeID() }

// page gives the gaps that are wanted of those found, and counts all.
func (s *gapSearch) page() (*Gaps, error) {
	if len(s.found) > trustFound {
		return nil, errTooMuch("gaps", trustFound)
	}
	slices.SortFunc(s.found, func(a, b *Gap) int { return cmp.Compare(a.key(), b.key()) })
	part, cursors, info := cutPage(s.found, (*Gap).key, s.q.mark(), s.q.First, s.q.After)
	page := &Gaps{Edges: make([]GapEdge, len(part)), PageInfo: info, TotalCount: len(s.found), Counts: []GapCount{}}
	for i, g := range part {
		page.Edges[i] = GapEdge{Node: g, Cursor: cursors[i]}
	}
	for _, g := range s.found {
		if last := len(page.Counts) - 1; last >= 0 && page.Counts[last].Kind == g.Kind {
			page.Counts[last].Count++
		} else {
			page.Counts = append(page.Counts, GapCount{g.Kind, 1})
		}
	}
	return page, nil
}
