package graph

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MaxIDBytes is the longest an id may be.
const MaxIDBytes = 200

// idPrefixes gives each noun's part of an id before the first slash.
var idPrefixes = func() map[string]Noun {
	m := map[string]Noun{}
	for _, n := range Nouns() {
		m[n.Prefix()] = n
	}
	return m
}()

// Prefix is the noun's part of an id: "actor" in "actor/FRA".
func (n Noun) Prefix() string { return strings.ToLower(string(n)) }

// NounOf tells which noun an id names, by its prefix.
func NounOf(id string) (Noun, bool) {
	prefix, _, ok := strings.Cut(id, "/")
	if !ok {
		return "", false
	}
	n, ok := idPrefixes[prefix]
	return n, ok
}

// MakeID joins a noun and the parts of a slug: MakeID(NounObligation, "paris-2026", "monitoring").
func MakeID(n Noun, slug ...string) string {
	return n.Prefix() + "/" + strings.Join(slug, "/")
}

// NewLoadID makes an id for a load that begins at a time, which no other load has.
func NewLoadID(begins time.Time) string {
	var unique [4]byte
	rand.Read(unique[:])
	return MakeID(NounLoad, strings.ToLower(begins.UTC().Format("20060102T150405Z"))+"-"+hex.EncodeToString(unique[:]))
}

// Slug is the id without its noun: "paris-2026/monitoring".
func Slug(id string) string {
	_, slug, _ := strings.Cut(id, "/")
	return slug
}

// CheckID tells whether id is well formed: noun/slug or noun/slug/slug, in Unicode's composed form (NFC), at most 200
// bytes; slugs of letters, digits, marks, and "-", "_", ".", ":" inside; letters in lower case, but for a slug that
// is a code (capital letters, digits and "-" only, as FRA). The error says what was wrong and what is allowed.
func CheckID(id string) error {
	if !utf8.ValidString(id) {
		return fmt.Errorf("%q is not an id: it is not valid UTF-8", id)
	}
	if len(id) > MaxIDBytes {
		return fmt.Errorf("%q… is not an id: it has %d bytes, at most %d are allowed", shorten(id[:40]), len(id), MaxIDBytes)
	}
	noun, ok := NounOf(id)
	if !ok {
		return fmt.Errorf("%q is not an id: it must begin with one of actor/, declaration/, obligation/, condition/, event/, statement/, source/, evidence/, claim/ or load/", id)
	}
	parts := strings.Split(Slug(id), "/")
	if len(parts) > 2 {
		return fmt.Errorf("%q is not an id: %s/slug or %s/slug/slug is allowed", id, noun.Prefix(), noun.Prefix())
	}
	for _, p := range parts {
		if err := CheckSlug(p); err != nil {
			return fmt.Errorf("%q is not an id: %w", id, err)
		}
	}
	return nil
}

// CheckSlug tells whether one part of an id is well formed; see CheckID.
func CheckSlug(slug string) error {
	if slug == "" {
		return fmt.Errorf("a part of it is empty")
	}
	if isCode(slug) {
		return nil
	}
	previous := '-'
	for i, r := range slug {
		switch {
		case unicode.IsUpper(r) || unicode.IsTitle(r):
			return fmt.Errorf("%q has the capital letter %q; letters are in lower case, but for codes such as FRA", slug, r)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
		case unicode.IsMark(r) && i > 0:
			if composes(previous, r) {
				return fmt.Errorf("%q is not in Unicode's composed form (NFC)", slug)
			}
		case strings.ContainsRune("-_.:", r) && i > 0 && i < len(slug)-1:
		default:
			return fmt.Errorf("%q has the character %q; letters, digits and, inside, - _ . : are allowed", slug, r)
		}
		previous = r
	}
	return nil
}

// isCode tells whether a slug is a code, such as FRA or COW-300.
func isCode(slug string) bool {
	for i := range len(slug) {
		c := slug[i]
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') && (c != '-' || i == 0 || i == len(slug)-1) {
			return false
		}
	}
	return true
}

// hashID makes the id of a thing that nobody names, from what makes it that thing. Parts are told apart by their
// lengths, so that ("ab", "c") and ("a", "bc") differ.
func hashID(prefix string, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s,", len(p), p)
	}
	sum := base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:15])
	return prefix + "/" + strings.ToLower(sum)
}
