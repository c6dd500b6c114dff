// Package registry knows the states: their codes, their names, and which of them a piece of text
// means, so that "FR", "FRA", "Q142", "COW 220", "France" and "Франція" in five files are one actor.
//
// It holds three kinds of entry:
//
//   - every member of the Correlates of War state system (version 2016), living or extinct;
//   - the living states outside that list: the Holy See, Palestine, Western Sahara (the Sahrawi Arab
//     Democratic Republic), and Cook Islands and Niue, which conclude treaties of their own;
//   - a few extinct states which that list counts under the code of a living one, because treaties
//     name them: the Soviet Union and the Russian Empire (COW 365, which is RUS here), Yugoslavia
//     and Serbia and Montenegro (345, SRB), the Ottoman Empire (640, TUR), Prussia (255, DEU),
//     Sardinia (325, ITA) and North Vietnam (816, VNM). They carry no COW code, so that each code
//     leads to one state.
//
// Dependent territories (Guadeloupe, Bermuda, Hong Kong) are not states and are left out, although
// they have ISO codes.
//
// A name is here only if it means one state and nothing else. "Congo" and "Korea" mean two each;
// "Republic of China" has meant two over time; "Bavaria", "Saxony", "Tuscany", "Zanzibar" and the like
// are regions today, so the extinct states are found as "Kingdom of Bavaria" and so on. "Federal
// Republic of Germany" is Germany, "West Germany" is the extinct state of COW 260, and "FRG", which
// could be either, is neither. Demonyms, peoples, provinces and capitals are no names of states.
//
// The table is states.csv; ATTRIBUTION.md, and Attribution, say where it comes from.
package registry

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

//go:embed states.csv
var statesCSV []byte

//go:embed ATTRIBUTION.md
var attribution string

// State is one entry: what the registry knows of a state. A code or name it does not have is empty
// (0 for COW).
type State struct {
	// ID is the state's id in the graph: "actor/" and the ISO 3166-1 alpha-3 code ("actor/FRA",
	// with the user-assigned "actor/XKX" for Kosovo), or for an extinct state a slug of its name
	// ("actor/austria-hungary").
	ID string

	// ISO2, ISO3 and ISONumeric are the codes of ISO 3166-1; for an extinct state those it had
	// before they were withdrawn (DD, DDR, 278), unless another state has used them since.
	ISO2, ISO3, ISONumeric string

	// COW and COWAbb are the code and abbreviation of the Correlates of War state system, version
	// 2016. An abbreviation is not an ISO code: AUS is Austria there.
	COW    int
	COWAbb string

	// Wikidata is the item's id, such as "Q142". ResolveCode knows a second one for some states:
	// the Kingdom of Denmark and Denmark, say.
	Wikidata string

	// Name is the usual English name, FullName the official one (the same where there is none).
	Name, FullName string

	// Names holds the usual name by language tag: "fr", "ru" and "uk".
	Names map[string]string

	// Aliases are further names and abbreviations, in many languages, each of which means this
	// state and no other.
	Aliases []string

	// From and To are the first and last day of an extinct state, as EDTF level 0 dates; either
	// may be empty, which means unknown here. Living states have neither: the COW list says when
	// a state entered the international system, not when it came to be. For extinct states its
	// spells are used where they stand for the state's own life, and left out or corrected where
	// they plainly do not (1816-01-01 is where the list begins). They describe; they do not decide
	// whether a state could sign on a day.
	From, To string
}

// All returns every state, sorted by ID (bytewise, so living states come first). The slice and all
// it holds are the caller's own.
func All() []State {
	states := table().states
	all := make([]State, len(states))
	for i := range states {
		all[i] = states[i].clone()
	}
	return all
}

// ByID returns the state with exactly this id, such as "actor/FRA".
func ByID(id string) (State, bool) {
	t := table()
	i, ok := t.byID[id]
	return t.at(i, ok)
}

