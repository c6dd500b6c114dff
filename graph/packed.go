package graph

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"slices"
	"sync"
)

// Packed is a list of things said in a third of the memory that their values take: each is put together to one text, and taken
// apart again whenever it is asked for. So a load of a million things stays small. Nil is an empty list.
type Packed struct{ texts []string }

// Add puts something said at the end of the list. Its properties have to be of the types that properties have.
func (p *Packed) Add(s Said) { p.texts = append(p.texts, packSaid(s)) }

// Len gives how many there are.
func (p *Packed) Len() int {
	if p == nil {
		return 0
	}
	return len(p.texts)
}

// At gives the one at a place, counted from 0.
func (p *Packed) At(i int) Said { return unpackSaid(p.texts[i]) }

// Target gives the target of the one at a place, without the rest.
func (p *Packed) Target(i int) string {
	u := unpacker{p.texts[i]}
	return u.text()
}

// All gives all of them, in the order in which they were added.
func (p *Packed) All() iter.Seq[Said] {
	return func(yield func(Said) bool) {
		for i := range p.Len() {
			if !yield(p.At(i)) {
				return
			}
		}
	}
}

// LiveRecords are the live records of what a load touches, packed.
type LiveRecords struct {
	said Packed
	// heads are what the records have beside what they say, each once; head gives the place of a record's in it.
	heads []recordHead
	head  []uint32
	known map[recordHead]uint32
	// order has the places of the records, by target; nil where it has to be made anew.
	order []uint32
}

// recordHead is what a record has beside what it says: many have the same.
type recordHead struct {
	load, dataset string
	revision      int
	withdrawn     bool
}

// Add adds a record.
func (l *LiveRecords) Add(r Record) {
	h := recordHead{r.Load, r.Dataset, r.Revision, r.Withdrawn}
	at, ok := l.known[h]
	if !ok {
		if l.known == nil {
			l.known = map[recordHead]uint32{}
		}
		at = uint32(len(l.heads))
		l.heads, l.known[h] = append(l.heads, h), at
	}
	l.head, l.order = append(l.head, at), nil
	l.said.Add(r.Said)
}

// sort makes the order by target, in which of looks.
func (l *LiveRecords) sort() {
	l.order = make([]uint32, l.said.Len())
	for i := range l.order {
		l.order[i] = uint32(i)
	}
	slices.SortStableFunc(l.order, func(a, b uint32) int { return cmp.Compare(l.said.Target(int(a)), l.said.Target(int(b))) })
}

// at gives the record at a place.
func (l *LiveRecords) at(i uint32) Record {
	h := l.heads[l.head[i]]
	return Record{Load: h.load, Revision: h.revision, Dataset: h.dataset, Withdrawn: h.withdrawn, Said: l.said.At(int(i))}
}

// places gives the places of the records of a target. The records have to be sorted.
func (l *LiveRecords) places(target string) []uint32 {
	begin, ok := slices.BinarySearchFunc(l.order, target, func(i uint32, target string) int { return cmp.Compare(l.said.Target(int(i)), target) })
	if !ok {
		return nil
	}
	end := begin + 1
	for end < len(l.order) && l.said.Target(int(l.order[end])) == target {
		end++
	}
	return l.order[begin:end]
}

// of gives the records of a target.
func (l *LiveRecords) of(target string) []Record {
	var list []Record
	for _, i := range l.places(target) {
		list = append(list, l.at(i))
	}
	return list
}

// saidBy gives the places of what a data set says, in the order of the targets.
func (l *LiveRecords) saidBy(dataset string) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for _, i := range l.order {
			if l.isSaidBy(i, dataset) && !yield(i) {
				return
			}
		}
	}
}

func (l *LiveRecords) isSaidBy(i uint32, dataset string) bool {
	h := l.heads[l.head[i]]
	return h.dataset == dataset && !h.withdrawn
}

