package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
	"pactgraph/loader"
)

func newPlan() *cobra.Command {
	var asJSON bool
	var out string
	cmd := &cobra.Command{
		Use:   "plan PATH…",
		Short: "Tell what a load would do, field by field, without doing it",
		Long: `Tell what load would do with bundles, and do nothing: each node, edge and claim that it would add (+), change (~) or
remove (-) of what is shown, and of each the fields, with the old value (-) and the new one (+); before that, how many records it
would keep, and about how much memory (Neo4j) or room (SQLite) it takes. What load would refuse is refused, with the same message. If there is no graph yet, all is told as for an empty one, and none is made.

With --out, the plan is kept in a file, packed by gzip if its name ends in .gz. pactgraph load with that file does just what was
planned, if the graph is still as it was then.`,
		Example: `  pactgraph plan data/paris-2026
  pactgraph plan data/paris-2026 --out paris.plan.gz
  pactgraph plan --json actors.yaml treaties.yaml`,
		Args: atLeastOne("file or folder, or - for standard input"),
	}
	opts := bundleFlags(cmd)
	syncFlags(cmd, opts)
	jsonFlag(cmd, &asJSON)
	cmd.Flags().StringVar(&out, "out", "", "a file to keep the plan in, for pactgraph load")
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		collectMore()
		if err := checkSync(opts); err != nil {
			return err
		}
		if err := cmp.Or(checkPaths(paths), checkPlanPath(out)); err != nil {
			return err
		}
		store, done, err := storeToPlan(cmd)
		if err != nil {
			return err
		}
		defer done()
		takeInput(cmd, opts, paths)
		ctx, end := withProgress(cmd)
		report, changes, plan, err := loader.MakePlan(ctx, store, paths, *opts)
		end()
		if err != nil {
			return findings(cmd, err, "nothing would be loaded")
		}
		printWarnings(cmd, report.Warnings)
		if out != "" {
			if err := loader.WritePlanFile(out, plan); err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "The plan is in %s: pactgraph load %s does it.\n", out, out)
		}
		if asJSON {
			return printChangesJSON(cmd.OutOrStdout(), "plan", describePlan(report), withoutErrors(changes))
		}
		return printPlan(cmd, report, changes)
	}
	return cmd
}

// storeToPlan opens the store, or an empty one in a folder for a while where there is none yet: a plan makes no graph.
func storeToPlan(cmd *cobra.Command) (store graph.Store, done func(), err error) {
	store, err = openStore(cmd, false)
	if err == nil {
		return store, func() { store.Close() }, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp("", "pactgraph-plan-")
	if err != nil {
		return nil, nil, fmt.Errorf("there is no folder to plan in: %w", err)
	}
	store, err = sqlite.Open(cmd.Context(), filepath.Join(dir, "graph.db"))
	if err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "There is no graph at %s yet: load would make it.\n", storeName(cmd))
	return store, func() { store.Close(); os.RemoveAll(dir) }, nil
}

func printPlan(cmd *cobra.Command, r loader.Report, changes []*graph.LoggedChange) error {
	out := cmd.OutOrStdout()
	if r.Unchanged {
		return printUnchanged(out, r)
	}
	fmt.Fprintf(out, "Loading %s would make revision %d: %s.\n", r.Dataset, r.Revision, countsText(r.Receipt))
	printReport(out, r)
	printNeeds(out, r.Needs)
	return printChanges(out, withoutErrors(changes))
}

// printNeeds says what a load takes, where that is worth a word.
func printNeeds(w io.Writer, n graph.LoadNeeds) {
	fmt.Fprintf(w, "It keeps %s", count(n.Records, "record"))
	if n.MemoryAllowed > 0 {
		fmt.Fprintf(w, ", and takes about %d MiB of the database's memory, of the %d MiB that it gives", mebibytes(n.Memory), mebibytes(n.MemoryAllowed))
	}
	if n.Disk >= 1<<20 {
		fmt.Fprintf(w, ", and makes the file about %d MiB larger", mebibytes(n.Disk))
	}
	fmt.Fprintln(w, ".")
}

// mebibytes gives a size in MiB, rounded up.
func mebibytes(bytes int64) int64 { return (bytes + 1<<20 - 1) >> 20 }

// checkPlanPath refuses to write a plan over anything but a plan.
func checkPlanPath(path string) error {
	if path == "" || loader.IsPlanFile(path) {
		return nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fmt.Errorf("%s is there already, and is no plan: name another path by --out", path)
}

// withoutErrors gives a list as the printing of changes takes them.
func withoutErrors(list []*graph.LoggedChange) iter.Seq2[*graph.LoggedChange, error] {
	return func(yield func(*graph.LoggedChange, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// planJSON is what a load would be.
type planJSON struct {
	Dataset string `json:"dataset"`
	// Revision is the graph's after the load; as it is now, if that is unchanged.
	Revision  int        `json:"revision"`
	Unchanged bool       `json:"unchanged"`
	Counts    countsJSON `json:"counts"`
	Needs     needsJSON  `json:"needs"`
}

// needsJSON is what a load takes. The sizes are estimates, in bytes; null where there is none.
type needsJSON struct {
	Records       int    `json:"records"`
	Memory        *int64 `json:"memory"`
	MemoryAllowed *int64 `json:"memoryAllowed"`
	Disk          *int64 `json:"disk"`
}

func describePlan(r loader.Report) planJSON {
	return planJSON{Dataset: r.Dataset, Revision: r.Revision, Unchanged: r.Unchanged, Counts: countsOf(r.Receipt), Needs: needsOf(r.Needs)}
}

func needsOf(n graph.LoadNeeds) needsJSON {
	estimate := func(bytes int64) *int64 {
		if bytes == 0 {
			return nil
		}
		return &bytes
	}
	return needsJSON{Records: n.Records, Memory: estimate(n.Memory), MemoryAllowed: estimate(n.MemoryAllowed), Disk: estimate(n.Disk)}
}
