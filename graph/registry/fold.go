package registry

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// fold turns a name into the key under which it is looked up. Two names that differ only in what
// fold strips are the same name:
//
//   - case; accents on Latin, Greek and Cyrillic letters, whether written as one code point or two
//     (é, й and ї fold to e, и and і); Arabic and Hebrew vowel points, and the spelling variants of
//     alef, yeh and kaf; invisible format characters;
//   - punctuation, which parts words, but for apostrophes: these are dropped ("People's" is
//     "Peoples") unless they follow an elided article ("d'Ivoire", "l'Ukraine");
//   - the words "the" and "of", and a leading French article;
//   - abbreviations: "St." is "Saint", "Rep." "Republic", "Dem." "Democratic", "&" "and".
//
// What is left are words parted by single spaces; nothing at all if the text held no word.
func fold(s string) string {
	letters := foldedLetters()
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, r := range s {
		r = unicode.ToLower(r)
		if base, ok := letters[r]; ok {
			word.WriteString(base)
			continue
		}
		switch {
		case isApostrophe(r):
			if w := word.String(); w == "l" || w == "d" {
				flush()
			}
		case isStripped(r):
		case unicode.In(r, unicode.L, unicode.N, unicode.M):
			word.WriteRune(r)
		default:
			flush()
			if r == '&' {
				words = append(words, "and")
			}
		}
	}
	flush()

	kept := words[:0]
	for _, w := range words {
		if w == "the" || w == "of" || len(kept) == 0 && slices.Contains(leadingArticles, w) {
			continue
		}
		if long, ok := abbreviatedWords[w]; ok {
			w = long
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " ")
}

var leadingArticles = []string{"l", "la", "le", "les"}

var abbreviatedWords = map[string]string{
	"dem": "democratic",
	"rep": "republic",
	"st":  "saint",
	"ste": "sainte",
}

func isApostrophe(r rune) bool {
	return strings.ContainsRune("'`´‘’ʹʻʼ՚׳״", r)
}

// isStripped reports whether r is a mark that fold drops without parting the word: combining
// accents, Arabic and Hebrew points, tatweel, and format characters such as a zero-width joiner.
// Marks of other scripts (the vowel signs of Hindi or Thai) are letters here.
func isStripped(r rune) bool {
	switch {
	case r >= 0x0300 && r <= 0x036F,
		r >= 0x0591 && r <= 0x05C7,
		r >= 0x064B && r <= 0x065F, r == 0x0670, r == 0x0640:
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

// accented lists, for each plain letter, the lower-case letters that fold to it.
var accented = map[string]string{
	"a":  "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ",
	"b":  "ḃḅḇ",
	"c":  "çćĉċčḉ",
	"d":  "ďḋḍḏḑḓđð",
	"e":  "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ",
	"f":  "ḟ",
	"g":  "ĝğġģǧǵḡ",
	"h":  "ĥȟḣḥḧḩḫẖħ",
	"i":  "ìíîïĩīĭįǐȉȋḭḯỉịı",
	"j":  "ĵǰ",
	"k":  "ķǩḱḳḵ",
	"l":  "ĺļľḷḹḻḽł",
	"m":  "ḿṁṃ",
	"n":  "ñńņňǹṅṇṉṋ",
	"o":  "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ",
	"p":  "ṕṗ",
	"r":  "ŕŗřȑȓṙṛṝṟ",
	"s":  "śŝşšșṡṣṥṧṩ",
	"t":  "ţťțṫṭṯṱẗŧ",
	"u":  "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
	"v":  "ṽṿ",
	"w":  "ŵẁẃẅẇẉẘ",
	"x":  "ẋẍ",
	"y":  "ýÿŷȳẏẙỳỵỷỹ",
	"z":  "źżžẑẓẕ",
	"ae": "æǣǽ",
	"oe": "œ",
	"ss": "ß",
	"th": "þ",

	"α": "άἀἁἄ",
	"ε": "έἐἑἔ",
	"η": "ήἠἡἤ",
	"ι": "ίϊΐ",
	"ο": "όὀὁὄ",
	"σ": "ς",
	"υ": "ύϋΰ",
	"ω": "ώὠὡὤ",

	"г": "ѓ",
	"е": "ёѐ",
	"и": "йѝ",
	"і": "ї",
	"к": "ќ",
	"у": "ў",

	"ا": "أإآٱ",
	"و": "ؤ",
	"ي": "ىئی",
	"ك": "ک",
}

var foldedLetters = sync.OnceValue(func() map[rune]string {
	m := make(map[rune]string, 512)
	for base, letters := range accented {
		for _, r := range letters {
			m[r] = base
		}
	}
	return m
})
