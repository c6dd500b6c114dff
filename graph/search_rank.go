package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Search is a search made ready: what it looks for, and how hits are chosen and ranked. It is not for several goroutines
// at once.
type Search struct {
	query SearchQuery
	// Nouns are those that are searched, at least one.
	Nouns []Noun
	// Kinds are those that hits may have; any where there are none.
	Kinds []string
	// Terms must all be found.
	Terms []SearchTerm

	slots []slot
	// known keeps, for each word that was met, how it matches each slot; nil where it matches none.
	known map[string][]quality
}

// SearchTerm is a word, or several that must stand one after the other in one text.
type SearchTerm struct {
	// Words are what must be found, at least one. A term of several is found only just so, and so is one that is Exact.
	Words []string
	Exact bool
	// Prefix: a word that begins with it will do. Sound: one with this sound key; none where it is empty. Mistakes: one that
	// differs by so many.
	Prefix   bool
	Sound    string
	Mistakes int
	// first is its first slot.
	first int
}

// Keys gives the keys (see WordKeys) of which every word that the term matches has one, but for its exact word and those
// that begin with it.
func (t SearchTerm) Keys() []string {
	if t.Exact {
		return nil
	}
	keys := nearKeys([]rune(t.Words[0]), t.Mistakes)
	if t.Sound != "" {
		keys = append(keys, soundMark+t.Sound)
	}
	return keys
}

// Matches tells whether the term's word is found in a word.
func (t SearchTerm) Matches(word string) bool {
	s := slot{SearchTerm: t, word: t.Words[0], letters: []rune(t.Words[0])}
	return s.match(word) > 0
}

// slot is one place in the sequence of the words asked for.
type slot struct {
	SearchTerm
	word    string
	letters []rune
}

// quality says how well a word is found; 0 where it isn't.
type quality int

// A search's score is made of these: for each term the best of quality × weight of the property, and for the best text
// what it has beyond single words, × weight.
const (
	foundExact  quality = 100
	foundPrefix quality = 60
	foundSound  quality = 40
	foundNear   quality = 25
	foundFar    quality = 15

	// The words stand in the text one after the other, as they were asked for; and they are the whole text.
	inSequence = 50
	wholeText  = 100
)

func (s *slot) match(word string) quality {
	switch {
	case word == s.word:
		return foundExact
	case s.Exact:
		return 0
	case s.Prefix && strings.HasPrefix(word, s.word):
		return foundPrefix
	case s.Sound != "" && SoundKey(word) == s.Sound:
		return foundSound
	case s.Mistakes == 0:
		return 0
	}
	switch n := distance(s.letters, []rune(word), s.Mistakes); {
	case n > s.Mistakes:
		return 0
	case n == 1:
		return foundNear
	}
	return foundFar
}

// Search makes a search ready. The query must have passed Check.
func (q SearchQuery) Search() *Search {
	s := &Search{query: q, Nouns: q.nouns(), Kinds: q.Kinds, Terms: readTerms(q.Text), known: map[string][]quality{}}
	for i := range s.Terms {
		t := &s.Terms[i]
		t.first = len(s.slots)
		for _, w := range t.Words {
			s.slots = append(s.slots, slot{SearchTerm: *t, word: w, letters: []rune(w)})
		}
	}
	return s
}

// readTerms reads what is searched for: words, and phrases between quotation marks. A quotation mark that isn't closed says
// nothing, since somebody may still be typing.
func readTerms(text string) []SearchTerm {
	var terms []SearchTerm
	parts := strings.Split(strings.Map(straightQuote, text), `"`)
	for i, part := range parts {
		words := SearchWords(part)
		quoted := i%2 == 1 && i < len(parts)-1
		if quoted && len(words) > 0 {
			terms = append(terms, exactTerm(words))
			continue
		}
		terms = append(terms, looseTerms(words)...)
	}
	if last := &terms[len(terms)-1]; !last.Exact && utf8.RuneCountInString(last.Words[0]) >= minPrefix {
		last.Prefix = true
	}
	return terms
}

// minPrefix is how many letters the beginning of a word must have, so that not everything is found.
const minPrefix = 2

// straightQuote makes one of all quotation marks.
func straightQuote(r rune) rune {
	if strings.ContainsRune("“”„‟«»＂", r) {
		return '"'
	}
	return r
}

func exactTerm(words []SearchWord) SearchTerm {
	t := SearchTerm{Exact: true}
	for _, w := range words {
		t.Words = append(t.Words, w.Word)
	}
	return t
}

