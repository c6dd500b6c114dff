package graphtest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"pactgraph/graph"
)

// The data sets of Generate: what is coded by hand, and a second opinion on some of it.
const (
	GeneratedData     = "generated"
	SecondOpinionData = "second-opinion"
)

// generatedBatch is how many declarations go into one batch.
const generatedBatch = 1000

// Generate makes a graph with a number of declarations, the same for the same seed: signatories, obligations with
// bearers, beneficiaries and conditions, events, statements, and claims with their quotes. A few actors are in very
// much, most in little. Per declaration there are about six nodes and twenty edges. Apply the batches in their order:
// first the actors, conditions and sources, then the declarations, at last a second data set that disagrees on some.
func Generate(seed uint64, declarations int) []graph.Batch {
	g := newGenerator(seed, declarations)
	g.begin("base")
	g.base()
	for from := 0; from < declarations; from += generatedBatch {
		g.begin(fmt.Sprintf("declarations-%d", from))
		for i := from; i < min(from+generatedBatch, declarations); i++ {
			g.declaration(i)
		}
	}
	return append(g.done(), g.secondOpinion(declarations))
}

// generateOne makes a graph like Generate's, of one batch and one data set.
func generateOne(seed uint64, declarations int) graph.Batch {
	g := newGenerator(seed, declarations)
	g.begin("all")
	g.base()
	for i := range declarations {
		g.declaration(i)
	}
	return g.done()[0]
}

// generator writes a graph piece by piece.
type generator struct {
	*pen
	rng                                 *rand.Rand
	seed                                uint64
	actors, conditions, events, sources []string
	finished                            []graph.Batch
}

func newGenerator(seed uint64, declarations int) *generator {
	names := func(n graph.Noun, count int) []string {
		list := make([]string, count)
		for i := range list {
			list[i] = graph.MakeID(n, fmt.Sprintf("g%d", i))
		}
		return list
	}
	return &generator{
		rng: rand.New(rand.NewPCG(seed, 0)), seed: seed,
		actors: names(graph.NounActor, 10+declarations/20), conditions: names(graph.NounCondition, 3+declarations/10),
		events: names(graph.NounEvent, 3+declarations/5), sources: names(graph.NounSource, 2+declarations/10),
	}
}

// begin starts a batch.
func (g *generator) begin(name string) {
	if g.pen != nil {
		g.finished = append(g.finished, g.batch)
	}
	g.pen = newPen(fmt.Sprintf("generated-%d-%s", g.seed, name), GeneratedData, graph.ReliabilityC)
}

func (g *generator) done() []graph.Batch { return append(g.finished, g.batch) }

func (g *generator) chance(p float64) bool { return g.rng.Float64() < p }

// pick takes one of a list, those at its beginning far more often: they are the hubs.
func (g *generator) pick(list []string) string {
	x := g.rng.Float64()
	return list[int(x*x*x*float64(len(list)))]
}

// some picks up to n different ones.
func (g *generator) some(list []string, n int) []string {
	var picked []string
	for range n {
		if id := g.pick(list); !slices.Contains(picked, id) {
			picked = append(picked, id)
		}
	}
	return picked
}

// enum takes a value of an enumeration, the first ones more often.
func (g *generator) enum(name string) string {
	e, _ := graph.EnumByName(name)
	return g.pick(e.Names())
}

