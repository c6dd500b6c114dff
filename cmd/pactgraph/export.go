package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"pactgraph/export"
	"pactgraph/graph"
	"pactgraph/server"
)

// exportFlags are the flags of export.
type exportFlags struct {
	format, out, filter, asOf string
	atRevision, around        int
	claims, shapes            bool
}

func newExport() *cobra.Command {
	var flags exportFlags
	cmd := &cobra.Command{
		Use:   "export --format FORMAT",
		Short: "Write the graph for spreadsheets, Gephi, networkx, RDF tools, or to be loaded elsewhere",
		Long: `Write what the graph shows in a format that others read:

  csv      a zip with a table for each kind of thing and of edge; loads back unchanged
  xlsx     the same as a workbook
  ndjson   a record a line; loads back unchanged
  graphml  for Gephi and networkx, every attribute with its type
  jsonld   JSON-LD and
  turtle   Turtle, with terms of PROV-O, Web Annotation and schema.org; --shapes prints the SHACL shapes for them

It goes to standard output, or to the file that --out names, which must not be there yet. Without more it is the whole graph. --filter
takes filters as GraphQL's collections have them; what matches is exported with what an edge joins to it (--around), and with
all that this needs so that it loads back: sources, statements and those who made them. The same revision of a graph gives the same bytes.`,
		Example: `  pactgraph export --format csv --out graph.zip
  pactgraph export --format graphml --claims=false > graph.graphml
  pactgraph export --format ndjson --filter '{"obligations": {"kind": {"eq": "DEFENCE"}}}' --as-of 1914 --out 1914.ndjson
  pactgraph export --shapes > shapes.ttl`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if flags.shapes {
				_, err := io.WriteString(cmd.OutOrStdout(), export.Shapes)
				return err
			}
			return flags.run(cmd)
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.format, "format", "", "one of "+strings.Join(export.Formats(), ", "))
	f.StringVar(&flags.out, "out", "", "the file to write; standard output, where it is left out")
	f.StringVar(&flags.filter, "filter", "", "filters by the names of collections as JSON, or @FILE")
	f.StringVar(&flags.asOf, "as-of", "", "only what held on a date, as GraphQL's asOf has it")
	f.IntVar(&flags.atRevision, "as-of-revision", 0, "the graph as it was at a revision, as a whole")
	f.IntVar(&flags.around, "around", 1, "how many edges away from what matches more is exported, 0 to 2")
	f.BoolVar(&flags.claims, "claims", true, "with claims and evidence")
	f.BoolVar(&flags.shapes, "shapes", false, "print the SHACL shapes of jsonld and turtle, and export nothing")
	return cmd
}

// asked gives what the flags ask for.
func (f exportFlags) asked(cmd *cobra.Command) (x server.Exported, err error) {
	x = server.Exported{AsOf: f.asOf, WithoutClaims: !f.claims}
	if cmd.Flags().Changed("as-of-revision") {
		x.AtRevision = &f.atRevision
	}
	if cmd.Flags().Changed("around") {
		x.Around = &f.around
	}
	if f.filter == "" {
		return x, nil
	}
	text, err := readArgument(cmd.InOrStdin(), f.filter)
	if err != nil {
		return x, err
	}
	x.Filter, err = server.ReadFilter(text)
	return x, err
}

func (f exportFlags) run(cmd *cobra.Command) error {
	if f.format == "" {
		return usagef("export needs --format: one of %s", strings.Join(export.Formats(), ", "))
	}
	format, err := export.ParseFormat(f.format)
	if err != nil {
		return usageError{err}
	}
	if f.out == "" && format.IsPacked() && isTerminal(cmd.OutOrStdout()) {
		return usagef("%s is nothing to read on a terminal: name a file by --out, such as graph.%s", format, format.Ending())
	}
	asked, err := f.asked(cmd)
	if err != nil {
		return err
	}
	store, err := openStore(cmd, false)
	if err != nil {
		return err
	}
	defer store.Close()
	opts, err := asked.Options(store, server.Options{Log: slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))})
	if err != nil {
		return err
	}
	e, err := export.Gather(cmd.Context(), graph.Following(store), opts)
	if err != nil {
		return err
	}
	defer e.Close()
	write := func(to io.Writer) error { return e.Write(cmd.Context(), to, format) }
	if f.out == "" {
		signal.Ignore(syscall.SIGPIPE) // who reads no further is told as an error, so that temporary files are deleted
		return write(cmd.OutOrStdout())
	}
	if err := writeWhole(f.out, write); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "Wrote %s: %s, %s and %s at revision %d.\n", f.out, count(e.Nodes, "node"), count(e.Edges, "edge"), count(e.Claims, "claim"), e.Revision)
	return err
}

// writeWhole writes a file that isn't there yet. Nobody sees it before it is whole.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	if exists(path) {
		return errThere(path)
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name()) // what is wrong is told
		}
	}()
	to := bufio.NewWriter(file)
	err = errors.Join(write(to), to.Flush(), file.Chmod(0o644), file.Close())
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
