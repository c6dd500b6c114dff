package neo4jserver

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Version is a release of Neo4j that can be started.
type Version struct {
	// Name is its version at Maven Central.
	Name string
	// JDK is the oldest that runs it, newestJDK the newest; 0 for any.
	JDK, newestJDK int
}

// Versions gives the releases that can be started, the newest first: the current one, and the one with long support.
func Versions() []Version {
	return []Version{
		{Name: "2026.09.0", JDK: 21},
		{Name: "5.26.12", JDK: 17, newestJDK: 21},
	}
}

// Available gives those of Versions that can be started here: by the JDKs, if there are any, and otherwise all, in Docker.
// The error says what to install if none can.
func Available(ctx context.Context) ([]Version, error) {
	list, _, err := startable(ctx, Versions())
	return list, err
}

// startable gives those of some versions that can be started here, and whether that is in Docker.
func startable(ctx context.Context, among []Version) (list []Version, docker bool, err error) {
	jdks := findJDKs(ctx)
	var missing error
	for _, v := range among {
		if v.choose(jdks) == nil {
			continue
		}
		if err := v.fetchable(); err == nil {
			list = append(list, v)
		} else if missing == nil {
			missing = err
		}
	}
	switch {
	case len(list) > 0:
		return list, false, nil
	case dockerRuns(ctx):
		return among, true, nil
	}
	return nil, false, cmp.Or(missing, noJDK(among, jdks))
}

// jdk is a Java with its compiler.
type jdk struct {
	home    string
	version int
}

func (j jdk) tool(name string) string { return filepath.Join(j.home, "bin", name) }

// choose gives the newest of the JDKs that runs the version; nil if none does.
func (v Version) choose(jdks []jdk) *jdk {
	var best *jdk
	for i, j := range jdks {
		if j.version < v.JDK || v.newestJDK > 0 && j.version > v.newestJDK {
			continue
		}
		if best == nil || j.version > best.version {
			best = &jdks[i]
		}
	}
	return best
}

func noJDK(wanted []Version, found []jdk) error {
	needs := make([]string, len(wanted))
	for i, v := range wanted {
		needs[i] = fmt.Sprintf("JDK %s for Neo4j %s", v.needs(), v.Name)
	}
	have := "none was found in JAVA_HOME, PATH and /usr/lib/jvm"
	if len(found) > 0 {
		list := make([]string, len(found))
		for i, j := range found {
			list[i] = strconv.Itoa(j.version)
		}
		have = "found: JDK " + strings.Join(list, ", ")
	}
	return fmt.Errorf("to start Neo4j a Java development kit is needed: %s (%s). Install one, such as “apt-get install openjdk-17-jdk-headless” or Temurin 21 from adoptium.net; or start Docker, or name a running Neo4j in NEO4J_TEST_URI", strings.Join(needs, ", or "), have)
}

func (v Version) needs() string {
	if v.newestJDK > 0 {
		return fmt.Sprintf("%d to %d", v.JDK, v.newestJDK)
	}
	return fmt.Sprintf("%d or newer", v.JDK)
}

// findJDKs gives each JDK of this machine once.
func findJDKs(ctx context.Context) []jdk {
	homes := []string{os.Getenv("JAVA_HOME")}
	if path, err := exec.LookPath("javac"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			homes = append(homes, filepath.Dir(filepath.Dir(real)))
		}
	}
	for _, pattern := range []string{"/usr/lib/jvm/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home"} {
		list, _ := filepath.Glob(pattern)
		homes = append(homes, list...)
	}
	var found []jdk
	seen := map[string]bool{}
	for _, home := range homes {
		real, err := filepath.EvalSymlinks(home)
		if home == "" || err != nil || seen[real] {
			continue
		}
		seen[real] = true
		if n := javaVersion(ctx, real); n > 0 {
			found = append(found, jdk{real, n})
		}
	}
	slices.SortStableFunc(found, func(a, b jdk) int { return -cmp.Compare(a.version, b.version) })
	return found
}

var releaseVersion = regexp.MustCompile(`(?m)^JAVA_VERSION="(\d+)`)
var printedVersion = regexp.MustCompile(`javac (\d+)`)

// javaVersion tells which JDK stands in a folder; 0 if none with a compiler does.
func javaVersion(ctx context.Context, home string) int {
	j := jdk{home: home}
	if _, err := os.Stat(j.tool("javac")); err != nil {
		return 0
	}
	if text, err := os.ReadFile(filepath.Join(home, "release")); err == nil {
		if m := releaseVersion.FindSubmatch(text); m != nil {
			n, _ := strconv.Atoi(string(m[1]))
			return n
		}
	}
	text, err := exec.CommandContext(ctx, j.tool("javac"), "-version").CombinedOutput()
	if err != nil {
		return 0
	}
	if m := printedVersion.FindSubmatch(bytes.TrimSpace(text)); m != nil {
		n, _ := strconv.Atoi(string(m[1]))
		return n
	}
	return 0
}
