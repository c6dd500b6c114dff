package server

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the answers that are got as those that are wanted")

// Each document under testdata/answers has the answer that stands beside it, from the small world on its day and on any store, and is
// one question to the store. Each under testdata/refusals is refused, without one.
func TestGolden(t *testing.T) {
	eachStore(t, DefaultLimits(), testGolden)
}

func testGolden(t *testing.T, e *engine, store *counted) {
	documents, err := filepath.Glob("testdata/*/*.graphql")
	if err != nil || len(documents) == 0 {
		t.Fatal("no documents", err)
	}
	for _, file := range documents {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".graphql"), func(t *testing.T) {
			before := store.finds.Load()
			got := answerFile(t, e, file)
			asked := int64(1)
			switch {
			case filepath.Base(filepath.Dir(file)) == "refusals":
				asked = 0
			case filepath.Base(file) == "fragments.graphql":
				asked = 2 // It asks for a node that isn't there: so it is looked whether that was merged.
			}
			if n := store.finds.Load() - before; n != asked {
				t.Errorf("%d questions to the store, want %d", n, asked)
			}
			golden := strings.TrimSuffix(file, ".graphql") + ".golden"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

// answerFile answers a document with the variables that stand beside it.
func answerFile(t *testing.T, e *engine, file string) []byte {
	t.Helper()
	query, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	req := request{Query: string(query)}
	if vars, err := os.ReadFile(strings.TrimSuffix(file, ".graphql") + ".json"); err == nil {
		if err := decode(vars, &req.Variables); err != nil {
			t.Fatal(err)
		}
	}
	answer, err := json.Marshal(e.do(t.Context(), req))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, answer, "", "  "); err != nil {
		t.Fatal(err)
	}
	b.WriteByte('\n')
	return b.Bytes()
}
