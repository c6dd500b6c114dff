package graph

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SearchWord is one word of a text, as search compares it.
type SearchWord struct {
	// Word is folded as FoldText does and, from Cyrillic, Greek and Georgian, written in Latin letters.
	Word string
	// Start and End say where it stands in the text, in code points, the end exclusive.
	Start, End int
	// Joined: nothing parts it from the word before it, as in scripts that are written without spaces.
	Joined bool
}

// maxWordLength is how many letters of a word count. What is longer is no word that people look for, and an index takes none of
// more than 255.
const maxWordLength = 60

// SearchWords gives the words of a text: letters, digits and the marks on them; everything else parts words. All that
// search compares goes through this function, in what is kept and in what is asked.
//
// An apostrophe inside a word doesn't part it ("зв’язку"), but for the one after a single letter ("l’Ukraine" is two
// words), and a final ’s is left out ("Belmark’s" is "belmark"). Chinese characters and Japanese kana are each a word.
func SearchWords(text string) []SearchWord {
	c := wordCutter{list: make([]SearchWord, 0, len(text)/6+1)}
	for _, r := range text {
		if r < utf8.RuneSelf && asciiWord[r] {
			c.letter(asciiLower(byte(r)))
		} else {
			c.other(r)
		}
		c.at++
	}
	c.close()
	return c.list
}

// wordCutter cuts a text into words.
type wordCutter struct {
	list []SearchWord
	// at is where the text is read, in code points.
	at int
	// word is the one that is being read, if one is open: how many letters it has, and where it stands.
	word       []byte
	letters    int
	start, end int
	open       bool
	// foreign: a letter of it was romanised, or is none that could be. alone: it is one character that is a word by itself.
	// joined: another word ended where it began.
	foreign, alone, joined bool
	// apostrophe is where the last one stands in the word, if there is one: its place in word, and in the text.
	apostrophe, apostropheAt int
	// pending: an apostrophe was the last that was read, and the word may go on.
	pending bool
}

// asciiWord tells which ASCII characters are letters or digits.
var asciiWord = func() (is [utf8.RuneSelf]bool) {
	for r := range is {
		is[r] = r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	return is
}()

func asciiLower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		b += 'a' - 'A'
	}
	return b
}

// letter takes a Latin letter or a digit.
func (c *wordCutter) letter(b byte) {
	c.begin(false)
	if c.letters < maxWordLength {
		c.word = append(c.word, b)
		c.letters++
	}
	c.end = c.at + 1
}

// begin makes a word open for a letter, or for a mark on one.
func (c *wordCutter) begin(mark bool) {
	if c.pending {
		c.pending = false
		if c.letters == 1 && !c.foreign {
			c.close()
		} else {
			c.apostrophe, c.apostropheAt = len(c.word), c.end
		}
	}
	joined := c.open && c.alone && !mark
	if joined {
		c.close()
	}
	if !c.open {
		c.word, c.letters, c.start, c.apostrophe = c.word[:0], 0, c.at, 0
		c.open, c.foreign, c.alone, c.joined = true, false, false, joined
	}
}

// other takes any other character.
func (c *wordCutter) other(r rune) {
	dropped := true
	eachFolded(r, func(f rune) {
		dropped = false
		c.folded(f)
	})
	if dropped && c.open {
		// A mark that folding drops belongs to the letter before it.
		c.end = c.at + 1
	}
}

// folded takes a folded character.
func (c *wordCutter) folded(r rune) {
	switch {
	case r < utf8.RuneSelf && asciiWord[r]:
		c.letter(asciiLower(byte(r)))
	case isApostrophe(r):
		c.pending = c.open
	case unicode.Is(unicode.Cf, r):
		// What can't be seen, such as a soft hyphen, parts no words.
	case standsAlone(r):
		joined := c.open && !c.pending
		c.close()
		c.write(r)
		c.alone, c.joined = true, joined
	case unicode.In(r, unicode.L, unicode.N, unicode.M):
		c.write(r)
	default:
		c.close()
	}
}

