// Package inbox loads the bundles that are sent to a server: each in a folder of its own, which is there as long as the load
// takes, so that what is sent is read as files are, and can name no other file of the machine.
package inbox

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pactgraph/graph"
	"pactgraph/loader"
	"pactgraph/server/gql"
)

// Inbox takes bundles into a store. It is a server.Loader.
type Inbox struct{ store graph.Store }

// New makes an inbox for a store.
func New(store graph.Store) Inbox { return Inbox{store} }

// Load loads a bundle: all of it or nothing. What is wrong with the bundle is told in the outcome, not as an error.
//
// KindConflict: another bundle was loaded under the same id, or see graph.Writer.Apply.
func (b Inbox) Load(ctx context.Context, bundle gql.Bundle) (gql.Outcome, error) {
	return b.take(ctx, bundle, func(paths []string, opts loader.Options) (loader.Report, error) {
		return loader.Load(ctx, b.store, paths, opts)
	})
}

// Plan tells what Load would do, with all changes in their order, and does nothing.
func (b Inbox) Plan(ctx context.Context, bundle gql.Bundle) (outcome gql.Outcome, changes []*graph.LoggedChange, err error) {
	var needs graph.LoadNeeds
	outcome, err = b.take(ctx, bundle, func(paths []string, opts loader.Options) (report loader.Report, err error) {
		report, changes, err = loader.Plan(ctx, b.store, paths, opts)
		needs = report.Needs
		return report, err
	})
	if outcome.Bundle != nil {
		outcome.Needs = gql.NeedsOf(needs)
	}
	return outcome, changes, err
}

// LoadOf gives the id of the load that made a revision. KindNotFound: there is none.
func (b Inbox) LoadOf(ctx context.Context, revision int) (string, error) {
	l, err := graph.LoadOf(ctx, b.store, revision)
	if err != nil {
		return "", err
	}
	return l.ID, nil
}

// Revert takes a load back. Conflicts that keep it from being done are given, not an error; then the receipt is empty.
//
// KindConflict: the load was taken back already, by another load than the one asked for, or see graph.Writer.Apply.
func (b Inbox) Revert(ctx context.Context, q graph.RevertRequest) (graph.Receipt, []graph.RevertConflict, error) {
	done, err := b.reverted(ctx, q)
	switch {
	case err != nil:
		return graph.Receipt{}, nil, err
	case done != nil:
		return done.Receipt(), nil, nil
	}
	q.StartedAt = time.Now()
	receipt, conflicts, err := graph.RevertLoad(ctx, b.store, q)
	return receipt, conflicts, unlessTold(err, q, conflicts)
}

// PlanRevert tells what Revert would do, and does nothing.
func (b Inbox) PlanRevert(ctx context.Context, q graph.RevertRequest) (graph.Planned, []graph.RevertConflict, error) {
	q.StartedAt = time.Now()
	planned, conflicts, err := graph.PlanRevert(ctx, b.store, q)
	return planned, conflicts, unlessTold(err, q, conflicts)
}

// Choose keeps the choice of a field's value, or that it was taken back. See graph.Choose.
func (b Inbox) Choose(ctx context.Context, q graph.ChoiceRequest) (graph.Receipt, error) {
	q.StartedAt = time.Now()
	return graph.Choose(ctx, b.store, q)
}

// unlessTold gives an error, but for the one that there are conflicts that aren't to be kept, which are given.
func unlessTold(err error, q graph.RevertRequest, conflicts []graph.RevertConflict) error {
	if len(conflicts) > 0 && !q.Keep && graph.KindOf(err) == graph.KindConflict {
		return nil
	}
	return err
}

// reverted gives the load under the id that was asked for, if it took the same load back before; nil where there is none.
func (b Inbox) reverted(ctx context.Context, q graph.RevertRequest) (*graph.Load, error) {
	l, err := b.loadOf(ctx, q.LoadID)
	if l != nil && l.Reverts != q.Load {
		return nil, otherLoad(q.LoadID)
	}
	return l, err
}

// loadOf gives a load by its id; nil where there is none.
func (b Inbox) loadOf(ctx context.Context, id string) (*graph.Load, error) {
	if id == "" {
		return nil, nil
	}
	found, err := b.store.Find(ctx, []graph.Query{{Noun: graph.NounLoad, IDs: []string{id}}})
	if err != nil {
		return nil, err
	}
	l, _ := found[0].Nodes[0].(*graph.Load)
	return l, nil
}

func otherLoad(id string) error {
	return graph.Errorf(graph.KindConflict, "%s was another load, and nothing was done now: leave the id out, or give one that is new", id)
}

