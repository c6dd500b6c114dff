package neo4j

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"pactgraph/graph"
)

// searchIndex is the name of the full-text index. It takes words as they are, parted by spaces: they were made by
// graph.SearchWords. It is changed with each commit, as Neo4j's other indexes are (eventually_consistent is false unless set).
const searchIndex = "search"

// Properties that are kept for search: a node's words, and the sounds of these.
const (
	searchWords  = "_search"
	searchSounds = "_sounds"
)

func searchItem() schemaItem {
	return schemaItem{searchIndex, fmt.Sprintf(
		"CREATE FULLTEXT INDEX %s IF NOT EXISTS FOR (n:%s) ON EACH [n.%s, n.%s] OPTIONS { indexConfig: { `fulltext.analyzer`: 'whitespace' } }",
		searchIndex, labelList(graph.SearchedNouns()), searchWords, searchSounds)}
}

// keepWords adds to a node's properties what search needs.
func keepWords(row map[string]any, noun graph.Noun, props graph.Props) {
	words := graph.IndexedWords(noun, props)
	if len(words) == 0 {
		return
	}
	row[searchWords] = strings.Join(words, " ")
	var sounds []string
	for _, w := range words {
		if sound := graph.SoundKey(w); sound != "" {
			sounds = append(sounds, sound)
		}
	}
	if len(sounds) > 0 {
		slices.Sort(sounds)
		row[searchSounds] = strings.Join(slices.Compact(sounds), " ")
	}
}

// Search finds nodes by words in their texts.
func (s *Store) Search(ctx context.Context, q graph.SearchQuery) (graph.SearchAnswer, error) {
	if err := q.Check(); err != nil {
		return graph.SearchAnswer{}, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return graph.SearchAnswer{}, err
	}
	defer done()
	search := q.Search()
	var found []graph.Node
	var more bool
	revision, err := s.readState(ctx, func(tx runner) (err error) {
		found, more, err = search.Gather(func(exactly bool, most int) ([]graph.Node, error) {
			return searchNodes(ctx, tx, search, exactly, most)
		})
		return err
	})
	if err != nil {
		return graph.SearchAnswer{}, err
	}
	answer := search.Answer(found, more)
	answer.Revision = revision
	return answer, nil
}

// searchNodes gives the hits with the most edges.
func searchNodes(ctx context.Context, tx runner, s *graph.Search, exactly bool, most int) ([]graph.Node, error) {
	params := map[string]any{"text": luceneOf(s, exactly), "most": most}
	ofKinds := ""
	if len(s.Kinds) > 0 {
		ofKinds, params["kinds"] = " AND node.kind IN $kinds", s.Kinds
	}
	text := fmt.Sprintf("CYPHER 5 CALL db.index.fulltext.queryNodes('%s', $text) YIELD node WHERE (node:%s)%s WITH node ORDER BY coalesce(node.degree, 0) DESC, node.id LIMIT $most RETURN node",
		searchIndex, labelList(s.Nouns), ofKinds)
	found, err := rows(ctx, tx, text, params)
	if err != nil {
		return nil, err
	}
	nodes := make([]graph.Node, len(found))
	for i, row := range found {
		n, ok := row[0].(dbtype.Node)
		if !ok {
			return nil, unexpected(row[0])
		}
		if nodes[i], err = decodeNode(n); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

// luceneOf writes a search in the language of Lucene's query parser. Words hold letters, digits and marks only, and no
// capitals, so that nothing in them is an operator.
func luceneOf(s *graph.Search, exactly bool) string {
	terms := make([]string, len(s.Terms))
	for i, t := range s.Terms {
		word := searchWords + ":" + t.Words[0]
		switch {
		case len(t.Words) > 1:
			terms[i] = fmt.Sprintf(`+%s:"%s"`, searchWords, strings.Join(t.Words, " "))
			continue
		case t.Exact || exactly:
			terms[i] = "+" + word
			continue
		}
		ways := []string{word}
		if t.Prefix {
			ways = append(ways, word+"*")
		}
		if t.Mistakes > 0 {
			ways = append(ways, fmt.Sprintf("%s~%d", word, t.Mistakes))
		}
		if t.Sound != "" {
			ways = append(ways, searchSounds+":"+t.Sound)
		}
		terms[i] = "+(" + strings.Join(ways, " ") + ")"
	}
	return strings.Join(terms, " ")
}

// fillSize is how many nodes are indexed in one transaction.
const fillSize = 1000

// fillSearch indexes the nodes of a graph that was made by a program without search, or with another form of it. It holds loads
// back for each part, so that none comes between reading a node and writing its words.
func (s *Store) fillSearch(ctx context.Context) error {
	for _, noun := range graph.SearchedNouns() {
		last := ""
		for more := true; more; {
			err := s.write(ctx, func(tx neo4j.ManagedTransaction) (err error) {
				if err := takeLock(ctx, tx, ""); err != nil {
					return err
				}
				last, more, err = fillPart(ctx, tx, noun, last)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// fillPart indexes the nodes that come after one by id, and gives the last of them.
func fillPart(ctx context.Context, tx runner, noun graph.Noun, after string) (last string, more bool, err error) {
	text := fmt.Sprintf("CYPHER 5 MATCH (n:%s) WHERE n.id > $after RETURN n ORDER BY n.id LIMIT $size", noun)
	found, err := rows(ctx, tx, text, map[string]any{"after": after, "size": fillSize})
	if err != nil {
		return "", false, err
	}
	var list []map[string]any
	last = after
	for _, row := range found {
		value, ok := row[0].(dbtype.Node)
		if !ok {
			return "", false, unexpected(row[0])
		}
		n, err := decodeNode(value)
		if err != nil {
			return "", false, err
		}
		last = n.NodeID()
		words := map[string]any{"id": last, searchWords: nil, searchSounds: nil}
		keepWords(words, noun, graph.NodeProps(n))
		list = append(list, words)
	}
	set := fmt.Sprintf("CYPHER 5 UNWIND $rows AS row %s SET n.%s = row.%s, n.%s = row.%s",
		seek("n", noun, "row.id"), searchWords, searchWords, searchSounds, searchSounds)
	return last, len(found) == fillSize, batches(ctx, tx, set, list)
}
