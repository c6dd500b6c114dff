package graph

import (
	"slices"
	"strconv"
)

// How many mistakes a word may have: by its length in letters, since a short word with one is mostly another word. A word with
// a digit may have none: 2015 is no misspelt 2014.
const (
	oneMistake  = 4
	twoMistakes = 8
)

// mistakes gives how many mistakes are forgiven in a word that is asked for.
func mistakes(word []rune) int {
	for _, r := range word {
		if r >= '0' && r <= '9' {
			return 0
		}
	}
	switch n := len(word); {
	case n >= twoMistakes:
		return 2
	case n >= oneMistake:
		return 1
	}
	return 0
}

// distance gives by how many mistakes two words differ, most+1 if it is more than most: a letter too many, too few or
// wrong, or two neighbours in the wrong order (Damerau's distance, where no letter is part of two mistakes).
func distance(a, b []rune, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	// Words are cut at maxWordLength characters, but romanising makes up to four of one.
	rows := [3][4*maxWordLength + 1]int16{}
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = int16(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = int16(i)
		least := row[0]
		for j := 1; j <= len(b); j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d = 1 + min(d, last[j], row[j-1])
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d = min(d, 1+before[j-2])
				}
			}
			row[j] = d
			least = min(least, d)
		}
		if int(least) > most+1 {
			break
		}
		before, last, row = last, row, before
	}
	return min(int(last[len(b)]), most+1)
}

// Keys by which an index finds the words near to one that is asked for, without looking at all of them. Each word has a few:
// its sound, and its parts. Two words that differ by fewer mistakes than they have parts share a part, at nearly the
// same place; where two neighbours are in the wrong order, the word asked for shares one after they are exchanged. So
// the words that share a key are few, and none that is near is missed. What is near in truth is for SearchTerm.Matches to say.

// parts is into how many parts a word of a length is cut: one more than the mistakes by which it can be reached.
func parts(length int) int {
	switch {
	case length >= twoMistakes-2:
		return 3
	case length >= oneMistake-1:
		return 2
	}
	return 0
}

// WordKeys gives the keys of a word that SearchWords gave.
func WordKeys(word string) []string {
	var keys []string
	if sound := SoundKey(word); sound != "" {
		keys = append(keys, soundMark+sound)
	}
	letters := []rune(word)
	n := parts(len(letters))
	for i := range n {
		from, to := partOf(len(letters), n, i)
		keys = append(keys, partKey(len(letters), i, letters[from:to]))
	}
	return keys
}

const soundMark = "="

// partOf says where a part of a word begins and ends.
func partOf(length, n, i int) (from, to int) { return i * length / n, (i + 1) * length / n }

func partKey(length, i int, part []rune) string {
	return strconv.Itoa(length) + "." + strconv.Itoa(i) + string(part)
}

// nearKeys gives the keys that words near to a word have one of.
func nearKeys(word []rune, most int) []string {
	var keys []string
	seen := map[string]bool{}
	add := func(word []rune, most int) {
		for length := len(word) - most; length <= len(word)+most; length++ {
			n := parts(length)
			for i := range n {
				from, to := partOf(length, n, i)
				for at := max(from-most, 0); at <= min(from+most, len(word)-(to-from)); at++ {
					key := partKey(length, i, word[at:at+to-from])
					if !seen[key] {
						seen[key] = true
						keys = append(keys, key)
					}
				}
			}
		}
	}
	if most == 0 {
		return nil
	}
	add(word, most)
	word = slices.Clone(word)
	for i := range len(word) - 1 {
		word[i], word[i+1] = word[i+1], word[i]
		add(word, most-1)
		word[i], word[i+1] = word[i+1], word[i]
	}
	return keys
}
