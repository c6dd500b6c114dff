// Package tokens says whose a bearer token is, by a file that has tokens only as hashes:
//
//	# who may ask for explanations
//	desk     sha256:0b9c2625dc21ef05f6ad4ddf47c5f203837aa32c…
//	ana-new  sha256:…
//
// A token is made by New and has 130 random bits, so that one round of SHA-256 keeps it: there is no guessing it, as there
// is with passwords that people choose.
package tokens

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
)

// scheme names the hash in a file.
const scheme = "sha256:"

// Holders are those who have a token. The zero value, and nil, is nobody.
type Holders struct{ list []holder }

type holder struct {
	name string
	hash [sha256.Size]byte
	line int
}

// New makes a token.
func New() string { return rand.Text() }

// Line gives the line of a file for the token of somebody, without its end. A name is one word that doesn't begin with #.
func Line(name, token string) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	hash := sha256.Sum256([]byte(token))
	return name + " " + scheme + hex.EncodeToString(hash[:]), nil
}

func checkName(name string) error {
	if len(strings.Fields(name)) != 1 || strings.TrimSpace(name) != name || strings.HasPrefix(name, "#") {
		return fmt.Errorf("%q can't be a token's name: it is one word, and doesn't begin with #", name)
	}
	return nil
}

// ReadFile reads a file of tokens' hashes. The error has all that is wrong with it, by line. It never quotes a hash's place,
// where somebody may have written the token itself.
func ReadFile(path string) (*Holders, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	h := &Holders{}
	var wrong []error
	lines := bufio.NewScanner(bytes.NewReader(text))
	for line := 1; lines.Scan(); line++ {
		if err := h.add(lines.Text(), line); err != nil {
			wrong = append(wrong, fmt.Errorf("%s:%d: %w", path, line, err))
		}
	}
	if err := errors.Join(append(wrong, lines.Err())...); err != nil {
		return nil, err
	}
	return h, nil
}

// add reads one line.
func (h *Holders) add(text string, line int) error {
	fields := strings.Fields(text)
	if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
		return nil
	}
	added := holder{name: fields[0], line: line}
	digits, ok := strings.CutPrefix(strings.Join(fields[1:], " "), scheme)
	hash, err := hex.DecodeString(digits)
	if !ok || err != nil || len(hash) != len(added.hash) {
		return fmt.Errorf("after %q comes %s with 64 hexadecimal digits, as pactgraph token prints it, and nothing else", added.name, scheme)
	}
	copy(added.hash[:], hash)
	for _, other := range h.list {
		if other.hash == added.hash {
			return fmt.Errorf("%q has the token of %q in line %d: each has one of their own", added.name, other.name, other.line)
		}
	}
	h.list = append(h.list, added)
	return nil
}

// Len is how many tokens there are.
func (h *Holders) Len() int {
	if h == nil {
		return 0
	}
	return len(h.list)
}

// Who gives the name of a token's holder. How long it takes says nothing about the tokens that there are.
func (h *Holders) Who(token string) (name string, ok bool) {
	if h == nil {
		return "", false
	}
	hash := sha256.Sum256([]byte(token))
	for _, other := range h.list {
		if subtle.ConstantTimeCompare(hash[:], other.hash[:]) == 1 {
			name, ok = other.name, true
		}
	}
	return name, ok
}
