package server

import (
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pactgraph/export"
	"pactgraph/graph"
)

// Exported is what an export is asked for: the same over HTTP and by the program.
type Exported struct {
	// Filter has filters by the names of collections, as variables of GraphQL have them: {"obligations": {"kind": {"eq": "DEFENCE"}}}.
	// What has null is wanted whole.
	Filter map[string]any
	// AsOf is a date; empty for all dates.
	AsOf string
	// AtRevision is what was at a revision; nil for what is.
	AtRevision *int
	// Around is how many edges away from what matches more is wanted; nil for 1.
	Around *int
	// WithoutClaims leaves claims and evidence out.
	WithoutClaims bool
}

// Options reads what is asked by the rules of GraphQL: the same filters, the same messages.
func (x Exported) Options(store graph.Reader, opts Options) (export.Options, error) {
	return newEngine(store, opts.withDefaults()).exportOptions(x)
}

// aroundMatches is how many edges away from what matches more is exported, where nothing else is said: promises without those who
// owe them would be of little use.
const aroundMatches = 1

func (e *engine) exportOptions(x Exported) (export.Options, error) {
	opts := export.Options{AtRevision: x.AtRevision, WithoutClaims: x.WithoutClaims, Around: aroundMatches}
	if x.Around != nil {
		opts.Around = *x.Around
	}
	day, err := readDay(orNil(x.AsOf), "asOf")
	if err != nil {
		return opts, err
	}
	opts.AsOf = day
	names := slices.Sorted(maps.Keys(x.Filter))
	for _, name := range names {
		if noun, ok := nounsByPlural[name]; !ok || !noun.IsEntity() {
			return opts, graph.Errorf(graph.KindInvalid, "%q is no collection to filter: there are %s", name, strings.Join(collections(), ", "))
		}
	}
	if len(names) == 0 {
		return opts, nil
	}
	return opts, e.readFilters(&opts, names, x)
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// collections are the names of the collections that can be filtered.
func collections() []string {
	var names []string
	for _, n := range graph.Entities() {
		names = append(names, n.Prefix()+"s")
	}
	return names
}

// readFilters reads filters as those of a GraphQL operation that asks for these collections.
func (e *engine) readFilters(opts *export.Options, names []string, x Exported) error {
	variables, roots := "$asOf: Date", ""
	values := map[string]any{}
	for _, name := range names {
		variables += fmt.Sprintf(", $%s: %sFilter", name, nounsByPlural[name])
		roots += fmt.Sprintf(" %s(filter: $%s, asOf: $asOf, first: 1) { nodes { id } }", name, name)
		values[name] = x.Filter[name]
	}
	if x.AsOf != "" {
		values["asOf"] = x.AsOf
	}
	_, p, errs := e.compile(request{Query: "query(" + variables + ") {" + roots + " }", Variables: values, get: true})
	if len(errs) > 0 {
		kind := graph.KindInvalid
		if graph.KindOf(errs[0].Err) == graph.KindTooLarge {
			kind = graph.KindTooLarge
		}
		return graph.Errorf(kind, "the filter: %s", strings.TrimPrefix(strings.TrimPrefix(errs[0].Error(), "input: "), "variable."))
	}
	opts.Match = map[graph.Noun]graph.Filter{}
	for _, name := range names {
		opts.Match[nounsByPlural[name]] = p.queries[p.roots[name]].Filter
	}
	return nil
}

// exports answers requests for exports.
type exports struct {
	engine *engine
	room   gate
}

func newExports(e *engine) exports {
	return exports{e, newGate(e.limits.Exports, e.limits.Wait)}
}

func (x exports) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if p := x.serve(w, r); p != nil {
		p.write(w, typeJSON)
	}
}

