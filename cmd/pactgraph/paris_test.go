package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/internal/golden"
	"pactgraph/loader"
	"pactgraph/server"
)

const (
	examples = "../../docs/examples/"
	readme   = "../../README.md"
)

// The question that the project exists for, answered from the Paris data: for each declaration, who took which action
// on which date by whom; its obligations with bearers, counterparties, beneficiaries, conditions, bindingness and status
// with reason; for each claim the quote, where it stands, whose word it is, how sure, and the chain of sources.
// Each store gives the same answer, to the byte.
func TestParisPromises(t *testing.T) {
	document := golden.Read(t, examples+"promises.graphql")
	onEachStore(t, func(t *testing.T, store graph.Store, update bool) {
		loadParis(t, store)
		t.Run("all", func(t *testing.T) {
			golden.Hold(t, examples+"promises.json", ask(t, store, document, map[string]any{"asOf": "2026-01-07"}), update)
		})
		t.Run("nothing is cut off", func(t *testing.T) {
			paged := strings.NewReplacer("nodes {", "pageInfo { hasNextPage } nodes {", "edges {", "pageInfo { hasNextPage } edges {").Replace(document)
			answer := ask(t, store, paged, nil)
			if !strings.Contains(answer, `"hasNextPage": false`) || strings.Contains(answer, `"hasNextPage": true`) {
				t.Error("a page of the example is too small for the Paris data")
			}
		})
		t.Run("README", func(t *testing.T) {
			answer := ask(t, store, document, map[string]any{
				"asOf": "2026-01-07", "claims": 1, "edgeClaims": 1, "quotes": 1,
				"declarations": map[string]any{"id": map[string]any{"eq": "declaration/paris-2026-separate"}},
				"obligations":  map[string]any{"kind": map[string]any{"eq": "TROOP_DEPLOYMENT"}},
			})
			checkReadme(t, document, answer, update)
		})
	})
}

// loadParis loads the Paris data, from the bundle alone.
func loadParis(t *testing.T, store graph.Store) {
	t.Helper()
	report, err := loader.Load(t.Context(), store, []string{"../../data/paris-2026"}, loader.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Unverified != 0 {
		t.Errorf("%d quotes of the Paris data are not verified", report.Unverified)
	}
}

// Where the report's text is at hand, each quote is looked up in it again, and the lock file must agree.
func TestParisQuotesAgainstTheText(t *testing.T) {
	const texts = "../../../shared/seed"
	if _, err := os.Stat(texts); os.IsNotExist(err) {
		t.Skip("the report's text is not at hand; its quotes stand in the lock file only")
	}
	report, err := loader.Check(t.Context(), nil, []string{"../../data/paris-2026"}, loader.Options{SourcesDir: texts})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verified == 0 || report.Unverified != 0 || len(report.Warnings) != 0 {
		t.Errorf("%d quotes verified, %d not; %s", report.Verified, report.Unverified, report.Warnings.Error())
	}
}

func ask(t *testing.T, store graph.Reader, document string, variables map[string]any) string {
	t.Helper()
	limits := server.DefaultLimits()
	limits.Time = 5 * time.Minute // a Neo4j that has just started on a busy machine takes its time to plan a text this long
	answer, ok, err := server.Answer(context.WithoutCancel(t.Context()), store, server.Options{Limits: limits},
		server.Request{Document: document, Variables: variables})
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		t.Fatalf("the answer has errors:\n%s", answer)
	}
	return string(answer)
}

// What the README says of one's own data works as it stands there.
func TestReadmeBundle(t *testing.T) {
	text := golden.Read(t, readme)
	dir := t.TempDir()
	for name, language := range map[string]string{"harbour.txt": "text", "my-bundle.yaml": "yaml"} {
		_, rest, _ := strings.Cut(text, "```"+language+"\n")
		block, _, _ := strings.Cut(rest, "```\n")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(block), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	report, err := loader.Check(t.Context(), nil, []string{filepath.Join(dir, "my-bundle.yaml")}, loader.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Nodes[graph.NounObligation] != 1 || report.Verified != 5 || report.Unverified != 0 {
		t.Errorf("it has %d obligations, and %d of %d quotes are verified", report.Nodes[graph.NounObligation], report.Verified, report.Verified+report.Unverified)
	}
}

// checkReadme holds the README's query and answer to the real ones.
func checkReadme(t *testing.T, query, answer string, update bool) {
	t.Helper()
	text := golden.Read(t, readme)
	for _, block := range []struct{ language, want string }{{"graphql", query}, {"json", answer}} {
		opening := "```" + block.language + "\n"
		before, rest, ok := strings.Cut(text, opening)
		got, after, closed := strings.Cut(rest, "```\n")
		if !ok || !closed {
			t.Fatalf("the README has no %s block", block.language)
		}
		if got == block.want {
			continue
		}
		if update {
			text = before + opening + block.want + "```\n" + after
			continue
		}
		t.Errorf("the README's %s block (-want +got), to be written by -update:\n%s", block.language, cmp.Diff(block.want, got))
	}
	if update {
		if err := os.WriteFile(readme, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