// Resolve returns the one state that s means. It takes, in this order:
//
//   - an id: "actor/FRA";
//   - an ISO 3166-1 alpha-2 or alpha-3 code or a usual abbreviation, in capitals only: "FR", "FRA",
//     "UK", "U.S.A.", "США". In lower case they are words ("in", "no", "to") and mean nothing here;
//   - a Wikidata item, "Q142" or its address;
//   - a scheme and a code, parted by a colon or a space: "cow:220", "COW 220", "isonum:250",
//     "iso3:fra", and "iso:" with any of the three ISO codes. Schemes are those of ResolveCode;
//   - a name or alias, whatever its case, accents and punctuation: "France", "république francaise",
//     "Франція", "St Lucia". The inverted forms of registers are understood: "Korea, Republic of",
//     "Iran (Islamic Republic of)", "Egypt, Arab Rep.", and so is a doubled name, "Myanmar (Burma)".
//
// A bare number means nothing, since 220 could be a COW or an ISO code. Text that could mean two
// states means none.
func Resolve(s string) (State, bool) {
	t := table()
	i, ok := t.resolve(strings.TrimSpace(s))
	return t.at(i, ok)
}

// ResolveCode returns the state that has the code value in the scheme: "iso2", "iso3", "isonum",
// "cow", "cowabb" or "wikidata". Both are taken in upper or lower case, numbers with or without
// leading zeros. An unknown scheme knows no code.
func ResolveCode(scheme, value string) (State, bool) {
	t := table()
	i, ok := t.resolveCode(scheme, value)
	return t.at(i, ok)
}

// maxSuggestions is how many states Suggest returns at most.
const maxSuggestions = 5

// Suggest returns the few states nearest to s, for a message about a text that Resolve does not
// know: those whose name holds the words of s ("Congo"), whose code it is in the wrong case or
// without its scheme ("fr", "220"), or whose name is a few letters away ("Frence"). Nearest first,
// equals by ID; at most five, and none when nothing is near.
func Suggest(s string) []State {
	t := table()
	s = strings.TrimSpace(s)
	var found []State
	for _, i := range t.suggest(s) {
		found = append(found, t.states[i].clone())
	}
	return found
}

// Attribution says, in Markdown, where the table comes from and under which terms.
func Attribution() string { return attribution }

func (s State) clone() State {
	s.Names = maps.Clone(s.Names)
	s.Aliases = slices.Clone(s.Aliases)
	return s
}

// table reads the embedded table, once. That the table is sound is what the tests hold.
var table = sync.OnceValue(func() *index {
	t, err := readStates(bytes.NewReader(statesCSV))
	if err != nil {
		panic("registry: states.csv: " + err.Error())
	}
	return t
})

// index is the table and the ways into it; each map gives a position in states.
type index struct {
	states  []State
	byID    map[string]int
	codes   map[string]map[string]int // by scheme, then by normalised code
	abbrevs map[string]int            // "UK", "СРСР": met in capitals only
	names   map[string]int            // by folded name
}

func (t *index) at(i int, ok bool) (State, bool) {
	if !ok {
		return State{}, false
	}
	return t.states[i].clone(), true
}

var columns = []string{
	"id", "iso2", "iso3", "isonum", "cow", "cow_abb", "wikidata", "name", "full_name",
	"name_fr", "name_ru", "name_uk", "from", "to", "aliases",
}

var (
	slugPattern = regexp.MustCompile(`^(?:[A-Z]{3}|[a-z]+(?:-[a-z]+)*)$`)
	datePattern = regexp.MustCompile(`^(?:\d{4}(?:-\d{2}(?:-\d{2})?)?)?$`)
	codePattern = map[string]*regexp.Regexp{
		"iso2":     regexp.MustCompile(`^[A-Z]{2}$`),
		"iso3":     regexp.MustCompile(`^[A-Z]{3}$`),
		"isonum":   regexp.MustCompile(`^\d{3}$`),
		"cow":      regexp.MustCompile(`^[1-9]\d{0,2}$`),
		"cowabb":   regexp.MustCompile(`^[A-Z]{3}$`),
		"wikidata": regexp.MustCompile(`^Q[1-9]\d*$`),
	}
)

