package resolve

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"pactgraph/graph"
)

// Reason is one thing that speaks for or against two nodes being one.
type Reason struct {
	// Points are positive where it speaks for it, negative where against.
	Points float64
	// Text says it in words.
	Text string
}

// The points of reasons. docs/resolve.md has them as a table.
const (
	// pointsBefore is where every pair begins: two nodes that merely share a word are most often two things.
	pointsBefore = -4

	pointsIdentifier      = 8
	pointsOtherIdentifier = -8
	pointsOtherKind       = -8
	pointsRelated         = -8

	pointsName       = 5.5
	pointsShortName  = 4
	pointsTitle      = 5
	pointsTwoWords   = 4.5
	pointsOneWord    = 3.5
	pointsOtherName  = -2
	pointsNumbers    = -4
	pointsGeneration = -4

	pointsSameDay      = 2.5
	pointsDatesMeet    = 1
	pointsOtherDates   = -4
	pointsFoundedOther = -2
	pointsNearDates    = -1

	pointsOffice       = 2.5
	pointsOfficeOther  = 1.5
	pointsOtherOffices = -1.5
	pointsOtherWholes  = -2
	pointsNear         = 2
	pointsParties      = 2
	pointsOtherParties = -2
	pointsEachOther    = -4

	// pointsOfEdges is the most that edges can add, so that those that can't be proposed are known without them.
	pointsOfEdges = pointsOffice + pointsNear
)

// Names are alike that are more alike than leastName; from wholeName on they are as good as equal.
const (
	leastName = 0.6
	wholeName = 0.95
)

// comparing collects the reasons about two things.
type comparing struct {
	a, b    *thing
	reasons []Reason
	// beside counts what speaks for the pair beside its names.
	beside int
}

// score gives the score of reasons, from 0 to 1: each point doubles the odds.
func score(reasons []Reason) float64 {
	points := float64(pointsBefore)
	for _, r := range reasons {
		points += r.Points
	}
	return math.Round(1000/(1+math.Exp2(-points))) / 1000
}

func (c *comparing) add(points float64, format string, args ...any) {
	c.reasons = append(c.reasons, Reason{math.Round(points*100) / 100, fmt.Sprintf(format, args...)})
}

// compareNodes gives the reasons that lie in two things themselves.
func compareNodes(a, b *thing) *comparing {
	c := &comparing{a: a, b: b}
	c.identifiers()
	c.kinds()
	c.names()
	if a.noun == graph.NounActor {
		c.lifetimes()
	} else {
		c.dates()
	}
	return c
}

// identifiers compares codes: one that both have decides, two of one scheme nearly so.
func (c *comparing) identifiers() {
	shared := false
	var other []string
	for _, scheme := range schemesOf(c.a.identifiers) {
		mine, theirs := valuesOf(c.a.identifiers, scheme), valuesOf(c.b.identifiers, scheme)
		if len(theirs) == 0 {
			continue
		}
		if i := slices.IndexFunc(mine, func(v string) bool { return slices.Contains(theirs, v) }); i >= 0 {
			if !shared {
				c.add(pointsIdentifier, "both have the identifier %s %s", scheme, mine[i])
			}
			shared = true
			continue
		}
		other = append(other, fmt.Sprintf("%s (%s and %s)", scheme, mine[0], theirs[0]))
	}
	if len(other) > 0 {
		c.add(pointsOtherIdentifier, "they have different identifiers: %s", strings.Join(other, ", "))
	}
	if shared {
		c.beside++
	}
}

func schemesOf(ids []graph.Identifier) []string {
	set := map[string]bool{}
	for _, id := range ids {
		set[id.Scheme] = true
	}
	return slices.Sorted(maps.Keys(set))
}

func valuesOf(ids []graph.Identifier, scheme string) []string {
	var list []string
	for _, id := range ids {
		if id.Scheme == scheme {
			list = append(list, id.Value)
		}
	}
	slices.Sort(list)
	return list
}

// apart are kinds of actors of which each is like nothing else; the other kinds are coded differently by different people.
var apart = []graph.ActorKind{graph.ActorKindPerson, graph.ActorKindState, graph.ActorKindDescribedGroup}

func (c *comparing) kinds() {
	if c.a.noun != graph.NounActor || c.a.kind == c.b.kind {
		return
	}
	if slices.Contains(apart, graph.ActorKind(c.a.kind)) || slices.Contains(apart, graph.ActorKind(c.b.kind)) {
		c.add(pointsOtherKind, "one is of kind %s, the other of kind %s", c.a.kind, c.b.kind)
	}
}

// manner says how the names of the two are compared.
func (c *comparing) manner() manner {
	switch {
	case c.a.noun == graph.NounDeclaration:
		return titles
	case c.a.isPerson() && c.b.isPerson():
		return persons
	}
	return others
}

