package graph

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Said is what a data set says of one thing: a node, an edge or a claim. It is the whole of what it says of it:
// saying a thing again replaces what was said before.
type Said struct {
	// Target is the id of the node, edge or claim.
	Target string `json:"-"`
	// Owner is the id of the node under which it is said: a node's own id for the node itself, unless it is said as a
	// part of another, as a condition that only one obligation has. When a data set says anything under an owner again,
	// whatever it said before under that owner and doesn't say now is withdrawn.
	Owner string `json:"owner"`

	// Type, Start and End are set for edges.
	Type  EdgeType `json:"type,omitempty"`
	Start string   `json:"start,omitempty"`
	End   string   `json:"end,omitempty"`

	// About is set for claims: the node that the claim is about. AboutEdge is the edge that it is about, if it is about
	// an edge; About is then the edge's start. Evidence is what the claim rests on; VoicedIn the statement whose word it is.
	About     string         `json:"about,omitempty"`
	AboutEdge string         `json:"aboutEdge,omitempty"`
	Evidence  []EvidenceSaid `json:"evidence,omitempty"`
	VoicedIn  string         `json:"voicedIn,omitempty"`

	Props Props `json:"props,omitempty"`

	// As are the ids by which the data set itself named what is named otherwise here, since it was merged (see Merge); sorted.
	As []Renaming `json:"as,omitempty"`

	// Since is the revision since which the data set has said it, where that is an earlier one than its load made: that load
	// took a later one back. 0 otherwise.
	Since int `json:"since,omitempty"`

	// Folded: it puts together what several data sets say, as an export does of what is shown of another graph. So an end may lie
	// before its beginning, and a decision about two nodes be among the rest, which otherwise no data set may say.
	Folded bool `json:"folded,omitempty"`

	// Chosen is set where fields' values are chosen by hand (see ChoicesData), by the field. Props then are those values, with
	// what tells an edge from parallel ones.
	Chosen map[string]Chosen `json:"chosen,omitempty"`

	// Reliability is that of the source it rests on, as this load knows it; Credibility that of the claims for single
	// fields. The fold ranks by them.
	Reliability Reliability    `json:"reliability,omitempty"`
	Credibility map[string]int `json:"credibility,omitempty"`
}

// EvidenceSaid is one quote or place that a claim rests on.
type EvidenceSaid struct {
	Source string `json:"source"`
	Props  Props  `json:"props"`
}

// ID of the evidence, computed from its source and what it quotes.
func (e EvidenceSaid) ID() string {
	p := e.Props
	return hashID("evidence", e.Source, fmt.Sprint(p["exact"]), fmt.Sprint(p["prefix"]), fmt.Sprint(p["suffix"]),
		fmt.Sprint(p["start"]), fmt.Sprint(p["end"]), fmt.Sprint(p["locator"]), fmt.Sprint(p["verified"]))
}

// SayNode makes what is said of a node.
func SayNode(id string, props Props) Said {
	return Said{Target: id, Owner: id, Props: props}
}

// SayEdge makes what is said of an edge. The owner is the node under which it is said.
func SayEdge(owner string, t EdgeType, start, end string, props Props) (Said, error) {
	noun, _ := NounOf(start)
	r, ok := RelationOf(noun, t)
	if !ok {
		return Said{}, Errorf(KindInvalid, "no edge %s goes out from %s", t, start)
	}
	return Said{Target: r.EdgeID(start, end, props), Owner: owner, Type: t, Start: start, End: end, Props: props}, nil
}

// SayClaim makes what is claimed about a node or, if edge is not empty, about an edge that starts there. Its id is
// computed from all it says: a claim that says something else is another claim.
func SayClaim(owner, about, edge string, props Props, evidence []EvidenceSaid, voicedIn string) Said {
	parts := []string{about, edge, string(EncodeProps(props)), voicedIn}
	for _, e := range evidence {
		parts = append(parts, e.ID())
	}
	return Said{Target: hashID("claim", parts...), Owner: owner, About: about, AboutEdge: edge, Props: props, Evidence: evidence, VoicedIn: voicedIn}
}

// IsEdge and IsClaim tell what kind of thing is spoken of; a node if neither.
func (s Said) IsEdge() bool { return s.Type != "" }

func (s Said) isNode() bool { return !s.IsEdge() && !s.IsClaim() }

// IsClaim tells whether a claim is spoken of.
func (s Said) IsClaim() bool { return s.About != "" }

// Table gives the properties that the target may have.
func (s Said) table() (*propertyTable, error) {
	if s.IsEdge() {
		noun, _ := NounOf(s.Start)
		r, ok := RelationOf(noun, s.Type)
		if !ok {
			return nil, Errorf(KindInvalid, "no edge %s goes out from %q", s.Type, s.Start)
		}
		return newPropertyTable(r.Props), nil
	}
	noun, ok := NounOf(s.Target)
	if !ok {
		return nil, Errorf(KindInvalid, "%q is no id of a node", s.Target)
	}
	return nounTables()[noun], nil
}

