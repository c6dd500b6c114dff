package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
)

// defaultStore is used where neither --store nor PACTGRAPH_STORE says another.
const defaultStore = "sqlite:pactgraph.db"

// storeName gives the store that the command was told to use: by flag, by environment, or the default.
func storeName(cmd *cobra.Command) string {
	if name, _ := cmd.Flags().GetString("store"); name != "" {
		return name
	}
	if name := os.Getenv("PACTGRAPH_STORE"); name != "" {
		return name
	}
	return defaultStore
}

// openStore opens the store that the command was told to use. This is the one place that knows which stores there are.
// With create, a store that isn't there yet is made; without, it is an error, since a question to an empty graph is
// more likely a mistyped name.
func openStore(cmd *cobra.Command, create bool) (graph.Store, error) {
	name := storeName(cmd)
	scheme, rest, ok := strings.Cut(name, ":")
	if !ok || rest == "" {
		return nil, usagef("the store %q has no scheme: write sqlite:FILE", name)
	}
	switch scheme {
	case "sqlite":
		return openSQLite(cmd.Context(), rest, create)
	}
	return nil, usagef("there is no store %q: write sqlite:FILE", scheme)
}

func openSQLite(ctx context.Context, path string, create bool) (graph.Store, error) {
	if _, err := os.Stat(path); os.IsNotExist(err) {
		if !create {
			return nil, graph.Errorf(graph.KindNotFound, "there is no graph at sqlite:%s yet: load something into it, or name another with --store", path)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, graph.Errorf(graph.KindUnavailable, "the folder for sqlite:%s can't be made: %w", path, err)
		}
	}
	return sqlite.Open(ctx, path)
}
