package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// peerDocument is the page as @neo4j/graphql's clients ask for it. Its lists have no limits; ours have their usual ones,
// which this page doesn't reach.
const peerDocument = `query Page {
  declarations(limit: 50, sort: [{id: ASC}]) {
    id title kind status bindingness signedOn term
    partyActionsConnection(where: {edge: {action: {eq: "SIGNATURE"}}}, sort: [{node: {id: ASC}}]) {
      edges { properties { action date } node { id name fullName kind identifiers } }
    }
    obligationsConnection(sort: [{node: {id: ASC}}]) { edges { properties { mode } node {
      id summary kind modality modalText bindingness bearerRole locator topics
      bearersConnection(sort: [{node: {id: ASC}}]) { edges { properties { from } node { id name fullName kind identifiers } } }
      beneficiariesConnection(sort: [{node: {id: ASC}}]) { edges { properties { from asNamed } node { id name fullName kind identifiers } } }
    } } }
  }
}`

// peer is @neo4j/graphql on the same database, in a process of its own.
type peer struct {
	cmd    *exec.Cmd
	stdin  io.Closer
	client client
}

// peerStart is how long the peer may take to be ready, and to end.
const peerStart = time.Minute

// startPeer installs the peer's packages where they aren't there, and starts it.
func startPeer(d *database, dir string) (*peer, error) {
	if err := installPeer(dir); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(d.ctx, "node", "server.mjs")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	cmd.Env = append(os.Environ(), "NODE_ENV=production",
		"NEO4J_URI="+d.server.URI, "NEO4J_USER="+d.server.User, "NEO4J_PASSWORD="+d.server.Password)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("the peer can't be started: Node.js 20 or later is needed: %w", err)
	}
	p := &peer{cmd: cmd, stdin: stdin}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stdout)
		lines.Scan()
		address <- lines.Text()
		_, _ = io.Copy(io.Discard, stdout)
	}()
	select {
	case url := <-address:
		if !strings.HasPrefix(url, "http") {
			return nil, errors.Join(errors.New("the peer ended before it was ready"), p.close())
		}
		p.client = newClient(url, peerDocument)
		return p, nil
	case <-time.After(peerStart):
		return nil, errors.Join(fmt.Errorf("the peer was not ready after %s", peerStart), p.close())
	}
}

// installPeer runs npm ci, unless npm installed the very packages of the lock file before.
func installPeer(dir string) error {
	lock, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return fmt.Errorf("the peer's package isn't there; run bench in the project's folder, or say with -peer where it is: %w", err)
	}
	// npm writes what it installed beside it.
	installed, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json"))
	if err == nil && installed.ModTime().After(lock.ModTime()) {
		return nil
	}
	cmd := exec.Command("npm", "ci", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the peer's packages can't be installed (npm ci in %s; Node.js 20 or later is needed, with npm): %w\n%s", dir, err, out)
	}
	return nil
}

// close ends the peer: it ends with its standard input.
func (p *peer) close() error {
	err := p.stdin.Close()
	stop := time.AfterFunc(peerStart, func() { _ = p.cmd.Process.Kill() })
	defer stop.Stop()
	return errors.Join(err, p.cmd.Wait())
}

// agree checks that the peer gives the page that we give.
func (p *peer) agree(page []declaration) error {
	body, err := p.client.post()
	if err != nil {
		return err
	}
	theirs, err := readPeers(body)
	if err != nil {
		return err
	}
	if err := same(page, theirs); err != nil {
		return fmt.Errorf("over HTTP here and at the peer: %w", err)
	}
	return nil
}

// measurePeer measures the page against the peer.
func measurePeer(pages *neo4jPages, o options) error {
	p, err := startPeer(pages.database, o.peer)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.agree(pages.page); err != nil {
		return err
	}
	fmt.Printf("\nNeo4j, the same page from @neo4j/graphql on Apollo Server, on the same database\n")
	return report(os.Stdout,
		comparison{name: "over HTTP, against the peer over HTTP", ours: pages.client.ask, bare: p.client.ask, rounds: o.pages, warm: o.warm},
		comparison{
			name: "over HTTP, 8 clients, against the peer", ours: pages.client.ask, bare: p.client.ask,
			rounds: o.rounds, clients: clients, span: clientSpan, warm: clientWarm,
		})
}
