package loader

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	yaml "github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
	"golang.org/x/text/unicode/norm"

	"pactgraph/graph"
	"pactgraph/loader/table"
)

const (
	// maxFileBytes is the largest file that is read, be it a bundle or a source's text.
	maxFileBytes = 64 << 20
	// maxKeys is how many keys a map in YAML may have. The parser takes the square of their number: seconds for so many.
	maxKeys = 50_000
	// maxDepth is how deep lists and maps may stand in each other. A bundle needs about twelve.
	maxDepth = 100
)

// file is one file of a bundle.
type file struct {
	name string // as messages name it
	dir  string // where the texts of its sources are looked for
	data []byte
	// format is how the file is written if its name doesn't tell; "" where the text is to tell it.
	format Format
	// inside is the file's name in the zip that it stands in; "" for others.
	inside string
	// encoding of a bundle; "" for UTF-8.
	encoding string
	// bare: it has records without a header: that of another file holds for them.
	bare bool
	// isText: it is no part of the bundle, but the text of one of its sources.
	isText bool
	// table is set for what stands in a table.
	table *table.Table
	// shelf keeps the records of tables; nil for the records of other files.
	shelf *shelf
	text  string // decoded: without a byte order mark, lines ended by \n
	root  *node
	// lines are cut when the first problem needs them.
	lines []string
	// warnings are what is worth a look in the tables of which it is made.
	warnings collector
	// unnamed are the nouns of records in them whose names can't be read.
	unnamed []graph.Noun
}

// base is the file's name without its folder, but with the zip that it stands in.
func (f *file) base() string {
	if zip, ok := strings.CutSuffix(f.name, "/"+f.inside); f.inside != "" && ok {
		return filepath.Base(zip) + "/" + f.inside
	}
	return filepath.Base(f.name)
}

// line gives a line of the file by its number from 1.
func (f *file) line(number int) string {
	if f.lines == nil {
		f.lines = strings.Split(f.text, "\n")
	}
	if number < 1 || number > len(f.lines) {
		return ""
	}
	return f.lines[number-1]
}

// openPaths lists the files that the paths name, and reads them. A folder stands for the bundle files in it, StandardInput
// for the options' stream. What is named more than once is read once.
func openPaths(ctx context.Context, paths []string, opts Options) ([]*file, error) {
	if len(paths) == 0 {
		return nil, graph.Errorf(graph.KindInvalid, "no bundle is named: give one or more files, or a folder")
	}
	var files []*file
	seen := map[string]bool{}
	for _, path := range paths {
		names, err := bundleFiles(path)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			whole, err := wholeName(name)
			if err != nil {
				return nil, err
			}
			if seen[whole] {
				continue
			}
			seen[whole] = true
			f, err := openFile(ctx, name, opts)
			if err != nil {
				return nil, err
			}
			if formatOf(f) != FormatZIP {
				files = append(files, f)
				continue
			}
			members, err := openMembers(f)
			if err != nil {
				return nil, err
			}
			files = append(files, members...)
		}
	}
	return files, checkOptions(files, opts)
}

// openMembers gives the bundle files in a zip, unpacked. The texts of their sources are looked for beside the zip.
func openMembers(f *file) ([]*file, error) {
	members, err := table.Unzip(f.name, f.data, func(name string) bool { return formatByName(name) != "" && path.Base(name) != LockFile })
	if faults, told := errors.AsType[table.Errors](err); told {
		var problems collector
		problems.tableFaults(faults)
		return nil, problems.err()
	}
	var files []*file
	for _, m := range members {
		data, err := readAll(m.Name, bytes.NewReader(m.Data))
		if err != nil {
			return nil, err
		}
		member := &file{name: m.Name, dir: f.dir, inside: strings.TrimPrefix(m.Name, f.name+"/"), data: data}
		if formatOf(member) == FormatZIP {
			return nil, graph.Errorf(graph.KindInvalid, "%s is a zip in a zip: unpack it once", m.Name)
		}
		files = append(files, member)
	}
	if files == nil {
		return nil, noBundle(f.name)
	}
	return files, nil
}

