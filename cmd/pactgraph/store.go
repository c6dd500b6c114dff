package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pactgraph/graph"
	"pactgraph/graph/neo4j"
	"pactgraph/graph/sqlite"
)

// defaultStore is used where neither --store nor PACTGRAPH_STORE says another.
const defaultStore = "sqlite:pactgraph.db"

// storeForms says how a store is written.
const storeForms = "sqlite:FILE or neo4j://USER@HOST[:PORT][/DATABASE]"

// storeFlags are the flags by which every command is told where the graph is.
func storeFlags(cmd *cobra.Command) {
	cmd.PersistentFlags().String("store", "", "where the graph is kept, as "+storeForms+" (default $PACTGRAPH_STORE, or "+defaultStore+")")
	cmd.PersistentFlags().String("password-file", "", "a file with Neo4j's password (default $PACTGRAPH_PASSWORD_FILE; or the password itself is in $PACTGRAPH_PASSWORD)")
}

// storeName gives the store that the command was told to use: by flag, by environment, or the default.
func storeName(cmd *cobra.Command) string {
	name, _ := cmd.Flags().GetString("store")
	return cmp.Or(name, os.Getenv("PACTGRAPH_STORE"), defaultStore)
}

// openStore opens the store that the command was told to use.
func openStore(cmd *cobra.Command, create bool) (graph.Store, error) {
	return openNamed(cmd, storeName(cmd), create)
}

// openNamed opens a store by its name. This is the one place that knows which stores there are.
//
// With create, a file that isn't there yet is made; without, it is an error, since a question to an empty graph is
// more likely a mistyped name. A Neo4j is there or not: one without a graph is made ready, and is an empty graph.
// Its password is looked for in the sources given before that of every command.
func openNamed(cmd *cobra.Command, name string, create bool, passwords ...passwordSource) (graph.Store, error) {
	scheme, rest, ok := strings.Cut(name, ":")
	switch {
	case !ok || rest == "":
		return nil, usagef("the store %q has no scheme: write %s", name, storeForms)
	case scheme == "sqlite":
		return openSQLite(cmd.Context(), rest, create)
	case slices.Contains(neo4j.Schemes(), scheme):
		return openNeo4j(cmd, name, passwords)
	}
	return nil, usagef("there is no store %q: write %s", scheme, storeForms)
}

func openSQLite(ctx context.Context, path string, create bool) (graph.Store, error) {
	if _, err := os.Stat(path); os.IsNotExist(err) {
		if !create {
			return nil, &graph.Error{
				Kind:    graph.KindNotFound,
				Message: fmt.Sprintf("there is no graph at sqlite:%[1]s yet: name another, or make it with pactgraph load --store sqlite:%[1]s PATH…", path),
				Err:     fs.ErrNotExist,
			}
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, graph.Errorf(graph.KindUnavailable, "the folder for sqlite:%s can't be made: %w", path, err)
		}
	}
	return sqlite.Open(ctx, path)
}

func openNeo4j(cmd *cobra.Command, name string, passwords []passwordSource) (graph.Store, error) {
	uri, options, err := neo4j.ParseDSN(name)
	if err != nil {
		return nil, usageError{err}
	}
	given, err := readPassword(cmd, passwords...)
	if err != nil {
		return nil, err
	}
	switch {
	case given.text == "" && options.User != "":
		return nil, usagef("%s names the user %q, and there is no password: %s; where Neo4j takes everybody, leave the user out", name, options.User, passwordPlaces)
	case given.text != "" && options.User == "":
		options.User = "neo4j" // the user that every Neo4j has
	}
	options.Password = given.text
	store, err := neo4j.Open(cmd.Context(), uri, options)
	switch {
	case err == nil:
		return store, nil
	case graph.KindOf(err) == graph.KindUnavailable:
		return nil, err // it has the address
	case graph.KindOf(err) != graph.KindForbidden:
		return nil, fmt.Errorf("%s: %w", name, err)
	case given.text == "":
		return nil, fmt.Errorf("%s: %w; name the user, as neo4j://USER@HOST, and %s", name, err, passwordPlaces)
	}
	return nil, fmt.Errorf("%s: %w (user %q, password from %s)", name, err, options.User, given.from)
}
