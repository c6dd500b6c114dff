package loader

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// asLines writes a bundle as NDJSON: what holds for the whole file first, then a record a line.
func asLines(root *node) string {
	var header []string
	records := ""
	for _, f := range root.fields {
		noun, isSection := sectionNoun(f.key.text)
		if !isSection {
			header = append(header, jsonField(f))
			continue
		}
		for _, r := range f.value.fields {
			fields := []string{fmt.Sprintf(`"id": %q`, noun.Prefix()+"/"+r.key.text)}
			for _, inner := range r.value.fields {
				fields = append(fields, jsonField(inner))
			}
			records += "{" + strings.Join(fields, ", ") + "}\n"
		}
	}
	return "{" + strings.Join(header, ", ") + "}\n" + records
}

func jsonField(f field) string { return jsonText(f.key.text) + ": " + jsonValue(f.value) }

func jsonText(text string) string {
	data, _ := json.Marshal(text)
	return string(data)
}

// jsonValue writes a node as JSON, with its keys in their order.
func jsonValue(n *node) string {
	var parts []string
	switch n.kind {
	case nullNode:
		return "null"
	case listNode:
		for _, item := range n.items {
			parts = append(parts, jsonValue(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case mapNode:
		for _, f := range n.fields {
			parts = append(parts, jsonField(f))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	if !n.quoted && json.Valid([]byte(n.text)) {
		return n.text
	}
	return jsonText(n.text)
}

// TestLinesSayTheSame writes each good bundle as NDJSON, and sees that it says the same, word for word.
func TestLinesSayTheSame(t *testing.T) {
	says := func(t *testing.T, dir string) string {
		t.Helper()
		bundle, err := Read(t.Context(), []string{dir}, Options{Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		b, batch, err := bundle.batch(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		batch.Files = nil
		return showBatch(batch) + fmt.Sprintln(b.report(batch).Verified, len(b.warnings))
	}
	for _, dir := range folders(t, "testdata/ok") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			lines := t.TempDir()
			if err := os.CopyFS(lines, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			for _, f := range roots(t, lines) {
				if err := os.Remove(f.name); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(f.name+".ndjson", []byte(asLines(f.root)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(says(t, dir), says(t, lines)); diff != "" {
				t.Errorf("(-as it is +as NDJSON):\n%s", diff)
			}
		})
	}
}

// TestTornLines sees that nothing is concluded from a line that is cut off, wherever that is: only that line is told.
func TestTornLines(t *testing.T) {
	const (
		header = `{"pactgraph": 1, "dataset": "d"}` + "\n"
		line   = `{"id": "actor/belmark", "kind": "STATE", "aliases": ["é"], "partOf": {"in": "ardovia"}}`
		rest   = "\n" + `{"id": "actor/ardovia", "kind": "STATE"}` + "\n"
	)
	runes := []rune(line)
	for end := 1; end < len(runes); end++ {
		dir := writeFiles(t, map[string]string{"b.ndjson": header + string(runes[:end]) + rest})
		_, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
		problems, ok := err.(Problems)
		if !ok || len(problems) != 1 || problems[0].Line != 2 || problems[0].Col > end+1 || problems[0].Source != string(runes[:end]) {
			t.Errorf("%s: %v", string(runes[:end]), err)
		}
	}
}

// TestManyBadLines sees that a file that is no NDJSON at all isn't read to its end.
func TestManyBadLines(t *testing.T) {
	f, err := readText(t, "b.ndjson", strings.Repeat("x\n", 3000)+`{"id": "actor/a", "kind": "STATE"}`)
	problems, ok := err.(Problems)
	if !ok || len(problems) != maxProblems || problems[0].Line != 1 || f.root != nil {
		t.Errorf("there are %d problems: %.80v", len(problems), err)
	}
}

// TestHeaderKeysAreNoKeysOfRecords sees that the first line can be told from a record.
func TestHeaderKeysAreNoKeysOfRecords(t *testing.T) {
	for _, noun := range graph.Entities() {
		for _, name := range append([]string{"id"}, headerKeys...) {
			if keyTables()[noun].byName[name] != nil {
				t.Errorf("%s has the key %q", noun, name)
			}
		}
	}
	for _, name := range headerKeys {
		if !slices.Contains(topNames(), name) {
			t.Errorf("%q is no key of a file", name)
		}
	}
}
