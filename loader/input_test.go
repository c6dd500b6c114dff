package loader

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// pack packs a text by gzip.
func pack(t *testing.T, text io.Reader) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := io.Copy(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// blanks gives a stream of spaces.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// counting counts what is read of a stream.
type counting struct {
	from io.Reader
	n    int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += n
	return n, err
}

func TestReadAllIsBounded(t *testing.T) {
	bomb := pack(t, io.LimitReader(blanks{}, 2*maxFileBytes))
	full := pack(t, io.LimitReader(blanks{}, maxFileBytes))
	nothing := pack(t, strings.NewReader(""))
	for _, tt := range []struct {
		name    string
		from    io.Reader
		message string // empty where it is read
	}{
		{"as much as may be", io.LimitReader(blanks{}, maxFileBytes), ""},
		{"more", io.LimitReader(blanks{}, maxFileBytes+1), "b is larger than 64 MiB, the most that is read: split it"},
		{"without end", blanks{}, "b is larger than 64 MiB, the most that is read: split it"},
		{"as much as may be, packed", bytes.NewReader(full), ""},
		{"a bomb", bytes.NewReader(bomb), "b is larger than 64 MiB when it is unpacked, the most that is read: split it"},
		{"empty parts without end", &repeating{text: nothing}, "b is larger than 64 MiB, the most that is read: split it"},
		{"a stream that breaks", iotest.ErrReader(errors.New("the line is cut")), "b: the line is cut"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from := &counting{from: tt.from}
			data, err := readAll("b", from)
			if from.n > maxFileBytes+1 {
				t.Errorf("%d bytes are read", from.n)
			}
			switch {
			case tt.message == "":
				if err != nil || len(data) != maxFileBytes {
					t.Errorf("%d bytes are there: %v", len(data), err)
				}
			case err == nil || err.Error() != tt.message:
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// repeating gives a text again and again.
type repeating struct {
	text []byte
	at   int
}

func (r *repeating) Read(p []byte) (int, error) {
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

func TestPackedBombs(t *testing.T) {
	bomb := string(pack(t, io.LimitReader(blanks{}, maxFileBytes+1)))
	const bundle = "pactgraph: 1\nsource: s\nsources: {s: {kind: DATASET}}\nactors: {a: {kind: STATE, quote: here}}\n"
	for _, tt := range []struct {
		name    string
		files   map[string]string
		message string
	}{
		{"a bundle", map[string]string{"b.yaml.gz": bomb}, "b.yaml.gz is larger than 64 MiB when it is unpacked"},
		{"a source's text", map[string]string{"b.yaml": bundle, "s.txt.gz": bomb}, "b.yaml:3:11: the text of source/s can't be used"},
		{"a lock file", map[string]string{"b.yaml": bundle, LockFile: bomb}, "can't be read"},
		{"a lock file that is named as packed", map[string]string{"b.yaml": bundle, LockFile + ".gz": "{}"}, "stands unpacked beside the bundle, as quotes.lock.json"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := writeFiles(t, tt.files)
			_, err := Check(t.Context(), nil, []string{dir}, Options{SourcesDir: dir, Now: noon})
			if !strings.Contains(fmt.Sprint(err), tt.message) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// TestPackedTextsByHash sees that a packed text is found by the hash of the text, and its quotes are verified.
func TestPackedTextsByHash(t *testing.T) {
	dir := writeFiles(t, map[string]string{"b.yaml": lockedBundle})
	sources := writeFiles(t, map[string]string{"an article.gz": string(pack(t, strings.NewReader(lockedText)))})
	report, err := Check(t.Context(), nil, []string{dir}, Options{SourcesDir: sources, Now: noon})
	if err != nil || report.Verified != 3 {
		t.Errorf("%d quotes are verified: %v", report.Verified, err)
	}
}

// TestPackedIsTheSame sees that a bundle says the same whether it is packed or not.
func TestPackedIsTheSame(t *testing.T) {
	text, err := os.ReadFile("testdata/ok/folder/a-actors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	store := newStore(t)
	dir := writeFiles(t, map[string]string{"a.yaml": string(text), "a.yaml.gz": string(pack(t, bytes.NewReader(text)))})
	load := func(name string) Report {
		t.Helper()
		report, err := Load(t.Context(), store, []string{filepath.Join(dir, name)}, Options{Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	if first := load("a.yaml"); first.Added == 0 {
		t.Errorf("the load is %+v", first.Receipt)
	}
	if again := load("a.yaml.gz"); !again.Unchanged {
		t.Errorf("the load of the packed file is %+v", again.Receipt)
	}
}
