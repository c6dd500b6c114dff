package resolve

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// name is one of a thing's names.
type name struct {
	text  string
	words []word
	// letters are the first letters of its words, for a name of several words; the name itself, for one that is made of
	// capital letters. Two names that have the same are an acronym and what it stands for.
	letters string
	acronym bool
}

func newName(text string) (name, bool) {
	n := name{text: text, words: wordsOf(text)}
	if len(n.words) == 0 {
		return n, false
	}
	n.letters, n.acronym = lettersOf(text)
	return n, true
}

// The lengths of acronyms. Short ones stand for much.
const (
	minAcronym  = 2
	longAcronym = 4
	maxAcronym  = 8
)

// lettersOf gives the letters by which a name may be abbreviated, or those of an abbreviation; none if it has neither.
func lettersOf(text string) (letters string, acronym bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '/' })
	if len(parts) == 1 {
		plain := strings.ReplaceAll(text, ".", "")
		letters = latin(plain)
		if strings.ToUpper(plain) != plain || strings.ToLower(plain) == plain {
			return "", false
		}
		return acronymOf(letters), true
	}
	for _, p := range parts {
		words := wordsOf(p)
		if len(words) > 0 && !joining[words[0].text] {
			letters += words[0].text[:1]
		}
	}
	return acronymOf(letters), false
}

func acronymOf(letters string) string {
	if len(letters) < minAcronym || len(letters) > maxAcronym {
		return ""
	}
	return letters
}

// whole gives all the words of a name in one text, in whatever order they come.
func (n name) whole() string {
	sounds := make([]string, len(n.words))
	for i, w := range n.words {
		sounds[i] = w.sound
	}
	slices.Sort(sounds)
	return strings.Join(sounds, " ")
}

// joined gives a name without what parts its words: Viet Nam and Vietnam are equal.
func (n name) joined() string {
	var text strings.Builder
	for _, w := range n.words {
		text.WriteString(w.text)
	}
	return text.String()
}

// numbers gives the numbers in a name, sorted.
func (n name) numbers() []string {
	var list []string
	for _, w := range n.words {
		if isNumber(w.text) {
			list = append(list, w.text)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// How alike names are where one is a shorter form of the other.
const (
	alikeShorter      = 0.85
	alikeAcronym      = 0.95
	alikeShortAcronym = 0.9
)

// minShorter is how many words a title must have for a longer one with the same words to be alike.
const minShorter = 2

// alikeNames tells how alike two names are, from 0 to 1.
func alikeNames(a, b name, m manner) float64 {
	if m != persons && a.acronym != b.acronym && a.letters != "" && a.letters == b.letters {
		if len(a.letters) < longAcronym {
			return alikeShortAcronym
		}
		return alikeAcronym
	}
	if a.joined() == b.joined() {
		return 1
	}
	matched, shorter := matchWords(a.words, b.words, m)
	score := matched / (weightOf(a.words) + weightOf(b.words))
	if shorter && (m == persons || m == titles && min(len(a.words), len(b.words)) >= minShorter) {
		score = max(score, alikeShorter)
	}
	return score
}

func weightOf(words []word) float64 {
	sum := 0.0
	for _, w := range words {
		sum += w.weight
	}
	return sum
}

// matchWords pairs the words of two names, the most alike first, each once. It gives the weight of what is matched, of
// both together, and whether all words of one name are found in the other.
func matchWords(a, b []word, m manner) (matched float64, all bool) {
	type match struct {
		i, j  int
		alike float64
	}
	var matches []match
	for i := range a {
		for j := range b {
			if s := alike(a[i], b[j], m); s > 0 {
				matches = append(matches, match{i, j, s})
			}
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return -cmp.Compare(a.alike, b.alike) })
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	good := 0
	for _, match := range matches {
		if usedA[match.i] || usedB[match.j] {
			continue
		}
		usedA[match.i], usedB[match.j] = true, true
		matched += match.alike * (a[match.i].weight + b[match.j].weight)
		if match.alike >= alikeInitial {
			good++
		}
	}
	return matched, good == min(len(a), len(b))
}

// generation tells whether a name says that its bearer is the younger or the elder of two; empty if it says nothing.
func (n name) generation() string {
	for _, w := range n.words {
		if g := generations[w.text]; g != "" {
			return g
		}
	}
	return ""
}

var generations = map[string]string{
	"jr": "the younger", "junior": "the younger", "fils": "the younger", "filho": "the younger", "mladshii": "the younger", "molodshii": "the younger",
	"sr": "the elder", "senior": "the elder", "pere": "the elder", "starshii": "the elder",
}

// scriptOf names the script that most letters of a text are of.
func scriptOf(text []rune) string {
	counts := map[string]int{}
	for _, r := range text {
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				counts[s.name]++
			}
		}
	}
	best := "other"
	for _, s := range scripts {
		if counts[s.name] > counts[best] {
			best = s.name
		}
	}
	return best
}

var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Arabic", unicode.Arabic}, {"Greek", unicode.Greek}, {"Hebrew", unicode.Hebrew},
	{"Georgian", unicode.Georgian}, {"Armenian", unicode.Armenian}, {"Chinese", unicode.Han}, {"Korean", unicode.Hangul},
	{"Japanese", unicode.Hiragana}, {"Japanese", unicode.Katakana}, {"Devanagari", unicode.Devanagari}, {"Thai", unicode.Thai},
}