// names compares each name of one with each of the other; the two that are most alike count.
func (c *comparing) names() {
	m := c.manner()
	var mine, theirs name
	best := -1.0
	for _, a := range c.a.names {
		for _, b := range c.b.names {
			if s := alikeNames(a, b, m); s*c.full(a, b) > best {
				best, mine, theirs = s*c.full(a, b), a, b
			}
		}
	}
	if best < 0 {
		return
	}
	alike := alikeNames(mine, theirs, m)
	if alike < leastName {
		c.add(pointsOtherName, "their names differ: %s and %s", quoted(mine.text), quoted(theirs.text))
		return
	}
	points := c.full(mine, theirs) * min(1, (alike-leastName)/(wholeName-leastName))
	c.add(points, "%s", sayNames(mine, theirs, alike))
	c.numbers(mine, theirs)
	if a, b := mine.generation(), theirs.generation(); m == persons && a != b {
		c.add(pointsGeneration, "one is called %s of two", firstOf(a, b))
	}
}

// full gives the points of two names that are equal: names of one word, or of few letters, tell less.
func (c *comparing) full(a, b name) float64 {
	words := min(len(a.words), len(b.words))
	switch {
	case c.a.noun == graph.NounDeclaration && words == 1:
		return pointsOneWord
	case c.a.noun == graph.NounDeclaration && words == 2:
		return pointsTwoWords
	case c.a.noun == graph.NounDeclaration:
		return pointsTitle
	case c.a.isPerson() && words == 1, a.letters != b.letters && words == 1 && min(len(a.words[0].text), len(b.words[0].text)) < longAcronym:
		return pointsShortName
	}
	return pointsName
}

func sayNames(a, b name, alike float64) string {
	scripts := ""
	if from, to := scriptOf([]rune(a.text)), scriptOf([]rune(b.text)); from != to {
		scripts = fmt.Sprintf(" (%s and %s script)", from, to)
	}
	switch {
	case strings.EqualFold(a.text, b.text):
		return "both are called " + quoted(a.text)
	case a.acronym != b.acronym && a.letters == b.letters:
		return fmt.Sprintf("the names may be one, abbreviated: %s and %s%s", quoted(a.text), quoted(b.text), scripts)
	}
	return fmt.Sprintf("the names are alike by %.2f: %s and %s%s", alike, quoted(a.text), quoted(b.text), scripts)
}

func quoted(text string) string { return "“" + text + "”" }

