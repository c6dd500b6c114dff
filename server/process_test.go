package server

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
)

// process is the program itself, serving a graph. Tests of what it may take of a machine are on it: a test's own memory
// and time are mixed with other tests'.
type process struct {
	url string
	pid int
}

// buildProgram builds the program, for the processes of one test.
func buildProgram(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "pactgraph")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "pactgraph/cmd/pactgraph").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// serveProcess starts the program on a store that holds what was loaded.
func serveProcess(t *testing.T, program string, batches ...graph.Batch) process {
	t.Helper()
	file := filepath.Join(t.TempDir(), "graph.db")
	store, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range batches {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "serve", "--store", "sqlite:"+file, "--listen", "127.0.0.1:0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the program ends with %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return process{regexp.MustCompile(`http://[0-9.:]+`).FindString(line), cmd.Process.Pid}
}

// memory is the most that the program ever had of the machine's memory, in MiB; where there is no /proc the test is skipped.
func (p process) memory(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid))
	if err != nil {
		t.Skip("this system doesn't tell what memory a process takes")
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kib >> 10
}

// worked is for how long the program has had a processor: unlike the clock's, this time doesn't depend on what else runs.
func (p process) worked(t *testing.T) time.Duration {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.pid))
	if err != nil {
		t.Skip("this system doesn't tell what time a process takes")
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	const user, system, hertz = 11, 12, 100 // as proc(5) counts them, from the state on
	total := 0
	for _, i := range []int{user, system} {
		ticks, err := strconv.Atoi(fields[i])
		if err != nil {
			t.Fatal(err)
		}
		total += ticks
	}
	return time.Duration(total) * time.Second / hertz
}
