package loader

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"pactgraph/graph"
)

// LockFile is the name of the file beside a bundle that keeps where its quotes stand in texts that are not beside it.
const LockFile = "quotes.lock.json"

// lock is what a lock file holds.
type lock struct {
	name    string
	Sources map[string]lockSource `json:"sources"`
}

// lockSource is one source's part of a lock file: whose text it was, and where the quotes stand in it.
type lockSource struct {
	SHA256 string      `json:"sha256"`
	Quotes []lockQuote `json:"quotes"`
}

// lockQuote is a quote in the source's own words, with its offsets in code points; the end is exclusive.
type lockQuote struct {
	// Written is how the bundle has it, where that is more than another way to print the same: `A … B`.
	Written string `json:"written,omitempty"`
	Exact   string `json:"exact"`
	Prefix  string `json:"prefix,omitempty"`
	Suffix  string `json:"suffix,omitempty"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
}

// lockPath is where the lock file of a bundle lies: beside its first file.
func lockPath(files []*file) string { return filepath.Join(files[0].dir, LockFile) }

// readLock reads the lock file of a bundle; an empty one where there is none.
func readLock(files []*file) (*lock, error) {
	l := &lock{name: lockPath(files), Sources: map[string]lockSource{}}
	data, err := readLimited(l.name)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err == nil {
		err = l.decode(data)
	}
	if err != nil {
		return nil, graph.Errorf(graph.KindInvalid, "the lock file %s can't be read (%s): %s", l.name, detail(err), mendLock)
	}
	return l, l.check()
}

// mendLock is what to do about a lock file that is wrong.
const mendLock = "restore it, or delete it and write it anew by check --lock"

// decode takes the one JSON value of a lock file in, which has no other keys than those known here.
func (l *lock) decode(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(l); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the end of the value")
	}
	if l.Sources == nil {
		l.Sources = map[string]lockSource{}
	}
	return nil
}

// check tells what can't be true of any text. All wrong entries are told at once.
func (l *lock) check() error {
	var problems collector
	for slug, source := range l.Sources {
		if !sha256Text.MatchString(source.SHA256) {
			problems.file(l.name, "the sha256 of the source %s can't be %q: it takes 64 hexadecimal digits in lower case; %s", slug, source.SHA256, mendLock)
		}
		for _, q := range source.Quotes {
			if why := q.wrong(); why != "" {
				problems.file(l.name, "the quote %q of the source %s %s; %s", cmp.Or(q.Written, q.Exact), slug, why, mendLock)
			}
		}
	}
	return problems.err()
}

// wrong says why a quote can't stand at its offsets; "" where it can.
func (q lockQuote) wrong() string {
	length := utf8.RuneCountInString(q.Exact)
	switch {
	case q.Start < 0 || q.End <= q.Start:
		return fmt.Sprintf("can't go from %d to %d: start is 0 or more, and end is after it", q.Start, q.End)
	case q.End-q.Start != length:
		return fmt.Sprintf("goes from %d to %d, which are %d characters, but exact has %d", q.Start, q.End, q.End-q.Start, length)
	}
	return ""
}

// lockedQuote finds a quote of a text that isn't at hand; nil where the lock file doesn't have it.
func (b *builder) lockedQuote(q quotation, source string) *lockQuote {
	entry, ok := b.bundle.lock.Sources[graph.Slug(source)]
	if !ok {
		return nil
	}
	facts := b.source(source)
	if facts.sha256 != entry.SHA256 {
		b.atLockProblem(facts, q, "the lock file was made for another text of %s: its sha256 there is %q", source, entry.SHA256)
		return nil
	}
	for _, l := range entry.Quotes {
		written := cmp.Or(l.Written, l.Exact)
		if plainText(written) != plainText(q.written) || plainText(l.Prefix) != plainText(q.prefix) || plainText(l.Suffix) != plainText(q.suffix) {
			continue
		}
		if !newSourceText([]byte(l.Exact)).isAll(q) {
			b.file(b.bundle.lock.name, "the quote %q of the source %s can't be the words %q; %s", q.written, graph.Slug(source), l.Exact, mendLock)
			return nil
		}
		return &l
	}
	b.warn(q.at, "the quote is not in the lock file, and the source's text is not at hand: it stays unverified")
	return nil
}

func (b *builder) atLockProblem(s sourceFacts, q quotation, format string, args ...any) {
	at := q.at
	if s.record != nil {
		at = cmp.Or(s.record.body.get("sha256"), s.record.key)
	}
	b.warn(at, format, args...)
}

// lockEntries gives what a lock file should say of the sources whose texts are at hand.
func (b *builder) lockEntries() map[string]lockSource {
	sources := map[string]lockSource{}
	for _, f := range b.found {
		slug := graph.Slug(f.source)
		s := sources[slug]
		s.SHA256 = b.bundle.texts.byID[f.source].sha256
		if !slices.Contains(s.Quotes, f.lockQuote) {
			s.Quotes = append(s.Quotes, f.lockQuote)
		}
		sources[slug] = s
	}
	for _, s := range sources {
		slices.SortFunc(s.Quotes, func(a, b lockQuote) int {
			return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Written, b.Written),
				cmp.Compare(a.Prefix, b.Prefix), cmp.Compare(a.Suffix, b.Suffix))
		})
	}
	return sources
}

// checkLock tells a lock file that doesn't say what the texts at hand do.
func (b *builder) checkLock() {
	if b.bundle.writingLock {
		return
	}
	for slug, now := range b.lockEntries() {
		then, ok := b.bundle.lock.Sources[slug]
		if !ok || then.SHA256 == now.SHA256 && slices.Equal(then.Quotes, now.Quotes) {
			continue
		}
		b.file(b.bundle.lock.name, "the lock file is not up to date for the source %s: write it anew by check --lock", slug)
	}
}

// WriteLock checks a bundle as Check does, and writes where its quotes stand in the texts at hand to the lock file
// beside it. What the lock file says of texts that are not at hand stays. Nothing is written where there are problems.
func WriteLock(ctx context.Context, reader graph.Reader, paths []string, opts Options) (Report, error) {
	bundle, err := Read(ctx, paths, opts)
	if err != nil {
		return Report{}, err
	}
	bundle.writingLock = true
	told, batch, err := bundle.batch(ctx, reader)
	if err != nil {
		return Report{}, err
	}
	l := *bundle.lock
	for slug, entry := range told.lock {
		l.Sources[slug] = entry
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(l); err != nil {
		return Report{}, graph.Errorf(graph.KindInternal, "the lock file can't be made: %w", err)
	}
	if err := writeWhole(l.name, 0o644, func(to io.Writer) error { _, err := to.Write(out.Bytes()); return err }); err != nil {
		return Report{}, graph.Errorf(graph.KindInvalid, "the lock file %s can't be written: %w", l.name, err)
	}
	return told.report(batch), nil
}

// writeWhole writes a file so that it is there as it was or as it shall be, never in part.
func writeWhole(name string, mode fs.FileMode, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(write(f), f.Chmod(mode), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