// write takes a letter of another script, or a mark.
func (c *wordCutter) write(r rune) {
	c.begin(unicode.Is(unicode.M, r))
	c.foreign = true
	if c.letters < maxWordLength {
		if latin, ok := romanised[r]; ok {
			c.word = append(c.word, latin...)
		} else {
			c.word = utf8.AppendRune(c.word, r)
		}
		c.letters++
	}
	c.end = c.at + 1
}

// close ends the word that is open.
func (c *wordCutter) close() {
	c.pending = false
	if !c.open {
		return
	}
	end := c.end
	if c.apostrophe > 0 && string(c.word[c.apostrophe:]) == "s" {
		c.word, end = c.word[:c.apostrophe], c.apostropheAt
	}
	if len(c.word) > 0 {
		c.list = append(c.list, SearchWord{Word: string(c.word), Start: c.start, End: end, Joined: c.joined})
	}
	c.open = false
}

// isApostrophe tells whether a folded character is an apostrophe, or a sign used for one.
func isApostrophe(r rune) bool { return strings.ContainsRune("'`ʹʺʻ՚׳", r) }

// standsAlone tells whether a character is a word by itself.
func standsAlone(r rune) bool {
	return r >= 0x3040 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// romanised gives the Latin letters for folded letters of other scripts, one by one: what newspapers write rather than
// what libraries do. Folding has made й и, ї і, ё е and ў у by then.
var romanised = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'є': "ie", 'ж': "zh", 'з': "z", 'и': "i", 'і': "i",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh",
	'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "iu", 'я': "ia",
	'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'ђ': "dj", 'џ': "dz", 'ѕ': "dz",

	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m",
	'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",

	'ა': "a", 'ბ': "b", 'გ': "g", 'დ': "d", 'ე': "e", 'ვ': "v", 'ზ': "z", 'თ': "t", 'ი': "i", 'კ': "k", 'ლ': "l", 'მ': "m",
	'ნ': "n", 'ო': "o", 'პ': "p", 'ჟ': "zh", 'რ': "r", 'ს': "s", 'ტ': "t", 'უ': "u", 'ფ': "p", 'ქ': "k", 'ღ': "gh", 'ყ': "q",
	'შ': "sh", 'ჩ': "ch", 'ც': "ts", 'ძ': "dz", 'წ': "ts", 'ჭ': "ch", 'ხ': "kh", 'ჯ': "j", 'ჰ': "h",
}

// A sound key is what common spellings of one name have in common: those of Київ, Киев, Kyiv and Kiev are equal, and those
// of Зеленський, Зеленский, Zelenskyy, Zelenskiy, Zelensky and Selenskyj. It is no more than a rule of thumb; two words of one
// key may be different words.
//
// Its rules, first where a word ends (off is ov), then from its beginning (sounds), then for what came of that: ie is i, but e
// at the beginning; a letter doubled is one.

// minSoundLength is how many letters a word must have for its sound to be compared.
const minSoundLength = 4

// sounds are tried in this order at each place.
var sounds = strings.NewReplacer(
	"tsch", "c", "shch", "s", "dsch", "i", "sch", "s", "dzh", "i", "tch", "c", "dj", "i", "zh", "s", "sh", "s", "kh", "h", "cz", "c", "ch", "c",
	"ck", "k", "ph", "f", "th", "t", "gh", "g", "tz", "ts", "ou", "u", "oo", "u", "ce", "se", "ci", "si", "cy", "si",
	"c", "k", "j", "i", "q", "k", "w", "v", "x", "ks", "y", "i", "z", "s",
)

// SoundKey gives a word's sound key; none for a word that is short, or has other letters than a to z. The word must be one that
// SearchWords gave.
func SoundKey(word string) string {
	if len(word) < minSoundLength {
		return ""
	}
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return ""
		}
	}
	if stem, ok := strings.CutSuffix(word, "off"); ok {
		word = stem + "ov"
	}
	text := sounds.Replace(word)
	key := make([]byte, 0, len(text))
	for i := range len(text) {
		last := len(key) - 1
		switch {
		case last >= 0 && key[last] == text[i]:
		case last == 0 && key[0] == 'i' && text[i] == 'e':
			key[0] = 'e'
		case last > 0 && key[last] == 'i' && text[i] == 'e':
		default:
			key = append(key, text[i])
		}
	}
	return string(key)
}
