package server

import (
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
)

// Limits bound what one request may cost. docs/limits.md tells them to users.
type Limits struct {
	// Body is the size of a request, in bytes.
	Body int64
	// Tokens is the number of words, names and signs in a document.
	Tokens int
	// Fields is the number of fields that a document selects, fragments written out wherever they are spread.
	Fields int
	// Nesting is how deep selections stand in each other, fragments written out.
	Nesting int
	// Roots is the number of fields at the root of an operation.
	Roots int
	// Relations is the number of relations that an operation walks.
	Relations int
	// Depth is how many lists and relations stand in each other.
	Depth int
	// Rows is the number of nodes that an operation may load at most, by the sizes of its pages.
	Rows int
	// Introspection is the number of entries that an operation may get of the schema, by estimate.
	Introspection int
	// FilterDepth is how deep a filter stands in itself; FilterTerms the number of comparisons and values in all filters.
	FilterDepth, FilterTerms int
	// Loaded is the number of nodes that an operation may load in fact; what statuses are derived from is among them.
	Loaded int
	// Values is the number of values that an answer may have, by the sizes of its pages.
	Values int
	// Text is the number of bytes of the texts in an answer.
	Text int64
	// Time is how long an operation may take. A request can ask for less by its header Pactgraph-Timeout, never for more.
	Time time.Duration
	// Concurrent is how many requests are answered at once; Wait is how long another waits for its turn. Both are needed.
	Concurrent int
	Wait       time.Duration
	// Subscriptions is how many may be open at once.
	Subscriptions int
	// Upload is the size of a writer's request, in bytes; Files is how many files may be loaded together.
	Upload int64
	Files  int
	// Unpacked is how many bytes all files of one load may have together, with what is packed in them.
	Unpacked int64
	// LoadTime is how long a mutation may take; less, if its request asks for less.
	LoadTime time.Duration
	// Exports is how many exports may be made at once; ExportTime how long one may take, until its last byte was read; ExportStall how
	// long its reader may take nothing of it.
	Exports     int
	ExportTime  time.Duration
	ExportStall time.Duration
	// Writing is how many mutations may be read, wait for their turn and be done at once.
	Writing int
}

// DefaultLimits are on unless a server is told otherwise.
func DefaultLimits() Limits {
	return Limits{
		Body:          1 << 20,
		Tokens:        10_000,
		Fields:        800,
		Nesting:       40,
		Roots:         20,
		Relations:     150,
		Depth:         10,
		Rows:          500_000,
		Introspection: 1_000_000,
		FilterDepth:   12,
		FilterTerms:   2_000,
		Loaded:        100_000,
		Values:        1_500_000,
		Text:          32 << 20,
		Time:          20 * time.Second,
		Concurrent:    16,
		Wait:          2 * time.Second,
		Subscriptions: 200,
		Upload:        16 << 20,
		Files:         100,
		Unpacked:      256 << 20,
		LoadTime:      10 * time.Minute,
		Exports:       2,
		ExportTime:    10 * time.Minute,
		ExportStall:   time.Minute,
		Writing:       4,
	}
}

func overLimit(format string, args ...any) error {
	return graph.Errorf(graph.KindTooLarge, format, args...)
}

// spending counts what an operation costs the store. It remembers where a limit was first passed.
type spending struct {
	rowCount      float64
	valueCount    float64
	relationCount int
	termCount     int
	depth         int

	most map[string]spot
	cap  Limits
}

// spot is a place in an operation.
type spot struct {
	path  ast.Path
	field *ast.Field
}

func (s *spending) mark(what string, over bool, at scope, f *ast.Field) {
	if _, ok := s.most[what]; over && !ok {
		if s.most == nil {
			s.most = map[string]spot{}
		}
		s.most[what] = spot{at.path, f}
	}
}