// noBundle says that a folder or zip holds nothing that is read.
func noBundle(name string) error {
	return graph.Errorf(graph.KindInvalid, "%s holds no bundle: no file in it ends in %s, with or without %s", name, joinOr(bundleEndings), gzipEnding)
}

// wholeName is a name by which a file is known again, however it is named.
func wholeName(name string) (string, error) {
	if name == StandardInput {
		return name, nil
	}
	whole, err := filepath.Abs(name)
	if err != nil {
		return "", graph.Errorf(graph.KindInvalid, "%s: %w", name, err)
	}
	return whole, nil
}

// openFile reads one file, or standard input, which stands for a file of the folder in which the program runs.
func openFile(ctx context.Context, name string, opts Options) (*file, error) {
	f := &file{name: name, dir: filepath.Dir(name), format: opts.Format}
	var err error
	if name == StandardInput {
		f.name = inputName
		f.data, err = readInput(ctx, opts.Stdin)
	} else {
		f.data, err = readLimited(name)
	}
	return f, err
}

// checkOptions refuses what is said of files that aren't there.
func checkOptions(files []*file, opts Options) error {
	if err := table.CheckEncoding(opts.Encoding); err != nil {
		return err
	}
	separated := hasSeparated(files)
	switch texts := slices.ContainsFunc(files, func(f *file) bool { return formatOf(f) != FormatXLSX }); {
	case opts.Separator != 0 && !separated:
		return graph.Errorf(graph.KindInvalid, "a separator is given for tables of separated values, and there are none of these")
	case opts.Encoding != "" && !texts:
		return graph.Errorf(graph.KindInvalid, "an encoding is given for texts, and there are none: workbooks know their own")
	}
	return checkFormat(files, opts.Format)
}

// hasSeparated tells whether there is a table of separated values.
func hasSeparated(files []*file) bool {
	return slices.ContainsFunc(files, func(f *file) bool { return formatOf(f) == FormatCSV || formatOf(f) == FormatTSV })
}

// checkFormat refuses a format that nothing is read by.
func checkFormat(files []*file, format Format) error {
	if format == "" || slices.ContainsFunc(files, func(f *file) bool { return formatByName(f.name) == "" }) {
		return nil
	}
	return graph.Errorf(graph.KindInvalid, "the format %s is given for standard input and for files whose names tell none, and there are none of these: %s is read as %s by its name",
		format, files[0].name, formatByName(files[0].name))
}

// bundleFiles gives the path itself, or the bundle files of a folder in the order of their names.
func bundleFiles(path string) ([]string, error) {
	if path == StandardInput {
		return []string{path}, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, graph.Errorf(graph.KindInvalid, "%s: %w", path, errors.Unwrap(err))
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, graph.Errorf(graph.KindInvalid, "%s: %w", path, errors.Unwrap(err))
	}
	var names []string
	for _, e := range entries {
		name := filepath.Join(path, e.Name())
		switch {
		case e.IsDir() || e.Name() == LockFile:
		case e.Name() == LockFile+gzipEnding:
			return nil, graph.Errorf(graph.KindInvalid, "%s isn't read: a lock file stands unpacked beside the bundle, as %s", name, LockFile)
		case formatByName(name) != "":
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, noBundle(path)
	}
	return names, nil
}

// hashFiles gives the SHA-256 over the names and contents of files.
func hashFiles(files []*file) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s\x00%d\x00", f.base(), len(f.data))
		h.Write(f.data)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// parseFiles reads the files' texts into the bundles that they are; tables that stand together are one. An error of syntax,
// after which a file has no nodes, is an error. What else is wrong, as a key that stands in a map twice or a line of NDJSON,
// is left out of the nodes and given as flaws.
func parseFiles(ctx context.Context, files []*file, opts Options) (bundles []*file, flaws Problems, err error) {
	p := parsing{sets: tableSets{opts: opts, byPlace: map[string]*tableSet{}}, whole: true}
	p.sets.problems = &p.problems
	if !hasSeparated(files) {
		p.encoding = opts.Encoding
	}
	ctx = graph.BeginPart(ctx, "reading", bytesOf(files))
	// A table of a name that none has may be the text of a source, which the others tell.
	later := func(f *file) bool { return formatOf(f).isTable() && !isTableName(f) }
	for _, unknown := range []bool{false, true} {
		for _, f := range files {
			if later(f) != unknown {
				continue
			}
			graph.Advance(ctx, len(f.data))
			if unknown && p.isSourceText(f) {
				f.isText = true
				continue
			}
			if err := p.parse(ctx, f); err != nil {
				return nil, nil, err
			}
		}
		whole, err := p.sets.finish(ctx)
		if err != nil {
			return nil, nil, err
		}
		p.whole = p.whole && whole
	}
	if !p.whole {
		return nil, nil, p.problems.err()
	}
	return p.bundles, p.problems.list, nil
}

// parsing is the reading of a load's files.
type parsing struct {
	problems collector
	sets     tableSets
	bundles  []*file
	// encoding is that of bundles, where it is said.
	encoding string
	// whole: all that the files say has been read.
	whole bool
}

// parse reads one file. What can't be read is told.
func (p *parsing) parse(ctx context.Context, f *file) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	bundle, ok := f, false
	if format := formatOf(f); format.isTable() {
		var err error
		if bundle, ok, err = p.sets.add(ctx, f, format); err != nil {
			return err
		}
	} else {
		f.encoding = p.encoding
		ok = parseText(f, &p.problems)
	}
	p.whole = p.whole && ok
	if bundle != nil {
		p.bundles = append(p.bundles, bundle)
	}
	return nil
}

