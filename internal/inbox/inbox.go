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
	outcome, err = b.take(ctx, bundle, func(paths []string, opts loader.Options) (report loader.Report, err error) {
		report, changes, err = loader.Plan(ctx, b.store, paths, opts)
		return report, err
	})
	return outcome, changes, err
}

// take puts a bundle's files into a folder while something is done with them.
func (b Inbox) take(ctx context.Context, bundle gql.Bundle, do func([]string, loader.Options) (loader.Report, error)) (gql.Outcome, error) {
	opts := loader.Options{Dataset: bundle.Dataset, LoadID: bundle.LoadID, Who: bundle.Who}
	if bundle.Format != "" {
		if err := opts.Format.Set(bundle.Format); err != nil {
			return gql.Outcome{}, err
		}
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
	report, err := do([]string{path}, opts)
	if err == nil && bundle.LoadID != "" && !report.Unchanged {
		err = b.sameBundle(ctx, report)
	}
	return outcome(report, err, dir)
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
	found, err := b.store.Find(ctx, []graph.Query{{Noun: graph.NounLoad, IDs: []string{r.LoadID}}})
	if err != nil {
		return err
	}
	l, _ := found[0].Nodes[0].(*graph.Load)
	if l != nil && (l.SHA256 != r.SHA256 || l.Dataset != r.Dataset) {
		return graph.Errorf(graph.KindConflict, "%s was done before with other files, and nothing was loaded now: leave the id out, or give one that is new", r.LoadID)
	}
	return nil
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
		told := gql.LoadProblem{File: named.Replace(p.File), Message: named.Replace(p.Located())}
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
