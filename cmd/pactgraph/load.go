package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"pactgraph/graph"
	"pactgraph/loader"
)

// bundleFlags are the flags of the commands that read bundles.
func bundleFlags(cmd *cobra.Command) *loader.Options {
	opts := &loader.Options{Who: who()}
	cmd.Flags().StringVar(&opts.SourcesDir, "sources", "", "a folder with the texts of sources, against which quotes are checked")
	cmd.Flags().Var(&opts.Format, "format", "how standard input, and files whose names don't tell, are written: "+strings.Join(loader.Formats(), ", ")+"; found out where it is left out")
	cmd.Flags().StringVar(&opts.Mapping, "mapping", "", "a file that says how tables become records: the paths are then tables (see docs/mappings.md)")
	cmd.Flags().StringVar(&opts.Dataset, "dataset", "", "whose word it is, where the bundle doesn't say")
	cmd.Flags().StringVar(&opts.Source, "source", "", "the default source of quotes, where a bundle names none")
	cmd.Flags().StringVar(&opts.Encoding, "encoding", "", "the encoding of CSV and TSV files, or of bundles where there are none of these, as windows-1251 or koi8-r; UTF-8 where it is left out")
	cmd.Flags().Var(&opts.Separator, "separator", "what separates the cells of CSV files: comma, semicolon, tab or pipe; found out by their headers where it is left out")
	return opts
}

// collectMore lets a program that loads collect its garbage more often than Go does by itself: most of what a load holds stays to its
// end, and Go would let as much again pile up beside it. Whoever sets GOGC or GOMEMLIMIT decides that himself.
func collectMore() {
	const percent = 50
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(percent)
	}
}

// syncFlags are the flags of the commands that load bundles, or plan to.
func syncFlags(cmd *cobra.Command, opts *loader.Options) {
	cmd.Flags().StringVar(&opts.Sync, "sync", "", "the data set of which this is all: what else it has said is withdrawn")
	cmd.Flags().BoolVar(&opts.Force, "force", false, "with --sync, withdraw also more than half of what the data set has said")
}

// checkSync tells whether the flags of syncFlags are used as they are meant.
func checkSync(opts *loader.Options) error {
	if opts.Force && opts.Sync == "" {
		return usagef("--force is for --sync, and changes nothing without it")
	}
	return nil
}

// who names the person who runs the program; empty if the system doesn't know.
func who() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return cmp.Or(u.Name, u.Username)
}

func newLoad() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "load PATH…",
		Short: "Load bundles into the graph",
		Long: `Load bundles into the graph, as one load: all of it or nothing. A path is a file in YAML, JSON or NDJSON, a table in CSV or
TSV, an XLSX workbook, or a zip or folder of these; - is standard input. Files may be packed by gzip.

All that is wrong is told at once, by file, line and column (in a table by sheet, row and column), and then nothing is
loaded. Loading the same again changes nothing. A bundle that was edited corrects what it said before: what it says of a thing
replaces what it said of that thing. With --sync DATASET, the paths hold all that the data set says: what else it has said
before is withdrawn too.

A file that pactgraph plan --out wrote is loaded as it was planned, if the graph is still at the revision it was planned for.`,
		Example: `  pactgraph load data/paris-2026
  pactgraph load --store sqlite:my.db --sources texts actors.yaml treaties.yaml
  pactgraph load --encoding windows-1251 tables/ texts.yaml
  pactgraph load --sync harbour harbour/
  pactgraph load - < treaties.yaml
  pactgraph load --mapping mappings/atop-4.01.yaml atop4_01_alliance.csv atop4_01_member.csv`,
		Args: atLeastOne("file or folder, or - for standard input"),
	}
	opts := bundleFlags(cmd)
	syncFlags(cmd, opts)
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		collectMore()
		if err := checkSync(opts); err != nil {
			return err
		}
		// A mistyped path shall not leave an empty store behind.
		if err := checkPaths(paths); err != nil {
			return err
		}
		if plan := planAmong(paths); plan != "" {
			return loadPlan(cmd, plan, paths)
		}
		store, err := openStore(cmd, true)
		if err != nil {
			return err
		}
		defer store.Close()
		takeInput(cmd, opts, paths)
		ctx, end := withProgress(cmd)
		report, err := loader.Load(ctx, store, paths, *opts)
		end()
		if err != nil {
			return findings(cmd, err, "nothing was loaded")
		}
		printWarnings(cmd, report.Warnings)
		out := cmd.OutOrStdout()
		if report.Unchanged {
			return printUnchanged(out, report)
		}
		printLoaded(out, report)
		printReport(out, report)
		return nil
	}
	return cmd
}

