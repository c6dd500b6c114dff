package loader

import (
	"encoding/json"
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
	// FormatNDJSON has a record a line.
	FormatNDJSON Format = "ndjson"
)

// formatEndings lead from the endings of bundle files' names to their formats. A packed file has gzipEnding behind its own.
var formatEndings = map[string]Format{".yaml": FormatYAML, ".yml": FormatYAML, ".json": FormatJSON, ".ndjson": FormatNDJSON, ".jsonl": FormatNDJSON}

// bundleEndings are these endings, in the order in which messages name them.
var bundleEndings = []string{".yaml", ".yml", ".json", ".ndjson", ".jsonl"}

const gzipEnding = ".gz"

// Formats lists the formats by name.
func Formats() []string {
	return []string{string(FormatYAML), string(FormatJSON), string(FormatNDJSON)}
}

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

// formatByText tells a file's format by its text: JSON begins with a brace and a key in quotation marks, and is NDJSON if
// its first line is a whole value, and a record's or not the only one.
func formatByText(text string) Format {
	text = trimBlank(text)
	inner, isMap := strings.CutPrefix(text, "{")
	if inner = trimBlank(inner); !isMap || !strings.HasPrefix(inner, `"`) && !strings.HasPrefix(inner, "}") {
		return FormatYAML
	}
	line, rest, _ := strings.Cut(text, "\n")
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(line), &fields) == nil && (fields["id"] != nil || trimBlank(rest) != "") {
		return FormatNDJSON
	}
	return FormatJSON
}

// trimBlank leaves out what may stand between the signs of a JSON text.
func trimBlank(text string) string { return strings.TrimLeft(text, " \t\n") }
