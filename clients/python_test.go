package clients

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pactgraph/loader"
)

// The Python package is built as a wheel, installed into a fresh environment and put through its tests against real servers: on
// the small world, on one that the tests load into, on Paris, on the lake, and on ATOP where its files are at hand. Its code and its tests have
// the types that they say.
func TestPackage(t *testing.T) {
	began := time.Now()
	shared := python(t)
	t.Logf("the environment was there after %s", time.Since(began).Round(time.Second))
	wheel := output(t, "../scripts/python.sh")
	t.Run("types", func(t *testing.T) {
		t.Parallel()
		run(t, "python", shared, "-m", "mypy")
	})
	t.Run("tests", func(t *testing.T) {
		fresh := install(t, shared, wheel)
		servers := pythonServers(t)
		t.Parallel()
		cmd := exec.CommandContext(t.Context(), fresh, "-m", "pytest", "--durations=5")
		cmd.Dir = "python"
		cmd.Env = os.Environ()
		for _, name := range slices.Sorted(maps.Keys(servers)) {
			cmd.Env = append(cmd.Env, name+"="+servers[name])
		}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("pytest: %v\n%s", err, out)
		}
		t.Logf("%s", out)
	})
}

// install makes an environment with nothing in it but the wheel, and gives its interpreter. What the wheel requires is read from the
// shared environment, which pip checks: so that nothing is fetched twice.
func install(t *testing.T, shared, wheel string) string {
	t.Helper()
	dir := t.TempDir()
	run(t, ".", shared, "-m", "venv", "--without-pip", dir)
	fresh := filepath.Join(dir, "bin", "python")
	const purelib = "import sysconfig; print(sysconfig.get_path('purelib'))"
	link := filepath.Join(output(t, fresh, "-c", purelib), "shared.pth")
	if err := os.WriteFile(link, []byte(output(t, shared, "-c", purelib)+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, ".", shared, "-m", "pip", "--python", fresh, "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", wheel)
	run(t, ".", fresh, "-m", "pip", "check")
	if at := output(t, fresh, "-c", "import pactgraph; print(pactgraph.__file__)"); !strings.HasPrefix(at, dir) {
		t.Fatalf("the package that is tested lies in %s, and the wheel was installed into %s", at, dir)
	}
	return fresh
}

// pythonServers starts what the tests ask, and gives what they read of it in the environment.
func pythonServers(t *testing.T) map[string]string {
	t.Helper()
	written, token := serveWriters(t)
	found := map[string]string{
		"PACTGRAPH_WORLD":    serve(t),
		"PACTGRAPH_WRITABLE": written,
		"PACTGRAPH_TOKEN":    token,
		"PACTGRAPH_PARIS":    serveLoaded(t, []string{"../data/paris-2026"}, ""),
		"PACTGRAPH_LAKE":     serveLoaded(t, []string{"../docs/examples/lake"}, ""),
	}
	const atop = "../../shared/data/"
	files := []string{atop + "atop4_01_alliance.csv", atop + "atop4_01_member.csv"}
	if _, err := os.Stat(files[1]); err != nil {
		t.Logf("%s is not at hand: the dyad-year table isn't compared with it", files[1])
		return found
	}
	members, err := filepath.Abs(files[1])
	if err != nil {
		t.Fatal(err)
	}
	found["PACTGRAPH_ATOP"], found["PACTGRAPH_ATOP_MEMBERS"] = serveLoaded(t, files, "../mappings/atop-4.01.yaml"), members
	return found
}

// serveLoaded starts a server on what some files load, and gives the address of its GraphQL.
func serveLoaded(t *testing.T, files []string, mapping string) string {
	t.Helper()
	address, store := serveEmpty(t, nil)
	if _, err := loader.Load(t.Context(), store, files, loader.Options{Mapping: mapping}); err != nil {
		t.Fatal(err)
	}
	return address
}

// output gives what a program prints, without the line's end.
func output(t *testing.T, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", filepath.Base(program), strings.Join(args, " "), err, out, told.String())
	}
	return strings.TrimSpace(string(out))
}
