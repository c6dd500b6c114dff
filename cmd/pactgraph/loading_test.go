package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What docs/loading.md shows is what comes of its own files, but for names, times and the ids of loads.
func TestLoadingPage(t *testing.T) {
	data, err := os.ReadFile("../../docs/loading.md")
	if err != nil {
		t.Fatal(err)
	}
	files, shown := readPage(string(data))
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var want, got strings.Builder
	for _, step := range []struct {
		command string
		shown   bool
	}{
		{"load ledger.yaml", false},
		{"plan ledger-july.yaml --out july.plan", true},
		{"load july.plan", true},
		{"load gazette.yaml", false},
		{"plan --sync ledger ledger-july.yaml", true},
		{"load --sync ledger ledger-july.yaml", false},
		{"revert 4 --plan", true},
		{"revert 4", true},
		{"loads", true},
		{"revert 1", true},
		{"choose actor/ardovia name 'Republic of Ardovia' --why 'as the treaty has it'", true},
	} {
		answer := told(t, step.command)
		if !step.shown {
			if !strings.HasPrefix(answer, "Loaded ") {
				t.Fatalf("pactgraph %s: %s", step.command, answer)
			}
			continue
		}
		fmt.Fprintf(&want, "$ pactgraph %s\n%s\n", step.command, strings.TrimSpace(shown[step.command]))
		fmt.Fprintf(&got, "$ pactgraph %s\n%s\n", step.command, strings.TrimSpace(answer))
		delete(shown, step.command)
	}
	if len(shown) > 0 {
		t.Errorf("the page shows more: %v", shown)
	}
	if diff := cmp.Diff(impersonal(want.String()), impersonal(got.String())); diff != "" {
		t.Errorf("the page shows something else than what comes (-page +program):\n%s", diff)
	}
}

// readPage gives the files that a page shows, which begin with their names as a comment, and what it shows of commands.
func readPage(page string) (files, shown map[string]string) {
	files, shown = map[string]string{}, map[string]string{}
	for _, block := range regexp.MustCompile("(?s)```(yaml)?\n(.*?)```").FindAllStringSubmatch(page, -1) {
		if block[1] == "yaml" {
			name, _, _ := strings.Cut(strings.TrimPrefix(block[2], "# "), "\n")
			files[name] = block[2]
			continue
		}
		for part := range strings.SplitSeq("\n"+block[2], "\n$ pactgraph ") {
			if command, answer, ok := strings.Cut(part, "\n"); ok && command != "" {
				shown[command] = answer
			}
		}
	}
	return files, shown
}

// told runs a command, and gives all that it prints.
func told(t *testing.T, command string) string {
	t.Helper()
	var args []string
	for _, m := range regexp.MustCompile(`'([^']*)'|(\S+)`).FindAllStringSubmatch(command, -1) {
		args = append(args, m[1]+m[2])
	}
	var out bytes.Buffer
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&out)
	if err := root.ExecuteContext(t.Context()); err != nil && !errors.Is(err, errFindings) {
		t.Fatalf("pactgraph %s: %v", command, err)
	}
	return out.String()
}

// impersonal leaves out of a text who did something and when, and gives loads numbers, in the order in which they are named.
func impersonal(text string) string {
	loads := map[string]string{}
	text = regexp.MustCompile(`load/\d+t\d+z-[0-9a-f]+`).ReplaceAllStringFunc(text, func(id string) string {
		if loads[id] == "" {
			loads[id] = fmt.Sprintf("load/%d", len(loads)+1)
		}
		return loads[id]
	})
	text = regexp.MustCompile(` +`).ReplaceAllString(text, " ")
	return regexp.MustCompile(`\d{4}-\d\d-\d\dT\S+Z (.* )?(ledger|gazette|choices) (\d+ \d+ \d+)`).ReplaceAllString(text, "when who $2 $3")
}