// isSourceText tells whether a source of what has been read names a file as its text.
func (p *parsing) isSourceText(f *file) bool {
	for _, b := range p.bundles {
		for _, s := range b.root.get(sectionOf(graph.NounSource)).entries() {
			body := s.value
			if body.later {
				body = body.unfolded()
			}
			name := filepath.Join(b.dir, textOr(body.get("file")))
			if name == filepath.Clean(f.name) || name+gzipEnding == filepath.Clean(f.name) {
				return true
			}
		}
	}
	return false
}

// parseText reads the text of a bundle into nodes. It is false, and told, if that can't be done.
func parseText(f *file, problems *collector) bool {
	if !decodeText(f, problems) {
		return false
	}
	if planBegin.MatchString(f.text) {
		problems.file(f.name, "this is no bundle, but a plan that pactgraph plan --out has written: give it to pactgraph load as a file, and nothing with it")
		return false
	}
	switch cmp.Or(formatOf(f), formatByText(f.text)) {
	case FormatJSON:
		parseJSON(f, problems)
	case FormatNDJSON:
		parseNDJSON(f, problems)
	default:
		parseYAML(f, problems)
	}
	return f.root != nil
}

// bytesOf is how long the files are together.
func bytesOf(files []*file) int {
	n := 0
	for _, f := range files {
		n += len(f.data)
	}
	return n
}

// decodeText makes a file's text of its bytes.
func decodeText(f *file, problems *collector) bool {
	text := strings.TrimPrefix(string(f.data), "\ufeff")
	if f.encoding != "" {
		var faults table.Errors
		var err error
		if text, err = table.Decode(f.name, f.data, f.encoding); errors.As(err, &faults) {
			problems.tableFaults(faults)
			return false
		}
	}
	if f.text = text; strings.Contains(text, "\r") {
		f.text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	if utf8.ValidString(f.text) {
		return true
	}
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		problems.file(f.name, "the file is in UTF-16: save it as UTF-8")
		return false
	}
	bad := firstInvalid(f.text)
	line, col := placeOf(f.text, bad)
	byteThere := f.text[bad]
	f.text = strings.ToValidUTF8(f.text, "\ufffd")
	problems.atPlace(f, line, col, "the byte 0x%X is not valid UTF-8: save the file as UTF-8, or say how it is written by --encoding", byteThere)
	return false
}

// firstInvalid gives the offset of the first byte that is not UTF-8; the text's length if there is none.
func firstInvalid(text string) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
}

// placeOf gives the line and column of a byte of a text.
func placeOf(text string, at int) (line, col int) {
	before := text[:at]
	line = strings.Count(before, "\n") + 1
	return line, utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
}

