package loader

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pactgraph/graph"
)

// sourceText is the text of a source, ready to be searched.
type sourceText struct {
	sha256 string
	// bad says why the file is no text; empty where it is one.
	bad   string
	runes []rune
	// plain is the text as quotes are compared; starts and ends lead from each of its bytes to the code points that
	// it stands for.
	plain        string
	starts, ends []int32
	found        map[string]foundIn
}

// foundIn keeps the outcome of a search: a bundle is gone through twice.
type foundIn struct {
	quote   *lockQuote
	message string
}

func newSourceText(data []byte) *sourceText {
	sum := sha256.Sum256(data)
	t := &sourceText{sha256: hex.EncodeToString(sum[:]), found: map[string]foundIn{}}
	if !utf8.Valid(data) {
		line, col := placeOf(string(data), firstInvalid(string(data)))
		t.bad = fmt.Sprintf("it is not valid UTF-8 at line %d, column %d", line, col)
		return t
	}
	t.runes = []rune(string(data))
	var b plainBuilder
	b.add(string(data))
	t.plain, t.starts, t.ends = b.text.String(), b.starts, b.ends
	return t
}

// plainText makes the form in which quotes are compared: composed characters, straight quotes, plain hyphens, three
// dots for an ellipsis, and one space for any white space.
func plainText(s string) string {
	var b plainBuilder
	b.add(s)
	return strings.TrimSpace(b.text.String())
}

// plainBuilder makes a plain text and keeps where each of its bytes comes from.
type plainBuilder struct {
	text         strings.Builder
	starts, ends []int32
	at           int32 // code points taken in
	space        bool
}

func (b *plainBuilder) add(s string) {
	for len(s) > 0 {
		size := norm.NFC.NextBoundaryInString(s, true)
		segment := s[:size]
		from := b.at
		b.at += int32(utf8.RuneCountInString(segment))
		for _, r := range norm.NFC.String(segment) {
			b.write(plainRune(r), from)
		}
		s = s[size:]
	}
}

// plainRunes are characters that stand for each other in print; "" for those that are not seen.
var plainRunes = func() map[rune]string {
	m := map[rune]string{'…': "...", '\u00ad': "", '\u200b': "", '\u2060': "", '\ufeff': ""}
	for to, from := range map[string]string{"'": "‘’‚‛ʼ′´`", `"`: "“”„‟«»″", "-": "‐‑‒–—―−"} {
		for _, r := range from {
			m[r] = to
		}
	}
	return m
}()

func plainRune(r rune) string {
	if unicode.IsSpace(r) {
		return " "
	}
	if to, ok := plainRunes[r]; ok {
		return to
	}
	return string(r)
}

func (b *plainBuilder) write(text string, from int32) {
	if text == " " && b.space {
		b.ends[len(b.ends)-1] = b.at
		return
	}
	if text != "" {
		b.space = text == " "
	}
	b.text.WriteString(text)
	for range len(text) {
		b.starts = append(b.starts, from)
		b.ends = append(b.ends, b.at)
	}
}

// span is a part of a plain text, in bytes.
type span struct{ start, end int }

// find looks a quote up. The message says why it wasn't found.
func (t *sourceText) find(q quotation) (*lockQuote, string) {
	key := strings.Join(append(q.parts, "\x00", q.prefix, "\x00", q.suffix), "\x00")
	f, ok := t.found[key]
	if !ok {
		f.quote, f.message = t.search(q)
		t.found[key] = f
	}
	return f.quote, f.message
}

func (t *sourceText) search(q quotation) (*lockQuote, string) {
	spans, parts := t.spansOf(q)
	if len(spans) == 0 {
		return nil, t.notThere(parts)
	}
	prefix, suffix := plainText(q.prefix), plainText(q.suffix)
	var fitting []span
	for _, s := range spans {
		if t.fits(s, prefix, suffix) {
			fitting = append(fitting, s)
		}
	}
	switch len(fitting) {
	case 0:
		return nil, fmt.Sprintf("the source has these words, but not with this prefix or suffix: they stand there as %s", t.context(spans[0]))
	case 1:
		return t.locate(fitting[0], prefix, suffix, q.written), ""
	}
	return nil, fmt.Sprintf("the source has this quote %s, as %s and as %s: add prefix: or suffix: to tell which, or more words",
		times(len(fitting)), t.context(fitting[0]), t.context(fitting[1]))
}

