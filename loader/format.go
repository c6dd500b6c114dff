package loader

import (
	"path/filepath"
	"slices"
	"strings"

	"pactgraph/graph"
)

// Format is how a bundle file is written.
type Format string

// The formats of bundle files.
const (
	FormatYAML Format = "yaml"
	FormatJSON Format = "json"
)

// formatEndings lead from the endings of bundle files' names to their formats. A packed file has gzipEnding behind its own.
var formatEndings = map[string]Format{".yaml": FormatYAML, ".yml": FormatYAML, ".json": FormatJSON}

// bundleEndings are these endings, in the order in which messages name them.
var bundleEndings = []string{".yaml", ".yml", ".json"}

const gzipEnding = ".gz"

// Formats lists the formats by name.
func Formats() []string { return []string{string(FormatYAML), string(FormatJSON)} }

// String gives the format's name, "" where none is given.
func (f *Format) String() string { return string(*f) }

// Set takes the name of a format, as a flag of a command does.
func (f *Format) Set(name string) error {
	if !slices.Contains(Formats(), name) {
		return graph.Errorf(graph.KindInvalid, "there is no format %q: it is %s", name, joinOr(Formats()))
	}
	*f = Format(name)
	return nil
}

// Type names what Set takes.
func (f *Format) Type() string { return "format" }

// formatByName tells a file's format by the ending of its name; "" where that tells none.
func formatByName(name string) Format {
	return formatEndings[filepath.Ext(strings.TrimSuffix(name, gzipEnding))]
}

// formatByText tells a file's format by its text: JSON begins with a brace and a key in quotation marks.
func formatByText(text string) Format {
	if inner, ok := strings.CutPrefix(trimBlank(text), "{"); ok {
		if inner = trimBlank(inner); strings.HasPrefix(inner, `"`) || strings.HasPrefix(inner, "}") {
			return FormatJSON
		}
	}
	return FormatYAML
}

// trimBlank leaves out what may stand between the signs of a JSON text.
func trimBlank(text string) string { return strings.TrimLeft(text, " \t\n") }
