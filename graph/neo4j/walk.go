package neo4j

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"pactgraph/graph"
)

// Walk copies what is shown to a temporary file, and calls visit from there: so all is of one state, and neither a load has to
// wait for a slow visitor, nor the visitor's memory for the graph.
func (s *Store) Walk(ctx context.Context, visit graph.Visitor) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	return walkAll(ctx, s.readState, visit)
}

// reading runs work in a read transaction; work may run several times, and only what the last run did counts.
type reading func(ctx context.Context, work func(tx runner) error) (revision int, err error)

func walkAll(ctx context.Context, read reading, visit graph.Visitor) error {
	return spooling(ctx, read, spool, func(line spooled) error { return line.visit(visit) })
}

// spooling copies what write reads to a temporary file, and then gives visit each line of it.
func spooling[T any](ctx context.Context, read reading, write func(context.Context, runner, *json.Encoder) error, visit func(T) error) error {
	file, err := os.CreateTemp("", "pactgraph-walk-*")
	if err != nil {
		return spoolError(err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	_, err = read(ctx, func(tx runner) error {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return spoolError(err)
		}
		if err := file.Truncate(0); err != nil {
			return spoolError(err)
		}
		to := bufio.NewWriter(file)
		if err := write(ctx, tx, json.NewEncoder(to)); err != nil {
			return err
		}
		if err := to.Flush(); err != nil {
			return spoolError(err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return spoolError(err)
	}
	return replay(ctx, bufio.NewReader(file), visit)
}

func spoolError(err error) error {
	return &graph.Error{Kind: graph.KindUnavailable, Message: "a walk over the graph needs a temporary file, and it can't be written or read", Err: err}
}

// spooled is one line of the file: a node or an edge.
type spooled struct {
	ID     string          `json:"id"`
	Noun   graph.Noun      `json:"noun,omitempty"`
	Degree int             `json:"degree,omitempty"`
	Type   graph.EdgeType  `json:"type,omitempty"`
	Start  string          `json:"start,omitempty"`
	End    string          `json:"end,omitempty"`
	Props  json.RawMessage `json:"props"`
}

// spool writes all nodes by noun and id, then all edges by id.
func spool(ctx context.Context, tx runner, lines *json.Encoder) error {
	for _, noun := range graph.Nouns() {
		if noun == graph.NounLoad {
			continue
		}
		text := fmt.Sprintf("CYPHER 5 MATCH (n:%s) WHERE n.id IS NOT NULL RETURN n ORDER BY n.id", noun)
		if err := stream(ctx, tx, text, func(row []any) error { return spoolNode(lines, row) }); err != nil {
			return err
		}
	}
	for _, t := range typesByID() {
		text := fmt.Sprintf("CYPHER 5 MATCH (a)-[r:%s]->(b) WHERE r.id IS NOT NULL RETURN r, a.id, b.id ORDER BY r.id", t)
		if err := stream(ctx, tx, text, func(row []any) error { return spoolEdge(lines, row) }); err != nil {
			return err
		}
	}
	return nil
}

// typesByID gives the types of edges in the order in which their ids come: an id begins with its type.
func typesByID() []graph.EdgeType {
	types := edgeTypes()
	slices.SortFunc(types, func(a, b graph.EdgeType) int {
		return strings.Compare(strings.ToLower(string(a))+"/", strings.ToLower(string(b))+"/")
	})
	return types
}

// stream calls each for every row of a text without parameters as it comes.
func stream(ctx context.Context, tx runner, text string, each func(row []any) error) error {
	return eachRow(ctx, tx, text, nil, each)
}

func spoolNode(lines *json.Encoder, row []any) error {
	found, ok := row[0].(dbtype.Node)
	if !ok {
		return unexpected(row[0])
	}
	n, err := decodeNode(found)
	if err != nil {
		return err
	}
	degree, _ := graph.Value(n, "degree").(int)
	return encodeLine(lines, spooled{ID: n.NodeID(), Noun: n.Noun(), Degree: degree, Props: graph.EncodeProps(graph.NodeProps(n))})
}

func spoolEdge(lines *json.Encoder, row []any) error {
	found, ok := row[0].(dbtype.Relationship)
	if !ok {
		return unexpected(row[0])
	}
	start, _ := row[1].(string)
	end, _ := row[2].(string)
	e, err := decodeEdge(found, start, end)
	if err != nil {
		return err
	}
	return encodeLine(lines, spooled{ID: e.ID, Type: e.Type, Start: start, End: end, Props: graph.EncodeProps(e.Props())})
}

// replay reads the file and calls visit.
func replay[T any](ctx context.Context, from io.Reader, visit func(T) error) error {
	lines := json.NewDecoder(from)
	for {
		var line T
		if err := lines.Decode(&line); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return spoolError(err)
		}
		if err := ctx.Err(); err != nil {
			return endOf(err)
		}
		if err := visit(line); err != nil {
			return err
		}
	}
}

func (line spooled) visit(visit graph.Visitor) error {
	table := edgeProperties
	if line.Noun != "" {
		table = nounProperties[line.Noun]
	}
	props, err := decodeSpooled(table, line.Props)
	if err != nil {
		return spoolError(err)
	}
	if line.Noun == "" {
		return visit.Edge(graph.NewEdge(line.ID, line.Type, line.Start, line.End, props))
	}
	n := graph.NewNode(line.Noun, line.ID, props)
	graph.SetDegree(n, line.Degree)
	return visit.Node(n)
}

func decodeSpooled(table []graph.Property, data []byte) (graph.Props, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	props := make(graph.Props, len(raw))
	for _, p := range table {
		text, ok := raw[p.Name]
		if !ok {
			continue
		}
		value, err := p.DecodeValue(text)
		if err != nil {
			return nil, err
		}
		props[p.Name] = value
	}
	return props, nil
}