// looseTerms makes a term of each word; words that nothing parts are one that is exact.
func looseTerms(words []SearchWord) []SearchTerm {
	var terms []SearchTerm
	for i := 0; i < len(words); {
		end := i + 1
		for end < len(words) && words[end].Joined {
			end++
		}
		if end > i+1 {
			terms = append(terms, exactTerm(words[i:end]))
		} else {
			w := words[i].Word
			terms = append(terms, SearchTerm{Words: []string{w}, Sound: SoundKey(w), Mistakes: mistakes([]rune(w))})
		}
		i = end
	}
	return terms
}

// searchText is one text of a node that is searched.
type searchText struct {
	field  string
	weight int
	text   string
}

// searchTexts gives the texts of a node that are searched, by a function that gives its properties.
func searchTexts(n Noun, value func(name string) any) []searchText {
	var texts []searchText
	for _, p := range searchTable()[n] {
		switch v := value(p.Name).(type) {
		case string:
			texts = append(texts, searchText{p.Name, p.Search, v})
		case []string:
			for _, element := range v {
				texts = append(texts, searchText{p.Name, p.Search, element})
			}
		}
	}
	return texts
}

// IndexedWords gives the words of a node, for a store's index: those of its searched texts, with TextEnd between two texts, so
// that no sequence of words goes over the end of one; nil where there are none.
func IndexedWords(noun Noun, props Props) []string {
	var words []string
	for _, t := range searchTexts(noun, func(name string) any { return props[name] }) {
		if len(words) > 0 {
			words = append(words, TextEnd)
		}
		for _, w := range SearchWords(t.text) {
			words = append(words, w.Word)
		}
	}
	return words
}

// searchForm is the number of the form in which words are kept. It grows when SearchWords, SoundKey or WordKeys change.
const searchForm = 1

// SearchForm says what is indexed and how. A store whose index has another form makes it anew.
func SearchForm() string {
	var b strings.Builder
	fmt.Fprintf(&b, "form %d of", searchForm)
	for _, n := range SearchedNouns() {
		for _, p := range searchTable()[n] {
			fmt.Fprintf(&b, " %s.%s", n, p.Name)
		}
	}
	return b.String()
}

// TextEnd stands between the words of two texts. It is no word.
const TextEnd = "¶"

// Found tells whether a node is a hit, or, with exactly, whether every word is found in it just as it was asked for.
func (s *Search) Found(n Node, exactly bool) bool {
	if kind, _ := Value(n, "kind").(string); len(s.Kinds) > 0 && !slices.Contains(s.Kinds, kind) {
		return false
	}
	found := make([]bool, len(s.Terms))
	for _, t := range searchTexts(n.Noun(), func(name string) any { return Value(n, name) }) {
		text := s.read(t)
		for i, term := range s.Terms {
			found[i] = found[i] || text.quality(term, exactly) > 0
		}
	}
	return !slices.Contains(found, false)
}

// Gather makes the first choice: it gives all that is found, or, where that is more than SearchDepth, so many of it, and then more is
// true. The first choice are the nodes with every word just as it was asked for; among these, and then among the others,
// those with most edges, then by id. So it is the same on every store.
//
// fetch gives the hits that have the most edges, then by id, at most so many; with exactly, of those with every word
// just as it was asked for.
func (s *Search) Gather(fetch func(exactly bool, most int) ([]Node, error)) (found []Node, more bool, err error) {
	exact, err := fetch(true, SearchDepth+1)
	switch {
	case err != nil:
		return nil, false, err
	case len(exact) > SearchDepth:
		return exact[:SearchDepth], true, nil
	case !slices.ContainsFunc(s.Terms, func(t SearchTerm) bool { return !t.Exact }):
		return exact, false, nil
	}
	all, err := fetch(false, SearchDepth+1)
	if err != nil || len(all) <= SearchDepth {
		return all, false, err
	}
	chosen := map[string]bool{}
	for _, n := range exact {
		chosen[n.NodeID()] = true
	}
	for _, n := range all {
		if len(exact) < SearchDepth && !chosen[n.NodeID()] {
			exact = append(exact, n)
		}
	}
	return exact, true, nil
}

// Answer ranks what Gather gave, and cuts the query's page out of it.
func (s *Search) Answer(found []Node, more bool) SearchAnswer {
	type ranked struct {
		searchPosition
		node Node
	}
	list := make([]ranked, 0, len(found))
	for _, n := range found {
		if score := s.score(n); score > 0 {
			list = append(list, ranked{searchPosition{score: score, degree: degreeOf(n), id: n.NodeID()}, n})
		}
	}
	slices.SortFunc(list, func(a, b ranked) int { return a.compare(b.searchPosition) })
	from := 0
	at, err := s.query.position()
	if err != nil {
		panic("graph: a search that was not checked: " + err.Error())
	}
	if at != nil {
		from, _ = slices.BinarySearchFunc(list, *at, func(r ranked, p searchPosition) int {
			return cmp.Or(r.compare(p), -1) // what the cursor stands at comes before it
		})
	}
	size, _ := Page{First: s.query.First}.Size()
	to := min(from+size, len(list))
	a := SearchAnswer{Edges: []*SearchHit{}, TotalCount: len(list), More: more}
	a.PageInfo = PageInfo{HasPreviousPage: at != nil, HasNextPage: to < len(list) || more}
	for i, r := range list[from:to] {
		r.rank = from + i + 1
		a.Edges = append(a.Edges, &SearchHit{Node: r.node, Cursor: s.query.cursor(r.searchPosition), Score: r.score, Highlights: s.highlights(r.node)})
	}
	if n := len(a.Edges); n > 0 {
		a.PageInfo.StartCursor, a.PageInfo.EndCursor = a.Edges[0].Cursor, a.Edges[n-1].Cursor
	}
	return a
}

