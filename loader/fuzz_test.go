package loader

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pactgraph/graph"
)

// FuzzRead unpacks whatever it is given and reads it, in each format and in the one that its text tells. What is accepted makes a batch that is well formed.
func FuzzRead(f *testing.F) {
	seeds := badBundles(f)
	good, err := filepath.Glob("testdata/ok/*/*.[nyj]*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range append(seeds, good...) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, string(formatByName(name)))
	}
	f.Add([]byte("id,kind,parties,quotes.kind,inferred.kind\ndeclaration/d,TREATY,\"{who: [FRA, GBR], action: SIGNATURE}; {who: DEU}\",,x\nactor/a,STATE,,,\n"), "csv")
	f.Add([]byte("id;declaration;kind;when.kind;amount.value;silentOn\nobligation/o;d;DEFENCE;ARMED_ATTACK;2;[bearers\n"), "csv")
	f.Add([]byte("id\tidentifiers\tsaid\nactor/a\tiso3: X; {y: 1}\t~\n"), "tsv")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, packed []byte, format string) {
		data, err := readAll("b", bytes.NewReader(packed))
		if err != nil {
			return
		}
		if !slices.Contains(Formats(), format) {
			format = ""
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		bundle, err := readFiles(ctx, []*file{{name: filepath.Join(dir, "b"), dir: dir, data: data, format: Format(format)}}, noon(), Options{})
		if err != nil {
			return
		}
		batch, err := bundle.Batch(ctx, nil)
		if ctx.Err() != nil {
			t.Fatal("it takes too long")
		}
		if err != nil {
			if _, told := err.(Problems); !told {
				t.Fatalf("what was accepted isn't well formed: %v", err)
			}
			return
		}
		if err := batch.Check(); err != nil {
			t.Fatal(err)
		}
		for s := range batch.AllSaid() {
			if _, err := graph.DecodeSaid(s.Target, s.Encode()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzQuote(f *testing.F) {
	f.Add("The “Isle” met – by the sea, and looked… beyond\n the sea.", "\"Isle\" met … the sea", "", "")
	f.Add("a\u00ada é e\u0301 x", "a é", "", "x")
	f.Fuzz(func(t *testing.T, text, quote, prefix, suffix string) {
		source := newSourceText([]byte(text))
		if source.bad != "" {
			return
		}
		q := quotation{prefix: prefix, suffix: suffix}
		q.setExact(quote)
		found, message := source.find(q)
		if found == nil {
			if message == "" {
				t.Fatal("it isn't found, and no reason is given")
			}
			return
		}
		if words := string([]rune(text)[found.Start:found.End]); words != found.Exact {
			t.Fatalf("the words are %q and not %q", words, found.Exact)
		}
	})
}
