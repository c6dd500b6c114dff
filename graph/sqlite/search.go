package sqlite

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"pactgraph/graph"
)

// searchDDL makes what search needs beside the nodes. search_node gives each node that has words a number, with a copy of its
// degree, so that a word that is everywhere needn't read all nodes. search finds these numbers by words, which are those of
// graph.SearchWords: its tokenizer takes them as they are. search_word has each word that was ever there by its keys, by
// which the words near to one that is misspelt are found. The comment says what is indexed and how, so that the projection is
// made anew when that changes.
const searchDDL = `-- searched: %s
CREATE TABLE search_node (
  doc INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  noun TEXT NOT NULL,
  degree INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE TABLE search_word (
  key TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (key, word)
) STRICT, WITHOUT ROWID;
`

// Search finds nodes by words in their texts.
func (s *Store) Search(ctx context.Context, q graph.SearchQuery) (graph.SearchAnswer, error) {
	if err := q.Check(); err != nil {
		return graph.SearchAnswer{}, err
	}
	var answer graph.SearchAnswer
	search := q.Search()
	err := s.read(ctx, func(c *conn) error {
		revision, err := c.queryInt(ctx, revisionText)
		if err != nil {
			return err
		}
		f := &finder{ctx: ctx, c: c, known: map[string]graph.Node{}}
		found, more, err := search.Gather(func(exactly bool, most int) ([]graph.Node, error) {
			return f.search(search, exactly, most)
		})
		if err != nil {
			return err
		}
		answer = search.Answer(found, more)
		answer.Revision = revision
		return nil
	})
	return answer, err
}

// search gives the hits with the most edges.
func (f *finder) search(s *graph.Search, exactly bool, most int) ([]graph.Node, error) {
	match, err := f.matchOf(s, exactly)
	if err != nil {
		return nil, err
	}
	nouns := make([]string, len(s.Nouns))
	for i, n := range s.Nouns {
		nouns[i] = string(n)
	}
	text := `WITH k AS MATERIALIZED (
SELECT d.id FROM search CROSS JOIN search_node d ON d.doc = search.rowid
WHERE search MATCH ?1 AND d.noun IN (SELECT value FROM json_each(?2))` + ofKinds(s) + ` ORDER BY d.degree DESC, d.id LIMIT ?3
) SELECT n.id, n.degree, n.props FROM k CROSS JOIN node n ON n.id = k.id`
	args := []driver.Value{match, jsonText(nouns), int64(most)}
	if len(s.Kinds) > 0 {
		args = append(args, jsonText(s.Kinds))
	}
	var found []graph.Node
	err = f.c.query(f.ctx, text, args, func(row []driver.Value) error {
		n, err := f.keep(row)
		found = append(found, n)
		return err
	})
	return found, err
}

// ofKinds keeps the nodes d of the kinds that are searched for, which are the fourth argument. Each noun that is searched has
// kinds then.
func ofKinds(s *graph.Search) string {
	if len(s.Kinds) == 0 {
		return ""
	}
	ways := make([]string, len(s.Nouns))
	for i, n := range s.Nouns {
		ways[i] = "EXISTS (SELECT 1 FROM " + quote(string(n)) + " n WHERE n.id = d.id AND n.kind IN (SELECT value FROM json_each(?4)))"
	}
	return " AND " + anyOf(ways...)
}

// matchOf writes a search as FTS5 has it. Words hold letters, digits and marks only, so that nothing in them needs an escape.
func (f *finder) matchOf(s *graph.Search, exactly bool) (string, error) {
	terms := make([]string, len(s.Terms))
	for i, t := range s.Terms {
		word := `"` + strings.Join(t.Words, " ") + `"`
		if t.Exact || exactly {
			terms[i] = word
			continue
		}
		if t.Prefix {
			word += " *"
		}
		words := []string{word}
		near, err := f.near(t)
		if err != nil {
			return "", err
		}
		for _, w := range near {
			words = append(words, `"`+w+`"`)
		}
		terms[i] = "(" + strings.Join(words, " OR ") + ")"
	}
	return strings.Join(terms, " AND "), nil
}