// parseYAML reads a YAML file into nodes.
func parseYAML(f *file, problems *collector) {
	defer func() {
		// The parser is not ours, and what people write is boundless.
		if r := recover(); r != nil {
			f.root = nil
			problems.file(f.name, "the file can't be read as YAML")
		}
	}()
	tokens := lexer.Tokenize(innerTabs(f.text))
	if !checkTokens(f, tokens, problems) {
		return
	}
	tree, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		syntaxProblem(f, err, problems)
		return
	}
	var bodies []*ast.DocumentNode
	for _, d := range tree.Docs {
		if d.Body != nil {
			bodies = append(bodies, d)
		}
	}
	if len(bodies) == 0 {
		problems.file(f.name, "the file is empty: a bundle begins with pactgraph: 1")
		return
	}
	if len(bodies) > 1 {
		pos := bodies[1].Body.GetToken().Position
		if bodies[1].Start != nil {
			pos = bodies[1].Start.Position
		}
		problems.atPlace(f, pos.Line, pos.Column, "a second document begins here: a bundle file holds one; make it a file of its own in the same folder")
		return
	}
	c := yamlReader{f, problems}
	f.root = c.node(bodies[0].Body)
}

// innerTabs writes the tabs that don't indent a line as spaces: the parser loses its place over those in quotation
// marks. Quotes take any white space for any other; who needs a tab in a text writes \t.
func innerTabs(text string) string {
	if !strings.Contains(text, "\t") {
		return text
	}
	out := []byte(text)
	indent := true
	for i, c := range out {
		switch {
		case c == '\n':
			indent = true
		case c == '\t' && !indent:
			out[i] = ' '
		case c != ' ' && c != '\t':
			indent = false
		}
	}
	return string(out)
}

func syntaxProblem(f *file, err error, problems *collector) {
	if e, ok := errors.AsType[yaml.Error](err); ok && e.GetToken() != nil {
		pos := e.GetToken().Position
		if strings.HasPrefix(strings.TrimLeft(f.line(pos.Line), " "), "\t") {
			problems.atPlace(f, pos.Line, pos.Column, "a tab can't indent a line: use spaces")
			return
		}
		problems.atPlace(f, pos.Line, pos.Column, "this is not valid YAML: %s%s", e.GetMessage(), guessed(f))
		return
	}
	problems.file(f.name, "this is not valid YAML: %s%s", err, guessed(f))
}

// guessed says, of a file that nothing said to be YAML, why it was read as that: it may be of a format that isn't loaded.
func guessed(f *file) string {
	ending := filepath.Ext(strings.TrimSuffix(f.name, gzipEnding))
	if f.format != "" || ending == "" || formatByName(f.name) != "" {
		return ""
	}
	return fmt.Sprintf("; it is read as YAML since no format ends in %s: %s do, and --format names the one of another file", ending, joinAnd(bundleEndings))
}

// refusedTokens are parts of YAML that a bundle doesn't need, and that make it hard to read or dangerous to expand.
var refusedTokens = map[token.Type]string{
	token.AnchorType:     "anchors (&name) are not read: write a quote that is used twice under quotes: and name it as $name; put a text that begins with & in quotation marks",
	token.AliasType:      "aliases (*name) are not read: write a quote that is used twice under quotes: and name it as $name; put a text that begins with * in quotation marks",
	token.MergeKeyType:   "merge keys (<<) are not read: write the values out",
	token.TagType:        "tags (!name) are not read: leave it out; put a text that begins with ! in quotation marks",
	token.MappingKeyType: "keys that are marked by ? are not read: write key: value; put a text that begins with ? in quotation marks",
	token.DirectiveType:  "directives (%name) are not read: leave it out; put a text that begins with % in quotation marks",
}

// checkTokens refuses what is not read, and what is nested so deep that parsing it would exhaust the memory.
func checkTokens(f *file, tokens token.Tokens, problems *collector) bool {
	ok := true
	var open openBlocks
	flow := 0
	for _, t := range tokens {
		if why, refused := refusedTokens[t.Type]; refused {
			problems.atPlace(f, t.Position.Line, t.Position.Column, "%s", why)
			ok = false
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType, token.MappingValueType:
			if flow > 0 {
				continue
			}
			if column := blockColumn(t); open.enter(column) > maxKeys && t.Type == token.MappingValueType {
				problems.atPlace(f, t.Position.Line, column, "more than %d keys stand in one map here, which YAML is slow to read: split the file, or write it as JSON", maxKeys)
				return false
			}
		}
		if flow+len(open) > maxDepth {
			problems.atPlace(f, t.Position.Line, t.Position.Column, "lists and maps are nested more than %d deep here", maxDepth)
			return false
		}
	}
	return ok
}

