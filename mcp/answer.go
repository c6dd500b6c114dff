package mcp

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"pactgraph/graph"
)

// Answer is what every answer about the graph has: of which state it is, what it leaves out, and what it cites.
type Answer struct {
	Revision int       `json:"revision" jsonschema:"The graph's revision: it grows by one with each load that changes something."`
	AsOf     string    `json:"as_of,omitempty" jsonschema:"The day on which statuses and states are seen."`
	LeftOut  []LeftOut `json:"left_out,omitempty" jsonschema:"What the answer leaves out, counted, and how to get it. What isn't listed here is whole."`
	Quotes   []Quote   `json:"quotes,omitempty" jsonschema:"The quotes that the answer cites."`
	Sources  []Source  `json:"sources,omitempty" jsonschema:"The sources that the quotes are from."`
}

// LeftOut is a part of something that an answer leaves out.
type LeftOut struct {
	What  string `json:"what" jsonschema:"Of what."`
	Shown int    `json:"shown" jsonschema:"How many are shown."`
	Total int    `json:"total" jsonschema:"How many there are."`
	How   string `json:"how" jsonschema:"How to get the others."`
	After string `json:"after,omitempty" jsonschema:"The cursor to give as after, to get the next ones."`
}

// close ends an answer with what it cites.
func (a *Answer) close(q *inquiry, asOf graph.Date) {
	a.Revision, a.AsOf, a.Quotes, a.Sources = q.revision, string(asOf), q.quotes, q.sources
}

// left notes what is left out, if anything is.
func (a *Answer) left(what string, shown, total int, how string) {
	if shown < total {
		a.LeftOut = append(a.LeftOut, LeftOut{What: what, Shown: shown, Total: total, How: how})
	}
}

// page is how a page lies in a list.
type page struct {
	HasNextPage bool
	EndCursor   string
}

// leftAfter notes that a list goes on after a page. With a cursor before it, others may also have been shown already.
func (a *Answer) leftAfter(what string, shown, total int, p page) {
	if !p.HasNextPage && shown == total {
		return
	}
	how := "they were on the pages before"
	if p.HasNextPage {
		how = "ask again with the same arguments, and after"
	}
	l := LeftOut{What: what, Shown: shown, Total: total, How: how}
	if p.HasNextPage {
		l.After = p.EndCursor
	}
	a.LeftOut = append(a.LeftOut, l)
}

// tool is one tool: how it is called, and what it does.
type tool[In, Out any] struct {
	name, title, description string
	run                      func(ctx context.Context, q *inquiry, in In) (Out, error)
}

// by gives a tool what it does.
func (t tool[In, Out]) by(run func(ctx context.Context, q *inquiry, in In) (Out, error)) tool[In, Out] {
	t.run = run
	return t
}

// told is the tool as assistants are told of it.
func (t tool[In, Out]) told() *sdk.Tool {
	no := false
	return &sdk.Tool{
		Name: t.name, Title: t.title, Description: t.description,
		Annotations: &sdk.ToolAnnotations{Title: t.title, ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no},
		InputSchema: argumentsOf[In](), OutputSchema: answerOf[Out](),
	}
}

// add adds a tool to a server. Its answer is structured, and the same as text, since some assistants are shown the one and some
// the other.
func add[In, Out any](s *sdk.Server, ask Ask, t tool[In, Out]) {
	sdk.AddTool(s, t.told(), func(ctx context.Context, _ *sdk.CallToolRequest, in In) (*sdk.CallToolResult, Out, error) {
		var out Out
		err := inquire(ctx, ask, func(q *inquiry) (err error) {
			out, err = t.run(ctx, q, in)
			return err
		})
		if err != nil {
			return nil, out, err
		}
		text := asOutline(out)
		if err := fits(len(text)); err != nil {
			return nil, out, err
		}
		return &sdk.CallToolResult{Content: []sdk.Content{&sdk.TextContent{Text: text}}}, out, nil
	})
}

// mostText is how many bytes an answer's text has: more than some 25,000 tokens are cut off by assistants' programs, or fill up
// what the assistant can keep in mind.
const mostText = 80_000

// fits refuses an answer that is too long, and says how to ask for less.
func fits(size int) error {
	if size <= mostText {
		return nil
	}
	return fmt.Errorf("the answer has %d bytes, and an assistant is given at most %d: ask for fewer at once (first), or for less of each", size, mostText)
}

// asOutline writes an answer as text for a reader: the same facts in the same order, a line each.
func asOutline(answer any) string {
	var o outline
	o.fields(reflect.ValueOf(answer), 0)
	return o.text.String()
}

// outline is a text of indented lines.
type outline struct{ text strings.Builder }

func (o *outline) line(depth int, text string) {
	o.text.WriteString(strings.Repeat("  ", depth))
	o.text.WriteString(text)
	o.text.WriteByte('\n')
}

