package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"pactgraph/graph"
)

// applicationID marks a file as ours: "Pact" in ASCII.
const applicationID = 0x50616374

// migration takes the tables that keep the truth from one schema version to the next. The projection needs none: it is
// made anew whenever its tables are not those of the model.
type migration struct {
	// does says what changes, for whoever reads the list.
	does string
	run  func(ctx context.Context, c *conn) error
}

// migrations are run in order; a file's schema version is the number of those that it has been through. To add one,
// append it. A change of the model that older programs must not meet, such as a new noun or relation, is one that
// runs nothing.
var migrations = []migration{
	{"the first tables", func(ctx context.Context, c *conn) error { return c.script(ctx, truthDDL) }},
	{"the index for search, of which older programs know nothing", func(context.Context, *conn) error { return nil }},
	{"what histories are found by", migrateHistory},
	{"loads taken back and values chosen by hand, which older programs would fold otherwise", func(context.Context, *conn) error { return nil }},
}

// script runs several statements.
func (c *conn) script(ctx context.Context, text string) error {
	for statement := range strings.SplitSeq(text, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if err := c.exec(ctx, statement); err != nil {
			return fmt.Errorf("%w: %s", err, statement)
		}
	}
	return nil
}

// migrate brings the file to the newest schema and its projection to the model, in one transaction.
func (s *Store) migrate(ctx context.Context, c *conn, list []migration) error {
	if _, current, err := s.version(ctx, c, list); err != nil || current {
		return err
	}
	return c.inside(ctx, "BEGIN IMMEDIATE", func() error {
		// Another process may have been first.
		version, current, err := s.version(ctx, c, list)
		if err != nil || current {
			return err
		}
		for i := version; i < len(list); i++ {
			if err := list[i].run(ctx, c); err != nil {
				return fmt.Errorf("migration to schema %d, %s: %w", i+1, list[i].does, err)
			}
		}
		if err := c.script(ctx, fmt.Sprintf("PRAGMA application_id = %d;\nPRAGMA user_version = %d;\n", applicationID, len(list))); err != nil {
			return err
		}
		return c.rebuild(ctx)
	})
}

// version gives the file's schema version, and whether that is the newest and its projection that of the model.
func (s *Store) version(ctx context.Context, c *conn, list []migration) (version int, current bool, err error) {
	if version, err = s.identify(ctx, c); err != nil {
		return 0, false, err
	}
	if version > len(list) {
		return 0, false, graph.Errorf(graph.KindInvalid, "%s was made by a newer pactgraph (schema %d; this one knows up to %d): upgrade pactgraph", s.path, version, len(list))
	}
	layout, err := c.layout(ctx, version)
	return version, version == len(list) && layout == projectionDDL(), err
}

// identify gives the file's schema version, 0 for an empty file, if it is one of ours.
func (s *Store) identify(ctx context.Context, c *conn) (version int, err error) {
	id, err := c.queryInt(ctx, "PRAGMA application_id")
	if err != nil {
		return 0, err
	}
	tables, err := c.queryInt(ctx, "SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return 0, err
	}
	if id != applicationID && (id != 0 || tables > 0) {
		return 0, graph.Errorf(graph.KindInvalid, "%s is the database of another program: give a new file, or one made by pactgraph", s.path)
	}
	return c.queryInt(ctx, "PRAGMA user_version")
}

// layout gives the statements that made the file's projection.
func (c *conn) layout(ctx context.Context, version int) (ddl string, err error) {
	if version == 0 {
		return "", nil
	}
	err = c.query(ctx, "SELECT value FROM meta WHERE key = 'projection'", nil, func(row []driver.Value) error {
		ddl = textOf(row[0])
		return nil
	})
	return ddl, err
}

// rebuild drops the projection and makes it again from the records: new tables from the model, filled by the fold.
func (c *conn) rebuild(ctx context.Context) error {
	if err := c.dropProjection(ctx); err != nil {
		return err
	}
	ddl := projectionDDL()
	if err := c.script(ctx, ddl); err != nil {
		return err
	}
	if err := c.exec(ctx, "INSERT OR REPLACE INTO meta (key, value) VALUES ('projection', ?)", ddl); err != nil {
		return err
	}
	return c.refold(ctx)
}

// dropProjection drops whatever isn't the truth, as the model of then made it. Edges go first, since they refer to nodes.
func (c *conn) dropProjection(ctx context.Context) error {
	var names []string
	// A virtual table takes the tables with it that it keeps its own things in.
	err := c.query(ctx, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite%'
		AND name NOT IN ('loads', 'records', 'refs', 'gone', 'meta') ORDER BY name = 'edge' DESC`, nil, func(row []driver.Value) error {
		names = append(names, textOf(row[0]))
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := c.exec(ctx, "DROP TABLE "+quote(name)); err != nil {
			return err
		}
	}
	return nil
}

// refold fills an empty projection. Edges come after all nodes, whose rows they refer to.
func (c *conn) refold(ctx context.Context) error {
	p := newProjector(ctx, c)
	err := c.eachLive(ctx, func(live []graph.Record) error { return p.putNodes(graph.Fold(live)) })
	if err != nil {
		return err
	}
	err = c.eachLive(ctx, func(live []graph.Record) error {
		shown := graph.Fold(live)
		for _, e := range shown.Edges {
			p.countEdge(e, 1)
		}
		return p.putEdges(shown)
	})
	if err != nil {
		return err
	}
	if err := p.flushDegrees(); err != nil {
		return err
	}
	return c.query(ctx, "SELECT id, props FROM loads", nil, func(row []driver.Value) error {
		n, err := decodeLoad(textOf(row[0]), textOf(row[1]))
		if err != nil {
			return err
		}
		return p.putNode(n)
	})
}