// readStates reads the table and builds its index. It refuses a table in which a row lacks its id or
// name, a code or date is malformed, or an id, a code or a name leads to two states.
func readStates(r io.Reader) (*index, error) {
	rows := csv.NewReader(r)
	header, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if !slices.Equal(header, columns) {
		return nil, fmt.Errorf("columns are %q, want %q", header, columns)
	}
	t := &index{
		byID:    map[string]int{},
		codes:   map[string]map[string]int{},
		abbrevs: map[string]int{},
		names:   map[string]int{},
	}
	for scheme := range codePattern {
		t.codes[scheme] = map[string]int{}
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := t.add(row); err != nil {
			line, _ := rows.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
	}
	return t, nil
}

// add takes in one row, which must come after those with smaller ids.
func (t *index) add(row []string) error {
	field := make(map[string]string, len(columns))
	for i, c := range columns {
		field[c] = row[i]
	}
	slug := field["id"]
	if !slugPattern.MatchString(slug) {
		return fmt.Errorf("id %q is neither three capitals nor a lower-case slug", slug)
	}
	if field["name"] == "" || field["full_name"] == "" {
		return fmt.Errorf("%s has no name or full name", slug)
	}
	items := strings.Split(field["wikidata"], "|")
	s := State{
		ID:         "actor/" + slug,
		ISO2:       field["iso2"],
		ISO3:       field["iso3"],
		ISONumeric: field["isonum"],
		COWAbb:     field["cow_abb"],
		Wikidata:   items[0],
		Name:       field["name"],
		FullName:   field["full_name"],
		Names:      map[string]string{},
		From:       field["from"],
		To:         field["to"],
	}
	if field["aliases"] != "" {
		s.Aliases = strings.Split(field["aliases"], "|")
	}
	for _, lang := range []string{"fr", "ru", "uk"} {
		if name := field["name_"+lang]; name != "" {
			s.Names[lang] = name
		}
	}
	for _, date := range []string{s.From, s.To} {
		if !datePattern.MatchString(date) {
			return fmt.Errorf("%s: %q is no date", slug, date)
		}
	}
	if n := len(t.states); n > 0 && s.ID <= t.states[n-1].ID {
		return fmt.Errorf("%s comes after %s: ids must be unique and sorted", s.ID, t.states[n-1].ID)
	}

	i := len(t.states)
	codes := [][2]string{
		{"iso2", s.ISO2}, {"iso3", s.ISO3}, {"isonum", s.ISONumeric},
		{"cow", field["cow"]}, {"cowabb", s.COWAbb},
	}
	for _, item := range items {
		codes = append(codes, [2]string{"wikidata", item})
	}
	for _, c := range codes {
		scheme, code := c[0], c[1]
		if code == "" {
			continue
		}
		if !codePattern[scheme].MatchString(code) {
			return fmt.Errorf("%s: %q is no code of %s", slug, code, scheme)
		}
		if err := t.claim(t.codes[scheme], code, i, slug); err != nil {
			return fmt.Errorf("%s code: %w", scheme, err)
		}
	}
	s.COW, _ = strconv.Atoi(field["cow"]) // checked above; empty is 0

	for _, name := range slices.Concat([]string{s.Name, s.FullName}, slices.Collect(maps.Values(s.Names)), s.Aliases) {
		into, key := t.names, fold(name)
		if abbrev, ok := abbreviation(name); ok {
			into, key = t.abbrevs, abbrev
		}
		if key == "" {
			return fmt.Errorf("%s: %q holds no word", slug, name)
		}
		if err := t.claim(into, key, i, slug); err != nil {
			return fmt.Errorf("name %q: %w", name, err)
		}
	}
	t.byID[s.ID] = i
	t.states = append(t.states, s)
	return nil
}

// claim notes that key means state i, unless it already means another.
func (t *index) claim(m map[string]int, key string, i int, slug string) error {
	if j, taken := m[key]; taken && j != i {
		return fmt.Errorf("%q means both %s and actor/%s", key, t.states[j].ID, slug)
	}
	m[key] = i
	return nil
}

// abbreviation returns s without dots and spaces, if what remains is two to five capital letters.
func abbreviation(s string) (string, bool) {
	var b strings.Builder
	n := 0
	for _, r := range s {
		switch {
		case r == '.' || r == ' ':
		case unicode.IsUpper(r):
			b.WriteRune(r)
			n++
		default:
			return "", false
		}
	}
	return b.String(), n >= 2 && n <= 5
}

func (t *index) resolve(s string) (int, bool) {
	if i, ok := t.byID[s]; ok {
		return i, true
	}
	for _, scheme := range []string{"iso3", "iso2"} {
		if i, ok := t.codes[scheme][s]; ok {
			return i, true
		}
	}
	if abbrev, ok := abbreviation(s); ok {
		if i, ok := t.abbrevs[abbrev]; ok {
			return i, true
		}
	}
	if i, ok := t.resolveItem(s); ok {
		return i, true
	}
	if scheme, code, ok := cutScheme(s); ok {
		if i, ok := t.resolveCode(scheme, code); ok {
			return i, true
		}
	}
	if i, ok := t.names[fold(s)]; ok {
		return i, true
	}
	return t.resolveInverted(s)
}

// resolveItem takes a Wikidata item, bare or as an address.
func (t *index) resolveItem(s string) (int, bool) {
	for _, prefix := range []string{
		"https://www.wikidata.org/wiki/", "http://www.wikidata.org/wiki/",
		"https://www.wikidata.org/entity/", "http://www.wikidata.org/entity/",
	} {
		if item, ok := strings.CutPrefix(s, prefix); ok {
			s = item
			break
		}
	}
	i, ok := t.codes["wikidata"][strings.ToUpper(s)]
	return i, ok
}

// cutScheme cuts "cow:220" or "COW 220" into its two parts.
func cutScheme(s string) (scheme, code string, ok bool) {
	at := strings.IndexAny(s, ": ")
	if at < 0 {
		return "", "", false
	}
	scheme, code = s[:at], strings.TrimSpace(s[at+1:])
	// After a space only a number is a code: "ISO FR" would be odd, "cow and" a pair of words.
	if s[at] == ' ' && strings.Trim(code, "0123456789") != "" {
		return "", "", false
	}
	return scheme, code, code != ""
}

func (t *index) resolveCode(scheme, value string) (int, bool) {
	scheme, value = strings.ToLower(scheme), strings.ToUpper(strings.TrimSpace(value))
	numeric := value != "" && strings.Trim(value, "0123456789") == ""
	if scheme == "iso" {
		switch {
		case numeric:
			scheme = "isonum"
		case len(value) == 2:
			scheme = "iso2"
		default:
			scheme = "iso3"
		}
	}
	if numeric {
		value = strings.TrimLeft(value, "0")
		if scheme == "isonum" && len(value) < 3 {
			value = strings.Repeat("0", 3-len(value)) + value
		}
	}
	i, ok := t.codes[scheme][value]
	return i, ok
}

// resolveInverted understands "Korea, Republic of", "Iran (Islamic Republic of)" and "Myanmar (Burma)".
func (t *index) resolveInverted(s string) (int, bool) {
	head, tail, ok := strings.Cut(s, ",")
	bracketed := false
	if !ok {
		if head, tail, ok = strings.Cut(s, "("); ok {
			tail, bracketed = strings.CutSuffix(tail, ")")
			ok = bracketed
		}
	}
	head, tail = strings.TrimSpace(head), strings.TrimSpace(tail)
	if !ok || head == "" || tail == "" || strings.ContainsAny(tail, ",()") {
		return 0, false
	}
	if i, ok := t.names[fold(tail+" "+head)]; ok {
		return i, true
	}
	if !bracketed {
		return 0, false
	}
	i, ok := t.resolve(head)
	j, also := t.resolve(tail)
	return i, ok && also && i == j
}

// suggest returns the positions of the states nearest to s, nearest first.
func (t *index) suggest(s string) []int {
	best := make(map[int]int)
	offer := func(i, score int) {
		if old, ok := best[i]; !ok || score < old {
			best[i] = score
		}
	}
	for scheme := range codePattern {
		if i, ok := t.resolveCode(scheme, s); ok {
			offer(i, 0)
		}
	}
	if i, ok := t.abbrevs[strings.ToUpper(s)]; ok {
		offer(i, 0)
	}
	want := []rune(fold(s))
	if len(want) > 0 && len(want) <= maxSuggestLength {
		padded := " " + string(want) + " "
		for name, i := range t.names {
			if len(want) > 2 && strings.Contains(" "+name+" ", padded) {
				offer(i, 1)
				continue
			}
			limit := min(3, len(want)/3)
			if d := distance(want, []rune(name), limit); d <= limit {
				offer(i, 1+d)
			}
		}
	}
	found := slices.SortedFunc(maps.Keys(best), func(i, j int) int {
		return cmp.Or(cmp.Compare(best[i], best[j]), cmp.Compare(i, j))
	})
	return found[:min(len(found), maxSuggestions)]
}

// maxSuggestLength bounds, in letters, the text that Suggest compares with names: none is longer.
const maxSuggestLength = 100

// distance returns how many letters must be put in, left out, replaced or swapped with the next one
// to make a into b; any number above limit if it takes more than limit.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		nearest := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			nearest = min(nearest, row[j])
		}
		if nearest > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