// planAmong gives the first of the paths that is a plan file; empty if there is none.
func planAmong(paths []string) string {
	for _, path := range paths {
		if path != loader.StandardInput && loader.IsPlanFile(path) {
			return path
		}
	}
	return ""
}

// loadPlan does the load that a plan file holds.
func loadPlan(cmd *cobra.Command, path string, paths []string) error {
	if len(paths) > 1 {
		return usagef("%s is a plan, which is loaded by itself: %d paths were given", path, len(paths))
	}
	for _, name := range bundleFlagNames(cmd) {
		if cmd.Flags().Changed(name) {
			return usagef("--%s can't be given with %s: it is a plan, in which all is settled", name, path)
		}
	}
	plan, err := loader.ReadPlanFile(path)
	if err != nil {
		return err
	}
	plan.Batch.Who = who()
	store, err := openStore(cmd, *plan.Batch.AtRevision == 0)
	if err != nil {
		return err
	}
	defer store.Close()
	ctx, end := withProgress(cmd)
	receipt, done, err := plan.Load(ctx, store)
	end()
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	report := loader.Report{Receipt: receipt, Dataset: plan.Batch.Dataset}
	switch {
	case done:
		fmt.Fprintf(out, "Nothing new: %s was done already, as %s (revision %d).\n", path, receipt.LoadID, receipt.Revision)
	case receipt.Unchanged:
		return printUnchanged(out, report)
	default:
		printLoaded(out, report)
	}
	return nil
}

// bundleFlagNames are the names of the command's own flags, by which bundles are read.
func bundleFlagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" {
			names = append(names, f.Name)
		}
	})
	return names
}

func printLoaded(w io.Writer, r loader.Report) {
	fmt.Fprintf(w, "Loaded %s as %s (revision %d): %s.\n", r.Dataset, r.LoadID, r.Revision, countsText(r.Receipt))
}

// checkPaths tells whether there is something at each path.
func checkPaths(paths []string) error {
	for _, path := range paths {
		if path == loader.StandardInput {
			continue
		}
		if _, err := os.Stat(path); err != nil {
			return err
		}
	}
	return nil
}

func printUnchanged(w io.Writer, r loader.Report) error {
	_, err := fmt.Fprintf(w, "Nothing new: %s already says all of it (revision %d).\n", r.Dataset, r.Revision)
	return err
}

func newCheck() *cobra.Command {
	var lock bool
	cmd := &cobra.Command{
		Use:   "check PATH…",
		Short: "Check bundles without loading them",
		Long: `Check bundles as load does, and change nothing. The path - is standard input. What they refer to outside is looked up
in the store, if there is one. With --lock, write where the quotes stand in their sources' texts to quotes.lock.json beside the bundle, so that
the bundle can be loaded with verified quotes where the texts are not at hand.`,
		Example: `  pactgraph check data/paris-2026
  pactgraph check --sources texts --lock data/paris-2026`,
		Args: atLeastOne("file or folder, or - for standard input"),
	}
	opts := bundleFlags(cmd)
	cmd.Flags().BoolVar(&lock, "lock", false, "write quotes.lock.json beside the bundle")
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		collectMore()
		reader, done, err := optionalStore(cmd)
		if err != nil {
			return err
		}
		defer done()
		takeInput(cmd, opts, paths)
		work := loader.Check
		if lock {
			work = loader.WriteLock
		}
		report, err := work(cmd.Context(), reader, paths, *opts)
		if err != nil {
			return findings(cmd, err, "")
		}
		printWarnings(cmd, report.Warnings)
		fmt.Fprintf(cmd.OutOrStdout(), "%s: nothing is wrong.\n", report.Dataset)
		printReport(cmd.OutOrStdout(), report)
		return nil
	}
	return cmd
}

