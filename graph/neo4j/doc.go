// Package neo4j keeps a graph in Neo4j, 5.26 or later: a graph.Store that Neo4j's own tools can read.
//
// # What is in the database
//
// A node has its noun as label (Actor, Declaration, …), an actor also its kind (State, InternationalOrganisation, …);
// a relationship has its edge type. Properties have the model's names; values are as in the model, but for these:
//
//	id                  on every node and relationship, unique for its label or type
//	label               a caption: what the API calls label
//	degree              on entities: the edges to other entities
//	signedOn            a date's text, as "2026-01"; beside it signedOn_first and signedOn_last, the first and the
//	                    last day that it names, which comparisons use ("2026-01-01", "2026-01-31")
//	title_folded        the folded copy of a text (see graph.FoldText), which “contains” uses; a list for a list
//	                    (a text of more than 30,000 bytes is under title_foldedLong, with title_long true)
//	title_sort          the beginning of the text that a noun's nodes are mostly sorted by, short enough for an index
//	title_order         the text as it compares by code point, where Neo4j would not (texts with characters from
//	                    U+D7FC on only)
//	_search, _sounds    on nodes with texts that are searched: the words of these, as graph.SearchWords gives them, with
//	                    “¶” between two texts, and the words' sounds; what the full-text index “search” holds
//	identifiers         a list of "scheme:value"; “:” and “\” in a scheme are written with a “\” before them
//
// What loads said is kept in nodes labelled _Record, which have no relationships; on which nodes the things hung that a data
// set has withdrawn, in nodes labelled _Gone; and the store's own state in a few nodes labelled _Pactgraph: the schema's version, the revision, the lock that loads hold, the commit mark, and the mark of
// an unfinished restore.
//
// # One state for each answer
//
// Neo4j reads what is committed at each moment, and applies a commit piece by piece while others read: the queries of
// one transaction, and even one query, can see half of a load. Therefore a load says in a transaction of its own
// that it is about to commit (the commit mark), commits, and takes the mark away in a third. A reader looks at mark
// and revision before and after it reads, in the transaction it reads in. If there was no mark and the revision is the
// same, no commit overlapped with the reading; otherwise it reads again. A mark that stays, since a program died,
// is taken away by whoever needs to, holding the lock of loads, so that no commit can be under way.
//
// A graph that is restored from a journal can be too large for one transaction, so it is written in many. Meanwhile the
// state has a mark of its own, importing: with it nobody takes what is there for a graph. It is set before the first of
// them and taken away after the last, each in a transaction that does nothing else, so that no reader can see it gone
// and the graph not whole. A mark that stays, since a program died, stays until another Restore, which empties the
// database first.
//
// # Questions
//
// Each query is a Cypher text with the values as parameters, for what it asks for and the lists in it, two deep. Further texts
// ask, by their ids, for what hangs on the nodes and edges that were found. Texts don't name keys, values or page sizes, so
// that questions of one form share a plan.
package neo4j
