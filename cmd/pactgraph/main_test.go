package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run the program itself as "pactgraph".
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"pactgraph": func() { os.Exit(run(context.Background(), os.Args[1:])) },
	})
}

// TestScripts runs each script of testdata/script: a user's session with the program, with exit statuses and texts.
func TestScripts(t *testing.T) {
	paris, err := filepath.Abs("../../data/paris-2026")
	if err != nil {
		t.Fatal(err)
	}
	examples, err := filepath.Abs("../../docs/examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PARIS", paris)
			env.Setenv("EXAMPLES", examples)
			return nil
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}
