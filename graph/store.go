package graph

import (
	"context"
	"time"
)

// Store keeps one graph. All its methods may be called at the same time from many goroutines. Errors are of type
// *Error; nothing of a database's own messages is in them. A context that ends makes a method return soon with
// KindTimeout, or with the context's own error where it was cancelled, and leaves nothing half-done.
//
// The conformance suite in graph/graphtest holds each promise made here.
type Store interface {
	Reader
	Writer
	// Close frees what the store holds, and waits for what runs. Other methods then give KindUnavailable.
	Close() error
}

// Reader answers questions.
type Reader interface {
	// Find answers queries, one answer for each in the same order, all from one state of the graph. It answers all or
	// gives an error: KindInvalid or KindTooLarge, before anything is read, if a query doesn't pass Query.Check.
	// An empty list of queries has an empty list of answers.
	Find(ctx context.Context, queries []Query) ([]Answer, error)

	// Walk calls visit for everything that is shown: all nodes by noun in the order of Nouns (without loads) and then
	// by id, then all edges by id, from one state of the graph. Nodes are whole, with nothing loaded with them. An
	// error from visit ends the walk and is returned as it is. Its memory is bounded, however large the graph.
	Walk(ctx context.Context, visit Visitor) error

	// Revision is the number of loads that have changed the graph; 0 for an empty store. It grows by one with each.
	Revision(ctx context.Context) (int, error)
}

// Writer changes the graph.
type Writer interface {
	// Apply does one load: it compares the batch with what its data set has said before, keeps what is new, changed
	// or withdrawn as records, and shows the fold over the live records (see Fold), all in one transaction: another
	// reader sees the graph before or after it, and a process that dies in the middle leaves the graph before.
	//
	// A batch that changes nothing makes no load and no revision; its receipt says so. A batch whose load id was
	// applied before gives the receipt of then, and changes nothing: a load may be asked again when its outcome is
	// unknown. Loads run one at a time: one that can't begin within the store's waiting time gets KindConflict.
	//
	// KindInvalid: the batch doesn't pass Batch.Check, or what its own data set says would name a node or an edge that is
	// not there afterwards. KindConflict: what another data set says would; the message lists by what. See
	// Said.References for what names what.
	Apply(ctx context.Context, batch Batch) (Receipt, error)
}

// Visitor takes what a walk gives. Either method may be called any number of times, Node before Edge.
type Visitor interface {
	Node(n Node) error
	Edge(e EdgeProps) error
}

// Answer is what a query finds.
type Answer struct {
	// Nodes, for a query by ids: one for each id asked, nil where there is no such node (or it is of another noun than
	// the query's). Nil for other queries.
	Nodes []Node
	// Page, for other queries: a *PageOf the query's noun.
	Page any
	// Revision is that of the state which was asked; the same in all answers of one Find.
	Revision int
}

// Batch is what one run of the loader has to say.
type Batch struct {
	// LoadID names the load and makes repeats harmless; a well-formed id of a load.
	LoadID string
	// Dataset is whose word it is. A load corrects what earlier loads of the same data set said.
	Dataset string
	Files   []string
	SHA256  string
	Who     string
	// StartedAt is when reading began.
	StartedAt time.Time
	// Said is what is said about nodes, edges and claims, in any order.
	Said []Said
	// Withdraw takes back what the data set has said of these nodes, and all that it said with them.
	Withdraw []string
}

// Receipt says what a load did.
type Receipt struct {
	LoadID string
	// Revision is the graph's after the load.
	Revision int
	// Unchanged: the load said nothing new; there is no load of this id.
	Unchanged bool
	// Added, Changed and Removed count the nodes, edges and claims of what is shown.
	Added, Changed, Removed int
}

// Receipt gives the receipt of the load that makes a revision by changes.
func (b Batch) Receipt(revision int, changes []Change) Receipt {
	r := Receipt{LoadID: b.LoadID, Revision: revision}
	for _, c := range changes {
		switch {
		case c.Before.Empty():
			r.Added++
		case c.After.Empty():
			r.Removed++
		default:
			r.Changed++
		}
	}
	return r
}

// LoadNode gives the node of a load that was done: what the batch said of itself, and what its receipt says.
func (b Batch) LoadNode(r Receipt, finishedAt time.Time) ShownNode {
	props := Props{
		"dataset": b.Dataset, "revision": r.Revision, "finishedAt": finishedAt.UTC().Format(time.RFC3339),
		"added": r.Added, "changed": r.Changed, "removed": r.Removed,
	}
	if !b.StartedAt.IsZero() {
		props["startedAt"] = b.StartedAt.UTC().Format(time.RFC3339)
	}
	if b.SHA256 != "" {
		props["sha256"] = b.SHA256
	}
	if b.Who != "" {
		props["who"] = b.Who
	}
	if len(b.Files) > 0 {
		props["files"] = b.Files
	}
	return ShownNode{ID: b.LoadID, Noun: NounLoad, Props: props}
}

// Receipt gives the receipt of the load, for a batch that is applied again.
func (l *Load) Receipt() Receipt {
	count := func(n *int) int {
		if n == nil {
			return 0
		}
		return *n
	}
	return Receipt{LoadID: l.ID, Revision: count(l.Revision), Added: count(l.Added), Changed: count(l.Changed), Removed: count(l.Removed)}
}