// maxSpellings is how many words are taken for one that is asked for, beside those that begin with it.
const maxSpellings = 500

// near gives the words that are near to a term's.
func (f *finder) near(t graph.SearchTerm) ([]string, error) {
	keys := t.Keys()
	if len(keys) == 0 {
		return nil, nil
	}
	var words []string
	const text = "SELECT DISTINCT w.word FROM json_each(?) j CROSS JOIN search_word w ON w.key = j.value"
	err := f.c.query(f.ctx, text, []driver.Value{jsonText(keys)}, func(row []driver.Value) error {
		if word := textOf(row[0]); word != t.Words[0] && t.Matches(word) {
			words = append(words, word)
		}
		return nil
	})
	slices.Sort(words)
	return words[:min(len(words), maxSpellings)], err
}

// indexer keeps what search needs, node by node.
type indexer struct {
	ctx context.Context
	c   *conn
	// last is the highest number of a node; -1 before it is known.
	last int64
	// words are those known to be in search_word.
	words map[string]bool
}

// maxKnownWords bounds the memory for words; those that are forgotten are only written again.
const maxKnownWords = 200_000

func newIndexer(ctx context.Context, c *conn) *indexer {
	return &indexer{ctx: ctx, c: c, last: -1, words: map[string]bool{}}
}

// put indexes a node, in place of what it was.
func (x *indexer) put(n graph.ShownNode) error {
	doc, err := x.docOf(n.ID)
	if err != nil {
		return err
	}
	if doc > 0 && n.Noun == graph.NounEvidence {
		return nil // evidence never changes: its id is computed from all that it says
	}
	words := graph.IndexedWords(n.Noun, n.Props)
	switch {
	case len(words) == 0 && doc > 0:
		return x.drop(n.ID)
	case len(words) == 0:
		return nil
	case doc == 0:
		if doc, err = x.number(n.ID); err != nil {
			return err
		}
		err = x.c.exec(x.ctx, "INSERT INTO search (rowid, words) VALUES (?, ?)", doc, strings.Join(words, " "))
	default:
		err = x.c.exec(x.ctx, "INSERT OR REPLACE INTO search (rowid, words) VALUES (?, ?)", doc, strings.Join(words, " "))
	}
	if err != nil {
		return err
	}
	return x.learn(words)
}

// docOf gives the number of a node; 0 if it has none.
func (x *indexer) docOf(id string) (int64, error) {
	doc, err := x.c.queryInt(x.ctx, "SELECT doc FROM search_node WHERE id = ?", id)
	return int64(doc), err
}

// number gives a node the next number: FTS5 is quickest where they grow.
func (x *indexer) number(id string) (int64, error) {
	if x.last < 0 {
		last, err := x.c.queryInt(x.ctx, "SELECT coalesce(max(doc), 0) FROM search_node")
		if err != nil {
			return 0, err
		}
		x.last = int64(last)
	}
	x.last++
	return x.last, x.c.exec(x.ctx, "INSERT INTO search_node (doc, id, noun, degree) SELECT ?, id, noun, degree FROM node WHERE id = ?", x.last, id)
}

// learn keeps the words that are new, by their keys.
func (x *indexer) learn(words []string) error {
	if len(x.words) > maxKnownWords {
		clear(x.words)
	}
	for _, w := range words {
		if x.words[w] || w == graph.TextEnd {
			continue
		}
		x.words[w] = true
		for _, key := range graph.WordKeys(w) {
			if err := x.c.exec(x.ctx, "INSERT OR IGNORE INTO search_word (key, word) VALUES (?, ?)", key, w); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop takes a node out of the index. Its words stay known, which finds nothing that isn't there.
func (x *indexer) drop(id string) error {
	doc, err := x.docOf(id)
	if err != nil || doc == 0 {
		return err
	}
	if err := x.c.exec(x.ctx, "DELETE FROM search WHERE rowid = ?", doc); err != nil {
		return err
	}
	return x.c.exec(x.ctx, "DELETE FROM search_node WHERE doc = ?", doc)
}