func degreeOf(n Node) int {
	if e := entityOf(n); e != nil {
		return e.Degree
	}
	return 0
}

// score says how good a hit is; 0 where some term isn't found.
func (s *Search) score(n Node) int {
	best := make([]int, len(s.Terms))
	bonus := 0
	for _, t := range searchTexts(n.Noun(), func(name string) any { return Value(n, name) }) {
		text := s.read(t)
		for i, term := range s.Terms {
			best[i] = max(best[i], int(text.quality(term, false))*t.weight)
		}
		bonus = max(bonus, text.bonus()*t.weight)
	}
	score := bonus
	for _, b := range best {
		if b == 0 {
			return 0
		}
		score += b
	}
	return score
}

// readText is a text with what was found in it: for each of its words, how it matches each slot.
type readText struct {
	search *Search
	words  []SearchWord
	found  [][]quality
	any    bool
}

func (s *Search) read(t searchText) readText {
	text := readText{search: s, words: SearchWords(t.text)}
	text.found = make([][]quality, len(text.words))
	for i, w := range text.words {
		text.found[i] = s.match(w.Word)
		text.any = text.any || text.found[i] != nil
	}
	return text
}

// match tells how a word matches each slot.
func (s *Search) match(word string) []quality {
	row, ok := s.known[word]
	if ok {
		return row
	}
	for i := range s.slots {
		if q := s.slots[i].match(word); q > 0 {
			if row == nil {
				row = make([]quality, len(s.slots))
			}
			row[i] = q
		}
	}
	s.known[word] = row
	return row
}

// at gives how a word of the text matches a slot.
func (t *readText) at(word, slot int) quality {
	if row := t.found[word]; row != nil {
		return row[slot]
	}
	return 0
}

// sequence tells whether the slots from one to another match the words from a place on.
func (t *readText) sequence(word, from, to int) bool {
	if word+to-from > len(t.words) {
		return false
	}
	for i := from; i < to; i++ {
		if t.at(word+i-from, i) == 0 {
			return false
		}
	}
	return true
}

// quality gives how well a term is found in the text; with exactly, nothing less than its very words counts.
func (t *readText) quality(term SearchTerm, exactly bool) quality {
	if !t.any {
		return 0
	}
	best := quality(0)
	for i := range t.words {
		if len(term.Words) > 1 {
			if t.sequence(i, term.first, term.first+len(term.Words)) {
				return foundExact * quality(len(term.Words))
			}
			continue
		}
		best = max(best, t.at(i, term.first))
	}
	if exactly && best < foundExact {
		return 0
	}
	return best
}

// bonus gives what the text has beyond single words.
func (t *readText) bonus() int {
	all := len(t.search.slots)
	switch {
	case !t.any:
		return 0
	case len(t.words) == all && t.sequence(0, 0, all):
		return wholeText
	case all == 1:
		return 0
	}
	for i := range t.words {
		if t.sequence(i, 0, all) {
			return inSequence
		}
	}
	return 0
}

// maxSpans is how many places of one text are highlighted.
const maxSpans = 100

// highlights gives where something was found in a node.
func (s *Search) highlights(n Node) []Highlight {
	list := []Highlight{}
	for _, t := range searchTexts(n.Noun(), func(name string) any { return Value(n, name) }) {
		text := s.read(t)
		if spans := text.spans(); len(spans) > 0 {
			list = append(list, Highlight{Field: t.field, Text: t.text, Spans: spans})
		}
	}
	return list
}

// spans gives the places of the text where terms were found: the longest where several begin, none inside another.
func (t *readText) spans() []Span {
	var spans []Span
	if !t.any {
		return nil
	}
	for i := 0; i < len(t.words) && len(spans) < maxSpans; i++ {
		long := 0
		for _, term := range t.search.Terms {
			if t.sequence(i, term.first, term.first+len(term.Words)) {
				long = max(long, len(term.Words))
			}
		}
		if long > 0 {
			spans = append(spans, Span{t.words[i].Start, t.words[i+long-1].End})
			i += long - 1
		}
	}
	return spans
}
