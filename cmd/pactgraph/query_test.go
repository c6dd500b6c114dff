package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pactgraph/graph"
	"pactgraph/server"
)

// endless is a text without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// A question is read up to the size that a server takes, from standard input and from a file.
func TestQuestionIsBounded(t *testing.T) {
	most := int(server.DefaultLimits().Body)
	if _, err := readArgument(endless{}, "-"); graph.KindOf(err) != graph.KindTooLarge || !strings.Contains(err.Error(), "standard input has more than 1048576 bytes") {
		t.Errorf("an endless question gives the error %v", err)
	}
	for length, kind := range map[int]graph.Kind{most: "", most + 1: graph.KindTooLarge} {
		path := filepath.Join(t.TempDir(), "q.graphql")
		if err := os.WriteFile(path, []byte(strings.Repeat(" ", length)), 0o600); err != nil {
			t.Fatal(err)
		}
		if text, err := readArgument(nil, "@"+path); graph.KindOf(err) != kind || kind == "" && len(text) != length {
			t.Errorf("of %d bytes %d are read, with the error %v", length, len(text), err)
		}
	}
}