// Check tells whether what is said is well formed.
func (s Said) Check() error {
	if err := CheckID(s.Owner); err != nil {
		return Errorf(KindInvalid, "owner of %s: %w", s.Target, err)
	}
	if s.Since < 0 {
		return Errorf(KindInvalid, "%s can't be said since revision %d: revisions begin at 1", s.Name(), s.Since)
	}
	table, err := s.table()
	if err != nil {
		return err
	}
	switch {
	case s.IsEdge():
		err = s.checkEdge()
	case s.IsClaim():
		err = s.checkClaim()
	default:
		err = s.checkNode()
	}
	if err != nil {
		return err
	}
	if s.IsChoice() {
		return s.checkChoice(table)
	}
	if err := checkProps(s.Name(), table, s.Props); err != nil {
		return err
	}
	if s.Folded {
		return nil
	}
	return s.CheckSpans()
}

// spans are pairs of properties of which the second can't lie wholly before the first.
var spans = [][2]string{
	{"from", "to"}, {"from", "until"},
	{"signedOn", "terminatedOn"}, {"adoptedOn", "terminatedOn"}, {"inForceOn", "terminatedOn"},
	{"signedOn", "expiresOn"}, {"adoptedOn", "expiresOn"}, {"inForceOn", "expiresOn"},
}

// CheckSpans refuses an end that lies before its beginning. It is part of Check, but for what is Folded, and there for those who collect errors.
func (s Said) CheckSpans() error {
	_, err := s.BadSpan()
	return err
}

// BadSpan gives the property that is an end before its beginning, and an error that says so; none where all is well.
func (s Said) BadSpan() (end string, err error) {
	for _, span := range spans {
		begin, _ := s.Props[span[0]].(Date)
		end, _ := s.Props[span[1]].(Date)
		if end.Holds(OpLt, begin) {
			return span[1], Errorf(KindInvalid, "%s: %s (%s) lies before %s (%s)", s.Name(), span[1], end, span[0], begin)
		}
	}
	return "", nil
}

// Name says in a message what is spoken of: an id, an edge by its ends, or a claim by what it is about.
func (s Said) Name() string {
	switch {
	case s.IsEdge():
		return fmt.Sprintf("%s %s %s", s.Start, s.Type, s.End)
	case s.IsClaim():
		return "a claim about " + s.About
	}
	return s.Target
}

func (s Said) checkNode() error {
	if err := CheckID(s.Target); err != nil {
		return Errorf(KindInvalid, "%w", err)
	}
	if noun, _ := NounOf(s.Target); !noun.IsEntity() {
		return Errorf(KindInvalid, "%s can't be said: loads, claims and evidence follow from what is", s.Target)
	}
	return nil
}

func (s Said) checkEdge() error {
	for _, id := range []string{s.Start, s.End} {
		if err := CheckID(id); err != nil {
			return Errorf(KindInvalid, "%s: %w", s.Name(), err)
		}
	}
	start, _ := NounOf(s.Start)
	end, _ := NounOf(s.End)
	r, _ := RelationOf(start, s.Type)
	if !start.IsEntity() || !slices.Contains(r.To, end) || !end.IsEntity() {
		return Errorf(KindInvalid, "%s: %s goes from %s to %s", s.Name(), s.Type, start, joinNouns(r.To))
	}
	if want := r.EdgeID(s.Start, s.End, s.Props); s.Target != want {
		return Errorf(KindInvalid, "%s: its id is %s, not %s", s.Name(), want, s.Target)
	}
	return nil
}

func joinNouns(nouns []Noun) string {
	texts := make([]string, len(nouns))
	for i, n := range nouns {
		texts[i] = string(n)
	}
	return strings.Join(texts, " or ")
}

func (s Said) checkClaim() error {
	if noun, _ := NounOf(s.About); !noun.IsEntity() {
		return Errorf(KindInvalid, "%s: a claim is about an entity or about an edge", s.Name())
	}
	if noun, _ := NounOf(s.VoicedIn); s.VoicedIn != "" && noun != NounStatement {
		return Errorf(KindInvalid, "%s is voiced in %q, which is no statement", s.Name(), s.VoicedIn)
	}
	if c, ok := s.Props["credibility"].(int); ok && (c < 1 || c > 6) {
		return Errorf(KindInvalid, "%s: credibility can't be %d: it is 1 to 6", s.Name(), c)
	}
	for _, e := range s.Evidence {
		if noun, _ := NounOf(e.Source); noun != NounSource {
			return Errorf(KindInvalid, "%s rests on %q, which is no source", s.Name(), e.Source)
		}
		if err := checkProps("evidence for "+s.Name(), nounTables()[NounEvidence], e.Props); err != nil {
			return err
		}
	}
	if want := SayClaim(s.Owner, s.About, s.AboutEdge, s.Props, s.Evidence, s.VoicedIn).Target; s.Target != want {
		return Errorf(KindInvalid, "%s: its id is %s, not %s", s.Name(), want, s.Target)
	}
	return nil
}

