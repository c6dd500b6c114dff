package graph

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Naming is that something said names a node or an edge (see Said.References).
type Naming struct {
	// Target is the id of the node or edge.
	Target string
	// By is the record that names it.
	By Record
}

// Namings gives where records name any of some nodes and edges. What is withdrawn names nothing.
func Namings(records iter.Seq[Record], of map[string]bool) []Naming {
	var list []Naming
	for r := range records {
		if r.Withdrawn {
			continue
		}
		for _, id := range r.References() {
			if of[id] {
				list = append(list, Naming{id, r})
			}
		}
	}
	return list
}

// NamingError is the cause of the error by which a store refuses a load after which something would be named that isn't
// there.
type NamingError struct {
	// Missing is what the load's own records name that isn't there.
	Missing []Naming
	// Gone is what the load takes away and what live records still name.
	Gone []Naming
}

// Error counts what is named.
func (e *NamingError) Error() string {
	return fmt.Sprintf("%d names of what isn't there, %d of what goes", len(e.Missing), len(e.Gone))
}

// MissingError gives the error that a load names what is not there; nil if it names nothing of the kind.
func MissingError(missing []Naming) error {
	if len(missing) == 0 {
		return nil
	}
	texts := make([]string, len(missing))
	for i, n := range missing {
		texts[i] = n.Target + ", named by " + n.By.Name()
	}
	return &Error{
		Kind: KindInvalid, Err: &NamingError{Missing: missing},
		Message: "the load names what is not there: " + firstFew(texts),
	}
}

// StillNamedError gives the error that live records still name what a load of a data set takes away; nil if none does. It is
// the caller's mistake where the data set itself alone names it, and a conflict where another does. The names are put in order, by what
// is named, by what, and by data set: stores find them in their own.
func StillNamedError(dataset string, gone []Naming) error {
	if len(gone) == 0 {
		return nil
	}
	slices.SortStableFunc(gone, func(a, b Naming) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.By.Target, b.By.Target), cmp.Compare(a.By.Dataset, b.By.Dataset))
	})
	kind := KindInvalid
	texts := make([]string, len(gone))
	for i, n := range gone {
		if n.By.Dataset != dataset {
			kind = KindConflict
		}
		texts[i] = n.text()
	}
	return &Error{
		Kind: kind, Err: &NamingError{Gone: gone},
		Message: "what is withdrawn is still named: " + firstFew(texts),
	}
}

// text says by what and by whose word something is named.
func (n Naming) text() string {
	return fmt.Sprintf("%s by %s (data set “%s”)", n.Target, n.By.Name(), n.By.Dataset)
}

// maxNamed is how many things one message names.
const maxNamed = 5

// firstFew joins the first few of some texts, sorted, each once.
func firstFew(texts []string) string {
	slices.Sort(texts)
	texts = slices.Compact(texts)
	if more := len(texts) - maxNamed; more > 0 {
		return fmt.Sprintf("%s; and %d more", strings.Join(texts[:maxNamed], "; "), more)
	}
	return strings.Join(texts, "; ")
}