// byDataset gives the place of what a data set says of a target.
func (l *LiveRecords) byDataset(target, dataset string) (uint32, bool) {
	for _, i := range l.places(target) {
		if l.isSaidBy(i, dataset) {
			return i, true
		}
	}
	return 0, false
}

// What is said is packed as its target and the fields that it has, each after its mark. A text is its length and itself, or the
// number of a word, a list its length and its elements.
const (
	packedOwner = iota + 1 // where it isn't the target
	packedEdge
	packedClaim
	packedEvidence
	packedProps
	packedSince
	packedReliability
	packedCredibility
	packedRest // what few have, as JSON
)

// Marks of the types of values.
const (
	packedText = iota + 1
	packedDate
	packedInt
	packedFloat
	packedTrue
	packedFalse
	packedTexts
	packedIdentifiers
)

// packedRare is what few things said have.
type packedRare struct {
	As     []Renaming        `json:"as,omitempty"`
	Chosen map[string]Chosen `json:"chosen,omitempty"`
	Folded bool              `json:"folded,omitempty"`
}

// packedWords are texts that stand in very many things said: names of properties and edges, and values of enumerations. They are
// packed as numbers below 0.
var packedWords = sync.OnceValue(func() (words struct {
	list  []string
	index map[string]int
}) {
	words.index = map[string]int{}
	add := func(word string) {
		if _, ok := words.index[word]; !ok {
			words.index[word] = len(words.list)
			words.list = append(words.list, word)
		}
	}
	for _, n := range Nouns() {
		for _, p := range nounTables()[n].list {
			add(p.Name)
		}
	}
	for _, r := range Relations() {
		add(string(r.Type))
		for _, p := range r.Props {
			add(p.Name)
		}
	}
	for _, e := range Enums() {
		for _, name := range e.Names() {
			add(name)
		}
	}
	return words
})

type packer struct{ b []byte }

func (p *packer) mark(m byte)  { p.b = append(p.b, m) }
func (p *packer) number(n int) { p.b = binary.AppendVarint(p.b, int64(n)) }
func (p *packer) text(s string) {
	if at, ok := packedWords().index[s]; ok {
		p.number(-1 - at)
		return
	}
	p.number(len(s))
	p.b = append(p.b, s...)
}
func (p *packer) texts(l []string) {
	p.number(len(l))
	for _, s := range l {
		p.text(s)
	}
}

// marked packs a text that may be missing, after its mark.
func (p *packer) marked(m byte, s string) {
	if s != "" {
		p.mark(m)
		p.text(s)
	}
}

func packSaid(s Said) string {
	p := packer{make([]byte, 0, 256)}
	p.text(s.Target)
	if s.Owner != s.Target {
		p.mark(packedOwner)
		p.text(s.Owner)
	}
	if s.Type != "" || s.Start != "" || s.End != "" {
		p.mark(packedEdge)
		p.texts([]string{string(s.Type), s.Start, s.End})
	}
	if s.About != "" || s.AboutEdge != "" || s.VoicedIn != "" {
		p.mark(packedClaim)
		p.texts([]string{s.About, s.AboutEdge, s.VoicedIn})
	}
	if s.Evidence != nil {
		p.mark(packedEvidence)
		p.number(len(s.Evidence))
		for _, e := range s.Evidence {
			p.text(e.Source)
			p.props(e.Props)
		}
	}
	if s.Props != nil {
		p.mark(packedProps)
		p.props(s.Props)
	}
	if s.Since != 0 {
		p.mark(packedSince)
		p.number(s.Since)
	}
	p.marked(packedReliability, string(s.Reliability))
	if s.Credibility != nil {
		p.mark(packedCredibility)
		p.number(len(s.Credibility))
		for name, c := range s.Credibility {
			p.text(name)
			p.number(c)
		}
	}
	if s.As != nil || s.Chosen != nil || s.Folded {
		p.mark(packedRest)
		p.text(jsonText(packedRare{s.As, s.Chosen, s.Folded}))
	}
	return string(p.b)
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("graph: can't be written: " + err.Error())
	}
	return string(b)
}