// take puts a bundle's files into a folder while something is done with them.
func (b Inbox) take(ctx context.Context, bundle gql.Bundle, do func([]string, loader.Options) (loader.Report, error)) (gql.Outcome, error) {
	opts, err := options(bundle)
	if err != nil {
		return gql.Outcome{}, err
	}
	if err := checkUnpacked(bundle); err != nil {
		return gql.Outcome{}, err
	}
	dir, err := os.MkdirTemp("", "pactgraph-inbox-")
	if err != nil {
		return gql.Outcome{}, noRoom(err)
	}
	defer os.RemoveAll(dir)
	path, err := store(dir, bundle.Files)
	if err != nil {
		return gql.Outcome{}, noRoom(err)
	}
	if bundle.Mapping != "" {
		opts.Mapping = filepath.Join(dir, bundle.Mapping)
	}
	report, err := do([]string{path}, opts)
	if err == nil && bundle.LoadID != "" && !report.Unchanged {
		err = b.sameBundle(ctx, report)
	}
	return outcome(report, err, dir)
}

// checkUnpacked refuses files that are too large together when they are unpacked, before any is read: each may be as large as a
// file on a disk, and so can be made of very little.
func checkUnpacked(b gql.Bundle) error {
	left := b.MostUnpacked
	for _, f := range b.Files {
		if left -= loader.UnpackedSize(f.Data, left); left < 0 {
			return graph.Errorf(graph.KindTooLarge,
				"%s, with the files before it, is larger than %d bytes when all is unpacked, the most that is loaded at once over HTTP: send it in several loads, or load it by pactgraph load", f.Name, b.MostUnpacked)
		}
	}
	return nil
}

// options gives what the loader is told of how a bundle is read.
func options(b gql.Bundle) (loader.Options, error) {
	opts := loader.Options{
		Dataset: b.Dataset, Source: b.Source, Encoding: b.Encoding, Sync: b.Sync, Force: b.Force,
		LoadID: b.LoadID, AtRevision: b.AtRevision, Who: b.Who,
	}
	if b.Format != "" {
		if err := opts.Format.Set(b.Format); err != nil {
			return opts, err
		}
	}
	if b.Separator != "" {
		return opts, opts.Separator.Set(b.Separator)
	}
	return opts, nil
}

// noRoom says that files can't be kept, and why, without where.
func noRoom(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return graph.Errorf(graph.KindUnavailable, "the server can't keep what is sent while it is loaded: %w", err)
}

// store writes files into a folder, and gives the path by which they are loaded: a file alone is a bundle whatever its name.
func store(dir string, files []gql.BundleFile) (string, error) {
	path := dir
	for _, f := range files {
		name := filepath.Join(dir, f.Name)
		if len(files) == 1 {
			path = name
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			return "", err
		}
	}
	return path, nil
}

// sameBundle refuses a receipt that is another bundle's, which was loaded before under the id that was asked for.
func (b Inbox) sameBundle(ctx context.Context, r loader.Report) error {
	l, err := b.loadOf(ctx, r.LoadID)
	if l != nil && (l.SHA256 != r.SHA256 || l.Dataset != r.Dataset) {
		return otherLoad(r.LoadID)
	}
	return err
}

// outcome tells what came of a load. All that is wrong with the bundle itself is told there; other errors stay errors. The
// folder in which the files lay is nobody's business.
func outcome(r loader.Report, err error, dir string) (gql.Outcome, error) {
	named := strings.NewReplacer(dir+string(filepath.Separator), "", dir, "the bundle")
	problems, ok := errors.AsType[loader.Problems](err)
	switch {
	case ok:
		return gql.Outcome{Problems: list(problems, named)}, nil
	case graph.KindOf(err) == graph.KindInvalid:
		return gql.Outcome{Problems: []gql.LoadProblem{{Message: named.Replace(message(err))}}}, nil
	case err != nil && graph.KindOf(err) == graph.KindTooLarge:
		return gql.Outcome{}, graph.Errorf(graph.KindTooLarge, "%s", named.Replace(message(err)))
	case err != nil:
		return gql.Outcome{}, err
	}
	held := &gql.BundleReport{
		Dataset: r.Dataset, Edges: r.Edges, Claims: r.Claims, Withdrawn: r.Withdrawn,
		Verified: r.Verified, Unverified: r.Unverified, Locked: r.Locked,
	}
	for _, n := range graph.Nouns() {
		if count := r.Nodes[n]; count > 0 {
			held.Nodes = append(held.Nodes, gql.NounCount{Noun: string(n), Count: count})
		}
	}
	return gql.Outcome{Receipt: r.Receipt, Bundle: held, Warnings: list(r.Warnings, named)}, nil
}

// message gives what an error says to a person.
func message(err error) string {
	if e, ok := errors.AsType[*graph.Error](err); ok {
		return e.Message
	}
	return err.Error()
}

func list(problems loader.Problems, named *strings.Replacer) []gql.LoadProblem {
	var out []gql.LoadProblem
	for _, p := range problems {
		told := gql.LoadProblem{File: named.Replace(p.File), Sheet: p.Sheet, ColumnName: p.Column, Message: named.Replace(p.Message)}
		if p.Line > 0 {
			told.Line, told.Text = &p.Line, p.Excerpt()
		}
		if p.Col > 0 {
			told.Column = &p.Col
		}
		out = append(out, told)
	}
	return out
}
