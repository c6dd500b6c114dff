package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pactgraph/server"
)

// explainQuery prints how the store answers a request.
func explainQuery(cmd *cobra.Command, req server.Request) error {
	store, err := openStore(cmd, false)
	if err != nil {
		return err
	}
	defer store.Close()
	list, err := server.Explain(cmd.Context(), store, server.Options{}, req)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if len(list) == 0 {
		_, err := fmt.Fprintln(out, "The store needs no statement of its own for this query.")
		return err
	}
	for i, e := range list {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if err := printExplained(out, e); err != nil {
			return err
		}
	}
	return nil
}

// printExplained prints one statement: to which field it belongs, its text as it can be pasted into the database's own
// tool, its parameters as JSON, and its plan; or the note that stands for one.
func printExplained(w io.Writer, e server.Explained) error {
	if e.Note != "" {
		_, err := fmt.Fprintf(w, "%s\n\n  %s\n", strings.Join(e.Path, "."), e.Note)
		return err
	}
	fmt.Fprintf(w, "%s\n\n%s\n\n", strings.Join(e.Path, "."), e.Text)
	names := slices.SortedFunc(maps.Keys(e.Params), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) // p2 comes before p10
	})
	for _, name := range names {
		value, err := json.Marshal(e.Params[name])
		if err != nil {
			return fmt.Errorf("the parameter %s can't be shown: %w", name, err)
		}
		fmt.Fprintf(w, "  %s = %s\n", name, value)
	}
	if len(names) > 0 {
		fmt.Fprintln(w)
	}
	for line := range strings.Lines(e.Plan) {
		fmt.Fprint(w, "  ", line)
	}
	return nil
}