// blockColumn is the column of a list's dash, or of the key before a colon.
func blockColumn(t *token.Token) int {
	if t.Type == token.MappingValueType && t.Prev != nil && t.Prev.Position.Line == t.Position.Line {
		return t.Prev.Position.Column
	}
	return t.Position.Column
}

// openBlocks are the block lists and maps that are open, from the outermost.
type openBlocks []openBlock

type openBlock struct{ column, entries int }

// enter takes an entry at a column in, and gives how many the list or map at that column has by now.
func (o *openBlocks) enter(column int) int {
	blocks := *o
	for len(blocks) > 0 && blocks[len(blocks)-1].column > column {
		blocks = blocks[:len(blocks)-1]
	}
	if len(blocks) == 0 || blocks[len(blocks)-1].column < column {
		blocks = append(blocks, openBlock{column: column})
	}
	*o = blocks
	last := &blocks[len(blocks)-1]
	last.entries++
	return last.entries
}

// yamlReader makes nodes of a parsed YAML file.
type yamlReader struct {
	file     *file
	problems *collector
}

func (c yamlReader) at(t *token.Token) *node {
	return &node{file: c.file, line: t.Position.Line, col: t.Position.Column}
}

func (c yamlReader) node(n ast.Node) *node {
	switch n := n.(type) {
	case *ast.MappingNode:
		return c.mapping(n.Start, n.IsFlowStyle, n.Values)
	case *ast.MappingValueNode:
		return c.mapping(n.Start, false, []*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		out := c.at(n.Start)
		out.kind = listNode
		for _, item := range n.Values {
			out.items = append(out.items, c.node(item))
		}
		return out
	case *ast.NullNode:
		return c.at(n.Token)
	case *ast.LiteralNode:
		out := c.at(n.Start)
		out.kind, out.text, out.quoted = scalarNode, n.Value.Value, true
		return out
	case *ast.StringNode:
		out := c.at(n.Token)
		out.kind, out.text = scalarNode, n.Value
		out.quoted = n.Token.Type == token.SingleQuoteType || n.Token.Type == token.DoubleQuoteType
		return out
	}
	out := c.at(n.GetToken())
	out.kind, out.text = scalarNode, n.GetToken().Value
	return out
}

func (c yamlReader) mapping(start *token.Token, flow bool, values []*ast.MappingValueNode) *node {
	out := c.at(start)
	fill := newMapFiller(out, c.problems)
	for i, v := range values {
		key := c.node(v.Key)
		if i == 0 && !flow {
			out.line, out.col = key.line, key.col
		}
		value := c.node(v.Value)
		if value.kind == nullNode && v.Value.GetToken().Type == token.ImplicitNullType {
			// Where nothing stands, the place is behind the colon.
			value.line, value.col = v.Start.Position.Line, v.Start.Position.Column+1
		}
		fill.add(key, value)
	}
	return out
}

// mapFiller puts the keys of a map together.
type mapFiller struct {
	into     *node
	seen     map[string]*node
	problems *collector
}

func newMapFiller(into *node, problems *collector) mapFiller {
	into.kind = mapNode
	return mapFiller{into, map[string]*node{}, problems}
}

// add adds a key. One that is there already is a problem, and left out.
func (m mapFiller) add(key, value *node) {
	if key.kind != scalarNode {
		m.problems.at(key, "a key can't be %s: it is a single word", key.what())
		return
	}
	key.text = norm.NFC.String(key.text)
	if first, ok := m.seen[key.text]; ok {
		m.problems.at(key, "the key %q stands here twice: first in line %d, column %d", key.text, first.line, first.col)
		return
	}
	m.seen[key.text] = key
	m.into.fields = append(m.into.fields, field{key, value})
}
