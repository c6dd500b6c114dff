package graph

import (
	"context"
	"iter"
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

	// Search finds nodes by words in their texts, best first: exactly the hits, the order and the highlights that Search's
	// methods give, from one state of the graph. The nodes are whole, with nothing loaded with them. KindInvalid or
	// KindTooLarge, before anything is read, if the query doesn't pass SearchQuery.Check.
	Search(ctx context.Context, query SearchQuery) (SearchAnswer, error)

	// Tally counts the nodes of a noun by their values: exactly the groups that Tally.Count gives, in the order of their
	// keys, from one state of the graph. KindInvalid or KindTooLarge, before anything is read, if the tally doesn't pass
	// Tally.Check; KindTooLarge if it has more than MaxTallyRows groups or MaxTallyBindings bindings.
	Tally(ctx context.Context, tally Tally) (TallyAnswer, error)

	// Walk calls visit for everything that is shown: all nodes by noun in the order of Nouns (without loads) and then
	// by id, then all edges by id, from one state of the graph. Nodes are whole, with nothing loaded with them. An
	// error from visit ends the walk and is returned as it is. Its memory is bounded, however large the graph.
	Walk(ctx context.Context, visit Visitor) error

	// Journal calls visit for all that loads have said, from one state of the graph: first every load by revision, then
	// every record in the order of CompareRecords, also those that were superseded or withdrawn since. An error from
	// visit ends it and is returned as it is. Its memory is bounded.
	Journal(ctx context.Context, visit func(Entry) error) error

	// Histories gives what was ever said of things: all records of each, by revision, from one state of the graph. Things of
	// which nothing was ever said have none. KindInvalid or KindTooLarge if the query doesn't pass HistoryQuery.Check, or
	// means more than MaxHistories things.
	Histories(ctx context.Context, query HistoryQuery) (HistoryAnswer, error)

	// Log gives the places at which loads have kept records, in their order, from the first after a place on and at most so
	// many, from one state of the graph. KindTooLarge if most doesn't pass CheckLog.
	Log(ctx context.Context, after Place, most int) (LogAnswer, error)

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
	// not there afterwards. KindConflict: what another data set says would; the message lists by what, and a NamingError
	// has all of it. See Said.References for what names what. KindConflict too, if the graph is not at the batch's
	// revision (see Batch.CheckRevision).
	//
	// While it writes it tells its progress, as PartWriting, to whom WithProgress named.
	Apply(ctx context.Context, batch Batch) (Receipt, error)

	// Plan tells what Apply would do with the batch to the graph as it is now, and does none of it: no reader ever sees
	// anything of it. It waits for loads, takes and refuses as Apply does, with the same errors. What the load needs is told with it,
	// as far as the store can tell (see LoadNeeds).
	Plan(ctx context.Context, batch Batch) (Planned, error)

	// Restore fills an empty store with a journal, as Journal gives it: it makes the same loads and records, and shows the
	// fold over the live ones. So the store answers as the one the journal is from does; loads go on from it, and a load
	// of it that is applied again gives the receipt of then. Before anyone sees what was restored, check is called with
	// it, unless check is nil. Its memory is bounded, but for what it takes for each load.
	//
	// Readers see the store empty or whole. A store that can't do it in one transaction gives KindUnavailable to readers
	// and loads while it is neither. An error leaves the store empty; in such a store, a process that dies or a context
	// that ends in the middle leaves it unfinished, and then it stays unavailable until another Restore, which begins anew.
	//
	// KindConflict: the store is not empty, or a load or another Restore is running. KindInvalid: ReadJournal refuses the
	// entries, or a live record names what is not there. Errors from entries and check are returned as they are.
	Restore(ctx context.Context, entries iter.Seq2[Entry, error], check func(Contents) error) error
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
	// Said is what is said about nodes, edges and claims, in any order. Packed is more of it, where there may be very much.
	Said   []Said
	Packed *Packed
	// Withdraw takes back what the data set has said of these nodes, and all that it said with them.
	Withdraw []string
	// OneByOne: each thing that is said is corrected by itself. What the data set said before under the same owners, and
	// isn't named here, stays.
	OneByOne bool
	// TakeBack takes back what the data set has said of these nodes, edges and claims, and of nothing else.
	TakeBack []string
	// Sync: the batch has all that its data set says. What the data set said before and isn't said here is withdrawn,
	// whatever its owner. That is refused where it is more than half of the nodes and edges that it said, unless Force is set.
	Sync, Force bool
	// AtRevision is the revision of the graph for which the batch was made: at any other it is refused. Nil for any.
	AtRevision *int
	// Reverts is the id of the load that this one takes back; empty for any other load.
	Reverts string
}

