package loader

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"pactgraph/graph"
	"pactgraph/graph/registry"
)

// longestGuess is up to which length a word is compared with others: what is longer is no slip of a known word.
const longestGuess = 80

// nearest gives the candidate that was probably meant by a word; "" if none is near.
func nearest(word string, candidates []string) string {
	if utf8.RuneCountInString(word) > longestGuess {
		return ""
	}
	plain := plainWord(word)
	best, bestDistance := "", allowedDistance(plain)+1
	sorted := slices.Sorted(slices.Values(candidates))
	for _, c := range sorted {
		if d := distance(plain, plainWord(c)); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	if best == "" {
		best = longestStart(plain, sorted)
	}
	return best
}

// allowedDistance is how many slips make a word another one: none in the shortest, where every word is near.
func allowedDistance(word string) int {
	if n := utf8.RuneCountInString(word); n > 2 {
		return max(1, n/3)
	}
	return 0
}

// distance is the number of slips between words. Letters in the wrong order are one.
func distance(a, b string) int {
	d := levenshtein.ComputeDistance(a, b)
	if d == 2 && len(a) == len(b) && slices.Equal(slices.Sorted(strings.SplitSeq(a, "")), slices.Sorted(strings.SplitSeq(b, ""))) {
		return 1
	}
	return d
}

// shortestStart is how many letters words must begin with in common to be taken for each other.
const shortestStart = 4

// longestStart gives the candidate that begins most like a word, as SIGNATURE does like signed.
func longestStart(plain string, candidates []string) string {
	best, bestLength := "", max(shortestStart, utf8.RuneCountInString(plain)/2+1)-1
	for _, c := range candidates {
		length := 0
		other := []rune(plainWord(c))
		for i, r := range []rune(plain) {
			if i >= len(other) || other[i] != r {
				break
			}
			length++
		}
		if length > bestLength {
			best, bestLength = c, length
		}
	}
	return best
}

// plainWord is a word without what people confuse most: case, and how words are joined.
func plainWord(s string) string { return wordJoiners.Replace(graph.FoldText(s)) }

var wordJoiners = strings.NewReplacer("-", "", "_", "", " ", "")

// didYouMean gives the end of a message that suggests the nearest candidate; "" if none is near.
func didYouMean(word string, candidates []string) string {
	if c := nearest(word, candidates); c != "" {
		return fmt.Sprintf(" (did you mean %q?)", c)
	}
	return ""
}

// maxListed is how many words a message lists.
const maxListed = 12

// didYouMeanOr suggests the nearest candidate; where none is near it lists them.
func didYouMeanOr(word string, candidates []string) string {
	if s := didYouMean(word, candidates); s != "" {
		return s
	}
	if len(candidates) <= maxListed {
		return ": it has " + joinOr(candidates)
	}
	return ": it has " + strings.Join(candidates[:maxListed], ", ") + " and more, see docs/bundle.md"
}

// didYouMeanState suggests states of the registry.
func didYouMeanState(word string) string {
	if utf8.RuneCountInString(word) > longestGuess {
		return ""
	}
	var names []string
	for _, s := range registry.Suggest(word) {
		names = append(names, fmt.Sprintf("%s (%s)", s.Name, graph.Slug(s.ID)))
	}
	if len(names) == 0 {
		return ""
	}
	return ": did you mean " + strings.Join(names, " or ") + "?"
}