// serve writes an export, or tells why there is none before anything is written.
func (x exports) serve(w http.ResponseWriter, r *http.Request) *problem {
	asked, format, p := readExport(r.URL.RawQuery)
	if p != nil {
		return p
	}
	opts, err := x.engine.exportOptions(asked)
	if err != nil {
		return x.problem(r.Context(), err)
	}
	revision, err := x.revision(r.Context(), opts)
	if err != nil {
		return x.problem(r.Context(), err)
	}
	if tag := x.tag(revision, format, r.URL.Query()); matches(r.Header.Get("If-None-Match"), tag) {
		markKept(w.Header(), format, tag)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if r.Method == http.MethodHead {
		x.head(w.Header(), r, format, revision)
		return nil
	}
	return x.write(w, r, format, opts)
}

// write gathers the export, and then writes it. From the first byte on, all that can be done about an error is to break off.
func (x exports) write(w http.ResponseWriter, r *http.Request, format export.Format, opts export.Options) *problem {
	leave, ok := x.room.enter(r.Context())
	if !ok {
		return refused(codeBusy, "the server writes %d exports at once, which is the most allowed, and none of them was done within %s: ask again in %d s", x.engine.limits.Exports, x.engine.limits.Wait, retryAfter)
	}
	defer leave()
	most := x.engine.limits.ExportTime
	end := time.Now().Add(most)
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(end) // a writer without deadlines has none to set
	ctx, cancel := context.WithTimeoutCause(r.Context(), most, graph.Errorf(graph.KindTimeout, "the export took longer than the %s that it was given: ask for less by filters", most))
	defer cancel()
	e, err := export.Gather(ctx, graph.Following(x.engine.store), opts)
	if err != nil {
		return x.problem(ctx, err)
	}
	defer e.Close()
	watched := &watchedWriter{to: w, control: control, most: x.engine.limits.ExportStall, end: end}
	begun := &lateHead{w: w, to: watched, set: func(h http.Header) {
		x.head(h, r, format, e.Revision)
		if e.Time != "" {
			h.Set("Pactgraph-Time", e.Time)
		}
	}}
	if err := written(ctx, e, begun, format, packs(format, r)); err != nil {
		if !begun.is {
			return x.problem(ctx, err)
		}
		x.engine.present.log.WarnContext(ctx, "an export was broken off", "request", requestID(ctx), "error", err)
		panic(http.ErrAbortHandler) // so that nobody takes what came for all of it
	}
	return nil
}

// written writes an export, packed or not. One that breaks off lacks the end by which what is packed is known to be whole.
func written(ctx context.Context, e *export.Export, to io.Writer, format export.Format, packed bool) error {
	if !packed {
		return e.Write(ctx, to, format)
	}
	packer := gzip.NewWriter(to)
	if err := e.Write(ctx, packer, format); err != nil {
		return err
	}
	return packer.Close()
}

// lateHead sets an answer's headers with its first byte: until then it may still be another one.
type lateHead struct {
	w   http.ResponseWriter
	to  io.Writer
	set func(http.Header)
	is  bool
}

func (l *lateHead) Write(p []byte) (int, error) {
	if !l.is {
		l.is = true
		l.set(l.w.Header())
	}
	return l.to.Write(p)
}

// watchedWriter fails as soon as its reader takes nothing for too long, or not all before the end.
type watchedWriter struct {
	to      io.Writer
	control *http.ResponseController
	most    time.Duration
	end     time.Time
}

// watchedPart is how many bytes must be taken in time: so few that a slow line does.
const watchedPart = 1 << 14

func (w *watchedWriter) Write(p []byte) (n int, err error) {
	for part := range slices.Chunk(p, watchedPart) {
		deadline := time.Now().Add(w.most)
		if deadline.After(w.end) {
			deadline = w.end
		}
		_ = w.control.SetWriteDeadline(deadline)
		written, err := w.to.Write(part)
		n += written
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// revision is that of which an export will be: the one that is asked for, or the last.
func (x exports) revision(ctx context.Context, opts export.Options) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, x.engine.limits.Time)
	defer cancel()
	last, err := x.engine.store.Revision(ctx)
	if err != nil || opts.AtRevision == nil {
		return last, err
	}
	if *opts.AtRevision > last {
		return 0, graph.Errorf(graph.KindNotFound, "the graph never had revision %d: its last one is %d", *opts.AtRevision, last)
	}
	return *opts.AtRevision, nil
}

// head sets the headers of an export.
func (x exports) head(h http.Header, r *http.Request, format export.Format, revision int) {
	markKept(h, format, x.tag(revision, format, r.URL.Query()))
	h.Set("Content-Type", contentType(format))
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=\"pactgraph-r%d.%s\"", revision, format.Ending()))
	h.Set("Pactgraph-Revision", strconv.Itoa(revision))
	if packs(format, r) {
		h.Set("Content-Encoding", "gzip")
	}
}

