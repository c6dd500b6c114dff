//go:build unix

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pactgraph/internal/neo4jserver"
)

// A password is made once, for its owner's eyes only, and is the same the next time.
func TestKeptPassword(t *testing.T) {
	file := filepath.Join(t.TempDir(), "var", "password")
	made, err := keptPassword(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(made) < 20 {
		t.Errorf("the password made has %d characters, want at least 20", len(made))
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %v (%v), want 0600", info.Mode(), err)
	}
	if again, err := keptPassword(file); err != nil || again != made {
		t.Errorf("the second time the password is another one (%v)", err)
	}
	if err := os.WriteFile(file, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keptPassword(file); err == nil || !strings.Contains(err.Error(), "is empty") {
		t.Errorf("an empty file gives the error %v", err)
	}
}

// A command finds its graph by the environment, and its exit code is told.
func TestAccompany(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	s := &neo4jserver.Server{URI: "bolt://127.0.0.1:7000", User: "neo4j", Password: "open-sesame"}
	err := accompany(s, []string{"sh", "-c", `echo "$PACTGRAPH_STORE $PACTGRAPH_PASSWORD" > "$0"; exit 3`, out})
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 3 {
		t.Errorf("a command that ends with 3 gives the error %v", err)
	}
	text, err := os.ReadFile(out)
	if want := "bolt://neo4j@127.0.0.1:7000 open-sesame\n"; err != nil || string(text) != want {
		t.Errorf("the command was told %q (%v), want %q", text, err, want)
	}
	if got := store(&neo4jserver.Server{URI: "bolt://127.0.0.1:7000"}); got != "bolt://127.0.0.1:7000" {
		t.Errorf("without authentication the store is %q", got)
	}
	if err := accompany(s, []string{filepath.Join(t.TempDir(), "nothing")}); err == nil {
		t.Error("a command that isn't there gives no error")
	}
}

// A signal reaches the command, and what it has started, once.
func TestAccompanySignal(t *testing.T) {
	dir := t.TempDir()
	started, got := filepath.Join(dir, "started"), filepath.Join(dir, "got")
	inner := `trap 'echo once >> "$1"; exit 0' TERM; touch "$0"; while :; do sleep 0.05; done`
	s := &neo4jserver.Server{URI: "bolt://127.0.0.1:7000"}
	ended := make(chan error, 1)
	go func() {
		ended <- accompany(s, []string{"sh", "-c", `trap : TERM; sh -c "$2" "$0" "$1"; exit 0`, started, got, inner})
	}()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(started); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the command did not start")
		}
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("a command that ends well at a signal gives the error %v", err)
	}
	if text, err := os.ReadFile(got); err != nil || string(text) != "once\n" {
		t.Errorf("the command's child got %q (%v), want one signal", text, err)
	}
}
