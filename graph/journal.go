package graph

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
)

// Entry is one step of a journal: a load that was done, or a record that a load kept. One of the two is set. Entries are
// for looking at: whoever gives them may keep what they hold.
type Entry struct {
	Load   *Load
	Record *Record
}

// Contents is all of a graph, to be read from one end to the other. Each Reader has it; see there for the promises.
type Contents interface {
	Walk(ctx context.Context, visit Visitor) error
	Journal(ctx context.Context, visit func(Entry) error) error
	Revision(ctx context.Context) (int, error)
}

// Entries gives a journal as a sequence. Its error, if there is one, is the last that comes.
func Entries(ctx context.Context, from Contents) iter.Seq2[Entry, error] {
	return sequence(func(visit func(Entry) error) error { return from.Journal(ctx, visit) })
}

// errStop ends a visit of which no more is wanted.
var errStop = errors.New("no more is wanted")

// sequence makes a sequence of what a function visits.
func sequence[T any](run func(visit func(T) error) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := run(func(v T) error {
			if !yield(v, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			var none T
			yield(none, err)
		}
	}
}

// CompareRecords is the order of records in a journal: those of nodes, then of edges, then of claims, so that what a
// record names comes before it; by target among them; by revision for one target.
func CompareRecords(a, b Record) int {
	return cmp.Or(cmp.Compare(a.turn(), b.turn()), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Revision, b.Revision))
}

// Turns of records.
const (
	nodeTurn = iota
	edgeTurn
	claimTurn
)

// turn is when in a journal records of such a target come.
func (s Said) turn() int {
	switch {
	case s.IsEdge():
		return edgeTurn
	case s.IsClaim():
		return claimTurn
	}
	return nodeTurn
}

// History is all that was ever said of one target: its records by revision.
type History []Record

// All gives the records, each with whether it is live: the last of its data set, and not withdrawn.
func (h History) All() iter.Seq2[Record, bool] {
	return func(yield func(Record, bool) bool) {
		last := make(map[string]int, 1)
		for i, r := range h {
			last[r.Dataset] = i
		}
		for i, r := range h {
			if !yield(r, last[r.Dataset] == i && !r.Withdrawn) {
				return
			}
		}
	}
}

// Live gives the records that are live.
func (h History) Live() []Record {
	var list []Record
	for r, live := range h.All() {
		if live {
			list = append(list, r)
		}
	}
	return list
}

// ReadJournal reads a journal for a store that restores it. It checks each entry, and calls load for each load and then
// target for each target with all its records. It gives the number of loads, which is the graph's revision. Its memory
// grows with the number of loads, and not with that of records.
//
// KindInvalid: an entry is not well formed, or comes where it doesn't belong; a load has no records; a record's load is
// not there; or it withdraws what its data set hadn't said. Errors from entries, load and target are returned as they
// are. Whether there is what live records name is for the store to see.
func ReadJournal(entries iter.Seq2[Entry, error], load func(*Load) error, target func(History) error) (revision int, err error) {
	r := &journalReader{ids: map[string]bool{}, load: load, target: target}
	for e, err := range entries {
		if err != nil {
			return 0, err
		}
		if err := r.take(e); err != nil {
			return 0, err
		}
	}
	return len(r.loads), r.end()
}

// journalReader is a journal that is being read.
type journalReader struct {
	loads  []keptLoad
	ids    map[string]bool
	load   func(*Load) error
	target func(History) error
	// open are the records of the target that is being read.
	open History
}

// keptLoad is what a journal's reader keeps of a load.
type keptLoad struct {
	id, dataset string
	hasRecords  bool
}

func broken(format string, args ...any) error {
	return Errorf(KindInvalid, "the journal is broken: %w", fmt.Errorf(format, args...))
}

func (r *journalReader) take(e Entry) error {
	switch {
	case e.Load != nil && e.Record == nil:
		if err := r.checkLoad(e.Load); err != nil {
			return err
		}
		r.ids[e.Load.ID] = true
		r.loads = append(r.loads, keptLoad{id: e.Load.ID, dataset: e.Load.Dataset})
		return r.load(e.Load)
	case e.Record != nil && e.Load == nil:
		return r.takeRecord(*e.Record)
	}
	return broken("an entry is neither a load nor a record")
}

func (r *journalReader) checkLoad(l *Load) error {
	if err := CheckID(l.ID); err != nil {
		return broken("a load's id: %w", err)
	}
	switch noun, _ := NounOf(l.ID); {
	case noun != NounLoad:
		return broken("the load's id %q must begin with load/", l.ID)
	case r.ids[l.ID]:
		return broken("%s comes twice", l.ID)
	case len(r.open) > 0:
		return broken("%s comes after a record", l.ID)
	case l.Dataset == "":
		return broken("%s has no data set", l.ID)
	case l.Revision == nil || *l.Revision != len(r.loads)+1:
		return broken("%s is not of revision %d, which comes next", l.ID, len(r.loads)+1)
	}
	if err := checkProps(l.ID, nounTables()[NounLoad], NodeProps(l)); err != nil {
		return broken("%w", err)
	}
	return nil
}

func (r *journalReader) takeRecord(record Record) error {
	if err := r.checkRecord(record); err != nil {
		return err
	}
	r.loads[record.Revision-1].hasRecords = true
	if len(r.open) > 0 && r.open[0].Target != record.Target {
		if err := r.target(r.open); err != nil {
			return err
		}
		r.open = nil
	}
	r.open = append(r.open, record)
	return nil
}

