package loader

import (
	"cmp"
	"context"

	"pactgraph/graph"
)

// Report says what a bundle holds, and what its load did.
type Report struct {
	// Receipt is the store's; empty after a check.
	graph.Receipt
	// Needs is what the load takes, of a plan.
	Needs   graph.LoadNeeds
	Dataset string
	// SHA256 is that of the files.
	SHA256 string
	// Nodes counts what the bundle says of nodes, by noun; Edges and Claims count those.
	Nodes         map[graph.Noun]int
	Edges, Claims int
	Withdrawn     int
	// Sync: it is all that the data set says (see Options.Sync).
	Sync bool
	// Verified and Unverified count the quotes, each once: those whose place in the source's text is known, and those
	// whose text was not at hand.
	Verified, Unverified int
	// Locked counts those of the verified quotes whose place only the lock file tells: their text was not at hand.
	Locked int
	// Warnings are sorted as Problems are.
	Warnings Problems
}

// Batch checks everything that the bundle says, also what it refers to in the store, and gives it as one batch with a
// load's id of its own. What is wrong is told as Problems, all at once. The reader may be nil: then whether a store
// holds what isn't in the bundle isn't looked at.
func (b *Bundle) Batch(ctx context.Context, reader graph.Reader) (graph.Batch, error) {
	_, batch, err := b.batch(ctx, reader)
	if err != nil || reader == nil {
		return batch, err
	}
	merges, err := graph.ReadMerges(ctx, reader, nil)
	if err != nil {
		return graph.Batch{}, err
	}
	// What the bundle says of a node that was merged is kept under the one that is left.
	return merges.Batch(batch)
}

// maxRounds bounds how often the store is asked. Once is enough, unless there are so many problems that some names were
// not looked at.
const maxRounds = 2

// outcome is what is told of a batch, beside what it says itself.
type outcome struct {
	quotes   quoteCount
	warnings Problems
	// lock is what the lock file should say, where it is to be written.
	lock map[string]lockSource
}

func (b *builder) outcome() outcome {
	o := outcome{quotes: b.quotes, warnings: b.warnings.sorted()}
	if b.bundle.writingLock {
		o.lock = b.lockEntries()
	}
	return o
}

// batch gives the batch as the bundle says it, also of nodes that were merged. What it was made of is let go before it is
// checked, since that takes memory too.
func (b *Bundle) batch(ctx context.Context, reader graph.Reader) (outcome, graph.Batch, error) {
	if reader != nil {
		reader = graph.Following(reader)
	}
	held := newHoldings(reader)
	builder := newBuilder(b, held)
	batch := builder.build(ctx)
	for range maxRounds {
		again, err := held.ask(ctx)
		if err != nil {
			return outcome{}, graph.Batch{}, err
		}
		if !again {
			break
		}
		builder, batch = newBuilder(b, held), graph.Batch{}
		batch = builder.build(ctx)
	}
	if err := cmp.Or(ctx.Err(), builder.err()); err != nil {
		return outcome{}, graph.Batch{}, err
	}
	if batch.Dataset == graph.DatasetResolution {
		return outcome{}, graph.Batch{}, graph.Errorf(graph.KindInvalid, "the data set %q is for what is decided about nodes that may be one: name another", graph.DatasetResolution)
	}
	if batch.Dataset == graph.ChoicesData {
		return outcome{}, graph.Batch{}, graph.Errorf(graph.KindInvalid, "the data set %q is for values that are chosen by hand: name another", graph.ChoicesData)
	}
	b.sign(&batch)
	told := builder.outcome()
	return told, batch, batch.Check()
}

// sign gives a batch what it has of the run: its id, the files and the time.
func (b *Bundle) sign(batch *graph.Batch) {
	batch.StartedAt = b.started.UTC()
	if batch.LoadID = b.opts.LoadID; batch.LoadID == "" {
		batch.LoadID = graph.NewLoadID(batch.StartedAt)
	}
	batch.AtRevision = b.opts.AtRevision
	for _, f := range b.files {
		batch.Files = append(batch.Files, f.base())
	}
	batch.SHA256 = b.sha256
}

// Load reads bundle files, checks them and applies them to a store as one load.
func Load(ctx context.Context, store graph.Store, paths []string, opts Options) (Report, error) {
	report, batch, err := prepare(ctx, store, paths, opts)
	if err != nil {
		return Report{}, err
	}
	err = graph.UnderMerges(ctx, store, batch, func(b graph.Batch) error {
		report.Receipt, err = store.Apply(ctx, b)
		return err
	})
	return report, err
}

// Plan reads bundle files, checks them and tells what Load would do to the store, without doing it: Load's report, and what
// would change of what is shown, in the order of the targets.
func Plan(ctx context.Context, store graph.Store, paths []string, opts Options) (Report, []*graph.LoggedChange, error) {
	report, _, planned, err := planned(ctx, store, paths, opts)
	return report, planned.Changes, err
}

// planned reads bundle files, and plans their load; with the batch as it was planned.
func planned(ctx context.Context, store graph.Store, paths []string, opts Options) (report Report, batch graph.Batch, p graph.Planned, err error) {
	report, said, err := prepare(ctx, store, paths, opts)
	if err != nil {
		return report, said, p, err
	}
	err = graph.UnderMerges(ctx, store, said, func(b graph.Batch) (err error) {
		batch = b
		p, err = store.Plan(ctx, b)
		return err
	})
	report.Receipt, report.Needs = p.Receipt, p.Needs
	return report, batch, p, err
}

// Check reads bundle files and checks them, as Load does, and changes nothing. The reader may be nil.
func Check(ctx context.Context, reader graph.Reader, paths []string, opts Options) (Report, error) {
	report, batch, err := prepare(ctx, reader, paths, opts)
	if err != nil || reader == nil {
		return report, err
	}
	return report, graph.UnderMerges(ctx, reader, batch, func(graph.Batch) error { return nil })
}

// prepare reads bundle files and checks them, and gives the batch with a report of what it says.
func prepare(ctx context.Context, reader graph.Reader, paths []string, opts Options) (Report, graph.Batch, error) {
	bundle, err := Read(ctx, paths, opts)
	if err != nil {
		return Report{}, graph.Batch{}, err
	}
	told, batch, err := bundle.batch(ctx, reader)
	if err != nil {
		return Report{}, graph.Batch{}, err
	}
	if batch.Sync = opts.Sync != ""; batch.Sync && opts.Sync != batch.Dataset {
		return Report{}, graph.Batch{}, graph.Errorf(graph.KindInvalid, "all that the data set %q says was to be loaded, and these files are the word of %q", opts.Sync, batch.Dataset)
	}
	batch.Force = opts.Force
	report := told.report(batch)
	report.Sync = batch.Sync
	return report, batch, nil
}

// report counts what a batch says.
func (o outcome) report(batch graph.Batch) Report {
	r := Report{
		Dataset: batch.Dataset, SHA256: batch.SHA256, Nodes: map[graph.Noun]int{}, Withdrawn: len(batch.Withdraw),
		Verified: len(o.quotes.verified), Unverified: len(o.quotes.unverified), Locked: len(o.quotes.locked), Warnings: o.warnings,
	}
	for s := range batch.AllSaid() {
		switch {
		case s.IsEdge():
			r.Edges++
		case s.IsClaim():
			r.Claims++
		default:
			noun, _ := graph.NounOf(s.Target)
			r.Nodes[noun]++
		}
	}
	return r
}
