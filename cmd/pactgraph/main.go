// Command pactgraph loads international commitments into a graph and answers questions about them.
//
// Exit status: 0 when all went well, 1 when there were findings or something failed, 2 when the command was not used
// as it is meant.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks the program to end; a second one ends it as it would any other.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:]))
}

// Exit statuses.
const (
	exitOK       = 0
	exitFindings = 1
	exitUsage    = 2
)

// errFindings says that findings were printed already: the exit status tells, and nothing more is to be said.
var errFindings = errors.New("there were findings")

// usageError is a command used in a way it isn't meant.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run does one command and gives the exit status.
func run(ctx context.Context, args []string) int {
	root := newRoot()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "pactgraph: interrupted; nothing was changed")
		return exitFindings
	}
	fmt.Fprintln(os.Stderr, "pactgraph: "+err.Error())
	if _, ok := errors.AsType[usageError](err); ok {
		fmt.Fprintln(os.Stderr, "Try 'pactgraph --help', or the command's own --help.")
		return exitUsage
	}
	return exitFindings
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "pactgraph",
		Short: "Who promised what to whom, under which condition, how binding, and on whose word",
		Long: `Pactgraph keeps international commitments as a graph, and answers through one GraphQL API
who promised what to whom, under which condition, how binding, and on whose word.

The graph is kept in a file (sqlite:FILE), or in Neo4j 5.26 or later: neo4j://USER@HOST[:PORT][/DATABASE], bolt://…,
or neo4j+s://… for an encrypted link. Neo4j's password comes from $PACTGRAPH_PASSWORD, or from a file that
$PACTGRAPH_PASSWORD_FILE or --password-file names.`,
		Example: `  pactgraph load data/paris-2026
  pactgraph serve
  pactgraph query '{ declarations { nodes { label } } }'
  PACTGRAPH_PASSWORD=… pactgraph query --store neo4j://neo4j@localhost '{ revision }'`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SuggestionsMinimumDistance = 2
	storeFlags(root)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(newServe(), newHealth(), newLoad(), newCheck(), newPlan(), newTemplate(), newLoads(), newDiff(), newRevert(), newChoose(), newResolve(), newMove(), newExport(), newQuery(), newMCP(), newSchema(), newToken(), newVersion())
	return root
}

// noArgs refuses arguments; for the root it is what an unknown command is.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !cmd.HasParent() {
		return usagef("there is no command %q%s", args[0], suggestion(cmd, args[0]))
	}
	return usagef("%s takes no arguments, and was given %q", cmd.CommandPath(), args[0])
}

func suggestion(cmd *cobra.Command, name string) string {
	if names := cmd.SuggestionsFor(name); len(names) > 0 {
		return fmt.Sprintf(": did you mean %q?", names[0])
	}
	return ""
}

// atLeastOne wants arguments, and says which.
func atLeastOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("%s needs at least one %s", cmd.CommandPath(), what)
		}
		return nil
	}
}