// date takes a date in the last hundred years, of any precision.
func (g *generator) date() graph.Date {
	year, month, day := 1950+g.rng.IntN(100), 1+g.rng.IntN(12), 1+g.rng.IntN(28)
	switch g.rng.IntN(4) {
	case 0:
		return graph.Date(fmt.Sprintf("%04d", year))
	case 1:
		return graph.Date(fmt.Sprintf("%04d-%02d", year, month))
	}
	return graph.Date(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
}

var generatedWords = []string{
	"alpha", "Strait", "Harbour", "Ténèbres", "гавань", "союз", "سلام", "border", "Fleet", "Zürich", "accord", "“quoted”", "100%", "north", "South",
}

func (g *generator) words(n int) string {
	text := ""
	for i := range n {
		if i > 0 {
			text += " "
		}
		text += generatedWords[g.rng.IntN(len(generatedWords))]
	}
	return text
}

// may sets a property now and then.
func (g *generator) may(p props, name string, chance float64, value func() any) {
	if g.chance(chance) {
		p[name] = value()
		dropEarlyEnds(p)
	}
}

// dropEarlyEnds takes away an end that lies before the beginning, which no load may say.
func dropEarlyEnds(p props) {
	for _, ending := range []string{"to", "until", "terminatedOn", "expiresOn"} {
		for _, beginning := range []string{"from", "signedOn", "adoptedOn", "inForceOn"} {
			begin, _ := p[beginning].(graph.Date)
			if end, ok := p[ending].(graph.Date); ok && end.Holds(graph.OpLt, begin) {
				delete(p, ending)
			}
		}
	}
}

func (g *generator) anyDate() any { return g.date() }

func (g *generator) base() {
	for i, id := range g.actors {
		p := props{"kind": g.enum("ActorKind"), "name": g.words(2)}
		g.may(p, "from", 0.5, g.anyDate)
		g.may(p, "to", 0.1, g.anyDate)
		g.may(p, "aliases", 0.3, func() any { return []string{g.words(1), g.words(2)} })
		g.may(p, "declaredSize", 0.2, func() any { return g.rng.IntN(20) })
		g.may(p, "identifiers", 0.3, func() any { return ids(fmt.Sprint(i)) })
		g.node(id, p)
		if i > 3 && g.chance(0.4) {
			g.out(id, graph.EdgeMemberOf, g.actors[g.rng.IntN(4)], props{"role": g.enum("MemberRole"), "from": g.date()})
		}
	}
	for _, id := range g.sources {
		p := props{"kind": g.enum("SourceKind"), "title": g.words(3), "reliability": g.enum("Reliability")}
		g.may(p, "publishedOn", 0.8, g.anyDate)
		g.may(p, "seen", 0.3, func() any { return g.chance(0.5) })
		g.node(id, p)
		g.out(id, graph.EdgePublishedBy, g.pick(g.actors), nil)
	}
	for _, id := range g.conditions {
		p := props{"kind": g.enum("ConditionKind"), "text": g.words(4)}
		g.may(p, "negated", 0.3, func() any { return g.chance(0.6) })
		g.node(id, p)
		if g.chance(0.5) {
			g.out(id, graph.EdgeConcerns, g.pick(g.actors), props{"role": g.enum("ConditionConcernsRole")})
		}
	}
	for _, id := range g.events {
		g.event(id)
	}
}

func (g *generator) event(id string) {
	p := props{"kind": g.enum("EventKind"), "title": g.words(2), "status": []string{"OCCURRED", "OCCURRED", "OCCURRED", "ONGOING", "PLANNED"}[g.rng.IntN(5)]}
	g.may(p, "from", 0.8, g.anyDate)
	g.node(id, p)
	for _, a := range g.some(g.actors, g.rng.IntN(3)) {
		g.out(a, graph.EdgeParticipatedIn, id, props{"role": g.enum("ParticipantRole")})
	}
	if g.chance(0.5) {
		values := props{}
		g.may(values, "from", 0.5, g.anyDate)
		g.may(values, "until", 0.3, g.anyDate)
		g.out(id, graph.EdgeSatisfies, g.pick(g.conditions), values)
	}
}

// declaration says the declaration with a number and all that goes with it. Things that are said of it hang under it.
func (g *generator) declaration(i int) {
	id := graph.MakeID(graph.NounDeclaration, fmt.Sprintf("g%d", i))
	p := props{"kind": g.enum("DeclarationKind"), "title": g.words(3)}
	g.may(p, "status", 0.7, func() any { return g.enum("DeclarationStatus") })
	g.may(p, "bindingness", 0.5, func() any { return g.enum("Bindingness") })
	for _, name := range []string{"adoptedOn", "signedOn", "inForceOn"} {
		g.may(p, name, 0.6, g.anyDate)
	}
	g.may(p, "expiresOn", 0.2, g.anyDate)
	g.may(p, "terminatedOn", 0.1, g.anyDate)
	g.node(id, p)
	parties := g.some(g.actors, 2+g.rng.IntN(5))
	for _, a := range parties {
		values := props{"action": "SIGNATURE"}
		g.may(values, "date", 0.8, g.anyDate)
		g.may(values, "by", 0.2, func() any { return g.pick(g.actors) })
		signed := g.edge(id, graph.EdgePartyAction, a, id, values)
		if g.chance(0.4) {
			g.edge(id, graph.EdgePartyAction, a, id, props{"action": "RATIFICATION", "date": g.date()})
		}
		if g.chance(0.1) {
			g.say(graph.SayClaim(id, a, signed, g.claimProps("date"), []graph.EvidenceSaid{g.quote()}, ""))
		}
	}
	if i > 0 && g.chance(0.2) {
		g.out(id, graph.EdgeRelatesTo, graph.MakeID(graph.NounDeclaration, fmt.Sprintf("g%d", g.rng.IntN(i))), props{"relation": g.enum("DeclarationRelation")})
	}
	if g.chance(0.3) {
		g.out(id, graph.EdgeAdoptedAt, g.pick(g.events), nil)
	}
	for n := range 1 + g.rng.IntN(3) {
		g.obligation(id, n, parties)
	}
	g.sayings(id, i)
}

// sayings says a statement about a declaration, and what quotes are taken to show of it.
func (g *generator) sayings(id string, i int) {
	voice := ""
	if g.chance(0.2) {
		voice = graph.MakeID(graph.NounStatement, fmt.Sprintf("g%d", i))
		g.node(voice, props{"text": g.words(5), "form": g.enum("StatementForm"), "act": g.enum("StatementAct"), "date": g.date()})
		g.out(voice, graph.EdgeMadeBy, g.pick(g.actors), nil)
		g.out(voice, graph.EdgeAbout, id, nil)
	}
	if g.chance(0.6) {
		g.claim(id, g.claimProps("signedOn"), voice, g.quote())
	}
	if g.chance(0.1) {
		g.claim(id, g.claimProps("kind"), "", g.quote(), g.quote())
	}
}

func (g *generator) claimProps(field string) props {
	p := props{"stance": g.enum("Stance"), "basis": g.enum("Basis"), "field": field, "note": g.words(2)}
	g.may(p, "credibility", 0.5, func() any { return 1 + g.rng.IntN(6) })
	return p
}

// quote gives a quote; there are few starts and texts, so that some quotes are shared.
func (g *generator) quote() graph.EvidenceSaid {
	return quote(g.pick(g.sources), g.words(1), g.rng.IntN(5)*10)
}

func (g *generator) obligation(declaration string, n int, parties []string) {
	id := graph.MakeID(graph.NounObligation, graph.Slug(declaration), fmt.Sprint(n))
	p := props{"kind": g.enum("ObligationKind"), "summary": g.words(4), "modality": g.enum("Modality")}
	g.may(p, "bearerMode", 0.5, func() any { return g.enum("BearerMode") })
	g.may(p, "domains", 0.3, func() any { return []string{g.enum("Domain")} })
	g.may(p, "topics", 0.3, func() any { return []string{g.words(1)} })
	g.may(p, "amountValue", 0.2, func() any { return float64(g.rng.IntN(8)) / 4 })
	g.may(p, "from", 0.3, g.anyDate)
	g.may(p, "to", 0.2, g.anyDate)
	g.promise(id, declaration, p)
	bearers := g.some(parties, 1+g.rng.IntN(3))
	for _, a := range bearers {
		values := props{}
		g.may(values, "lead", 0.3, func() any { return g.chance(0.5) })
		g.may(values, "from", 0.2, g.anyDate)
		g.out(id, graph.EdgeBearer, a, values)
	}
	for _, a := range g.some(g.actors, g.rng.IntN(3)) {
		g.out(id, graph.EdgeBeneficiary, a, nil)
	}
	if g.chance(0.2) {
		g.out(id, graph.EdgeCounterparty, g.pick(g.actors), nil)
	}
	if g.chance(0.2) {
		g.out(id, graph.EdgeAgainst, g.pick(g.actors), nil)
	}
	for _, c := range g.some(g.conditions, g.rng.IntN(4)) {
		values := props{"role": g.enum("ConditionRole")}
		g.may(values, "group", 0.8, func() any { return 1 + g.rng.IntN(2) })
		g.out(id, graph.EdgeConditionedOn, c, values)
	}
	for _, t := range []graph.EdgeType{graph.EdgePerforms, graph.EdgeBreaches} {
		if !g.chance(0.1) {
			continue
		}
		values := props{}
		g.may(values, "by", 0.6, func() any { return g.pick(bearers) })
		g.may(values, "assessment", 0.7, func() any { return g.enum("Assessment") })
		g.edge(id, t, g.pick(g.events), id, values)
	}
}

// secondOpinion says some declarations again, better or worse informed, and more about them.
func (g *generator) secondOpinion(declarations int) graph.Batch {
	p := newPen(fmt.Sprintf("generated-%d-second", g.seed), SecondOpinionData, graph.ReliabilityC)
	g.pen = p
	for i := range declarations {
		if !g.chance(0.1) {
			continue
		}
		p.reliability = graph.Reliability(g.enum("Reliability"))
		id := graph.MakeID(graph.NounDeclaration, fmt.Sprintf("g%d", i))
		said := g.node(id, props{"kind": g.enum("DeclarationKind"), "title": g.words(3), "signedOn": g.date()})
		said.Credibility = map[string]int{"signedOn": 1 + g.rng.IntN(6)}
		g.edge(id, graph.EdgePartyTo, g.pick(g.actors), id, props{"from": g.date()})
		g.claim(id, g.claimProps("signedOn"), "", g.quote())
	}
	return p.batch
}