// spansOf gives the places of a quote, and the parts that were looked for: an ellipsis in it stands for itself, or else
// for what is left out.
func (t *sourceText) spansOf(q quotation) ([]span, []string) {
	parts := plainTexts(q.parts)
	spans := t.spans(parts)
	if len(spans) == 0 && len(parts) == 1 && ellipsis.MatchString(q.written) {
		parts = plainTexts(ellipsis.Split(q.written, -1))
		spans = t.spans(parts)
	}
	return spans, parts
}

func plainTexts(texts []string) []string {
	plain := make([]string, len(texts))
	for i, text := range texts {
		plain[i] = plainText(text)
	}
	return plain
}

// isAll tells whether a quote is the text from its first character to its last.
func (t *sourceText) isAll(q quotation) bool {
	spans, _ := t.spansOf(q)
	return slices.ContainsFunc(spans, func(s span) bool {
		return t.starts[s.start] == 0 && int(t.ends[s.end-1]) == len(t.runes)
	})
}

func times(n int) string {
	if n == 2 {
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// spans gives the places of a text; of a span given by its parts the shortest ones, none of which holds another.
func (t *sourceText) spans(parts []string) []span {
	for _, p := range parts {
		if p == "" {
			return nil
		}
	}
	var list []span
	for at := 0; ; {
		s, ok := t.spanFrom(parts, at)
		if !ok {
			return list
		}
		s = t.tighten(parts, s)
		list = append(list, s)
		_, size := utf8.DecodeRuneInString(t.plain[s.start:])
		at = s.start + size
	}
}

// spanFrom gives the first span at or after a place: its first part, and the nearest of each other after it.
func (t *sourceText) spanFrom(parts []string, at int) (span, bool) {
	i := strings.Index(t.plain[at:], parts[0])
	if i < 0 {
		return span{}, false
	}
	s := span{at + i, at + i + len(parts[0])}
	for _, p := range parts[1:] {
		j := strings.Index(t.plain[s.end:], p)
		if j < 0 {
			return span{}, false
		}
		s.end += j + len(p)
	}
	return s, true
}

// tighten lets a span begin as late as it can, so that a first part that stands there twice doesn't stretch it.
func (t *sourceText) tighten(parts []string, s span) span {
	at := s.end - len(parts[len(parts)-1])
	for i := len(parts) - 2; i >= 0; i-- {
		at = s.start + strings.LastIndex(t.plain[s.start:at], parts[i])
	}
	return span{at, s.end}
}

func (t *sourceText) fits(s span, prefix, suffix string) bool {
	return strings.HasSuffix(strings.TrimRight(t.plain[:s.start], " "), prefix) && strings.HasPrefix(strings.TrimLeft(t.plain[s.end:], " "), suffix)
}

// locate gives a span in the source's own words, with its offsets in code points.
func (t *sourceText) locate(s span, prefix, suffix, written string) *lockQuote {
	q := &lockQuote{Exact: t.words(s), Start: int(t.starts[s.start]), End: int(t.ends[s.end-1])}
	if prefix != "" {
		end := len(strings.TrimRight(t.plain[:s.start], " "))
		q.Prefix = t.words(span{end - len(prefix), end})
	}
	if suffix != "" {
		start := s.end + len(t.plain[s.end:]) - len(strings.TrimLeft(t.plain[s.end:], " "))
		q.Suffix = t.words(span{start, start + len(suffix)})
	}
	if plainText(written) != plainText(q.Exact) {
		q.Written = written
	}
	return q
}

// words gives the source's own words of a span.
func (t *sourceText) words(s span) string {
	return string(t.runes[t.starts[s.start]:t.ends[s.end-1]])
}

// contextLength is how much of a text is shown around a place, in bytes of the plain text.
const contextLength = 30

// context shows a place with some of what stands around it.
func (t *sourceText) context(s span) string {
	from, to := max(0, s.start-contextLength), min(len(t.plain), s.end+contextLength)
	if s.end-s.start > 4*contextLength {
		to = s.start + 3*contextLength
	}
	return fmt.Sprintf("%q (character %d)", "…"+strings.TrimSpace(strings.ToValidUTF8(t.plain[from:to], ""))+"…", t.starts[s.start])
}

// notThere says which part of a quote the source doesn't have, and what it has that is nearest.
func (t *sourceText) notThere(parts []string) string {
	missing := parts[0]
	at := 0
	for _, p := range parts {
		i := strings.Index(t.plain[at:], p)
		if i < 0 {
			missing = p
			break
		}
		at += i + len(p)
	}
	what := "the source doesn't have this quote"
	if len(parts) > 1 {
		what = fmt.Sprintf("the source doesn't have %q of this quote", missing)
		if strings.Contains(t.plain, missing) {
			return what + " after the words that stand before it here"
		}
	}
	if s, ok := t.nearest(missing); ok {
		return fmt.Sprintf("%s: the nearest it has is %q (character %d)", what, t.plain[s.start:s.end], t.starts[s.start])
	}
	return what + ", nor anything near it"
}

// nearest gives the passage of as many words as the quote has, with most of its words; not ok where it has less than half.
func (t *sourceText) nearest(quote string) (span, bool) {
	wanted := map[string]int{}
	words := wordSpans(quote)
	for _, w := range words {
		wanted[wordForm(quote[w.start:w.end])]++
	}
	all := wordSpans(t.plain)
	best, bestCount, count := 0, 0, 0
	shift := func(i, by int) {
		form := wordForm(t.plain[all[i].start:all[i].end])
		left, known := wanted[form]
		if !known {
			return
		}
		// A word counts as often as the quote has it.
		if by < 0 && left > 0 || by > 0 && left >= 0 {
			count += by * -1
		}
		wanted[form] = left + by
	}
	for i := range all {
		shift(i, -1)
		if i >= len(words) {
			shift(i-len(words), 1)
		}
		if count > bestCount {
			best, bestCount = max(0, i-len(words)+1), count
		}
	}
	if len(words) == 0 || 2*bestCount < len(words) || bestCount == 0 {
		return span{}, false
	}
	last := min(best+len(words), len(all)) - 1
	return span{all[best].start, all[last].end}, true
}

// wordSpans gives the words of a plain text.
func wordSpans(s string) []span {
	var list []span
	for at := 0; at < len(s); {
		if s[at] == ' ' {
			at++
			continue
		}
		end := strings.IndexByte(s[at:], ' ')
		if end < 0 {
			end = len(s) - at
		}
		list = append(list, span{at, at + end})
		at += end
	}
	return list
}

// wordForm is a word as it is compared when looking for something near: without case and punctuation.
func wordForm(word string) string {
	return strings.TrimFunc(graph.FoldText(word), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// textShelf finds the texts of sources, and keeps them.
type textShelf struct {
	dir    string
	byID   map[string]*sourceText
	hashes map[string]string // files of dir by SHA-256; nil until they are needed
	unread error             // of the first file of dir that can't be read
}

func newTextShelf(dir string) (*textShelf, error) {
	if dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, graph.Errorf(graph.KindInvalid, "the folder of sources %s can't be read: it is no folder", dir)
		}
	}
	return &textShelf{dir: dir, byID: map[string]*sourceText{}}, nil
}

// textOf gives the text of a source, nil where it isn't at hand. What is wrong with it is told at the source.
func (b *builder) textOf(id string) *sourceText {
	shelf := b.bundle.texts
	t, ok := shelf.byID[id]
	if !ok {
		t = b.loadText(id)
		shelf.byID[id] = t
	}
	if t == nil {
		b.checkMissingFile(id)
		return nil
	}
	facts := b.source(id)
	switch {
	case t.bad != "":
		b.atSource(facts, "file", "the text of %s can't be used: %s", id, t.bad)
		return nil
	case facts.sha256 != "" && facts.sha256 != t.sha256 && sha256Text.MatchString(facts.sha256):
		b.atSource(facts, "sha256", "the text at hand is not the one that sha256 names: its SHA-256 is %s", t.sha256)
		return nil
	}
	return t
}

// atSource tells a problem at a key of a source's record, or at the record, or else of the whole bundle.
func (b *builder) atSource(s sourceFacts, key, format string, args ...any) {
	switch {
	case s.record == nil:
		b.file(b.bundle.files[0].name, format, args...)
	case s.record.body.get(key) != nil:
		b.at(s.record.body.get(key), format, args...)
	default:
		b.at(s.record.key, format, args...)
	}
}

// loadText looks a source's text up: its file beside the bundle, or in the folder of sources by its slug or its hash.
// Each may be packed, with gzipEnding behind its name. It is nil where there is none; a file that is there and can't be read is a bad text.
func (b *builder) loadText(id string) *sourceText {
	facts := b.source(id)
	var names []string
	if name := b.sourceFile(facts); name != "" {
		names = append(names, name, name+gzipEnding)
	}
	if dir := b.bundle.texts.dir; dir != "" {
		name := filepath.Join(dir, strings.ReplaceAll(graph.Slug(id), "/", "-")+".txt")
		names = append(names, name, name+gzipEnding)
	}
	for _, name := range names {
		data, err := readLimited(name)
		switch {
		case err == nil:
			return newSourceText(data)
		case !errors.Is(err, fs.ErrNotExist):
			return &sourceText{bad: err.Error()}
		}
	}
	t, err := b.bundle.texts.byHash(facts.sha256)
	if err != nil {
		return &sourceText{bad: "it may be in a file of the folder of sources that can't be read: " + err.Error()}
	}
	return t
}

// sourceFile gives the path of the file that a source names; "" where it names none that lies beside the bundle.
func (b *builder) sourceFile(s sourceFacts) string {
	if s.record == nil {
		return ""
	}
	n := s.record.body.get("file")
	if n == nil || n.kind != scalarNode || !filepath.IsLocal(n.text) {
		return ""
	}
	return filepath.Join(s.record.doc.file.dir, n.text)
}

// checkMissingFile tells a file that a source names and that isn't there. With a hash it may be kept elsewhere.
func (b *builder) checkMissingFile(id string) {
	s := b.source(id)
	if s.record == nil {
		return
	}
	n := s.record.body.get("file")
	switch {
	case n == nil || n.torn:
	case n.kind != scalarNode || !filepath.IsLocal(n.text):
		b.at(n, "file can't be %s: it takes the path of a file beside the bundle, or in a folder beside it", shown(n))
	case s.sha256 == "":
		b.at(n, "there is no file %q beside the bundle; if it is kept elsewhere, give the source's sha256", n.text)
	}
}

// byHash gives the text of the folder with this SHA-256, nil for none. Where none has it and not all files could be
// read, it is an error: the text may be in one of those.
func (s *textShelf) byHash(hash string) (*sourceText, error) {
	if s.dir == "" || hash == "" {
		return nil, nil
	}
	if s.hashes == nil {
		s.hashes = map[string]string{}
		s.unread = s.hashFolder()
	}
	name, ok := s.hashes[hash]
	if !ok {
		return nil, s.unread
	}
	data, err := readLimited(name)
	if err != nil {
		return nil, err
	}
	return newSourceText(data), nil
}

// hashFolder hashes the files of the folder. Those that can't be read are passed over; the error is that of the first.
func (s *textShelf) hashFolder() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	var unread error
	for _, e := range entries {
		name := filepath.Join(s.dir, e.Name())
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			continue
		}
		data, err := readLimited(name)
		switch {
		case err == nil:
			sum := sha256.Sum256(data)
			s.hashes[hex.EncodeToString(sum[:])] = name
		case !errors.Is(err, fs.ErrNotExist):
			unread = cmp.Or(unread, err)
		}
	}
	return unread
}
