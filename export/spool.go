package export

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"pactgraph/graph"
)

// claimSection is where claims are kept.
const claimSection = "Claim"

// edgeSection is where the edges of a relation are kept.
func edgeSection(from graph.Noun, t graph.EdgeType) string { return string(from) + " " + string(t) }

// spool keeps what a graph shows in a folder of its own: a file for each noun, for each relation and for claims, with a line for each
// thing, in the order in which they come.
type spool struct {
	dir   string
	files map[string]*spoolFile
}

type spoolFile struct {
	file *os.File
	out  *bufio.Writer
}

// kept is a line: what is said of a target, which Said's own JSON leaves out.
type kept struct {
	Target string          `json:"t"`
	Said   json.RawMessage `json:"s"`
}

func newSpool() (*spool, error) {
	dir, err := os.MkdirTemp("", "pactgraph-export-*")
	if err != nil {
		return nil, errKept(err)
	}
	return &spool{dir: dir, files: map[string]*spoolFile{}}, nil
}

func (s *spool) close() {
	if s == nil {
		return
	}
	for _, f := range s.files {
		_ = f.file.Close() // it goes with the folder
	}
	_ = os.RemoveAll(s.dir)
}

// add keeps what is shown of a target, of which said is one that says it.
func (s *spool) add(said graph.Said, shown graph.Shown) error {
	switch {
	case shown.Empty():
		return nil
	case said.IsClaim():
		return s.write(claimSection, graph.Said{Target: said.Target, Owner: said.About, About: said.About, AboutEdge: said.AboutEdge, VoicedIn: said.VoicedIn, Evidence: said.Evidence, Props: said.Props})
	case said.IsEdge():
		e := shown.Edges[0]
		noun, _ := graph.NounOf(e.Start)
		return s.write(edgeSection(noun, e.Type), graph.Said{Target: e.ID, Owner: e.Start, Type: e.Type, Start: e.Start, End: e.End, Props: e.Props})
	}
	n := shown.Nodes[0]
	return s.write(string(n.Noun), graph.SayNode(n.ID, n.Props))
}

func (s *spool) write(section string, said graph.Said) error {
	f := s.files[section]
	if f == nil {
		file, err := os.Create(filepath.Join(s.dir, strings.ReplaceAll(section, " ", "-")))
		if err != nil {
			return errKept(err)
		}
		// Where the system lets an open file go from its folder, nothing is left of it however the process ends.
		_ = os.Remove(file.Name())
		f = &spoolFile{file, bufio.NewWriterSize(file, 1<<15)}
		s.files[section] = f
	}
	line, err := json.Marshal(kept{said.Target, said.Encode()})
	if err == nil {
		_, err = f.out.Write(append(line, '\n'))
	}
	return errKept(err)
}

func (s *spool) flush() error {
	for _, f := range s.files {
		if err := f.out.Flush(); err != nil {
			return errKept(err)
		}
	}
	_ = os.Remove(s.dir) // it is empty, if its files could go
	return nil
}

// read visits what is kept in a section. Errors from visit are returned as they are.
func (s *spool) read(ctx context.Context, section string, visit func(graph.Said) error) error {
	f := s.files[section]
	if f == nil {
		return nil
	}
	lines := json.NewDecoder(bufio.NewReaderSize(io.NewSectionReader(f.file, 0, 1<<62), 1<<16))
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		var line kept
		if err := lines.Decode(&line); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return errKept(err)
		}
		said, err := graph.DecodeSaid(line.Target, line.Said)
		if err != nil {
			return err
		}
		if err := visit(said); err != nil {
			return err
		}
	}
}
