package loader

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A record that was folded is what it was, with its places, and with what was added to it meanwhile in the order of the tables.
func TestShelf(t *testing.T) {
	s := newShelf()
	one, two := &file{name: "one", shelf: s}, &file{name: "two", shelf: s}
	text := func(f *file, line, col int, words string) *node {
		return &node{file: f, line: line, col: col, kind: scalarNode, text: words}
	}
	record := func(extra ...field) *node {
		quoted := text(two, 1, 4, "12")
		quoted.quoted = true
		list := &node{file: one, line: 9, col: 2, kind: listNode, items: []*node{text(one, 9, 2, ""), quoted, {file: two, line: 3}}}
		fields := []field{{text(one, 1, 2, "title"), text(one, 7, 2, strings.Repeat("é", 300))}, {text(one, 1, 3, "aliases"), list}}
		return &node{file: one, line: 7, col: 1, kind: mapNode, fields: append(fields, extra...)}
	}
	same := func(what string, got, want *node) {
		t.Helper()
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(node{}, field{}), cmp.Comparer(func(a, b *file) bool { return a == b })); diff != "" {
			t.Errorf("%s is otherwise (-want +got):\n%s", what, diff)
		}
	}
	same("what was folded", s.fold(record()).unfolded(), record())

	folded := s.fold(record())
	folded.torn = true
	party, again := text(two, 5, 1, "a"), text(two, 6, 1, "b")
	s.join(folded, text(two, 5, 1, "parties"), party)
	s.join(folded, text(two, 6, 1, "parties"), again)
	folded.nest(text(two, 8, 1, "o"), s.fold(record()))
	parties := &node{file: two, line: 5, col: 1, kind: listNode, items: []*node{party, again}}
	obligations := &node{file: one, line: 7, kind: mapNode, fields: []field{{text(two, 8, 1, "o"), record()}}}
	want := record(field{text(one, 7, 0, "obligations"), obligations}, field{text(two, 5, 1, "parties"), parties})
	want.torn = true
	same("what was added to", folded.unfolded(), want)
	same("what was added to, looked at again,", folded.unfolded(), want)
}
