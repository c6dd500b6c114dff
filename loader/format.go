package loader

import (
	"cmp"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"pactgraph/graph"
	"pactgraph/loader/table"
)

// Format is how a bundle file is written.
type Format string

// The formats of bundle files.
const (
	FormatYAML Format = "yaml"
	FormatJSON Format = "json"
	// FormatNDJSON has a record a line.
	FormatNDJSON Format = "ndjson"
	// FormatCSV has tables of separated values, FormatTSV those that are separated by tabs.
	FormatCSV Format = "csv"
	FormatTSV Format = "tsv"
	// FormatXLSX has workbooks with a table on each sheet.
	FormatXLSX Format = "xlsx"
	// FormatZIP has files of the others in a zip.
	FormatZIP Format = "zip"
)

// isTable tells whether files of a format hold tables.
func (f Format) isTable() bool { return f == FormatCSV || f == FormatTSV || f == FormatXLSX }

// formatEndings lead from the endings of bundle files' names to their formats. A packed file has gzipEnding behind its own.
var formatEndings = map[string]Format{
	".yaml": FormatYAML, ".yml": FormatYAML, ".json": FormatJSON, ".ndjson": FormatNDJSON, ".jsonl": FormatNDJSON,
	".csv": FormatCSV, ".tsv": FormatTSV, ".xlsx": FormatXLSX, ".zip": FormatZIP,
}

// bundleEndings are these endings, in the order in which messages name them.
var bundleEndings = []string{".yaml", ".yml", ".json", ".ndjson", ".jsonl", ".csv", ".tsv", ".xlsx", ".zip"}

const gzipEnding = ".gz"

// Formats lists the formats by name.
func Formats() []string {
	return []string{string(FormatYAML), string(FormatJSON), string(FormatNDJSON), string(FormatCSV), string(FormatTSV), string(FormatXLSX), string(FormatZIP)}
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

// Separator stands between the cells of a table of separated values; 0 where its header is to tell.
type Separator rune

// String gives the separator, "" where none is given.
func (s *Separator) String() string {
	if *s == 0 {
		return ""
	}
	return string(rune(*s))
}

// Set takes a separator or its name, as a flag of a command does.
func (s *Separator) Set(text string) error {
	r, err := table.ParseSeparator(text)
	if err != nil {
		return err
	}
	*s = Separator(r)
	return nil
}

// Type names what Set takes.
func (s *Separator) Type() string { return "separator" }

// formatByName tells a file's format by the ending of its name; "" where that tells none.
func formatByName(name string) Format {
	return formatEndings[strings.ToLower(filepath.Ext(strings.TrimSuffix(name, gzipEnding)))]
}

// formatOf tells how a file is written: as what it holds where that is a zip or a workbook, or else as its name says, as
// it is said to be, or as its text looks. The text need not be decoded yet where it is a table.
func formatOf(f *file) Format {
	switch {
	case table.IsWorkbook(f.data):
		return FormatXLSX
	case table.IsZip(f.data):
		return FormatZIP
	}
	return cmp.Or(formatByName(f.name), f.format)
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