// takeInput gives the command's standard input to the options. If it is read, and is a terminal, it says what is awaited there.
func takeInput(cmd *cobra.Command, opts *loader.Options, paths []string) {
	opts.Stdin = cmd.InOrStdin()
	f, ok := opts.Stdin.(*os.File)
	if ok && slices.Contains(paths, loader.StandardInput) && term.IsTerminal(int(f.Fd())) {
		fmt.Fprintln(cmd.ErrOrStderr(), "A bundle is awaited on standard input: type or paste it, and end it by Ctrl-D on a line of its own.")
	}
}

// optionalStore opens the store for reading if there is one. One that was asked for by --store must be there.
func optionalStore(cmd *cobra.Command) (graph.Reader, func() error, error) {
	store, err := openStore(cmd, false)
	switch {
	case err == nil:
		return store, store.Close, nil
	case errors.Is(err, fs.ErrNotExist) && !cmd.Flags().Changed("store"):
		return nil, func() error { return nil }, nil
	}
	return nil, nil, err
}

// findings prints a bundle's problems, with what follows from them, and gives the error that says that there were some;
// any other error is given as it is.
func findings(cmd *cobra.Command, err error, consequence string) error {
	problems, ok := errors.AsType[loader.Problems](err)
	if !ok {
		return err
	}
	printProblems(cmd.ErrOrStderr(), problems, "1")
	tail := count(len(problems), "problem")
	if problems.Cut() {
		tail = "These are the first " + tail
	}
	if consequence != "" {
		tail += "; " + consequence
	}
	fmt.Fprintln(cmd.ErrOrStderr(), tail+".")
	return errFindings
}

func printWarnings(cmd *cobra.Command, warnings loader.Problems) {
	if len(warnings) > 0 {
		printProblems(cmd.ErrOrStderr(), warnings, "33")
		fmt.Fprintln(cmd.ErrOrStderr(), count(len(warnings), "warning")+".")
	}
}

// printProblems prints problems one below the other; on a terminal the places stand out, in an ANSI style.
func printProblems(w io.Writer, problems loader.Problems, style string) {
	for _, p := range problems {
		text := p.String()
		if isTerminal(w) {
			first, rest, _ := strings.Cut(text, "\n")
			text = "\x1b[" + style + "m" + first + "\x1b[0m"
			if rest != "" {
				text += "\n" + rest
			}
		}
		fmt.Fprintln(w, text)
	}
}

// isTerminal tells whether w is a terminal that takes colours.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

func printReport(w io.Writer, r loader.Report) {
	var parts []string
	for _, n := range graph.Nouns() {
		if r.Nodes[n] > 0 {
			parts = append(parts, count(r.Nodes[n], strings.ToLower(string(n))))
		}
	}
	parts = append(parts, count(r.Edges, "edge"), count(r.Claims, "claim"))
	fmt.Fprintf(w, "It has %s.\n", strings.Join(parts, ", "))
	switch {
	case r.Verified+r.Unverified == 0:
	case r.Unverified == 0:
		fmt.Fprintf(w, "%s, all verified%s.\n", count(r.Verified, "quote"), byLock(r))
	default:
		fmt.Fprintf(w, "%s, %d of them not verified, since their source's text is not at hand (see --sources).\n", count(r.Verified+r.Unverified, "quote"), r.Unverified)
	}
	if r.Withdrawn > 0 {
		fmt.Fprintf(w, "It withdraws %s.\n", count(r.Withdrawn, "node"))
	}
	if r.Sync {
		fmt.Fprintf(w, "It is all that %s says: what else that has said is withdrawn.\n", r.Dataset)
	}
}

// byLock says how many quotes are verified by the lock file alone, since their source's text is not at hand.
func byLock(r loader.Report) string {
	if r.Locked == 0 {
		return ""
	}
	return fmt.Sprintf(", %d of them by %s", r.Locked, loader.LockFile)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
