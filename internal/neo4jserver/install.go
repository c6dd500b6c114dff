package neo4jserver

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed pom.xml
var pom []byte

//go:embed Launcher.java
var launcher []byte

// installation is a Neo4j with its launcher, ready to be started.
type installation struct {
	jdk       jdk
	classPath string
}

// cacheDir is where the jars are kept between runs.
func cacheDir() (string, error) {
	if dir := os.Getenv("PACTGRAPH_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder to keep Neo4j in: set PACTGRAPH_CACHE: %w", err)
	}
	return filepath.Join(dir, "pactgraph"), nil
}

// install makes a version ready, from what an earlier run kept where it can.
func install(ctx context.Context, v Version) (installation, error) {
	jdks := findJDKs(ctx)
	j := v.choose(jdks)
	if j == nil {
		return installation{}, noJDK([]Version{v}, jdks)
	}
	jars, err := v.jars()
	if err != nil {
		return installation{}, err
	}
	if err := keep(jars, func(dir string) error { return fetchJars(ctx, v, *j, dir) }); err != nil {
		return installation{}, err
	}
	allJars := filepath.Join(jars, "*")
	program := filepath.Join(filepath.Dir(jars), fmt.Sprintf("launcher-%s-jdk%d-%s", v.Name, j.version, fingerprint(launcher)))
	if err := keep(program, func(dir string) error { return compileLauncher(ctx, *j, allJars, dir) }); err != nil {
		return installation{}, err
	}
	return installation{*j, program + string(os.PathListSeparator) + allJars}, nil
}

// jars is the folder in which a version's jars are kept. What is kept belongs to these very files: with another pom.xml, or
// another launcher, it is made again beside.
func (v Version) jars() (string, error) {
	cache, err := cacheDir()
	return filepath.Join(cache, "neo4j-"+v.Name+"-"+fingerprint(pom)), err
}

// fetchable tells what is missing to have a version's jars; nil if they are there or can be fetched.
func (v Version) fetchable() error {
	jars, err := v.jars()
	if err != nil {
		return err
	}
	if _, err := os.Stat(jars); err == nil {
		return nil
	}
	_, err = findMaven(v)
	return err
}

// findMaven gives Maven's program; the error says how to get one.
func findMaven(v Version) (string, error) {
	maven, err := exec.LookPath("mvn")
	if err != nil {
		return "", fmt.Errorf("to fetch Neo4j %s, Maven is needed, and there is no mvn in PATH: install it, such as by “apt-get install maven”; or start Docker, or name a running Neo4j in NEO4J_TEST_URI", v.Name)
	}
	return maven, nil
}

func fingerprint(file []byte) string { return fmt.Sprintf("%x", sha256.Sum256(file))[:12] }

// keep makes a folder once: make fills one beside it, which takes its name only when it is whole, so that a run that
// is cut off, or several at the same time, leave no half of it.
func keep(dir string, make func(dir string) error) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	draft, err := os.MkdirTemp(filepath.Dir(dir), ".new-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(draft)
	if err := os.Chmod(draft, 0o755); err != nil {
		return err
	}
	if err := make(draft); err != nil {
		return err
	}
	if err := os.Rename(draft, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, there := os.Stat(dir); there != nil {
			return err
		}
	}
	return nil
}

// fetchJars copies Neo4j's jars from Maven Central (or a mirror that Maven's settings name) into dir.
func fetchJars(ctx context.Context, v Version, j jdk, dir string) error {
	maven, err := findMaven(v)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "pactgraph-maven-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	file := filepath.Join(work, "pom.xml")
	if err := os.WriteFile(file, pom, 0o644); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, maven, "-B", "-q", "-f", file, "-Dneo4j.version="+v.Name,
		"dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory="+dir)
	cmd.Env = append(os.Environ(), "JAVA_HOME="+j.home)
	return run(cmd, "fetching Neo4j "+v.Name+" with Maven")
}

func compileLauncher(ctx context.Context, j jdk, jars, dir string) error {
	work, err := os.MkdirTemp("", "pactgraph-launcher-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	file := filepath.Join(work, "Launcher.java")
	if err := os.WriteFile(file, launcher, 0o644); err != nil {
		return err
	}
	return run(exec.CommandContext(ctx, j.tool("javac"), "-cp", jars, "-d", dir, file), "compiling Neo4j's launcher")
}

// run runs a command; the error has what it printed.
func run(cmd *exec.Cmd, what string) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", what, err, strings.TrimSpace(string(out)))
	}
	return nil
}
