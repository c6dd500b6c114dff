package loader

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readText reads a text as a file of the name given.
func readText(t *testing.T, name, text string) (*file, error) {
	t.Helper()
	f := &file{name: name, data: []byte(text)}
	_, flaws, err := parseFiles(t.Context(), []*file{f}, Options{})
	if err == nil && len(flaws) > 0 {
		err = flaws
	}
	return f, err
}

// outline writes a tree of nodes as lines of "line:col text".
func outline(n *node, depth int) string {
	text := n.text
	switch {
	case n.kind == nullNode:
		text = "~"
	case n.kind == listNode:
		text = "[]"
	case n.kind == mapNode:
		text = "{}"
	case n.quoted:
		text = fmt.Sprintf("%q", n.text)
	}
	out := fmt.Sprintf("%s%d:%d %s\n", strings.Repeat("  ", depth), n.line, n.col, text)
	for _, item := range n.items {
		out += outline(item, depth+1)
	}
	for _, f := range n.fields {
		out += outline(f.key, depth+1) + outline(f.value, depth+2)
	}
	return out
}

func TestPlaces(t *testing.T) {
	tests := []struct{ name, file, text, want string }{
		{"block", "b.yaml", "a:\n  - b: 1\n    ü: é\n  - NO\nc:\n", `
1:1 {}
  1:1 a
    2:3 []
      2:5 {}
        2:5 b
          2:8 1
        3:5 ü
          3:8 é
      4:5 NO
  5:1 c
    5:3 ~
`},
		{"flow", "b.yaml", "{日本: [x, 2031-03-04], b: {c: \"1\",\n d: 'e'}}", `
1:1 {}
  1:2 日本
    1:6 []
      1:7 x
      1:10 2031-03-04
  1:23 b
    1:26 {}
      1:27 c
        1:30 "1"
      2:2 d
        2:5 "e"
`},
		{"texts over several lines", "b.yaml", "a: \"x\n  y\"\nb: |\n  one\n  two\nc: plain\n  more\nd: >-\n  f\n  g\ne: 1\n", `
1:1 {}
  1:1 a
    1:4 "x y"
  3:1 b
    3:4 "one\ntwo\n"
  6:1 c
    6:4 plain more
  8:1 d
    8:4 "f g"
  11:1 e
    11:4 1
`},
		{"ends of lines, a mark and inner tabs", "b.yaml", "\ufeffa: 1\r\nb: \"x\ty\"\rc: [2]\t# c\n", `
1:1 {}
  1:1 a
    1:4 1
  2:1 b
    2:4 "x y"
  3:1 c
    3:4 []
      3:5 2
`},
		{"json", "b.json", "\ufeff{\r\n\t\"a\" : [1, \"é\" , null,\ttrue],\n \"日本\": {\"b\": -1.5e3}}\n", `
1:1 {}
  2:2 "a"
    2:8 []
      2:9 1
      2:12 "é"
      2:18 ~
      2:24 true
  3:2 "日本"
    3:8 {}
      3:9 "b"
        3:14 -1.5e3
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := readText(t, tt.file, tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimPrefix(tt.want, "\n"), outline(f.root, 0)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFormatByText(t *testing.T) {
	for text, want := range map[string]Format{
		"pactgraph: 1\n":                    FormatYAML,
		"# a note\n{\"pactgraph\": 1}":      FormatYAML,
		"{pactgraph: 1, dataset: d}":        FormatYAML,
		"":                                  FormatYAML,
		"{":                                 FormatYAML,
		`{"pactgraph": 1, "dataset": "d"}`:  FormatJSON,
		"{\"a\": {\n\"b\": 1}}\n{\"c\": 2}": FormatJSON,
		"\n{\"pactgraph\": 1}\n\n {\"id\": \"actor/a\"}": FormatNDJSON,
		`{"kind": "STATE", "id": "actor/a"}`:             FormatNDJSON,
		"{\"pactgraph\": 1}\nnot JSON":                   FormatNDJSON,
		"{}":                                             FormatJSON,
		"\ufeff \r\n\t{\r\n \"pactgraph\": 1":            FormatJSON,
	} {
		f := &file{name: "input", data: []byte(text)}
		if decodeText(f, &collector{}); formatByText(f.text) != want {
			t.Errorf("%q is told as %s", text, formatByText(f.text))
		}
	}
}

func TestTooManyKeys(t *testing.T) {
	_, err := readText(t, "b.yaml", strings.Repeat("a: x\n", maxKeys+1))
	if err == nil || !strings.Contains(err.Error(), "b.yaml:50001:1: more than 50000 keys stand in one map here") {
		t.Errorf("the error is %v", err)
	}
}

func TestProblemString(t *testing.T) {
	tests := []struct {
		name    string
		problem Problem
		want    string
	}{
		{"plain", Problem{File: "b.yaml", Line: 2, Col: 3, Message: "no", Source: "a b c"}, "b.yaml:2:3: no\n  a b c\n    ^"},
		{"a tab and wide characters", Problem{File: "b.yaml", Line: 2, Col: 5, Message: "no", Source: "\t日本x here"}, "b.yaml:2:5: no\n  \t日本x here\n  \t     ^"},
		{"a mark that takes no room", Problem{File: "b.yaml", Line: 2, Col: 3, Message: "no", Source: "e\u0301x"}, "b.yaml:2:3: no\n  e\u0301x\n   ^"},
		{"behind the end", Problem{File: "b.yaml", Line: 2, Col: 9, Message: "no", Source: "ab"}, "b.yaml:2:9: no\n  ab\n    ^"},
		{"no line", Problem{File: "b.yaml", Message: "no"}, "b.yaml: no"},
		{"a cell", Problem{File: "b.xlsx", Line: 2, Col: 3, Message: "no", InTable: true, Sheet: "Actors", Column: "kind"}, "b.xlsx, sheet Actors, cell C2 (kind): no"},
		{"no file", Problem{Message: "no"}, "no"},
		{"control characters", Problem{File: "b.yaml", Line: 1, Col: 2, Message: "no", Source: "\x1b[1m"}, "b.yaml:1:2: no\n  \ufffd[1m\n   ^"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.problem.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestManyProblems(t *testing.T) {
	var text strings.Builder
	text.WriteString("pactgraph: 1\ndataset: d\nactors:\n")
	for i := range 3000 {
		fmt.Fprintf(&text, "  a%d: {kind: STATE, memberOf: none%d}\n", i, i)
	}
	dir := writeFiles(t, map[string]string{"b.yaml": text.String()})
	_, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
	if problems, ok := err.(Problems); !ok || len(problems) != maxProblems {
		t.Errorf("there are %d problems: %.80v", len(problems), err)
	}
}

// TestOrderOfKeys sees that what a statement is a word on is known to its quotes, wherever in the record it stands.
func TestOrderOfKeys(t *testing.T) {
	const text = `pactgraph: 1
source: s
sources: {s: {kind: NEWS_REPORT}}
actors: {a: {kind: STATE}}
declarations: {d: {kind: TREATY}}
statements: {w: {by: a, act: DENIES, %s}}
`
	const of, quotes = "of: d.bindingness, value: LEGALLY_BINDING, quote: not bound", "quotes: {about: the treaty}"
	claims := func(keys string) int {
		dir := writeFiles(t, map[string]string{"b.yaml": fmt.Sprintf(text, keys)})
		report, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		return report.Claims
	}
	if first, last := claims(of+", "+quotes), claims(quotes+", "+of); first != last {
		t.Errorf("there are %d claims with the quotes last, and %d with them first", first, last)
	}
}
