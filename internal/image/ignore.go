package image

import (
	"os"
	"path"
	"regexp"
	"strings"
)

// Ignore is what a .dockerignore says: rules in order, of which the last that fits counts.
type Ignore []rule

type rule struct {
	pattern string
	fits    *regexp.Regexp
	keep    bool
}

// ReadIgnore reads a .dockerignore.
func ReadIgnore(file string) (Ignore, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var rules Ignore
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pattern, keep := strings.CutPrefix(line, "!")
		pattern = path.Clean(strings.TrimPrefix(pattern, "/"))
		rules = append(rules, rule{pattern, regexp.MustCompile(expression(pattern)), keep})
	}
	return rules, nil
}

// expression turns a pattern into a regular expression that fits the path itself and all that is below it.
func expression(pattern string) string {
	quoted := regexp.QuoteMeta(pattern)
	quoted = strings.NewReplacer(`\*\*/`, `(.*/)?`, `\*\*`, `.*`, `\*`, `[^/]*`, `\?`, `[^/]`).Replace(quoted)
	return "^" + quoted + "(/.*)?$"
}

// keepsBelow tells whether a rule may keep something in a folder that is itself excluded.
func (rules Ignore) keepsBelow(folder string) bool {
	for _, r := range rules {
		if r.keep && (folder == "." || strings.HasPrefix(r.pattern, folder+"/") || strings.Contains(r.pattern, "**")) {
			return true
		}
	}
	return false
}

// Excludes tells whether a file, by its path with slashes from the context's root, is kept from the build.
func (rules Ignore) Excludes(file string) bool {
	out := false
	for _, r := range rules {
		if r.fits.MatchString(file) {
			out = !r.keep
		}
	}
	return out
}
