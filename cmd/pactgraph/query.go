package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"pactgraph/graph"
	"pactgraph/server"
)

func newQuery() *cobra.Command {
	var variables, operation string
	var explain bool
	cmd := &cobra.Command{
		Use:   "query DOCUMENT",
		Short: "Answer a GraphQL query, without a server",
		Long: `Answer a GraphQL query from the graph, as JSON on standard output. DOCUMENT is the query itself, @FILE for a file
that holds it, or - for standard input. The exit status is 1 if the answer has errors.

With --explain, print how the store answers instead: for each field at the query's root the statements, in the language of
the store's database (SQL, Cypher), with their parameters and the database's plan.`,
		Example: `  pactgraph query '{ declarations { totalCount nodes { label } } }'
  pactgraph query @promises.graphql --variables '{"asOf": "2026-01-07"}'
  pactgraph query --explain '{ declarations { totalCount nodes { label } } }'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("query takes one document, and was given %d: put it between quotation marks", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			document, err := readArgument(cmd.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			req := server.Request{Document: document, Operation: operation}
			if req.Variables, err = readVariables(cmd.InOrStdin(), variables); err != nil {
				return err
			}
			if explain {
				return explainQuery(cmd, req)
			}
			return query(cmd, req)
		},
	}
	cmd.Flags().StringVar(&variables, "variables", "", "the query's variables as JSON, or @FILE")
	cmd.Flags().StringVar(&operation, "operation", "", "which operation is meant, where the document has several")
	cmd.Flags().BoolVar(&explain, "explain", false, "print the store's statements and their plans, instead of the answer")
	return cmd
}

func query(cmd *cobra.Command, req server.Request) error {
	store, err := openStore(cmd, false)
	if err != nil {
		return err
	}
	defer store.Close()
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	answer, ok, err := server.Answer(cmd.Context(), store, server.Options{Log: log}, req)
	if err != nil {
		return err
	}
	if _, err := cmd.OutOrStdout().Write(answer); err != nil {
		return err
	}
	if !ok {
		return errFindings
	}
	return nil
}

// readArgument gives what an argument stands for: itself, a file's text for @FILE, standard input for -.
func readArgument(stdin io.Reader, arg string) (string, error) {
	name, isFile := strings.CutPrefix(arg, "@")
	switch {
	case arg == "-":
		return readQuestion("standard input", stdin)
	case isFile:
		file, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer file.Close()
		return readQuestion(name, file)
	}
	return arg, nil
}

// readQuestion reads a document or its variables, which have no more bytes than a server takes.
func readQuestion(name string, from io.Reader) (string, error) {
	most := server.DefaultLimits().Body
	text, err := io.ReadAll(io.LimitReader(from, most+1))
	if err == nil && int64(len(text)) > most {
		err = graph.Errorf(graph.KindTooLarge, "%s has more than %d bytes, the most that are read of a question", name, most)
	}
	return string(text), err
}

func readVariables(stdin io.Reader, arg string) (map[string]any, error) {
	if arg == "" {
		return nil, nil
	}
	text, err := readArgument(stdin, arg)
	if err != nil {
		return nil, err
	}
	var variables map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&variables); err != nil {
		return nil, usageError{fmt.Errorf("the variables are no JSON object: %w", err)}
	}
	return variables, nil
}