// rows counts the rows of a list, and how deep it stands.
func (s *spending) rows(at scope, f *ast.Field) {
	s.rowCount += at.rows
	s.mark("rows", s.rowCount > float64(s.cap.Rows), at, f)
	s.depth = max(s.depth, at.depth)
	s.mark("depth", s.depth > s.cap.Depth, at, f)
}

// values counts the values that a number of fields give, on each of the nodes that they stand on.
func (s *spending) values(fields int, at scope, f *ast.Field) {
	s.valueCount += float64(fields) * at.rows
	s.mark("values", s.valueCount > float64(s.cap.Values), at, f)
}

// relations counts relations that are walked.
func (s *spending) relations(n int, at scope, f *ast.Field) {
	s.relationCount += n
	s.mark("relations", s.relationCount > s.cap.Relations, at, f)
}

// terms counts comparisons and values in filters.
func (s *spending) terms(n int, limits Limits) error {
	s.termCount += n
	if s.termCount > limits.FilterTerms {
		return overLimit("the operation's filters have more than %d comparisons and values", limits.FilterTerms)
	}
	return nil
}

// cost is what an operation costs at most, as extensions.cost tells it.
type cost struct {
	Rows      amount `json:"rows"`
	Values    amount `json:"values"`
	Relations amount `json:"relations"`
	Depth     amount `json:"depth"`
}

// amount is how much was asked for, and how much may be.
type amount struct {
	Asked int `json:"asked"`
	Limit int `json:"limit"`
}

func (s *spending) cost() cost {
	return cost{
		Rows:      amount{int(min(s.rowCount, enough)), s.cap.Rows},
		Values:    amount{int(min(s.valueCount, enough)), s.cap.Values},
		Relations: amount{s.relationCount, s.cap.Relations},
		Depth:     amount{s.depth, s.cap.Depth},
	}
}

// written counts the values that fields write wherever they stand, with what is selected below them. Nodes of lists and
// of relations are left out: they are counted where they are loaded, as often as they are.
func (c *compiler) written(fields []*ast.Field) int {
	n := 0
	for _, f := range fields {
		n = min(n+1, enough)
		if !c.loadsNodes(f) {
			n = min(n+c.writtenIn(f.SelectionSet), enough)
		}
	}
	return n
}

func (c *compiler) writtenIn(set ast.SelectionSet) int {
	n := 0
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			n += c.written([]*ast.Field{s})
		case *ast.InlineFragment:
			n += c.writtenIn(s.SelectionSet)
		case *ast.FragmentSpread:
			n += c.writtenIn(c.doc.Fragments.ForName(s.Name).SelectionSet)
		}
		n = min(n, enough)
	}
	return n
}

// loadsNodes tells whether what is selected below a field is selected on nodes.
func (c *compiler) loadsNodes(f *ast.Field) bool {
	switch f.Name {
	case "nodes", "edges", "node", "chain":
		return true
	}
	d := f.Definition
	if d == nil || d.Directives.ForName("loaded") != nil {
		return d != nil
	}
	if givesRows(f) {
		return true
	}
	return d.Directives.ForName("relation") != nil && !strings.HasSuffix(d.Type.Name(), "Connection")
}

// checkSpending refuses an operation that costs more than it may.
func (c *compiler) checkSpending() {
	refuse := func(what string, err error) {
		if at, ok := c.spent.most[what]; ok {
			c.fail(err, at.path, at.field, "")
		}
	}
	refuse("rows", overLimit("the operation may load %.0f nodes, by the sizes of its pages; at most %d are allowed: ask for smaller pages (first), or for fewer lists inside lists", c.spent.rowCount, c.limits.Rows))
	refuse("values", overLimit("the answer may have %.0f values, by the sizes of its pages; at most %d are allowed: ask for smaller pages (first), or for fewer fields", c.spent.valueCount, c.limits.Values))
	refuse("relations", overLimit("the operation walks %d relations; at most %d are allowed: ask in several operations (a status counts for all that it is derived from)", c.spent.relationCount, c.limits.Relations))
	refuse("depth", overLimit("the operation nests lists and relations %d deep; at most %d are allowed: start from an inner node instead", c.spent.depth, c.limits.Depth))
}

