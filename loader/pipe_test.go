//go:build unix

package loader

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pactgraph/graph"
)

// TestPipes sees that no file is opened that would keep the reader waiting.
func TestPipes(t *testing.T) {
	for _, tt := range []struct {
		name, pipe, bundle, message string
	}{
		{"a bundle", "pipe.yaml", "pactgraph: 1\ndataset: d\n", "is a pipe: only a regular file is read"},
		{"a lock file", LockFile, "pactgraph: 1\ndataset: d\n", "can't be read"},
		{"a source's file", "pipe.txt", "pactgraph: 1\ndataset: d\nsources: {s: {kind: DATASET, file: pipe.txt}}\n",
			"b.yaml:3:36: the text of source/s can't be used"},
		{"a source's text by its slug", "s.txt", "pactgraph: 1\ndataset: d\nsources: {s: {kind: DATASET}}\n",
			"b.yaml:3:11: the text of source/s can't be used"},
		{"a source's text by its hash", "other", lockedBundle, "b.yaml:4:3: the text of source/kept can't be used"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := writeFiles(t, map[string]string{"b.yaml": tt.bundle})
			if err := syscall.Mkfifo(filepath.Join(dir, tt.pipe), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Check(t.Context(), nil, []string{dir}, Options{SourcesDir: dir, Now: noon})
			if graph.KindOf(err) != graph.KindInvalid || !strings.Contains(fmt.Sprint(err), tt.message) || !strings.Contains(fmt.Sprint(err), tt.pipe+" is a pipe") {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// TestUnreadableTexts sees that a file that can't be read isn't taken for one that isn't there.
func TestUnreadableTexts(t *testing.T) {
	const byFile = "pactgraph: 1\ndataset: d\nsources: {s: {kind: DATASET, file: text.txt, sha256: b3b26da0507328cff709b51525d4b90ea1d84353460245c5112eee7ab540468e}}\n"
	for _, tt := range []struct {
		name, bundle string
		spoil        func(name string) error
		message      string
	}{
		{"too large", byFile, func(name string) error { return truncateTo(name, maxFileBytes+1) }, "text.txt is larger than 64 MiB"},
		{"links in a circle", byFile, func(name string) error { return syscall.Symlink("text.txt", name) }, "text.txt: too many levels of symbolic links"},
		{"a folder", byFile, func(name string) error { return syscall.Mkdir(name, 0o700) }, "text.txt is a folder: only a regular file is read"},
		{"too large, by its hash", lockedBundle, func(name string) error { return truncateTo(name, maxFileBytes+1) }, "text.txt is larger than 64 MiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := writeFiles(t, map[string]string{"b.yaml": tt.bundle})
			if err := tt.spoil(filepath.Join(dir, "text.txt")); err != nil {
				t.Fatal(err)
			}
			_, err := Check(t.Context(), nil, []string{dir}, Options{SourcesDir: dir, Now: noon})
			if !strings.Contains(fmt.Sprint(err), tt.message) || !strings.Contains(fmt.Sprint(err), "can't be used") {
				t.Errorf("the error is %v", err)
			}
		})
	}
}