// References gives the ids of the nodes and edges that must be there for what is said to be shown; sorted, each once. What is
// chosen names nothing: it is shown only where somebody says it.
func (s Said) References() []string {
	if s.IsChoice() {
		return nil
	}
	return s.named()
}

// named gives the ids of the nodes and edges that stand in what is said.
func (s Said) named() []string {
	var ids []string
	add := func(id string) {
		if id != "" {
			ids = append(ids, id)
		}
	}
	add(s.Start)
	add(s.End)
	add(s.About)
	add(s.AboutEdge)
	add(s.VoicedIn)
	for _, e := range s.Evidence {
		add(e.Source)
	}
	if table, err := s.table(); err == nil {
		for _, p := range table.list {
			if id, ok := s.Props[p.Name].(string); ok && p.Type == TypeRef {
				add(id)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Encode writes what is said (without its target) as JSON: equal things give equal bytes.
func (s Said) Encode() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic("graph: what is said was not checked: " + err.Error())
	}
	return b
}

// same tells whether two things said of a target are the same, since whenever they are said.
func (s Said) same(other Said) bool {
	s.Since, other.Since = 0, 0
	return bytes.Equal(s.Encode(), other.Encode())
}

// DecodeSaid reads what Encode wrote.
func DecodeSaid(target string, data []byte) (Said, error) {
	// Properties need their table for their types, so they are read raw first.
	type rawEvidence struct {
		Source string          `json:"source"`
		Props  json.RawMessage `json:"props"`
	}
	type plain Said
	raw := struct {
		plain
		Props    json.RawMessage `json:"props"`
		Evidence []rawEvidence   `json:"evidence"`
	}{}
	if err := json.Unmarshal(data, &raw); err != nil {
		return Said{}, Errorf(KindInternal, "the record of %s can't be read: %w", target, err)
	}
	s := Said(raw.plain)
	s.Target = target
	table, err := s.table()
	if err != nil {
		return Said{}, err
	}
	if s.Props, err = decodeOptional(table, raw.Props); err != nil {
		return Said{}, Errorf(KindInternal, "the record of %s: %w", target, err)
	}
	for _, e := range raw.Evidence {
		props, err := decodeOptional(nounTables()[NounEvidence], e.Props)
		if err != nil {
			return Said{}, Errorf(KindInternal, "the record of %s: %w", target, err)
		}
		s.Evidence = append(s.Evidence, EvidenceSaid{Source: e.Source, Props: props})
	}
	return s, nil
}

func decodeOptional(t *propertyTable, data []byte) (Props, error) {
	if len(data) == 0 {
		return Props{}, nil
	}
	return decodeProps(t, data)
}

// Record is what one load keeps: something said, or that it was withdrawn.
type Record struct {
	// Load is the id of the load, Revision the number it made.
	Load     string
	Revision int
	Dataset  string
	// Withdrawn: the data set takes back what it said of the target. Said then holds what it had said.
	Withdrawn bool
	Said
}

// saidSince is the revision since which the data set has said it.
func (r Record) saidSince() int { return cmp.Or(r.Since, r.Revision) }

// Shown is what is shown of one target: the nodes and edges that queries see. A node shows as itself, an edge as
// itself; a claim as its node, its CLAIMED edge, its evidence with QUOTED_FROM, its CITES and VOICED_IN edges.
type Shown struct {
	Nodes []ShownNode
	Edges []ShownEdge
}

// ShownNode is a node to be shown.
type ShownNode struct {
	ID    string
	Noun  Noun
	Props Props
}

// ShownEdge is an edge to be shown.
type ShownEdge struct {
	ID         string
	Type       EdgeType
	Start, End string
	Props      Props
}

// Empty tells whether nothing is shown.
func (s Shown) Empty() bool { return len(s.Nodes) == 0 && len(s.Edges) == 0 }

// Equal tells whether two targets show the same.
func (s Shown) Equal(other Shown) bool {
	if s.Empty() || other.Empty() {
		return s.Empty() && other.Empty()
	}
	return bytes.Equal(s.encode(), other.encode())
}

func (s Shown) encode() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic("graph: what is shown can't be written: " + err.Error())
	}
	return b
}