// liner is what is written as one line. Ref and Cited aren't, so that what embeds them isn't by that.
type liner interface{ line() string }

// fields writes what a struct has, but for what is empty.
func (o *outline) fields(v reflect.Value, depth int) {
	for i := range v.NumField() {
		f, value := v.Type().Field(i), v.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		_, isRef := value.Interface().(Ref)
		if f.Anonymous && isRef && depth > 0 {
			continue // it is the line above
		}
		if f.Anonymous {
			o.fields(value, depth)
			continue
		}
		if value.IsZero() && strings.Contains(f.Tag.Get("json"), ",omit") {
			continue
		}
		o.field(strings.ReplaceAll(name, "_", " "), value, depth)
	}
}

func (o *outline) field(name string, value reflect.Value, depth int) {
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	line, ok := lineOf(value)
	switch {
	case ok:
		o.line(depth, name+": "+line)
	case value.Kind() == reflect.Struct:
		o.line(depth, name+":")
		o.fields(value, depth+1)
	case value.Kind() == reflect.Slice:
		o.list(name, value, depth)
	default:
		o.line(depth, name+": "+oneLine(fmt.Sprint(value.Interface())))
	}
}

// list writes a list: of texts in a line, of other things one after the other.
func (o *outline) list(name string, list reflect.Value, depth int) {
	if list.Len() == 0 {
		return
	}
	if list.Type().Elem().Kind() == reflect.String {
		var parts []string
		for i := range list.Len() {
			parts = append(parts, oneLine(list.Index(i).String()))
		}
		o.line(depth, name+": "+strings.Join(parts, "; "))
		return
	}
	o.line(depth, name+":")
	for i := range list.Len() {
		value := list.Index(i)
		if line, ok := lineOf(value); ok {
			o.line(depth+1, "- "+line)
			continue
		}
		o.line(depth+1, strings.TrimSpace("- "+title(value)))
		o.fields(value, depth+2)
	}
}

// lineOf gives what a value is as one line, if it is written as one.
func lineOf(v reflect.Value) (string, bool) {
	switch l := v.Interface().(type) {
	case liner:
		return oneLine(l.line()), true
	case Ref:
		return l.text(), true
	}
	return "", false
}

// title gives the name of what embeds one.
func title(v reflect.Value) string {
	for i := range v.NumField() {
		if ref, ok := v.Field(i).Interface().(Ref); ok && v.Type().Field(i).Anonymous {
			return ref.text()
		}
	}
	return ""
}

// oneLine keeps a text from looking like several lines of the outline.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// quoted marks a text as somebody's words.
func quoted(text string) string { return "“" + oneLine(text) + "”" }

// words joins what isn't empty.
func words(separator string, parts ...string) string {
	var list []string
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	return strings.Join(list, separator)
}

func (c Cited) text() string {
	text := string(c.Basis)
	if len(c.Quotes) > 0 {
		text = "[" + strings.Join(c.Quotes, ", ") + "] " + text
	}
	if len(c.Against) > 0 {
		text += "; against it [" + strings.Join(c.Against, ", ") + "]"
	}
	if c.MoreQuotes > 0 {
		text += fmt.Sprintf("; %d quotes more", c.MoreQuotes)
	}
	if len(c.SaidBy) > 0 {
		text += "; said by " + oneLine(strings.Join(c.SaidBy, "; "))
	}
	if c.Note != "" {
		text += "; note: " + oneLine(c.Note)
	}
	return text
}

func (f Fact) line() string {
	return words(" = ", f.Field, oneLine(f.Value)) + " " + f.Cited.text()
}

func (q Quote) line() string {
	text := q.Ref + ": "
	if q.Text != "" {
		text += quoted(q.Text)
	}
	if q.Cut {
		text += " (cut here)"
	}
	where := oneLine(q.Locator)
	if q.Start != nil && q.End != nil {
		where = words(", ", where, fmt.Sprintf("characters %d to %d", *q.Start, *q.End))
	}
	verified := "not verified"
	if q.Verified {
		verified = "verified"
	}
	return words(", ", text, "from "+q.Source, where, verified, q.ID)
}

func (s Source) line() string {
	text := words(", ", s.Ref+": "+oneLine(s.Title), s.Kind, s.Publisher, s.Author, s.PublishedOn, s.URL)
	if s.Reliability != "" {
		text += ", reliability " + s.Reliability
	}
	if len(s.TakenFrom) > 0 {
		text += ", which has it from: " + oneLine(strings.Join(s.TakenFrom, "; "))
	}
	return words(", ", text, oneLine(s.Attribution), s.ID)
}

func (l LeftOut) line() string {
	text := fmt.Sprintf("%s: %d of %d shown; %s", l.What, l.Shown, l.Total, l.How)
	if l.After != "" {
		text += " " + l.After
	}
	return text
}