// CountSaid gives how many things the batch says.
func (b Batch) CountSaid() int { return len(b.Said) + b.Packed.Len() }

// AllSaid gives all that the batch says.
func (b Batch) AllSaid() iter.Seq[Said] {
	return func(yield func(Said) bool) {
		for i := range b.CountSaid() {
			if !yield(b.saidAt(i)) {
				return
			}
		}
	}
}

// saidAt gives what the batch says at a place, and targetAt its target.
func (b Batch) saidAt(i int) Said {
	if i < len(b.Said) {
		return b.Said[i]
	}
	return b.Packed.At(i - len(b.Said))
}

func (b Batch) targetAt(i int) string {
	if i < len(b.Said) {
		return b.Said[i].Target
	}
	return b.Packed.Target(i - len(b.Said))
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

// Planned is what a load would do.
type Planned struct {
	// Receipt is the one that Apply would give.
	Receipt
	// Changes are those that FindChanges would then give of the load, all of them and in its order.
	Changes []*LoggedChange
	// Needs is what the load takes.
	Needs LoadNeeds
}

// LoadNeeds is what a load takes of its store, told before it is done. The records are counted; the rest are estimates, which a
// store makes of what it knows of its database, and which are 0 where it makes none.
type LoadNeeds struct {
	// Records is how many records the load keeps: one for each node, edge and claim of which it says something new, or which it
	// takes back.
	Records int
	// Memory is about how many bytes of its memory the database takes for the load, and MemoryAllowed how many it gives. A load
	// that takes more is refused, with KindTooLarge, by Plan too.
	Memory, MemoryAllowed int64
	// Disk is about how many bytes larger the database's file gets.
	Disk int64
}

// Planned makes a plan of the receipt that the batch's load would get, and of what the function Plan gives for it.
func (b Batch) Planned(r Receipt, records []Record, changes []Change) Planned {
	kept := make(map[string]Record, len(records))
	for _, record := range records {
		kept[record.Target] = record
	}
	planned := Planned{Receipt: r, Changes: make([]*LoggedChange, len(changes)), Needs: LoadNeeds{Records: len(records)}}
	for i, c := range changes {
		planned.Changes[i] = newLoggedChange(kept[c.Target], c.Before, c.After)
	}
	return planned
}

// CheckPlannedPage tells whether a page of a plan can be asked for.
func CheckPlannedPage(first int, after string) error {
	return ChangesQuery{First: first, After: after}.Check()
}

// Page gives a page of what a plan would change, after the cursor of an earlier plan for the same revision.
//
// KindConflict: the cursor's plan was made for another revision. KindInvalid, KindTooLarge: the page doesn't pass
// CheckPlannedPage.
func (p Planned) Page(first int, after string) (*Changes, error) {
	if err := CheckPlannedPage(first, after); err != nil {
		return nil, err
	}
	begin, err := ChangesQuery{After: after}.Begin()
	if err != nil {
		return nil, err
	}
	if after != "" && begin.Revision != p.Revision {
		return nil, Errorf(KindConflict, "the cursor is from a plan for revision %d, and the graph is elsewhere by now: plan again from the start", begin.Revision-1)
	}
	s := &changeSearch{q: ChangesQuery{First: first, After: after}, found: &Changes{}}
	for _, c := range p.Changes {
		at := Place{c.Revision, c.Target}
		if at.Compare(begin) <= 0 {
			continue
		}
		if s.more = len(s.found.Edges) == first; s.more {
			break
		}
		s.found.Edges = append(s.found.Edges, ChangesEdge{Node: c, Cursor: at.cursor()})
	}
	return s.page(), nil
}

// Receipt gives the receipt of the load that makes a revision by changes.
func (b Batch) Receipt(revision int, changes iter.Seq[Change]) Receipt {
	r := Receipt{LoadID: b.LoadID, Revision: revision}
	for c := range changes {
		r.count(c)
	}
	return r
}

func (r *Receipt) count(c Change) {
	switch {
	case c.Before.Empty():
		r.Added++
	case c.After.Empty():
		r.Removed++
	default:
		r.Changed++
	}
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
	if b.Reverts != "" {
		props["reverts"] = b.Reverts
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
