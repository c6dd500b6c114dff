package export_test

import (
	"strings"
	"testing"

	"pactgraph/export"
	"pactgraph/graph"
)

// A workbook counts the characters of a cell in units of UTF-16, and what has too many is refused, not cut off.
func TestBookCellsAreNeverCut(t *testing.T) {
	said := func(title string) graph.Store {
		return filled(t, []graph.Batch{{LoadID: "load/long", Dataset: "long", Said: []graph.Said{graph.SayNode("source/s", graph.Props{"kind": "ANALYSIS", "title": title})}}})
	}
	holdRoundTrip(t, said(strings.Repeat("🕊", 16383)))
	e, err := export.Gather(t.Context(), said(strings.Repeat("🕊", 16384)), export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Write(t.Context(), &strings.Builder{}, export.XLSX); graph.KindOf(err) != graph.KindTooLarge || !strings.Contains(err.Error(), "32768 characters") {
		t.Errorf("a cell of 32,768 units: %v", err)
	}
}
