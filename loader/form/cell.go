package form

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"pactgraph/graph"
)

// In verbatim tables a cell says exactly what it means. One that begins with Mark is the text behind it, white space and all; one that
// begins with a quotation mark is a text as JSON has it; in a list, one that begins with a bracket is a list as JSON has it. All others
// are what they are in any table. So no cell begins as a formula does, and every text can be written.

// Mark begins a cell whose text would otherwise be taken for something else: by a spreadsheet program for a formula, or by the loader
// for a value without the white space around it.
const Mark = "'"

// Cell writes a value of a property for a verbatim table; "" for none.
func Cell(p graph.Property, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		if p.Type == graph.TypeString {
			return TextCell(v)
		}
		return v
	case []string:
		return listCell(v)
	case []graph.Identifier:
		return identifiersCell(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprint(value)
}

// TextCell writes a text for a verbatim table.
func TextCell(text string) string {
	switch {
	case text == "":
		return ""
	case strings.ContainsFunc(text, isHidden) || escapeOfBooks.MatchString(text):
		return jsonText(text)
	case strings.TrimSpace(text) != text, strings.ContainsRune("='+-@\"~{[", rune(text[0])):
		return Mark + text
	}
	return text
}

// isHidden tells the characters that a table or a workbook can't hold as they are, or that readers of them change.
func isHidden(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' || r == '\ufeff' || r == '\ufffe' || r == '\uffff' || r == '\u2028' || r == '\u2029'
}

// escapeOfBooks is how workbooks write characters that XML can't hold: a text that looks like it would be read as these.
var escapeOfBooks = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

// jsonText writes a text as JSON, in which nothing is hidden.
func jsonText(v any) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic("form: a value that JSON can't hold: " + err.Error())
	}
	text := escapeOfBooks.ReplaceAllString(strings.TrimSuffix(out.String(), "\n"), `\u005f$1`)
	var safe strings.Builder
	for _, r := range text {
		if isHidden(r) {
			fmt.Fprintf(&safe, `\u%04x`, r)
			continue
		}
		safe.WriteRune(r)
	}
	return safe.String()
}

// plainItem is a text that stands in a list as it is: it begins with a letter or digit, and has nothing that parts items or is hidden.
func plainItem(text string) bool {
	return text != "" && strings.TrimSpace(text) == text && startsPlainly(text) && !strings.ContainsAny(text, ";\n\r\t") && !strings.ContainsFunc(text, isHidden) &&
		!escapeOfBooks.MatchString(text)
}

func startsPlainly(text string) bool {
	for _, r := range text {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return false
}

func listCell(list []string) string {
	for _, text := range list {
		if !plainItem(text) {
			return jsonText(list)
		}
	}
	return strings.Join(list, "; ")
}

func identifiersCell(list []graph.Identifier) string {
	parts := make([]string, len(list))
	for i, id := range list {
		if !plainItem(id.Scheme) || !plainItem(id.Value) || strings.Contains(id.Scheme, ":") {
			return jsonText(list)
		}
		parts[i] = id.Scheme + ": " + id.Value
	}
	return strings.Join(parts, "; ")
}

// IDsCell writes ids.
func IDsCell(list []string) string { return strings.Join(list, "; ") }
