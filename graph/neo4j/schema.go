package neo4j

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
)

// schemaVersion is that of the constraints, indexes and properties that this program makes. It grows when they change.
//
// Of version 4 are loads taken back and values chosen by hand, which older programs would fold otherwise.
const schemaVersion = 4

// historyVersion is the schema version that came with histories.
const historyVersion = 3

// schemaItem is one constraint or index: its name, and the command that makes it.
type schemaItem struct{ name, command string }

// schemaItems gives all constraints and indexes.
func schemaItems() []schemaItem {
	var items []schemaItem
	for _, n := range graph.Nouns() {
		items = append(items, unique(string(n), "id"))
		items = append(items, nodeIndexes(n)...)
	}
	for _, t := range edgeTypes() {
		name := strings.ToLower(string(t)) + "_id"
		items = append(items, schemaItem{name, fmt.Sprintf("CREATE CONSTRAINT %s IF NOT EXISTS FOR ()-[r:%s]-() REQUIRE r.id IS UNIQUE", name, t)})
	}
	items = append(items, edgeIndexes()...)
	return append(items, searchItem(),
		unique(ownLabel, "id"),
		rangeIndex(recordLabel, "target"), rangeIndex(recordLabel, "target", "live"), rangeIndex(recordLabel, "owner", "dataset", "live"),
		rangeIndex(recordLabel, "load"), rangeIndex(recordLabel, "by", "live"),
		rangeIndex(recordLabel, "revision", "target"), rangeIndex(recordLabel, "withdrawn"), rangeIndex(goneLabel, "id", "target"),
	)
}

// nodeIndexes are the indexes for a noun's orders and filters.
func nodeIndexes(n graph.Noun) []schemaItem {
	var items []schemaItem
	properties := n.Properties()
	if n.IsEntity() {
		properties = append(properties, graph.Property{Name: "degree", Type: graph.TypeInt})
	}
	for _, p := range properties {
		if index := orderIndex(n, p); len(index) > 0 && p.Name != "id" {
			items = append(items, rangeIndex(string(n), index...))
		}
		if p.Type == graph.TypeString && p.Folded {
			name := strings.ToLower(string(n)) + "_" + folded(p.Name)
			items = append(items, schemaItem{name, fmt.Sprintf("CREATE TEXT INDEX %s IF NOT EXISTS FOR (n:%s) ON (n.%s)", name, n, folded(p.Name))},
				rangeIndex(string(n), isLong(p.Name)))
		}
	}
	return items
}

// edgeIndexes find the claims about an edge, and the edges that name an actor.
func edgeIndexes() []schemaItem {
	var items []schemaItem
	for _, r := range graph.Relations() {
		for _, p := range r.Props {
			if p.Name != "edge" && p.Type != graph.TypeRef {
				continue
			}
			name := strings.ToLower(string(r.Type)) + "_" + p.Name
			item := schemaItem{name, fmt.Sprintf("CREATE INDEX %s IF NOT EXISTS FOR ()-[r:%s]-() ON (r.%s)", name, r.Type, p.Name)}
			if !slices.Contains(items, item) {
				items = append(items, item)
			}
		}
	}
	return items
}

// orderIndex gives the properties of the index in which nodes of a noun lie in the order of a property; nil if there is
// none. Without it, a page in that order reads all of the noun's nodes.
func orderIndex(n graph.Noun, p graph.Property) []string {
	switch {
	case p.Name == "id":
		return []string{"id"}
	case p.Name == "degree":
		return []string{"degree", "id"}
	case !n.IsEntity():
		return nil
	case p.Type == graph.TypeDate:
		return []string{firstDay(p.Name), lastDay(p.Name), "id"}
	case p.Type == graph.TypeEnum:
		return []string{p.Name, "id"}
	case hasSortKey(n, p):
		return []string{sortKey(p.Name)}
	}
	return nil
}

func unique(label, prop string) schemaItem {
	name := strings.ToLower(strings.TrimPrefix(label, "_")) + "_" + prop
	return schemaItem{name, fmt.Sprintf("CREATE CONSTRAINT %s IF NOT EXISTS FOR (n:%s) REQUIRE n.%s IS UNIQUE", name, label, prop)}
}