// markKept has an export kept, for those who take it packed apart from others.
func markKept(h http.Header, format export.Format, tag string) {
	markCacheable(h, tag)
	if !format.IsPacked() {
		h.Add("Vary", "Accept-Encoding")
	}
}

// packs tells whether an export is packed for the one who asks.
func packs(format export.Format, r *http.Request) bool {
	return !format.IsPacked() && takesGzip(r.Header.Values("Accept-Encoding"))
}

func contentType(f export.Format) string {
	if f.IsPacked() {
		return f.Media()
	}
	return f.Media() + "; charset=utf-8"
}

// tag marks all that an export depends on: the program, the revision, the day by which status is derived, and what was asked.
func (x exports) tag(revision int, format export.Format, asked url.Values) string {
	sum := sha256.New()
	_ = json.NewEncoder(sum).Encode([]any{program(), revision, x.engine.today(), format, asked})
	return `W/"` + hex.EncodeToString(sum.Sum(nil)[:16]) + `"`
}

// problem tells an error with the status that belongs to it.
func (x exports) problem(ctx context.Context, err error) *problem {
	shown := x.engine.present.present(ctx, err)
	return &problem{statusOf(codeOf(shown)), shown}
}

// exportParameters are those of an address that asks for an export.
var exportParameters = []string{"format", "filter", "asOf", "asOfRevision", "around", "claims"}

// readExport reads what an address asks for.
func readExport(query string) (x Exported, format export.Format, p *problem) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return x, "", badf("the address can't be read: %s", err)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(exportParameters, name) {
			return x, "", badf("an export has no parameter %q: it has %s", name, strings.Join(exportParameters, ", "))
		}
		if n := len(values[name]); n > 1 {
			return x, "", badf("the address has %s %d times; it is given once", name, n)
		}
	}
	if format, err = export.ParseFormat(cmp.Or(values.Get("format"), string(export.CSV))); err != nil {
		return x, "", bad(http.StatusBadRequest, err)
	}
	if text := values.Get("filter"); text != "" {
		if x.Filter, err = ReadFilter(text); err != nil {
			return x, "", bad(http.StatusBadRequest, err)
		}
	}
	x.AsOf = values.Get("asOf")
	for name, into := range map[string]**int{"asOfRevision": &x.AtRevision, "around": &x.Around} {
		if text := values.Get(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 {
				return x, "", badf("%s can't be %q: it is a whole number", name, text)
			}
			*into = &n
		}
	}
	switch text := values.Get("claims"); text {
	case "", "true":
	case "false":
		x.WithoutClaims = true
	default:
		return x, "", badf("claims can't be %q: it is true or false", text)
	}
	return x, format, nil
}

// ReadFilter reads the filters of an export, a JSON object.
func ReadFilter(text string) (map[string]any, error) {
	var filter map[string]any
	if err := decode([]byte(text), &filter); err != nil {
		return nil, graph.Errorf(graph.KindInvalid, `the filter is a JSON object such as {"obligations": {"kind": {"eq": "DEFENCE"}}}: %w`, err)
	}
	return filter, nil
}

// serveShapes serves the shapes to which exports as RDF keep.
func serveShapes(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", contentType(export.Turtle))
	_, _ = io.WriteString(w, export.Shapes) // the client may have gone
}
