package loader

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"pactgraph/graph"
	"pactgraph/graph/registry"
	"pactgraph/loader/form"
)

// Version of the bundle format that this package reads.
const Version = "1"

// Options say how bundles are read.
type Options struct {
	// SourcesDir is a folder with the texts of sources; empty for none. A source's text is the file named after its
	// slug, as harbour-0304.txt or harbour-0304.txt.gz, or any file whose text has the source's SHA-256.
	SourcesDir string
	// Dataset overrides the name of whose word the load is.
	Dataset string
	// Sync names the data set of which the files hold all that it says; empty where they may hold a part. Force does it
	// also if that leaves out more than half of what it said before.
	Sync  string
	Force bool
	// Stdin is what the path StandardInput names; nil where there is none.
	Stdin io.Reader
	// Format is how standard input, and files whose names don't tell, are written; empty where their texts are to tell.
	Format Format
	// Encoding is that of tables of separated values or, in a load without any, of bundles, as windows-1251; empty for UTF-8, or
	// what a table's byte order mark says.
	Encoding string
	// Separator stands between the cells of such tables; 0 where their headers are to tell.
	Separator Separator
	// Source is the default source of files that name none; empty for none.
	Source string
	// LoadID is the load's id; one of its own is made where it is empty.
	LoadID string
	// AtRevision is the revision that the graph must have; nil for any.
	AtRevision *int
	// Mapping is the file that says how tables become records; empty where bundles are read.
	Mapping string
	// Who runs the load.
	Who string
	// Now tells the time; time.Now where it is nil.
	Now func() time.Time
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// Bundle is what was read of one or more files that are loaded together.
type Bundle struct {
	opts    Options
	started time.Time
	// files are all that were read for it, without their bytes; sha256 is that of all of them.
	files  []*file
	sha256 string
	docs   []*doc
	// flaws are problems that were found when the files were read, and that don't keep the rest from being checked.
	flaws Problems
	// warnings are what is worth a look in what was read.
	warnings Problems
	texts    *textShelf
	lock     *lock
	// writingLock: what the lock file says is about to be replaced, and so isn't checked.
	writingLock bool
}

// doc is one file with what holds for it alone.
type doc struct {
	file *file
	// source names the file's default source; nil for none.
	source *node
	quotes map[string]*node
}

// Read reads the bundle files that the paths name: files, zips of them, or folders of which all files are taken whose names
// end as bundleEndings say. Files that are packed by gzip are unpacked, in a folder those that have .gz behind these.
// StandardInput names the options' stream. With a mapping they name the tables that are read by it. Errors of syntax are told as Problems; what the files say is looked at by Batch, which also tells the
// keys that stand twice in one map.
func Read(ctx context.Context, paths []string, opts Options) (*Bundle, error) {
	started := opts.now()
	if opts.Mapping != "" {
		return readMapped(ctx, paths, started, opts)
	}
	files, err := openPaths(ctx, paths, opts)
	if err != nil {
		return nil, err
	}
	return readFiles(ctx, files, started, opts)
}

func readFiles(ctx context.Context, files []*file, started time.Time, opts Options) (*Bundle, error) {
	bundles, flaws, err := parseFiles(ctx, files, opts)
	if err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(files, func(f *file) bool { return f.isText })
	b, err := newBundle(bundles, files, started, opts)
	if err != nil {
		return nil, err
	}
	b.flaws = flaws
	return b, nil
}

// newBundle makes a bundle of files that were read into nodes; files are all that were read for it. Their bytes are let go.
func newBundle(bundles, files []*file, started time.Time, opts Options) (b *Bundle, err error) {
	b = &Bundle{opts: opts, started: started, files: files, sha256: hashFiles(files)}
	for _, f := range files {
		f.data = nil
	}
	for _, f := range bundles {
		b.warnings = append(b.warnings, f.warnings.list...)
		b.docs = append(b.docs, &doc{file: f, source: defaultSource(f, opts), quotes: namedQuotes(f.root.get("quotes"))})
	}
	if b.texts, err = newTextShelf(opts.SourcesDir); err != nil {
		return nil, err
	}
	if b.lock, err = readLock(files); err != nil {
		return nil, err
	}
	return b, nil
}

// defaultSource names the source of a file's quotes: its own, or the options'; nil for none.
func defaultSource(f *file, opts Options) *node {
	if own := present(f.root.get("source")); own != nil || opts.Source == "" {
		return own
	}
	return &node{file: f, kind: scalarNode, text: opts.Source}
}

// present gives a node that says something, nil for an empty one.
func present(n *node) *node {
	if n == nil || n.kind == nullNode {
		return nil
	}
	return n
}

func namedQuotes(n *node) map[string]*node {
	quotes := map[string]*node{}
	if n == nil {
		return quotes
	}
	for _, f := range n.fields {
		quotes[f.key.text] = f.value
	}
	return quotes
}

// record is what a file says under one slug.
type record struct {
	noun graph.Noun
	id   string
	// key is where it is named, body what is said; nil where nothing is.
	key  *node
	body *node
	// shut is the body as it is while nobody looks at it, of one that is read then; nil for others, and while it is shut.
	shut *node
	doc  *doc
	// inner are the obligations that stand in a declaration.
	inner []*record
	// parent is the declaration that an obligation stands in, or the obligation that a condition stands in.
	parent *record
	// state is what the registry knows of an actor that is a state.
	state *registry.State
}

// owner is the node under which the record is said: a condition that stands in an obligation is a part of it, and goes
// with it.
func (r *record) owner() string {
	if r.noun == graph.NounCondition && r.parent != nil {
		return r.parent.id
	}
	return r.id
}

// sectionOf names the top-level key under which a noun's records stand.
func sectionOf(n graph.Noun) string { return form.Section(n) }

// topKeys are the keys of a file that are no sections.
var topKeys = []topKey{
	{"pactgraph", "The version of the format: 1."},
	{"dataset", "Whose word it is: a later load of the same data set corrects this one. It is the source where it is left out."},
	{"source", "The default source of all quotes in this file; in: on a record overrides it."},
	{"quotes", "Quotes by name, for use in this file as $name."},
	{"withdraw", "Ids of nodes that the data set takes back, with all that it said with them."},
	{"note", "What a reader should know of the whole. It is for readers only, and isn't loaded."},
	{form.Verbatim, "True in exports: all is taken as it stands. Nothing is added from the registry or made of quotes, and no white space is cut off."},
}

type topKey struct{ name, doc string }

// collect takes the records of all files up by their ids.
func (b *builder) collect() {
	for _, d := range b.bundle.docs {
		b.collectDoc(d)
	}
}

func (b *builder) collectDoc(d *doc) {
	root := d.file.root
	if root.kind != mapNode {
		b.at(root, "a bundle is a map with the keys %s, not %s", strings.Join(topNames(), ", "), root.what())
		return
	}
	if at := root.key("mapping"); at != nil && root.get("pactgraph") == nil {
		b.at(at, "this is a mapping, not a bundle: pactgraph load --mapping %s reads tables by it", d.file.name)
		return
	}
	b.checkVersion(root)
	b.checkAlike(d.file)
	for _, f := range root.fields {
		noun, isSection := sectionNoun(f.key.text)
		switch {
		case isSection:
			b.collectSection(d, noun, f)
		case isExportSection(f.key.text):
			if !b.verbatim && f.value.kind != nullNode {
				b.at(f.key, "%s stand in exports, which say so by the key %s: write %s: true, if this is one", f.key.text, form.Verbatim, form.Verbatim)
			}
		case !slices.Contains(topNames(), f.key.text):
			b.at(f.key, "%q is no key of a bundle%s: it has %s", f.key.text, didYouMean(f.key.text, topNames()), strings.Join(topNames(), ", "))
		case f.key.text == "quotes":
			b.checkNamedQuotes(f)
		case f.key.text == form.Verbatim:
			b.checkVerbatim(f.value)
		}
	}
}

func topNames() []string {
	var names []string
	for _, k := range topKeys {
		names = append(names, k.name)
	}
	for _, n := range graph.Entities() {
		names = append(names, sectionOf(n))
	}
	return names
}

func sectionNoun(name string) (graph.Noun, bool) {
	for _, n := range graph.Entities() {
		if sectionOf(n) == name {
			return n, true
		}
	}
	return "", false
}

func (b *builder) checkVersion(root *node) {
	switch v := root.get("pactgraph"); {
	case v == nil:
		b.at(root, "the bundle doesn't say its version: write pactgraph: %s at its top", Version)
	case v.kind != scalarNode || v.text != Version:
		b.at(v, "the version of the format can't be %q: this program reads version %s", v.text, Version)
	}
}

func (b *builder) checkNamedQuotes(f field) {
	if f.value.kind != mapNode && f.value.kind != nullNode {
		b.at(f.value, "quotes takes a map of names and quotes, not %s", f.value.what())
		return
	}
	for _, q := range f.value.fields {
		if !quoteName.MatchString("$" + q.key.text) {
			b.at(q.key, "%q can't be the name of a quote: letters, digits and, inside, - _ . are allowed", q.key.text)
		}
	}
}

func (b *builder) collectSection(d *doc, noun graph.Noun, section field) {
	for _, f := range b.entries(section, "slugs") {
		b.collectRecord(&record{noun: noun, id: graph.MakeID(noun, f.key.text), key: f.key, body: f.value, doc: d})
	}
}

func (b *builder) collectRecord(r *record) {
	r.open()
	defer r.close()
	if r.noun == graph.NounActor && !b.verbatim {
		b.identifyState(r)
	}
	if b.enter(r) && r.noun == graph.NounDeclaration {
		b.collectObligations(r)
	}
}

// entries gives the fields of a section or of nested obligations.
func (b *builder) entries(section field, by string) []field {
	switch section.value.kind {
	case nullNode, mapNode:
		return section.value.fields
	}
	b.at(section.value, "%s takes a map by %s, not %s", section.key.text, by, section.value.what())
	return nil
}

// enter takes a record up, if its id is well formed and not taken.
func (b *builder) enter(r *record) bool {
	if slug, ok := strings.CutPrefix(r.key.text, r.noun.Prefix()+"/"); ok {
		b.at(r.key, "%q can't be a key here: it is named without %s/, so write %s", r.key.text, r.noun.Prefix(), slug)
		return false
	}
	if err := graph.CheckID(r.id); err != nil {
		b.at(r.key, "%s", err)
		return false
	}
	if first := b.records[r.id]; first != nil {
		b.at(r.key, "%s is said twice in one load: first in %s", r.id, first.key.where())
		return false
	}
	if r.body.kind != mapNode && r.body.kind != nullNode {
		b.at(r.body, "%s takes a map of its properties, not %s", r.key.text, r.body.what())
		return false
	}
	b.records[r.id] = r
	b.order = append(b.order, r)
	return true
}

func (b *builder) collectObligations(declaration *record) {
	nested := declaration.body.get("obligations")
	if nested == nil {
		return
	}
	slug := graph.Slug(declaration.id)
	for _, f := range b.entries(field{&node{text: "obligations"}, nested}, "keys") {
		r := &record{
			noun: graph.NounObligation, id: graph.MakeID(graph.NounObligation, slug, f.key.text),
			key: f.key, body: f.value, doc: declaration.doc, parent: declaration,
		}
		if b.enter(r) {
			declaration.inner = append(declaration.inner, r)
		}
	}
}

// identifyState finds the registry's state that an actor's entry is about: by `is`, or by the state's own slug.
func (b *builder) identifyState(r *record) {
	slug := graph.MakeID(graph.NounActor, r.key.text)
	is := present(r.body.get("is"))
	if is == nil {
		if s, ok := registry.ByID(slug); ok {
			r.state = &s
		} else if s, ok := registry.Resolve(r.key.text); ok && !isStateElse(r.body) {
			b.warn(r.key, "%s is a new actor beside %s (%s) of the registry: if they are the same, write is: %s", slug, s.ID, s.Name, graph.Slug(s.ID))
		}
		return
	}
	if is.kind != scalarNode {
		b.at(is, "is takes the name or a code of a state, not %s", is.what())
		return
	}
	s, ok := registry.Resolve(is.text)
	if !ok {
		b.at(is, "the registry knows no state %q%s", is.text, didYouMeanState(is.text))
		return
	}
	r.state, r.id = &s, s.ID
	b.aliases[slug] = s.ID
}

// isStateElse tells whether an entry says that it is no state, so that a state's name is no slip.
func isStateElse(body *node) bool {
	kind := body.get("kind")
	return kind != nil && kind.text != string(graph.ActorKindState)
}

// dataset finds out whose word the load is.
func (b *builder) dataset() string {
	if b.bundle.opts.Dataset != "" {
		return b.bundle.opts.Dataset
	}
	var first *node
	given := false
	for _, d := range b.bundle.docs {
		n := present(d.file.root.get("dataset"))
		if n == nil {
			continue
		}
		if given = true; b.textNode("dataset", n) == nil {
			continue
		}
		if first == nil {
			first = n
		}
		if textOr(first) != textOr(n) {
			b.at(n, "the files of one load are one data set: here it is %q, in %s %q", n.text, first.file.name, first.text)
		}
	}
	if given {
		return textOr(first)
	}
	return b.datasetBySource()
}

// datasetBySource gives the slug of the one default source.
func (b *builder) datasetBySource() string {
	name := ""
	for _, d := range b.bundle.docs {
		if d.source == nil {
			continue
		}
		if b.textNode("source", d.source) == nil {
			return ""
		}
		slug := strings.TrimPrefix(textOr(d.source), graph.NounSource.Prefix()+"/")
		if name != "" && slug != name {
			b.at(d.source, "the files have several default sources, %q and %q: say by dataset: whose word the load is", name, slug)
		}
		name = cmp.Or(name, slug)
	}
	if root := b.bundle.docs[0].file.root; name == "" && root.kind == mapNode {
		b.at(root, "the bundle doesn't say whose word it is: %s", sayDataset(b.bundle.docs[0].file))
	}
	return name
}

// sayDataset tells where a file's data set is named.
func sayDataset(f *file) string {
	if f.format.isTable() {
		return "name it by --dataset, or by a row dataset or source of a table about (columns key and value)"
	}
	return "write dataset: and a name, or source:"
}