// Fold makes what is shown of one target from its live records: the last record of each data set. Withdrawn records
// say nothing; a target of which nobody says anything is not shown.
//
// The rule, where data sets differ: of a field with one value, the value that was chosen by hand is shown, as long as
// somebody says it; or else the value of the best record that has one;
// a list is the union of all, the best record's elements first; where actors were merged, names that aren't shown are aliases. Best is, in this order: the reliability of the source
// (A to E; F and none are the worst), the credibility of the claim on that field (1 to 5; 6 and none are the worst),
// the later revision since which it is said, and the data set's name by code point. The values not shown stay in their records, and in the
// claims.
func Fold(live []Record) Shown {
	live, choice := splitChoice(live)
	if len(live) == 0 {
		return Shown{}
	}
	first := live[0].Said
	switch {
	case first.IsEdge():
		return Shown{Edges: []ShownEdge{{first.Target, first.Type, first.Start, first.End, foldProps(live, choice)}}}
	case first.IsClaim():
		// A claim's id is computed from all it says, so all records say the same.
		return showClaim(first)
	}
	noun, _ := NounOf(first.Target)
	return Shown{Nodes: []ShownNode{{first.Target, noun, foldProps(live, choice)}}}
}

func foldProps(live []Record, choice *Record) Props {
	table, err := live[0].table()
	if err != nil {
		panic("graph: a record that was not checked: " + err.Error())
	}
	props := Props{}
	for _, p := range table.list {
		ranked := slices.DeleteFunc(slices.Clone(live), func(r Record) bool { return r.Props[p.Name] == nil })
		if len(ranked) == 0 {
			continue
		}
		slices.SortFunc(ranked, func(a, b Record) int { return compareRank(a, b, p.Name) })
		props[p.Name] = foldValue(p, ranked)
		if chosen := choice.value(p.Name); chosen != nil && saidBy(ranked, p.Name, chosen) {
			props[p.Name] = chosen
		}
	}
	keepNames(live, props)
	return props
}

// keepNames makes aliases of the names that an actor has lost by a merge.
func keepNames(live []Record, props Props) {
	merged := slices.ContainsFunc(live, func(r Record) bool { return len(r.As) > 0 })
	if noun, _ := NounOf(live[0].Target); !merged || noun != NounActor {
		return
	}
	aliases, _ := props["aliases"].([]string)
	aliases = slices.Clone(aliases)
	live = slices.SortedFunc(slices.Values(live), func(a, b Record) int { return compareRank(a, b, "name") })
	for _, r := range live {
		for _, field := range []string{"name", "fullName"} {
			name, ok := r.Props[field].(string)
			if ok && name != props["name"] && name != props["fullName"] && !slices.Contains(aliases, name) {
				aliases = append(aliases, name)
			}
		}
	}
	if len(aliases) > 0 {
		props["aliases"] = aliases
	}
}

func foldValue(p Property, ranked []Record) any {
	switch p.Type {
	case TypeStrings, TypeEnums:
		return union[string](p.Name, ranked)
	case TypeIdentifiers:
		return union[Identifier](p.Name, ranked)
	}
	return ranked[0].Props[p.Name]
}

func union[T comparable](name string, ranked []Record) []T {
	var all []T
	for _, r := range ranked {
		for _, v := range r.Props[name].([]T) {
			if !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	return all
}

func compareRank(a, b Record, field string) int {
	return cmp.Or(
		cmp.Compare(reliabilityRank(a.Reliability), reliabilityRank(b.Reliability)),
		cmp.Compare(credibilityRank(a.Credibility[field]), credibilityRank(b.Credibility[field])),
		-cmp.Compare(a.saidSince(), b.saidSince()),
		cmp.Compare(a.Dataset, b.Dataset),
	)
}

func reliabilityRank(r Reliability) string { return cmp.Or(string(r), string(ReliabilityF)) }

func credibilityRank(c int) int { return cmp.Or(c, 6) }

func showClaim(s Said) Shown {
	shown := Shown{Nodes: []ShownNode{{s.Target, NounClaim, s.Props}}}
	edge := func(t EdgeType, start, end string, props Props) {
		noun, _ := NounOf(start)
		r, _ := RelationOf(noun, t)
		shown.Edges = append(shown.Edges, ShownEdge{r.EdgeID(start, end, props), t, start, end, props})
	}
	claimed := Props{}
	if s.AboutEdge != "" {
		claimed["edge"] = s.AboutEdge
	}
	edge(EdgeClaimed, s.About, s.Target, claimed)
	cited := map[string]bool{}
	for _, e := range s.Evidence {
		id := e.ID()
		if cited[id] {
			continue
		}
		cited[id] = true
		shown.Nodes = append(shown.Nodes, ShownNode{id, NounEvidence, e.Props})
		edge(EdgeCites, s.Target, id, Props{})
		edge(EdgeQuotedFrom, id, e.Source, Props{})
	}
	if s.VoicedIn != "" {
		edge(EdgeVoicedIn, s.Target, s.VoicedIn, Props{})
	}
	return shown
}
