package docs_test

import (
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pactgraph/graph"
)

const grassFile = "browser/pactgraph.grass"

// style is one rule of a GraSS file.
type style struct {
	// of is node or relationship; class is the label or type, empty for the rule of all.
	of, class string
	props     map[string]string
}

var (
	grassRule = regexp.MustCompile(`(?s)^\s*(node|relationship)(?:\.([A-Za-z_]+))? \{\n(.*?)\}\n`)
	grassProp = regexp.MustCompile(`^  ([a-z-]+): (#[0-9A-F]{6}|\d+px|'[^':;]+');$`)
)

// readGrass reads the style file as strictly as Browser's own reader needs it: that one takes a comment for a part of the
// next selector, and cuts values at : and ;.
func readGrass(t *testing.T) []style {
	t.Helper()
	file, err := os.ReadFile(grassFile)
	if err != nil {
		t.Fatal(err)
	}
	var styles []style
	rest := string(file)
	for strings.TrimSpace(rest) != "" {
		m := grassRule.FindStringSubmatch(rest)
		if m == nil {
			t.Fatalf("this is no rule: %.200s", rest)
		}
		s := style{of: m[1], class: m[2], props: map[string]string{}}
		for line := range strings.Lines(m[3]) {
			p := grassProp.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
			if p == nil {
				t.Fatalf("%s.%s: this is no property: %s", s.of, s.class, line)
			}
			s.props[p[1]] = strings.Trim(p[2], "'")
		}
		styles = append(styles, s)
		rest = rest[len(m[0]):]
	}
	return styles
}

// Each label and each type of relationship has a style of its own, once, and nothing else has; a kind of actor may have one,
// after that of all actors, since later rules win.
func TestGrassIsComplete(t *testing.T) {
	places := map[string]int{}
	for i, s := range readGrass(t) {
		name := s.of + "." + s.class
		if _, twice := places[name]; twice {
			t.Errorf("%s is styled twice", name)
		}
		places[name] = i
	}
	kinds := actorLabels(t)
	wanted := []string{"node.", "relationship.", "node._Record", "node._Pactgraph"}
	for _, n := range graph.Nouns() {
		wanted = append(wanted, "node."+string(n))
	}
	for _, r := range graph.Relations() {
		wanted = append(wanted, "relationship."+string(r.Type))
	}
	for _, name := range wanted {
		if _, ok := places[name]; !ok {
			t.Errorf("%s has no style", name)
		}
	}
	for name, place := range places {
		switch {
		case slices.Contains(wanted, name):
		case !slices.Contains(kinds, strings.TrimPrefix(name, "node.")):
			t.Errorf("%s is styled, but the model has no such thing", name)
		case place < places["node.Actor"]:
			t.Errorf("%s stands before node.Actor, whose style wins", name)
		}
	}
}

// actorLabels gives the second labels of actors: "InternationalOrganisation".
func actorLabels(t *testing.T) []string {
	t.Helper()
	enum, ok := graph.EnumByName("ActorKind")
	if !ok {
		t.Fatal("the model has no ActorKind")
	}
	var labels []string
	for _, name := range enum.Names() {
		label := ""
		for word := range strings.SplitSeq(name, "_") {
			label += word[:1] + strings.ToLower(word[1:])
		}
		labels = append(labels, label)
	}
	return labels
}

var captionPart = regexp.MustCompile(`\{([^{}]*)\}`)

// A caption names properties that the nodes or relationships have, and is never empty.
func TestGrassCaptions(t *testing.T) {
	for _, s := range readGrass(t) {
		caption, ok := s.props["caption"]
		if !ok {
			continue
		}
		always := captionPart.ReplaceAllString(caption, "") != ""
		for _, m := range captionPart.FindAllStringSubmatch(caption, -1) {
			there, required := s.has(m[1])
			if !there {
				t.Errorf("%s.%s: the caption %q names %s, which it doesn't have", s.of, s.class, caption, m[1])
			}
			always = always || required
		}
		if !always {
			t.Errorf("%s.%s: the caption %q may be empty", s.of, s.class, caption)
		}
	}
}

// has tells whether what is styled has a property, and whether it always has.
func (s style) has(name string) (there, always bool) {
	if s.of == "relationship" {
		return s.relationHas(name)
	}
	switch {
	case s.class == "_Record":
		return name == "target", true
	case s.class == "_Pactgraph":
		return name == "id", true
	case name == "id" || name == "label":
		return true, true
	}
	p, ok := graph.Noun(s.class).Property(name)
	return ok, p.Required
}

func (s style) relationHas(name string) (there, always bool) {
	always = true
	for _, r := range graph.Relations() {
		if string(r.Type) == s.class {
			p, ok := r.Property(name)
			there, always = there || ok, always && p.Required
		}
	}
	return there, there && always
}

// leastContrast is what WCAG 2 asks for text.
const leastContrast = 4.5

// Captions can be read on their nodes, and no two nouns have the same colour.
func TestGrassColours(t *testing.T) {
	seen := map[string]string{}
	for _, s := range readGrass(t) {
		fill, text := s.props["color"], s.props["text-color-internal"]
		if s.of != "node" || s.class == "" || fill == "" {
			continue
		}
		if got := contrast(t, fill, text); got < leastContrast {
			t.Errorf("%s: the contrast of %s on %s is %.1f, want at least %.1f", s.class, text, fill, got, leastContrast)
		}
		if !slices.Contains(graph.Nouns(), graph.Noun(s.class)) {
			continue
		}
		if other := seen[fill]; other != "" {
			t.Errorf("%s and %s have the same colour %s", other, s.class, fill)
		}
		seen[fill] = s.class
	}
}

// contrast is that of two colours by WCAG 2, from 1 to 21.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil {
		t.Fatalf("%q is no colour", colour)
	}
	linear := func(c uint64) float64 {
		v := float64(c&0xFF) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}
