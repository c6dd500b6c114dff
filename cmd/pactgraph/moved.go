package main

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"

	"pactgraph/graph"
)

// movedClaims counts, by what claims say but for the lines of tables that they cite, how many of them come and how many go. Of as many
// as do both, each only moved. What they say is kept as a hash: there may be a million.
type movedClaims map[[sha256.Size]byte]*struct{ came, went int }

// lineInTable is where a place in a table names the line: "agreements.csv, line 8, Kind".
var lineInTable = regexp.MustCompile(`, (line|row) [0-9]+`)

// claimSays gives what a claim says but for lines of tables.
func claimSays(c *graph.LoggedChange) [sha256.Size]byte {
	var text strings.Builder
	about := c.About.NodeID()
	if c.AboutEdge != nil {
		about = *c.AboutEdge
	}
	text.WriteString(about)
	for _, f := range c.Fields {
		value := f.New
		if c.Action == graph.ChangeActionRemoved {
			value = f.Old
		}
		if value != nil {
			fmt.Fprintf(&text, "\n%s: %s", f.Field, lineInTable.ReplaceAllString(*value, ""))
		}
	}
	return sha256.Sum256([]byte(text.String()))
}

// note counts a claim's change.
func (m movedClaims) note(c *graph.LoggedChange) {
	says := claimSays(c)
	if m[says] == nil {
		m[says] = &struct{ came, went int }{}
	}
	switch c.Action {
	case graph.ChangeActionAdded:
		m[says].came++
	case graph.ChangeActionRemoved:
		m[says].went++
	}
}

// settle leaves in the counts what only moved, and gives how many claims that are.
func (m movedClaims) settle() int {
	n := 0
	for _, says := range m {
		both := min(says.came, says.went)
		says.came, says.went = both, both
		n += both
	}
	return n
}

// take tells whether a claim's change is one of those by which it only moved, and takes it off them.
func (m movedClaims) take(c *graph.LoggedChange) bool {
	says := m[claimSays(c)]
	left := &says.came
	if c.Action == graph.ChangeActionRemoved {
		left = &says.went
	}
	if c.Action == graph.ChangeActionChanged || *left == 0 {
		return false
	}
	*left--
	return true
}
