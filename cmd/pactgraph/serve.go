package main

import (
	"fmt"
	"log/slog"
	"net"

	"github.com/spf13/cobra"

	"pactgraph/server"
)

func newServe() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the graph: GraphQL at /graphql, GraphiQL at /graphiql",
		Long: `Serve the graph over HTTP: a page at /, GraphQL at /graphql, GraphiQL at /graphiql, and /healthz and /readyz for
whoever watches over it. It stops when it gets SIGINT or SIGTERM, after the requests that run have been answered.

It listens on this machine only, unless --listen says otherwise; it has no users and asks for no password.`,
		Example: `  pactgraph serve
  pactgraph serve --store sqlite:var/paris.db --listen 127.0.0.1:9000`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve(cmd, listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "the address and port to listen on")
	return cmd
}

func serve(cmd *cobra.Command, listen string) error {
	store, err := openStore(cmd, false)
	if err != nil {
		return err
	}
	defer store.Close()
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w", listen, err)
	}
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	fmt.Fprintf(cmd.OutOrStdout(), "Serving %s at http://%s (GraphQL at /graphql, GraphiQL at /graphiql); Ctrl-C stops it.\n", storeName(cmd), listener.Addr())
	return server.Serve(cmd.Context(), listener, server.New(store, server.Options{Log: log}))
}
