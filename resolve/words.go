package resolve

import (
	"slices"
	"strings"
	"unicode"

	"github.com/hbollon/go-edlib"
	"github.com/mozillazg/go-unidecode"

	"pactgraph/graph"
)

// word is one word of a name, in the forms in which words are compared.
type word struct {
	// text is the word in Latin letters and digits, folded.
	text string
	// sound is what common spellings share; the text itself, where it is short.
	sound string
	// bones are its consonants, as a script without vowels writes them.
	bones string
	// weight is how much the word tells of what it names.
	weight float64
	// script is that in which it was written; abjad tells that it leaves vowels out.
	script string
	abjad  bool
}

// manner is what words name, since they are compared differently: persons have names in many spellings, titles of
// declarations are translated, and the names of everything else differ by a vowel, as Niger and Nigeria do.
type manner int

const (
	others manner = iota
	persons
	titles
)

// Words that tell little, and their weights.
const (
	weightWord    = 1
	weightNumber  = 0.5
	weightInitial = 0.5
	weightFormal  = 0.3
)

// joining are words that tell nothing: articles, prepositions, conjunctions.
var joining = wordSet("the of and for on in at to a an de des du la le les l d der die das und von van y el los al et e o i na v ob z iz pro dlia pri")

// formal are words that many names have, whatever they name.
var formal = wordSet("republic kingdom state states federal federation union united respublika republika federatsiia republique royaume")

// short gives words that are mostly written short.
var short = map[string]string{"st": "saint", "ste": "sainte", "rep": "republic", "dem": "democratic", "fed": "federal"}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// maxWords is how many words of a name are compared.
const maxWords = 24

// wordsOf gives the words of a name that tell something; all of them, if none does.
func wordsOf(name string) []word {
	var all, telling []word
	runes := []rune(name)
	for _, w := range graph.SearchWords(name) {
		if word, ok := newWord(w.Word, scriptOf(runes[w.Start:w.End])); ok {
			all = append(all, word)
			if !joining[word.text] {
				telling = append(telling, word)
			}
		}
	}
	if len(telling) == 0 {
		telling = all
	}
	return telling[:min(len(telling), maxWords)]
}

// newWord makes a word of one that graph.SearchWords gave; not ok if nothing of it can be written in Latin letters.
func newWord(folded, script string) (word, bool) {
	w := word{text: latin(folded), script: script, abjad: script == "Arabic" || script == "Hebrew"}
	if w.text == "" {
		return w, false
	}
	if long := short[w.text]; long != "" {
		w.text = long
	}
	w.sound = graph.SoundKey(w.text)
	if w.sound == "" {
		w.sound = w.text
	}
	w.bones = bones(w.text)
	switch {
	case isNumber(w.text):
		w.weight = weightNumber
	case len(w.text) == 1:
		w.weight = weightInitial
	case formal[w.text]:
		w.weight = weightFormal
	default:
		w.weight = weightWord
	}
	return w, true
}

// latin writes a folded word in the letters a to z and digits. An Arabic article is left out.
func latin(folded string) string {
	if rest, ok := strings.CutPrefix(folded, "ال"); ok && len([]rune(rest)) > 2 {
		folded = rest
	}
	return strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, unidecode.Unidecode(folded))
}

func isNumber(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// boneLetters makes one letter of those that scripts without vowels don't tell apart, and leaves vowels out.
var boneLetters = strings.NewReplacer(
	"sch", "s", "sh", "s", "ch", "s", "kh", "k", "gh", "g", "ph", "f", "th", "t", "zh", "g", "ck", "k", "dj", "g", "x", "ks",
	"c", "k", "q", "k", "j", "g", "p", "b", "v", "f", "h", "",
	"a", "", "e", "", "i", "", "o", "", "u", "", "w", "", "y", "",
)

// bones gives the consonants of a word in Latin letters: those of زيلينسكي and Zelensky are equal. A letter doubled is one.
func bones(text string) string {
	letters := slices.Compact([]byte(text))
	return boneLetters.Replace(string(letters))
}

// How many consonants words of two scripts must have for these alone to make them alike.
const (
	minBones       = 4
	minPersonBones = 2
)

// How alike words are that aren't equal.
const (
	alikeSound   = 0.97
	alikeBones   = 0.94
	alikeSpelt   = 0.9
	alikeEnding  = 0.85
	alikeInitial = 0.8
	// Words that are less alike than this by Jaro and Winkler are different words. Above, the likeness grows to alikeSpelt; that of
	// persons' names is alikeSpelt from nearSpelt on.
	leastSpelt = 0.85
	nearSpelt  = 0.94
	// minStem is how many letters a word must have for a longer one to be a form of it in another language.
	minStem = 5
)

// alike tells how alike two words are, from 0 to 1.
func alike(a, b word, m manner) float64 {
	switch {
	case a.text == b.text:
		return 1
	case isNumber(a.text) || isNumber(b.text):
		return 0
	case len(a.text) == 1 || len(b.text) == 1:
		if a.text[0] == b.text[0] {
			return alikeInitial
		}
		return 0
	case a.abjad != b.abjad:
		return max(alikeAcross(a, b, m), spelt(a.bones, b.bones, m))
	case a.sound == b.sound:
		return alikeSound
	case a.script != b.script:
		return max(alikeAcross(a, b, m), spelt(a.sound, b.sound, m))
	}
	return spelt(a.text, b.text, m)
}

// alikeAcross tells how alike two words of two scripts are, whatever their vowels and, in titles, their endings.
func alikeAcross(a, b word, m manner) float64 {
	least := minBones
	if m == persons {
		least = minPersonBones
	}
	stem, form := a.sound, b.sound
	if len(form) < len(stem) {
		stem, form = form, stem
	}
	switch {
	case len(a.bones) >= least && a.bones == b.bones:
		return alikeBones
	case m == titles && len(stem) >= minStem && strings.HasPrefix(form, stem):
		return alikeEnding
	}
	return 0
}

// minSpelt is how many letters words must have for misspellings to be forgiven.
const minSpelt = 3

// spelt tells how alike two spellings are that differ by some letters.
func spelt(a, b string, m manner) float64 {
	if len(a) < minSpelt || len(b) < minSpelt {
		return 0
	}
	jaroWinkler := float64(edlib.JaroWinklerSimilarity(a, b))
	if m == persons && jaroWinkler >= nearSpelt {
		return alikeSpelt
	}
	return alikeSpelt * max(0, jaroWinkler-leastSpelt) / (1 - leastSpelt)
}
