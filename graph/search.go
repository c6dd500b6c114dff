package graph

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// SearchDepth is how many hits a search has at most. Where more is found, the hits are the best of a first choice; see
// Search.Gather. Nobody reads a thousandth hit: more words in the text are the way to it.
const SearchDepth = 1000

// Limits on what may be searched for.
const (
	maxSearchLength = 500
	maxSearchWords  = 16
)

// SearchQuery asks for what has some words in its names, titles, texts and quotes: in the properties that SearchedProperties
// gives. All the words must be found, in one property or in several of one node.
//
// A word is found where it stands so, or spelt in a way that sounds the same (see SoundKey), or with a mistake, or, in a word of
// eight letters and more, with two. The last word is found as the beginning of a longer one too, if it has two
// letters. Words between quotation marks are found just so, one after the other in one property.
type SearchQuery struct {
	Text string
	// Nouns are those that are searched; all of SearchedNouns where there are none.
	Nouns []Noun
	// Kinds are those that hits may have, of whatever noun; any, and none, where it is empty. What has no kind is no hit then.
	Kinds []string
	// First is how many hits are wanted; DefaultPage where it is nil. After is the cursor of the hit before the first.
	First *int
	After string
}

// SearchAnswer is a page of what a search finds.
type SearchAnswer struct {
	Edges    []*SearchHit
	PageInfo PageInfo
	// TotalCount is the number of hits, at most SearchDepth. More: the graph has others beyond them.
	TotalCount int
	More       bool
	// Revision is that of the state which was searched.
	Revision int
}

// Nodes gives the nodes that were found, best first.
func (a *SearchAnswer) Nodes() []Node {
	nodes := make([]Node, len(a.Edges))
	for i, e := range a.Edges {
		nodes[i] = e.Node
	}
	return nodes
}

// SearchHit is one node that was found.
type SearchHit struct {
	Node   Node
	Cursor string
	// Score is higher for a better hit. It means nothing beyond the order.
	Score int
	// Highlights are the texts in which something was found, in the order of the noun's properties.
	Highlights []Highlight
}

// Highlight is one text of a node: the value of a property, or an element of it where it is a list.
type Highlight struct {
	Field, Text string
	Spans       []Span
}

// Span is a part of a text, in code points; the end is exclusive.
type Span struct{ Start, End int }

// SearchedProperties gives the properties of a noun that are searched: those that its table gives a weight.
func (n Noun) SearchedProperties() []Property {
	return slices.DeleteFunc(n.Properties(), func(p Property) bool { return p.Search == 0 })
}

// SearchedNouns gives the nouns that have such properties, in the order of the model.
func SearchedNouns() []Noun {
	return slices.DeleteFunc(Nouns(), func(n Noun) bool { return len(n.SearchedProperties()) == 0 })
}

// Check tells whether the search can be made. Stores call it before they do anything.
func (q SearchQuery) Check() error {
	if err := q.CheckText(); err != nil {
		return err
	}
	searched := SearchedNouns()
	for _, n := range q.Nouns {
		if !slices.Contains(searched, n) {
			return Errorf(KindInvalid, "%q can't be searched: name %s", n, joinNouns(searched))
		}
	}
	if err := q.CheckKinds(); err != nil {
		return err
	}
	if err := (Page{First: q.First}).Check(); err != nil {
		return err
	}
	return q.CheckCursor()
}

// CheckKinds tells whether each kind is one of some noun that is searched.
func (q SearchQuery) CheckKinds() error {
	var known []string
	for _, n := range q.chosen() {
		known = append(known, n.kinds()...)
	}
	for _, k := range q.Kinds {
		if slices.Contains(known, k) {
			continue
		}
		if len(known) == 0 {
			return Errorf(KindInvalid, "%q is no kind of what is searched: %s have none", k, joinNouns(q.chosen()))
		}
		return Errorf(KindInvalid, "%q is no kind of what is searched (%s): %s", k, joinNouns(q.chosen()), insteadOf(k, known))
	}
	return nil
}

// insteadOf says which value may be meant by one that isn't among those that are known, or else which there are.
func insteadOf(wrong string, known []string) string {
	slices.Sort(known)
	known = slices.Compact(known)
	word := []rune(strings.ToUpper(wrong))
	for most := range 3 {
		for _, k := range known {
			if distance(word, []rune(k), most) <= most {
				return "did you mean " + k + "?"
			}
		}
	}
	return "it is one of " + strings.Join(known, ", ")
}