func rangeIndex(label string, props ...string) schemaItem {
	name := strings.ToLower(strings.TrimPrefix(label, "_")) + "_" + strings.Join(props, "_")
	return schemaItem{name, fmt.Sprintf("CREATE INDEX %s IF NOT EXISTS FOR (n:%s) ON (n.%s)", name, label, strings.Join(props, ", n."))}
}

// prepare makes the database ready: it must be empty, or hold a graph of this program's.
func (s *Store) prepare(ctx context.Context) error {
	version, searched, err := s.storedVersion(ctx)
	switch {
	case err != nil:
		return err
	case version > schemaVersion:
		return graph.Errorf(graph.KindConflict, "the graph in the database %q was made by a newer program (its schema has version %d, and this program knows up to %d): update the program", s.databaseName(), version, schemaVersion)
	case version == schemaVersion && searched == graph.SearchForm():
		return nil
	case version == 0:
		if err := s.checkEmpty(ctx); err != nil {
			return err
		}
	}
	if err := s.makeSchema(ctx); err != nil {
		return err
	}
	err = s.write(ctx, func(tx neo4j.ManagedTransaction) error {
		_, err := rows(ctx, tx, `UNWIND $ids AS id MERGE (n:`+ownLabel+` {id: id})`, map[string]any{"ids": []string{stateID, lockID, commitID}})
		return err
	})
	if err != nil {
		return err
	}
	if version > 0 && searched != graph.SearchForm() {
		if err := s.fillSearch(ctx); err != nil {
			return err
		}
	}
	if version > 0 && version < historyVersion {
		if err := s.fillGone(ctx); err != nil {
			return err
		}
	}
	return s.write(ctx, func(tx neo4j.ManagedTransaction) error {
		_, err := rows(ctx, tx, `MATCH (s:`+ownLabel+` {id: $id}) SET s.schema = $version, s.search = $form, s.revision = coalesce(s.revision, 0)`,
			map[string]any{"id": stateID, "version": schemaVersion, "form": graph.SearchForm()})
		return err
	})
}

// storedVersion gives the version of the schema in the database, 0 if there is none, and the form of what is searched.
func (s *Store) storedVersion(ctx context.Context) (version int, searched string, err error) {
	err = s.read(ctx, func(tx neo4j.ManagedTransaction) error {
		found, err := rows(ctx, tx, `MATCH (s:`+ownLabel+` {id: $id}) RETURN s.schema, s.search`, map[string]any{"id": stateID})
		if err == nil && len(found) > 0 {
			n, _ := found[0][0].(int64)
			version = int(n)
			searched, _ = found[0][1].(string)
		}
		return err
	})
	return version, searched, err
}

// checkEmpty refuses a database that has nodes which aren't ours.
func (s *Store) checkEmpty(ctx context.Context) error {
	return s.read(ctx, func(tx neo4j.ManagedTransaction) error {
		found, err := rows(ctx, tx, `MATCH (n) WHERE NOT n:`+ownLabel+` WITH n LIMIT 1000 UNWIND CASE labels(n) WHEN [] THEN [''] ELSE labels(n) END AS l
RETURN l, count(*) AS c ORDER BY c DESC, l LIMIT 5`, nil)
		if err != nil || len(found) == 0 {
			return err
		}
		var labels []string
		for _, row := range found {
			labels = append(labels, fmt.Sprintf("“%v”", row[0]))
		}
		return graph.Errorf(graph.KindConflict, "the database %q holds another graph (nodes labelled %s): name one that is empty, or empty it if nobody needs it", s.databaseName(), strings.Join(labels, ", "))
	})
}

// makeSchema makes the constraints and indexes that aren't there, and waits until they can be used.
func (s *Store) makeSchema(ctx context.Context) error {
	there := map[string]bool{}
	err := s.read(ctx, func(tx neo4j.ManagedTransaction) error {
		found, err := rows(ctx, tx, "SHOW INDEXES YIELD name RETURN name", nil)
		for _, row := range found {
			name, _ := row[0].(string)
			there[name] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	missing := slices.DeleteFunc(schemaItems(), func(i schemaItem) bool { return there[i.name] })
	if len(missing) == 0 {
		return nil
	}
	err = s.write(ctx, func(tx neo4j.ManagedTransaction) error {
		for _, item := range missing {
			if _, err := rows(ctx, tx, item.command, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.read(ctx, func(tx neo4j.ManagedTransaction) error {
		_, err := rows(ctx, tx, "CALL db.awaitIndexes(300)", nil)
		return err
	})
}
