//go:build unix

package neo4jserver

import (
	"os/exec"
	"syscall"
)

// ownGroup keeps an interrupt at the terminal from the server: whoever started it ends it in good order.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
