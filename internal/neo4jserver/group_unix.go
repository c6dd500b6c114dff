//go:build unix

package neo4jserver

import (
	"os"
	"os/exec"
	"syscall"
)

// OwnGroup gives a command that isn't started yet a process group of its own. An interrupt at the terminal doesn't reach it
// then: whoever started it ends it in good order.
func OwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// SignalGroup sends a signal to a command in a group of its own, and to what it has started.
func SignalGroup(cmd *exec.Cmd, sig os.Signal) error {
	return syscall.Kill(-cmd.Process.Pid, sig.(syscall.Signal))
}