// measure is the size of a selection with its fragments written out.
type measure struct {
	fields, nesting int
	// entries is how many entries of the schema the selection may give, by estimate.
	entries int
}

// enough is beyond all limits: counting stops there, so that sums don't overflow.
const enough = 1 << 40

// schemaLists are the lists of introspection, with about how long they are.
var schemaLists = map[string]int{
	"types": 350, "fields": 10, "inputFields": 10, "enumValues": 10, "args": 2, "possibleTypes": 2, "interfaces": 1, "directives": 6,
}

// measurer measures a document that may not be valid yet. Each fragment is measured once, so that its time grows with
// the document's length, however its fragments spread each other.
type measurer struct {
	doc  *ast.QueryDocument
	seen map[string]*measure
}

// checkForm refuses a document that is too large once its fragments are written out. It runs before anything whose time
// grows faster than the document, as validation's does.
func checkForm(doc *ast.QueryDocument, limits Limits) *gqlerror.Error {
	m := &measurer{doc: doc, seen: map[string]*measure{}}
	if n := m.whole(); n > wholeDocument*limits.Fields {
		return refuse(overLimit("the document's operations and fragments select %s fields, each written out; at most %d are allowed", many(n), wholeDocument*limits.Fields), nil, nil, "")
	}
	for _, op := range doc.Operations {
		size := m.set(op.SelectionSet)
		var err error
		switch {
		case size.fields > limits.Fields:
			err = overLimit("the operation selects %s fields, fragments written out; at most %d are allowed", many(size.fields), limits.Fields)
		case size.nesting > limits.Nesting:
			err = overLimit("the operation's selections stand %d deep in each other, fragments written out; at most %d are allowed", size.nesting, limits.Nesting)
		case size.entries > limits.Introspection:
			err = overLimit("the operation may give %s entries of the schema; at most %d are allowed", many(size.entries), limits.Introspection)
		default:
			continue
		}
		return refuse(err, nil, op.Position, "")
	}
	return nil
}

// wholeDocument is how many times the fields of one operation a document may have in all its operations and fragments,
// used or not: all of them are validated.
const wholeDocument = 4

// whole counts the fields of all operations and all fragments.
func (m *measurer) whole() int {
	n := 0
	for _, op := range m.doc.Operations {
		n = min(n+m.set(op.SelectionSet).fields, enough)
	}
	for _, f := range m.doc.Fragments {
		n = min(n+m.fragment(f.Name).fields, enough)
	}
	return n
}

// many writes a count that may have stopped.
func many(n int) string {
	if n >= enough {
		return "countless"
	}
	return strconv.Itoa(n)
}

func (m *measurer) set(set ast.SelectionSet) measure {
	var all measure
	for _, s := range set {
		var one measure
		switch s := s.(type) {
		case *ast.Field:
			one = m.field(s)
		case *ast.InlineFragment:
			one = m.set(s.SelectionSet)
		case *ast.FragmentSpread:
			one = m.fragment(s.Name)
		}
		all.fields = min(all.fields+one.fields, enough)
		all.entries = min(all.entries+one.entries, enough)
		all.nesting = max(all.nesting, one.nesting)
	}
	return all
}

func (m *measurer) field(f *ast.Field) measure {
	under := m.set(f.SelectionSet)
	times := max(schemaLists[f.Name], 1)
	return measure{
		fields:  min(under.fields+1, enough),
		nesting: under.nesting + 1,
		entries: min((under.entries+1)*times, enough),
	}
}

// fragment measures a fragment once. One that spreads itself counts nothing there: validation refuses it.
func (m *measurer) fragment(name string) measure {
	if size, ok := m.seen[name]; ok {
		return *size
	}
	size := &measure{}
	m.seen[name] = size
	if f := m.doc.Fragments.ForName(name); f != nil {
		*size = m.set(f.SelectionSet)
	}
	return *size
}
