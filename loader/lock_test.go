package loader

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

const lockedText = "The Isle’s council met by the sea, and looked beyond the sea.\n"

const lockedBundle = `pactgraph: 1
source: kept
sources:
  kept: {kind: NEWS_REPORT, sha256: b3b26da0507328cff709b51525d4b90ea1d84353460245c5112eee7ab540468e}
actors:
  isle: {kind: STATE, quote: [The Isle's council, "The Isle … the sea", {exact: the sea, prefix: beyond}]}
`

func readBundleLock(t *testing.T, dir string) map[string]lockSource {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, LockFile))
	if err != nil {
		t.Fatal(err)
	}
	var l lock
	if err := json.Unmarshal(data, &l); err != nil {
		t.Fatal(err)
	}
	return l.Sources
}

func TestWriteLock(t *testing.T) {
	sources := writeFiles(t, map[string]string{"an article.html": lockedText, "kept.txt.old": "x"})
	dir := writeFiles(t, map[string]string{"b.yaml": lockedBundle})
	report, err := WriteLock(t.Context(), nil, []string{dir}, Options{SourcesDir: sources, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verified != 3 {
		t.Errorf("the report is %+v", report)
	}
	want := map[string]lockSource{"kept": {
		SHA256: "b3b26da0507328cff709b51525d4b90ea1d84353460245c5112eee7ab540468e",
		Quotes: []lockQuote{
			{Exact: "The Isle’s council", Start: 0, End: 18},
			{Written: "The Isle … the sea", Exact: "The Isle’s council met by the sea", Start: 0, End: 33},
			{Exact: "the sea", Prefix: "beyond", Start: 53, End: 60},
		},
	}}
	if diff := cmp.Diff(want, readBundleLock(t, dir)); diff != "" {
		t.Errorf("the lock file (-want +got):\n%s", diff)
	}

	// Whoever has the lock file loads what whoever has the text loads.
	store := newStore(t)
	withText, err := Load(t.Context(), store, []string{dir}, Options{SourcesDir: sources, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	withLock := mustLoad(t, store, dir)
	if withText.Verified != 3 || withText.Locked != 0 || withLock.Locked != 3 || withLock.Verified != 3 || withLock.Unverified != 0 || !withLock.Unchanged {
		t.Errorf("with the text %+v, with the lock file %+v", withText, withLock)
	}

	// A lock file for the folder stays as it is when the text is not at hand.
	if _, err := WriteLock(t.Context(), nil, []string{dir}, Options{Now: noon}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, readBundleLock(t, dir)); diff != "" {
		t.Errorf("the lock file, written without the text (-want +got):\n%s", diff)
	}
}

func TestStaleLock(t *testing.T) {
	sources := writeFiles(t, map[string]string{"kept.txt": lockedText})
	dir := writeFiles(t, map[string]string{"b.yaml": lockedBundle})
	if _, err := WriteLock(t.Context(), nil, []string{dir}, Options{SourcesDir: sources, Now: noon}); err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(lockedBundle, "The Isle's council", "looked beyond", 1)
	if err := os.WriteFile(filepath.Join(dir, "b.yaml"), []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Check(t.Context(), nil, []string{dir}, Options{SourcesDir: sources, Now: noon})
	if err == nil || !strings.Contains(err.Error(), "the lock file is not up to date for the source kept: write it anew by check --lock") {
		t.Errorf("the stale lock file gives %v", err)
	}
	// Without the text the quote is only unverified.
	report, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
	if err != nil || report.Verified != 2 || report.Unverified != 1 || len(report.Warnings) != 1 {
		t.Errorf("without the text: %+v, %v", report, err)
	}
	if _, err := WriteLock(t.Context(), nil, []string{dir}, Options{SourcesDir: sources, Now: noon}); err != nil {
		t.Fatal(err)
	}
	if _, err := Check(t.Context(), nil, []string{dir}, Options{SourcesDir: sources, Now: noon}); err != nil {
		t.Errorf("after the lock file was written: %v", err)
	}
}

func TestBadLock(t *testing.T) {
	const hash = "b3b26da0507328cff709b51525d4b90ea1d84353460245c5112eee7ab540468e"
	quotes := func(text string) string {
		return `{"sources": {"kept": {"sha256": "` + hash + `", "quotes": [` + text + `]}}}`
	}
	for _, tt := range []struct{ name, lock, message string }{
		{"cut off", "{", "can't be read (unexpected EOF): restore it, or delete it and write it anew by check --lock"},
		{"two values", "{} {}", "can't be read (something follows the end of the value)"},
		{"an unknown key", `{"sources": {}, "verified": true}`, `unknown field "verified"`},
		{"an unknown key of a quote", quotes(`{"exact": "the sea", "start": 1, "end": 8, "ends": 9}`), `unknown field "ends"`},
		{"no hash", `{"sources": {"kept": {"quotes": []}}}`, `the sha256 of the source kept can't be ""`},
		{"offsets in the wrong order", quotes(`{"written": "The Isle", "exact": "something else", "start": 90, "end": 7}`),
			`the quote "The Isle" of the source kept can't go from 90 to 7`},
		{"before the text", quotes(`{"exact": "the sea", "start": -1, "end": 6}`), `the quote "the sea" of the source kept can't go from -1 to 6`},
		{"nothing", quotes(`{"exact": "", "start": 4, "end": 4}`), "can't go from 4 to 4"},
		{"another length", quotes(`{"exact": "The Isle’s council", "start": 0, "end": 20}`),
			`the quote "The Isle’s council" of the source kept goes from 0 to 20, which are 20 characters, but exact has 18`},
		{"other words", quotes(`{"written": "The Isle's council", "exact": "something else", "start": 0, "end": 14}`),
			`the quote "The Isle's council" of the source kept can't be the words "something else"`},
		{"more words", quotes(`{"written": "The Isle's council", "exact": "The Isle’s council met", "start": 0, "end": 22}`),
			`can't be the words "The Isle’s council met"`},
		{"another end", quotes(`{"written": "The Isle … the sea", "exact": "The Isle’s council met", "start": 0, "end": 22}`),
			`the quote "The Isle … the sea" of the source kept can't be the words "The Isle’s council met"`},
		{"further than the end", quotes(`{"written": "The Isle … the sea", "exact": "The Isle by the sea and more", "start": 0, "end": 28}`),
			`can't be the words "The Isle by the sea and more"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := writeFiles(t, map[string]string{"b.yaml": lockedBundle, LockFile: tt.lock})
			_, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
			if graph.KindOf(err) != graph.KindInvalid || !strings.Contains(err.Error(), tt.message) || !strings.Contains(err.Error(), filepath.Join(dir, LockFile)) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

func TestEmptyLock(t *testing.T) {
	sources := writeFiles(t, map[string]string{"kept.txt": lockedText})
	dir := writeFiles(t, map[string]string{"b.yaml": lockedBundle, LockFile: `{"sources": null}`})
	if _, err := WriteLock(t.Context(), nil, []string{dir}, Options{SourcesDir: sources, Now: noon}); err != nil {
		t.Fatal(err)
	}
	if got := len(readBundleLock(t, dir)["kept"].Quotes); got != 3 {
		t.Errorf("the lock file has %d quotes", got)
	}
}

func TestLockOfAnotherText(t *testing.T) {
	other := strings.Replace(lockedBundle, "sha256: b3", "sha256: c3", 1)
	lock := `{"sources": {"kept": {"sha256": "b3b26da0507328cff709b51525d4b90ea1d84353460245c5112eee7ab540468e", "quotes": [{"exact": "The Isle’s council", "start": 0, "end": 18}]}}}`
	dir := writeFiles(t, map[string]string{"b.yaml": other, LockFile: lock})
	report, err := Check(t.Context(), nil, []string{dir}, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verified != 0 || report.Unverified != 3 || len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0].Message, "the lock file was made for another text") {
		t.Errorf("the report is %+v", report)
	}
}
