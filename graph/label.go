package graph

import (
	"strings"
	"unicode/utf8"
)

// labelLength is where a label is cut, in code points: long enough for a sentence, short enough for a caption.
const labelLength = 140

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func joinNonEmpty(texts ...string) string {
	kept := texts[:0:0]
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, " ")
}

// slugWords makes a readable text of an id's slug, for nodes that no source names.
func slugWords(id string) string {
	if i := strings.IndexByte(id, '/'); i >= 0 {
		id = id[i+1:]
	}
	return strings.NewReplacer("-", " ", "/", ": ").Replace(id)
}

func shorten(text string) string {
	if utf8.RuneCountInString(text) <= labelLength {
		return text
	}
	runes := []rune(text)
	return string(runes[:labelLength-1]) + "…"
}