func (p *packer) props(props Props) {
	p.number(len(props))
	for name, value := range props {
		p.text(name)
		p.value(value)
	}
}

func (p *packer) value(value any) {
	switch v := value.(type) {
	case string:
		p.mark(packedText)
		p.text(v)
	case Date:
		p.mark(packedDate)
		p.text(string(v))
	case int:
		p.mark(packedInt)
		p.number(v)
	case float64:
		p.mark(packedFloat)
		p.b = binary.BigEndian.AppendUint64(p.b, math.Float64bits(v))
	case bool:
		p.mark(map[bool]byte{true: packedTrue, false: packedFalse}[v])
	case []string:
		p.mark(packedTexts)
		p.texts(v)
	case []Identifier:
		p.mark(packedIdentifiers)
		p.number(len(v))
		for _, id := range v {
			p.text(id.Scheme)
			p.text(id.Value)
		}
	default:
		panic(fmt.Sprintf("graph: no property has values of type %T", value))
	}
}

// unpacker takes a packed text apart from its beginning.
type unpacker struct{ rest string }

func (u *unpacker) mark() byte {
	m := u.rest[0]
	u.rest = u.rest[1:]
	return m
}

func (u *unpacker) number() int {
	var zigzag uint64
	for shift := 0; ; shift += 7 {
		b := u.mark()
		zigzag |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return int(int64(zigzag>>1) ^ -int64(zigzag&1))
		}
	}
}

// text gives a part of the packed text, which isn't copied, or a word.
func (u *unpacker) text() string {
	n := u.number()
	if n < 0 {
		return packedWords().list[-1-n]
	}
	s := u.rest[:n]
	u.rest = u.rest[n:]
	return s
}

func (u *unpacker) texts() []string {
	list := make([]string, u.number())
	for i := range list {
		list[i] = u.text()
	}
	return list
}

func unpackSaid(text string) Said {
	u := unpacker{text}
	s := Said{Target: u.text()}
	s.Owner = s.Target
	for u.rest != "" {
		switch u.mark() {
		case packedOwner:
			s.Owner = u.text()
		case packedEdge:
			u.number()
			s.Type, s.Start, s.End = EdgeType(u.text()), u.text(), u.text()
		case packedClaim:
			u.number()
			s.About, s.AboutEdge, s.VoicedIn = u.text(), u.text(), u.text()
		case packedEvidence:
			s.Evidence = make([]EvidenceSaid, u.number())
			for i := range s.Evidence {
				s.Evidence[i] = EvidenceSaid{Source: u.text(), Props: u.props()}
			}
		case packedProps:
			s.Props = u.props()
		case packedSince:
			s.Since = u.number()
		case packedReliability:
			s.Reliability = Reliability(u.text())
		case packedCredibility:
			n := u.number()
			s.Credibility = make(map[string]int, n)
			for range n {
				name := u.text()
				s.Credibility[name] = u.number()
			}
		case packedRest:
			var rare packedRare
			if err := json.Unmarshal([]byte(u.text()), &rare); err != nil {
				panic("graph: what was packed can't be read: " + err.Error())
			}
			s.As, s.Chosen, s.Folded = rare.As, rare.Chosen, rare.Folded
		}
	}
	return s
}

func (u *unpacker) props() Props {
	n := u.number()
	props := make(Props, n)
	for range n {
		name := u.text()
		props[name] = u.value()
	}
	return props
}

func (u *unpacker) value() any {
	switch u.mark() {
	case packedText:
		return u.text()
	case packedDate:
		return Date(u.text())
	case packedInt:
		return u.number()
	case packedFloat:
		bits := binary.BigEndian.Uint64([]byte(u.rest[:8]))
		u.rest = u.rest[8:]
		return math.Float64frombits(bits)
	case packedTrue:
		return true
	case packedFalse:
		return false
	case packedTexts:
		return u.texts()
	}
	list := make([]Identifier, u.number())
	for i := range list {
		list[i] = Identifier{Scheme: u.text(), Value: u.text()}
	}
	return list
}
