//go:build !unix

package neo4jserver

import (
	"os"
	"os/exec"
)

// OwnGroup gives a command a process group of its own where the system has such.
func OwnGroup(*exec.Cmd) {}

// SignalGroup sends a signal to a command.
func SignalGroup(cmd *exec.Cmd, sig os.Signal) error { return cmd.Process.Signal(sig) }
