package export_test

import (
	"bytes"
	"flag"
	"testing"

	"pactgraph/export"
	"pactgraph/internal/golden"
)

var update = flag.Bool("update", false, "write the golden files")

// The shapes that are shipped are those of the model.
func TestShapes(t *testing.T) {
	var out bytes.Buffer
	if err := export.WriteShapes(&out); err != nil {
		t.Fatal(err)
	}
	golden.Hold(t, "shapes.ttl", out.String(), *update)
}