func (r *journalReader) checkRecord(record Record) error {
	if err := record.Check(); err != nil {
		return broken("%w", err)
	}
	if record.Revision < 1 || record.Revision > len(r.loads) || r.loads[record.Revision-1].id != record.Load {
		return broken("the record of %s is of %q at revision %d, and there is no such load", record.Name(), record.Load, record.Revision)
	}
	if want := r.loads[record.Revision-1].dataset; record.Dataset != want {
		return broken("the record of %s is of the data set %q, and its load of %q", record.Name(), record.Dataset, want)
	}
	if len(r.open) > 0 && CompareRecords(r.open[len(r.open)-1], record) >= 0 {
		return broken("the record of %s at revision %d comes too late", record.Name(), record.Revision)
	}
	if record.Withdrawn && !r.saidBefore(record) {
		return broken("the data set %q withdraws %s, of which it had said nothing", record.Dataset, record.Name())
	}
	return nil
}

// saidBefore tells whether a data set says something of a target when it withdraws it.
func (r *journalReader) saidBefore(withdrawn Record) bool {
	if len(r.open) == 0 || r.open[0].Target != withdrawn.Target {
		return false
	}
	for _, earlier := range slices.Backward(r.open) {
		if earlier.Dataset == withdrawn.Dataset {
			return !earlier.Withdrawn
		}
	}
	return false
}

func (r *journalReader) end() error {
	for _, l := range r.loads {
		if !l.hasRecords {
			return broken("%s has no records", l.id)
		}
	}
	if len(r.open) == 0 {
		return nil
	}
	return r.target(r.open)
}

// Size counts what a graph holds.
type Size struct{ Loads, Records, Nodes, Edges int }

// CheckCopy compares all of a graph with all of its copy: the revision, the journal, and what is shown. It gives the size
// of what is the same in both. Its memory is bounded.
//
// KindConflict: the original was changed while it was copied or compared. KindInternal: they differ; the message names
// the first thing that does.
func CheckCopy(ctx context.Context, original, copied Contents) (Size, error) {
	var size Size
	revision, err := sameRevision(ctx, original, copied)
	if err != nil {
		return size, err
	}
	err = sameJournal(ctx, original, copied, &size)
	if err == nil {
		err = sameWalk(ctx, original, copied, &size)
	}
	if now, again := original.Revision(ctx); again == nil && now != revision {
		return size, changedMeanwhile(now, revision)
	}
	return size, err
}

func changedMeanwhile(now, before int) error {
	return Errorf(KindConflict, "the graph was loaded into while it was copied: its revision is %d now, and the copy's %d; copy it again", now, before)
}

func sameRevision(ctx context.Context, original, copied Contents) (int, error) {
	got, err := copied.Revision(ctx)
	if err != nil {
		return 0, err
	}
	want, err := original.Revision(ctx)
	if err == nil && want != got {
		err = changedMeanwhile(want, got)
	}
	return want, err
}

func sameJournal(ctx context.Context, original, copied Contents, size *Size) error {
	pieces := func(c Contents) iter.Seq2[piece, error] {
		return sequence(func(visit func(piece) error) error {
			return c.Journal(ctx, func(e Entry) error { return visit(pieceOfEntry(e)) })
		})
	}
	return samePieces(pieces(original), pieces(copied), func(p piece) {
		if p.what == "load" {
			size.Loads++
			return
		}
		size.Records++
	})
}

func sameWalk(ctx context.Context, original, copied Contents, size *Size) error {
	pieces := func(c Contents) iter.Seq2[piece, error] {
		return sequence(func(visit func(piece) error) error { return c.Walk(ctx, pieceVisitor(visit)) })
	}
	return samePieces(pieces(original), pieces(copied), func(p piece) {
		if p.what == "edge" {
			size.Edges++
			return
		}
		size.Nodes++
	})
}

// piece is one thing of a graph, in a form in which equal things are equal.
type piece struct {
	what, name string
	value      []byte
}

func (p piece) String() string { return p.what + " " + p.name }

func pieceOfEntry(e Entry) piece {
	if e.Load != nil {
		return piece{"load", e.Load.ID, EncodeProps(NodeProps(e.Load))}
	}
	r := e.Record
	value := fmt.Appendf(r.Encode(), " withdrawn: %t, load: %s, data set: %s", r.Withdrawn, r.Load, r.Dataset)
	return piece{"record", fmt.Sprintf("of %s at revision %d", r.Target, r.Revision), value}
}

// pieceVisitor makes pieces of what a walk gives.
type pieceVisitor func(piece) error

func (v pieceVisitor) Node(n Node) error {
	value := EncodeProps(NodeProps(n))
	if degree := Value(n, "degree"); degree != nil {
		value = fmt.Appendf(value, " degree: %d", degree)
	}
	return v(piece{"node", n.NodeID(), value})
}

func (v pieceVisitor) Edge(e EdgeProps) error {
	return v(piece{"edge", e.ID, fmt.Appendf(EncodeProps(e.Props()), " %s %s %s", e.Start, e.Type, e.End)})
}

// samePieces reads two sequences side by side and counts what they share; the error names the first difference.
func samePieces(original, copied iter.Seq2[piece, error], count func(piece)) error {
	next, stop := iter.Pull2(copied)
	defer stop()
	for want, err := range original {
		if err != nil {
			return err
		}
		got, err, ok := next()
		switch {
		case err != nil:
			return err
		case !ok:
			return Errorf(KindInternal, "the copy differs: the %s is missing from it", want)
		case got.what != want.what || got.name != want.name:
			return Errorf(KindInternal, "the copy differs: it has the %s where the %s should be", got, want)
		case !bytes.Equal(got.value, want.value):
			return Errorf(KindInternal, "the copy differs: the %s is %s, and should be %s", want, shorten(string(got.value)), shorten(string(want.value)))
		}
		count(want)
	}
	got, err, ok := next()
	if err == nil && ok {
		return Errorf(KindInternal, "the copy differs: it has the %s, which the original has not", got)
	}
	return err
}
