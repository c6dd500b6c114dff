package pactgraph

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// seams says what each package of the project may import: of the project's own packages, and of others'. It is the
// picture in docs/design.md, section 2. "std" stands for the standard library alone.
var seams = map[string]struct {
	own    []string
	others []string
}{
	"pactgraph":                    {},
	"pactgraph/clients":            {},
	"pactgraph/docs":               {},
	"pactgraph/dashboards/grafana": {},
	"pactgraph/graph":              {},
	"pactgraph/graph/gen":          {others: []string{"golang.org/x/text"}},
	"pactgraph/graph/registry":     {},
	"pactgraph/graph/graphtest": {
		own:    []string{"pactgraph/graph"},
		others: []string{"github.com/google/go-cmp"},
	},
	"pactgraph/graph/sqlite": {own: []string{"pactgraph/graph"}, others: []string{"modernc.org/sqlite"}},
	"pactgraph/graph/neo4j": {
		own:    []string{"pactgraph/graph"},
		others: []string{"github.com/neo4j/neo4j-go-driver/v5"},
	},
	"pactgraph/graph/neo4j/neo4jtest": {
		own:    []string{"pactgraph/graph/graphtest", "pactgraph/graph/neo4j", "pactgraph/internal/neo4jserver"},
		others: []string{"github.com/neo4j/neo4j-go-driver/v5"},
	},
	"pactgraph/internal/golden":          {others: []string{"github.com/google/go-cmp"}},
	"pactgraph/internal/inbox":           {own: []string{"pactgraph/graph", "pactgraph/loader", "pactgraph/server/gql"}},
	"pactgraph/internal/image":           {others: []string{"github.com/goccy/go-yaml"}},
	"pactgraph/internal/neo4jserver":     {},
	"pactgraph/internal/neo4jserver/cmd": {own: []string{"pactgraph/internal/neo4jserver"}},
	"pactgraph/internal/tokens":          {},
	"pactgraph/export":                   {own: []string{"pactgraph/graph", "pactgraph/loader/form"}, others: []string{"github.com/xuri/excelize/v2"}},
	"pactgraph/loader/form":              {own: []string{"pactgraph/graph"}},
	"pactgraph/loader": {
		own:    []string{"pactgraph/graph", "pactgraph/graph/registry", "pactgraph/loader/form", "pactgraph/loader/table"},
		others: []string{"github.com/goccy/go-yaml", "github.com/agnivade/levenshtein", "golang.org/x/text"},
	},
	"pactgraph/loader/table": {
		own:    []string{"pactgraph/graph"},
		others: []string{"github.com/xuri/excelize/v2", "github.com/xuri/nfp", "golang.org/x/text"},
	},
	"pactgraph/mcp": {
		own:    []string{"pactgraph", "pactgraph/graph"},
		others: []string{"github.com/modelcontextprotocol/go-sdk", "github.com/google/jsonschema-go/jsonschema"},
	},
	"pactgraph/resolve": {
		own:    []string{"pactgraph/graph"},
		others: []string{"github.com/hbollon/go-edlib", "github.com/mozillazg/go-unidecode"},
	},
	"pactgraph/server/gql": {own: []string{"pactgraph/graph"}, others: []string{"github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2"}},
	"pactgraph/server": {
		own:    []string{"pactgraph", "pactgraph/export", "pactgraph/graph", "pactgraph/graph/registry", "pactgraph/internal/tokens", "pactgraph/server/gql"},
		others: []string{"github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2"},
	},
	"pactgraph/bench": {
		own: []string{
			"pactgraph/graph", "pactgraph/graph/graphtest", "pactgraph/graph/neo4j", "pactgraph/graph/sqlite",
			"pactgraph/internal/neo4jserver", "pactgraph/server",
		},
		others: []string{"github.com/neo4j/neo4j-go-driver/v5"},
	},
	"pactgraph/cmd/pactgraph": {
		own: []string{
			"pactgraph", "pactgraph/export", "pactgraph/graph", "pactgraph/graph/neo4j", "pactgraph/graph/sqlite", "pactgraph/internal/inbox", "pactgraph/internal/tokens",
			"pactgraph/loader", "pactgraph/loader/table", "pactgraph/mcp", "pactgraph/resolve", "pactgraph/server",
		},
		others: []string{"github.com/schollz/progressbar/v3", "github.com/spf13/cobra", "github.com/spf13/pflag", "golang.org/x/term"},
	},
	"pactgraph/notebooks": {},
	"pactgraph/web/test":  {},
}

// Each package imports what the design allows it, and nothing else.
func TestSeams(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}: {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		pkg, list, _ := strings.Cut(strings.TrimSpace(line), ":")
		allowed, ok := seams[pkg]
		if !ok {
			t.Errorf("%s is not in the picture of the design: add it to docs/design.md, and here", pkg)
			continue
		}
		for _, imported := range strings.Fields(list) {
			if !may(allowed.own, allowed.others, imported) {
				t.Errorf("%s imports %s, which the design doesn't allow", pkg, imported)
			}
		}
	}
}

func may(own, others []string, imported string) bool {
	if imported == "pactgraph" || strings.HasPrefix(imported, "pactgraph/") {
		return slices.Contains(own, imported)
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return true
	}
	return slices.ContainsFunc(others, func(o string) bool { return imported == o || strings.HasPrefix(imported, o+"/") })
}
