package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// Bounds of the questions about trust. What is found may be listed page by page, but it is counted and sorted whole.
const (
	// trustNodes is how many nodes such a question may read, claims among them; trustRecords how many records.
	trustNodes   = 200_000
	trustRecords = 2_000_000
	// trustFound is how many conflicts or gaps it may find.
	trustFound = 50_000
)

func errTooMuch(what string, most int) error {
	return Errorf(KindTooLarge, "the question takes more than %d %s into account, which is too many to be answered at once: make its filter narrower", most, what)
}

// scanner reads whole lists of nodes page by page, and keeps none.
type scanner struct {
	reader Reader
	nodes  int
}

// each calls visit for all nodes of a noun that match a filter, by id.
func (s *scanner) each(ctx context.Context, noun Noun, filter Filter, with []With, visit func(Node)) error {
	part := firstPart(Query{Noun: noun, Selection: Selection{Filter: filter, With: with}})
	for {
		answers, err := s.reader.Find(ctx, []Query{part})
		if err != nil {
			return err
		}
		page := answers[0].Page.(anyPage)
		nodes := nodesOf(page.links())
		if s.nodes += len(nodes); s.nodes > trustNodes {
			return errTooMuch("nodes", trustNodes)
		}
		if err := checkComplete(nodes, with); err != nil {
			return err
		}
		for _, n := range nodes {
			visit(n)
		}
		if !page.info().HasNextPage {
			return nil
		}
		part.Page.After = page.info().EndCursor
	}
}

// eachHistory calls visit for all that was ever said of each node and then of each edge; if ids of entities are given, of these
// and of the edges at them, in any order. Claims are left out.
func eachHistory(ctx context.Context, r Reader, about []string, visit func(History)) error {
	if len(about) == 0 {
		return eachHistoryOfAll(ctx, r, visit)
	}
	answer, err := r.Histories(ctx, HistoryQuery{Of: about, On: about})
	if KindOf(err) == KindTooLarge {
		return eachHistoryOfAll(ctx, r, visit)
	}
	for _, h := range answer.Histories {
		if !h[0].IsClaim() {
			visit(h)
		}
	}
	return err
}

// eachHistoryOfAll is eachHistory for the whole graph.
func eachHistoryOfAll(ctx context.Context, r Reader, visit func(History)) error {
	var open History
	records := 0
	err := r.Journal(ctx, func(e Entry) error {
		switch {
		case e.Record == nil:
			return nil
		case e.Record.IsClaim():
			return errStop
		}
		if records++; records > trustRecords {
			return errTooMuch("records", trustRecords)
		}
		if len(open) > 0 && open[0].Target != e.Record.Target {
			visit(open)
			open = nil
		}
		open = append(open, *e.Record)
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return err
	}
	if len(open) > 0 {
		visit(open)
	}
	return nil
}

// cutPage gives the part of a list that a page asks for, with the cursors of its items. The list is sorted by key, which
// each item has for itself; mark is that of the list that cursors belong to.
func cutPage[T any](list []T, key func(T) string, mark string, first int, after string) (part []T, cursors []string, info PageInfo) {
	if after != "" {
		at, _ := decodeCursor(mark, nil, nil, after) // checked before
		begin, found := slices.BinarySearchFunc(list, at.ID, func(item T, id string) int { return cmp.Compare(key(item), id) })
		if found {
			begin++
		}
		list = list[begin:]
	}
	part = list[:min(first, len(list))]
	cursors = make([]string, len(part))
	for i, item := range part {
		cursors[i] = encodeCursor(mark, Position{ID: key(item)})
	}
	info = PageInfo{HasNextPage: len(part) < len(list), HasPreviousPage: after != ""}
	if len(cursors) > 0 {
		info.StartCursor, info.EndCursor = cursors[0], cursors[len(cursors)-1]
	}
	return part, cursors, info
}

// checkList tells whether a page of what a question about trust finds can be asked for, and its filter by nodes.
func checkList(first int, after, mark string, about []string, nouns []Noun) error {
	if err := (Page{First: &first}).Check(); err != nil {
		return err
	}
	if after != "" {
		if _, err := decodeCursor(mark, nil, nil, after); err != nil {
			return Errorf(KindInvalid, "%q is not a cursor of this list: take one from this field, asked with the same filter", shorten(after))
		}
	}
	if len(about) > MaxPage {
		return Errorf(KindTooLarge, "%d ids were given: at most %d are allowed", len(about), MaxPage)
	}
	for _, id := range about {
		if err := CheckID(id); err != nil {
			return Errorf(KindInvalid, "about: %w", err)
		}
	}
	for _, n := range nouns {
		if !n.IsEntity() {
			return Errorf(KindInvalid, "%q is none of the nouns that sources speak of: %s", n, joinNouns(Entities()))
		}
	}
	return nil
}

func checkEnumValues[T ~string](name, enum string, enums []Enum, values []T) error {
	i := slices.IndexFunc(enums, func(e Enum) bool { return e.Name == enum })
	for _, v := range values {
		if !slices.Contains(enums[i].Names(), string(v)) {
			return Errorf(KindInvalid, "%s can't be %q: it is one of %v", name, v, enums[i].Names())
		}
	}
	return nil
}

// stub gives a node of which only the id is known.
func stub(id string) Node {
	noun, _ := NounOf(id)
	return NewNode(noun, id, nil)
}

// entityStub is stub for an entity.
func entityStub(id string) AnyEntity { return stub(id).(AnyEntity) }

// ValueText writes a property's value as a claim's value has it: lists as JSON, all else as people write it.
func ValueText(value any) string {
	switch v := value.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []string, []Identifier:
		text, err := json.Marshal(v)
		if err != nil {
			panic("graph: a list of texts can't be written: " + err.Error())
		}
		return string(text)
	}
	return fmt.Sprint(value)
}

// TrustEnums gives the enumerations of conflicts, gaps and comparisons, which are no part of the model: nothing stored has
// them.
func TrustEnums() []Enum {
	return slices.Concat(conflictEnums(), gapEnums(), compareEnums())
}
