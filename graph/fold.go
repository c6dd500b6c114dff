package graph

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:generate go run ./gen

// FoldText makes the form of a text in which OpContains, OpStartsWith and search compare: lower case, without accents
// and vowel points, compatibility forms (full width, ligatures) as plain ones, curly quotes and dashes as straight ones,
// runs of white space as one space. Both stores keep what this function gives, so that both find the same.
func FoldText(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	write := func(r rune) {
		if unicode.IsSpace(r) {
			space = true
			return
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	for _, r := range s {
		// A fold may itself begin with a space or have one inside, as that of a spacing accent does.
		eachFolded(r, write)
	}
	if space && b.Len() > 0 {
		b.WriteByte(' ')
	}
	return b.String()
}

// eachFolded calls write for what one character folds to: no, one or several characters.
func eachFolded(r rune, write func(rune)) {
	if r < utf8.RuneSelf {
		write(unicode.ToLower(r))
		return
	}
	to, ok := folds()[r]
	if !ok {
		write(r)
		return
	}
	for _, f := range to {
		write(f)
	}
}

var folds = sync.OnceValue(func() map[rune]string {
	m := map[rune]string{}
	for _, entry := range strings.Split(strings.TrimSuffix(foldTable, "\x00"), "\x00") {
		r, size := utf8.DecodeRuneInString(entry)
		m[r] = entry[size:]
	}
	return m
})

var compositions = sync.OnceValue(func() map[[2]rune]bool {
	m := map[[2]rune]bool{}
	runes := []rune(composedPairs)
	for i := 0; i+1 < len(runes); i += 2 {
		m[[2]rune{runes[i], runes[i+1]}] = true
	}
	return m
})

// composes tells whether Unicode's composed form writes two characters as one.
func composes(a, b rune) bool { return compositions()[[2]rune{a, b}] }
