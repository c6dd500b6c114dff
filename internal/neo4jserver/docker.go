package neo4jserver

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// containerLabel marks the containers of this package: docker ps --filter label=pactgraph.neo4jserver lists those that were
// left over because the program that started them was killed.
const containerLabel = "pactgraph.neo4jserver"

// dockerRuns tells whether there is a Docker engine that answers.
func dockerRuns(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return exec.CommandContext(ctx, "docker", "version", "--format", "{{.Server.Version}}").Run() == nil
}

// image is the official image of a version.
func (v Version) image() string { return "neo4j:" + v.Name + "-community" }

// startContainer starts the server in Docker, with its address on this machine only.
func (s *Server) startContainer(ctx context.Context, v Version, o Options) error {
	name := "pactgraph-neo4j-" + strings.ToLower(rand.Text()[:12])
	args, err := containerArguments(name, v, o)
	if err != nil {
		return err
	}
	if o.Dir != "" {
		// Docker would make it, as root's.
		if err := os.MkdirAll(filepath.Join(o.Dir, "data"), 0o755); err != nil {
			return err
		}
	}
	// The image is fetched first: that may take longer than a start may.
	if err := run(exec.CommandContext(ctx, "docker", "pull", "--quiet", v.image()), "fetching the image "+v.image()); err != nil {
		return err
	}
	s.cmd = exec.Command("docker", args...)
	// The password is given by the environment, where other users of the machine don't see it.
	s.cmd.Env = append(os.Environ(), "NEO4J_AUTH="+containerAuth(o.Password))
	s.stop = docker("stop", "--time", fmt.Sprint(int(stopTime.Seconds())), name)
	s.kill = func() error { return errors.Join(docker("rm", "--force", name)(), s.cmd.Process.Kill()) }
	ready := make(chan string, 1)
	printed, err := s.run(o.Log, ready)
	if err != nil {
		return err
	}
	go s.announce(name, ready)
	return s.wait(ctx, ready, printed)
}

// docker gives a function that runs a Docker command.
func docker(args ...string) func() error {
	return func() error { return run(exec.Command("docker", args...), "docker "+args[0]) }
}

func containerAuth(password string) string {
	if password == "" {
		return "none"
	}
	return "neo4j/" + password
}

// containerArguments are those of docker run: in the foreground, so that what the server prints is seen, and removed when it
// ends.
func containerArguments(name string, v Version, o Options) ([]string, error) {
	port := ""
	if o.Port != 0 {
		port = fmt.Sprint(o.Port)
	}
	args := []string{
		"run", "--rm", "--name", name, "--label", containerLabel,
		"--publish", "127.0.0.1:" + port + ":7687", "--env", "NEO4J_AUTH",
	}
	if o.Dir != "" {
		data, err := filepath.Abs(filepath.Join(o.Dir, "data"))
		if err != nil {
			return nil, err
		}
		// The data belong to whoever starts it, as without Docker.
		args = append(args, "--volume", data+":/data", "--user", fmt.Sprintf("%d:%d", os.Getuid(), os.Getgid()))
	}
	settings := o.settings()
	settings["server.memory.heap.max_size"] = fmt.Sprintf("%dm", cmp.Or(o.HeapMB, 1024))
	for _, setting := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "--env", "NEO4J_"+containerSetting.Replace(setting)+"="+settings[setting])
	}
	return append(args, v.image()), nil
}

// containerSetting writes a setting's name as the image reads it from the environment.
var containerSetting = strings.NewReplacer("_", "__", ".", "_")

// announce looks where a container can be reached, again and again until it ends, and says so when it answers.
func (s *Server) announce(name string, ready chan<- string) {
	for {
		out, err := exec.Command("docker", "port", name, "7687/tcp").Output()
		if address, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n"); err == nil && speaksBolt(address) == nil {
			ready <- address
			return
		}
		select {
		case <-s.done:
			return
		case <-time.After(300 * time.Millisecond):
		}
	}
}

// speaksBolt greets a server as Bolt's clients do, and tells what is wrong if it doesn't choose a version of the protocol.
// That the port is open says nothing: Docker opens it before the server is there.
func speaksBolt(address string) error {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return err
	}
	// The protocol's mark, and four offers: 5.0 to 5.8, and none.
	hello := []byte{0x60, 0x60, 0xb0, 0x17, 0, 8, 8, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	if _, err := conn.Write(hello); err != nil {
		return err
	}
	var chosen [4]byte
	if _, err := io.ReadFull(conn, chosen[:]); err != nil {
		return err
	}
	if chosen == [4]byte{} {
		return errors.New("it speaks none of the versions of Bolt that are known")
	}
	return nil
}