func firstOf(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// numbers compares the numbers in two names: a year or a protocol's number tells what is called the same apart.
func (c *comparing) numbers(a, b name) {
	mine, theirs := a.numbers(), b.numbers()
	if len(mine) > 0 && len(theirs) > 0 && !slices.Equal(mine, theirs) {
		c.add(pointsNumbers, "the names have different numbers: %s and %s", strings.Join(mine, ", "), strings.Join(theirs, ", "))
	}
}

// lifetimes compares when two actors were there.
func (c *comparing) lifetimes() {
	for _, pair := range [][2]*thing{{c.a, c.b}, {c.b, c.a}} {
		from, to := pair[0].date("from"), pair[1].date("to")
		if from.Holds(graph.OpGt, to) {
			c.add(pointsOtherDates, "one ended in %s, before the other began in %s", to, from)
			return
		}
	}
	for _, field := range []string{"from", "to"} {
		a, b := c.a.date(field), c.b.date(field)
		switch {
		case !a.Known() || !b.Known():
		case a.Holds(graph.OpOverlaps, b):
			c.datesMeet(field, a, b)
		case c.a.isPerson():
			c.add(pointsOtherDates, "%s differs: %s and %s", field, a, b)
		default:
			c.add(pointsFoundedOther, "%s differs: %s and %s", field, a, b)
		}
	}
}

func (c *comparing) datesMeet(field string, a, b graph.Date) {
	c.beside++
	if a == b && len(a) == len("2026-01-06") {
		c.add(pointsSameDay, "both have %s %s", field, a)
		return
	}
	c.add(pointsDatesMeet, "%s may be the same: %s and %s", field, a, b)
}

// dates compares when two declarations were adopted, signed and so on. One date counts: the first that both have, or else
// the adoption of one and the signature of the other.
func (c *comparing) dates() {
	for _, field := range []string{"signedOn", "adoptedOn", "inForceOn"} {
		if a, b := c.a.date(field), c.b.date(field); a.Known() && b.Known() {
			c.sameDate(field, a, b)
			return
		}
	}
	for _, pair := range [][2]*thing{{c.a, c.b}, {c.b, c.a}} {
		if signed, adopted := pair[0].date("signedOn"), pair[1].date("adoptedOn"); signed.Holds(graph.OpOverlaps, adopted) {
			c.beside++
			c.add(pointsDatesMeet, "one was signed (%s) when the other was adopted (%s)", signed, adopted)
			return
		}
	}
}

// sameDate compares two dates of one field. Sources that differ by some days may mean different steps of one signing.
func (c *comparing) sameDate(field string, a, b graph.Date) {
	switch {
	case a.Holds(graph.OpOverlaps, b):
		c.datesMeet(field, a, b)
	case a.First()[:len("2026-01")] == b.First()[:len("2026-01")]:
		c.add(pointsNearDates, "%s differs by days: %s and %s", field, a, b)
	default:
		c.add(pointsOtherDates, "%s differs: %s and %s", field, a, b)
	}
}

// compareNear adds the reasons that lie in what stands around two things. Related are the types of the edges between them.
func (c *comparing) compareNear(related []string) {
	if len(related) > 0 {
		slices.Sort(related)
		c.add(pointsRelated, "they are related to each other: %s", strings.Join(slices.Compact(related), ", "))
	}
	if c.a.noun == graph.NounDeclaration {
		c.parties()
	} else {
		c.offices()
		c.wholes()
	}
	c.shared()
}

// isParty tells whether an edge says who has to do with a declaration.
func isParty(n neighbour) bool {
	return n.edge == graph.EdgePartyAction || n.edge == graph.EdgePartyTo
}

func idsOf(near []neighbour, keep func(neighbour) bool) map[string]bool {
	set := map[string]bool{}
	for _, n := range near {
		if keep(n) {
			set[n.id] = true
		}
	}
	return set
}

// jaccard is the share of what two sets have in common, with that, sorted.
func jaccard(a, b map[string]bool) (share float64, common []string) {
	for key := range a {
		if b[key] {
			common = append(common, key)
		}
	}
	slices.Sort(common)
	return float64(len(common)) / float64(max(1, len(a)+len(b)-len(common))), common
}

func (c *comparing) parties() {
	mine, theirs := idsOf(c.a.near, isParty), idsOf(c.b.near, isParty)
	if len(mine) == 0 || len(theirs) == 0 {
		return
	}
	share, common := jaccard(mine, theirs)
	if len(common) == 0 {
		c.add(pointsOtherParties, "no party of one is a party of the other")
		return
	}
	c.beside++
	c.add(pointsParties*share, "%d of %d parties are the same: %s", len(common), len(mine)+len(theirs)-len(common), some(common))
	if len(common) < len(mine) && len(common) < len(theirs) {
		c.add(pointsEachOther, "each has a party that the other hasn't")
	}
}

// most is how many things a reason names.
const most = 3

func some(ids []string) string {
	if len(ids) <= most {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(ids[:most], ", "), len(ids)-most)
}

func isOffice(n neighbour) bool { return n.edge == graph.EdgeHoldsOffice && n.out }

// offices compares which offices two persons hold.
func (c *comparing) offices() {
	mine, theirs := slices.DeleteFunc(slices.Clone(c.a.near), not(isOffice)), slices.DeleteFunc(slices.Clone(c.b.near), not(isOffice))
	if len(mine) == 0 || len(theirs) == 0 {
		return
	}
	where, before := "", ""
	for _, a := range mine {
		for _, b := range theirs {
			if a.id != b.id {
				continue
			}
			if !sameTime(a, b) {
				before = a.id
				continue
			}
			where = a.id
			if title, ok := sameTitle(a, b); ok {
				c.beside++
				c.add(pointsOffice, "both hold the office %s in %s", title, a.id)
				return
			}
		}
	}
	switch {
	case where != "":
		c.beside++
		c.add(pointsOfficeOther, "both hold an office in %s", where)
		return
	case before != "":
		c.add(pointsOtherOffices, "they hold offices in %s at different times", before)
		return
	}
	c.add(pointsOtherOffices, "they hold offices in different places: %s and %s", mine[0].id, theirs[0].id)
}

// wholes compares what two actors are parts of.
func (c *comparing) wholes() {
	isPart := func(n neighbour) bool { return n.edge == graph.EdgePartOf && n.out }
	mine, theirs := idsOf(c.a.near, isPart), idsOf(c.b.near, isPart)
	if _, common := jaccard(mine, theirs); len(mine) > 0 && len(theirs) > 0 && len(common) == 0 {
		c.add(pointsOtherWholes, "they are parts of different actors: %s and %s", some(slices.Sorted(maps.Keys(mine))), some(slices.Sorted(maps.Keys(theirs))))
	}
}

func not(f func(neighbour) bool) func(neighbour) bool {
	return func(n neighbour) bool { return !f(n) }
}

// sameTime tells whether two offices may have been held at one time.
func sameTime(a, b neighbour) bool {
	return !a.from.Holds(graph.OpGt, b.to) && !b.from.Holds(graph.OpGt, a.to)
}

func sameTitle(a, b neighbour) (string, bool) {
	mine, ok := newName(a.title)
	theirs, other := newName(b.title)
	if !ok || !other {
		return "", false
	}
	return quoted(a.title), alikeNames(mine, theirs, others) >= leastName
}

// shared compares what else stands around two things; what has very many neighbours tells nothing.
func (c *comparing) shared() {
	telling := func(near []neighbour) map[string]bool {
		set := map[string]bool{}
		for _, n := range near {
			if !n.hub && !isOffice(n) && !(c.a.noun == graph.NounDeclaration && isParty(n)) {
				set[n.key()] = true
			}
		}
		return set
	}
	share, common := jaccard(telling(c.a.near), telling(c.b.near))
	if len(common) == 0 {
		return
	}
	c.beside++
	names := make([]string, len(common))
	for i, key := range common {
		names[i] = strings.NewReplacer("<", " of ", ">", " ").Replace(key)
	}
	c.add(pointsNear*share, "they share %d of their other neighbours: %s", len(common), some(names))
}
