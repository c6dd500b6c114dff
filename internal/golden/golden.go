// Package golden holds texts that tests get to files that stand in the project.
package golden

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Read gives a file's text.
func Read(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Hold sees that a text is that of a file; where the file is to be updated, it is written first.
func Hold(t testing.TB, name, got string, update bool) {
	t.Helper()
	if update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(Read(t, name), got); diff != "" {
		t.Errorf("%s (-want +got), to be written by -update:\n%s", name, diff)
	}
}