// kinds gives the kinds that nodes of a noun may have; nil where they have none.
func (n Noun) kinds() []string {
	p, ok := n.Property("kind")
	if !ok {
		return nil
	}
	enum, _ := EnumByName(p.Enum)
	return enum.Names()
}

// CheckCursor tells whether the cursor belongs to this search, and stands before its depth. Check tells so too.
func (q SearchQuery) CheckCursor() error {
	at, err := q.position()
	if err == nil && at != nil && at.rank >= SearchDepth {
		err = Errorf(KindTooLarge, "a search goes %d hits deep, and the cursor stands at the last of them: search for more words", SearchDepth)
	}
	return err
}

// CheckText tells whether the text can be searched for. Check tells so too.
func (q SearchQuery) CheckText() error {
	if !utf8.ValidString(q.Text) {
		return Errorf(KindInvalid, "the text to search for is not valid UTF-8")
	}
	if n := utf8.RuneCountInString(q.Text); n > maxSearchLength {
		return Errorf(KindTooLarge, "the text to search for has %d characters: at most %d are allowed", n, maxSearchLength)
	}
	switch n := len(SearchWords(q.Text)); {
	case n == 0:
		return Errorf(KindInvalid, "there is no word in %q to search for: a word has a letter or a digit", q.Text)
	case n > maxSearchWords:
		return Errorf(KindTooLarge, "the text to search for has %d words: at most %d are allowed", n, maxSearchWords)
	}
	return nil
}

// nouns are those that may have a hit, in the order of the model: of those that are chosen, where kinds are given, those that
// have one of them.
func (q SearchQuery) nouns() []Noun {
	return slices.DeleteFunc(q.chosen(), func(n Noun) bool {
		return len(q.Kinds) > 0 && !slices.ContainsFunc(q.Kinds, func(k string) bool { return slices.Contains(n.kinds(), k) })
	})
}

// chosen gives the nouns that are searched.
func (q SearchQuery) chosen() []Noun {
	if len(q.Nouns) == 0 {
		return SearchedNouns()
	}
	return slices.DeleteFunc(SearchedNouns(), func(n Noun) bool { return !slices.Contains(q.Nouns, n) })
}

// searchPosition is where a cursor of a search stands: behind a hit, whose rank was the one that it has.
type searchPosition struct {
	score, degree int
	id            string
	rank          int
}

// compare orders hits: the best first, then actors before what may only name them, then the one with most edges, then by id. It
// is the same order on every store.
func (p searchPosition) compare(o searchPosition) int {
	return cmp.Or(-cmp.Compare(p.score, o.score), cmp.Compare(p.place(), o.place()), -cmp.Compare(p.degree, o.degree), cmp.Compare(p.id, o.id))
}

// place is that of the hit's noun among equal scores: 0 for an actor, 1 for anything else.
func (p searchPosition) place() int {
	if noun, _ := NounOf(p.id); noun == NounActor {
		return 0
	}
	return 1
}

// mark is the mark of the search that a cursor belongs to.
func (q SearchQuery) mark() string {
	kinds := slices.Compact(slices.Sorted(slices.Values(q.Kinds)))
	return orderMark("search "+q.Text+" in "+joinNouns(q.nouns())+" "+strings.Join(kinds, " "), nil)
}

func (q SearchQuery) cursor(p searchPosition) string {
	return encodeCursor(q.mark(), Position{ID: p.id, Values: []any{p.score, p.degree, p.rank}})
}

// position reads the query's cursor; nil if there is none.
func (q SearchQuery) position() (*searchPosition, error) {
	if q.After == "" {
		return nil, nil
	}
	bad := Errorf(KindInvalid, "%q is not a cursor of this search: take one from a search for the same text in the same nouns and kinds", shorten(q.After))
	b, err := base64.RawURLEncoding.DecodeString(q.After)
	if err != nil {
		return nil, bad
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil || len(raw) != 6 {
		return nil, bad
	}
	var p searchPosition
	var mark, edge string
	for i, to := range []any{&mark, &p.id, &edge, &p.score, &p.degree, &p.rank} {
		if err := json.Unmarshal(raw[i], to); err != nil {
			return nil, bad
		}
	}
	if mark != q.mark() || p.rank < 1 {
		return nil, bad
	}
	return &p, nil
}
