package loader

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"pactgraph/graph"
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

const (
	yamlInput = "pactgraph: 1\ndataset: d\nactors: {a: {kind: STATE}, b: {kind: STAAT}}\n"
	jsonInput = "{\"pactgraph\": 1, \"dataset\": \"d\",\n \"actors\": {\"a\": {\"kind\": \"STAAT\"}}}\n"
)

func TestStandardInput(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		format     Format
		message    string // empty where nothing is wrong
	}{
		{"YAML", "pactgraph: 1\ndataset: d\nactors: {a: {kind: STATE}}\n", "", ""},
		{"JSON", `{"pactgraph": 1, "dataset": "d"}`, "", ""},
		{"NDJSON", "{\"pactgraph\": 1, \"dataset\": \"d\"}\n{\"id\": \"actor/a\", \"kind\": \"STATE\"}\n", "", ""},
		{"a place in NDJSON", "\n{\"id\": \"actor/a\", \"kind\": \"STAAT\"}", "", "standard input:2:1: the bundle doesn't say whose word it is"},
		{"NDJSON that is said to be JSON", `{"id": "actor/a"}`, FormatJSON, "standard input:1:1: the bundle doesn't say"},
		{"JSON that is said to be NDJSON", jsonInput, FormatNDJSON, "standard input:1:33: this is not valid JSON: the line ends too early"},
		{"YAML that looks like JSON", `{"pactgraph": 1, dataset: d}`, FormatYAML, ""},
		{"a place in YAML", yamlInput, "", "standard input:3:38: kind can't be \"STAAT\""},
		{"a place in JSON", jsonInput, "", "standard input:2:27: kind can't be \"STAAT\""},
		{"packed", string(pack(t, strings.NewReader(yamlInput))), "", "standard input:3:38: kind can't be \"STAAT\""},
		{"packed and torn", string(pack(t, strings.NewReader(yamlInput)))[:40], "", "standard input can't be unpacked: its gzip data end too early"},
		{"YAML that is said to be JSON", yamlInput, FormatJSON, "standard input:1:1: this is not valid JSON"},
		{"nothing", "", "", "nothing came by standard input"},
		{"no words", " \n", "", "standard input: the file is empty"},
		{"not UTF-8", "pactgraph: \xff\n", "", "standard input:1:12: the byte 0xFF is not valid UTF-8"},
		{"cut off", `{"pactgraph": 1,`, "", "standard input:1:17: this is not valid JSON: it ends too early"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			_, err := Check(t.Context(), nil, []string{"-", "-"}, Options{Stdin: strings.NewReader(tt.text), Format: tt.format, Now: noon})
			switch {
			case tt.message == "":
				if err != nil {
					t.Error(err)
				}
			case graph.KindOf(err) != graph.KindInvalid || !strings.HasPrefix(fmt.Sprint(err), tt.message):
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// TestStandardInputBesideFiles sees that it is one file of a load among others, with its texts in the folder it is read in.
func TestStandardInputBesideFiles(t *testing.T) {
	dir := writeFiles(t, map[string]string{
		"-":          "pactgraph: 1\nactors: {tarn: {kind: STATE}}\n",
		"b.yaml":     "pactgraph: 1\nactors: {belmark: {kind: STATE}}\n",
		"report.txt": "Ardovia met Belmark.\n",
	})
	t.Chdir(dir)
	const text = "pactgraph: 1\nsource: report\nsources: {report: {kind: NEWS_REPORT, file: report.txt}}\nactors: {ardovia: {kind: STATE, quote: Ardovia}}\n"
	store := newStore(t)
	report, err := Load(t.Context(), store, []string{"-", "./-", "b.yaml"}, Options{Stdin: strings.NewReader(text), Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if report.Nodes[graph.NounActor] != 3 || report.Verified != 1 {
		t.Errorf("the report is %+v", report)
	}
	if load := get(t, store, report.LoadID).(*graph.Load); fmt.Sprint(load.Files) != "[standard input - b.yaml]" {
		t.Errorf("the load is of %q", load.Files)
	}
}

func TestInputThatCannotBeRead(t *testing.T) {
	for _, tt := range []struct {
		paths   []string
		opts    Options
		message string
	}{
		{[]string{"-"}, Options{}, "standard input can't be read here"},
		{[]string{"-"}, Options{Stdin: iotest.ErrReader(errors.New("the line is cut"))}, "standard input: the line is cut"},
		{[]string{"-"}, Options{Stdin: blanks{}}, "standard input is larger than 64 MiB"},
		{[]string{"testdata/ok/json"}, Options{Format: FormatYAML}, "shore.json is read as json by its name"},
	} {
		_, err := Check(t.Context(), nil, tt.paths, tt.opts)
		if !strings.Contains(fmt.Sprint(err), tt.message) {
			t.Errorf("%v: the error is %v", tt.paths, err)
		}
	}
	var format Format
	if err := format.Set("xml"); err == nil || err.Error() != `there is no format "xml": it is yaml, json, ndjson, csv, tsv, xlsx or zip` {
		t.Errorf("the error is %v", err)
	}
}

// TestStandardInputIsLeft sees that a stream on which nothing comes doesn't outlast the context.
func TestStandardInputIsLeft(t *testing.T) {
	silent, end := io.Pipe()
	defer end.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Check(ctx, nil, []string{"-"}, Options{Stdin: silent}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
