package loader

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"regexp"
	"strings"
	"time"

	"pactgraph/graph"
)

// PlanFile is a load that was planned, to be done later: all that it says, for one revision of one graph.
type PlanFile struct {
	// Batch is the load, with the revision that it was planned for.
	Batch graph.Batch
	// Newest is the id of the load that made that revision; empty for an empty graph. Another graph has another.
	Newest string
	// Counts are those of the receipt that the load was to get.
	Counts PlanCounts
}

// planVersion is that of the form of plan files.
const planVersion = 1

// maxPlanBytes is the largest plan file that is read or written, unpacked.
const maxPlanBytes = 1 << 30

// MakePlan reads bundle files, checks them and tells what Load would do, as Plan does, and gives the plan to keep.
func MakePlan(ctx context.Context, store graph.Store, paths []string, opts Options) (Report, []*graph.LoggedChange, PlanFile, error) {
	report, batch, planned, err := planned(ctx, store, paths, opts)
	if err != nil {
		return report, nil, PlanFile{}, err
	}
	revision := planned.Revision
	if !planned.Unchanged {
		revision--
	}
	batch.AtRevision = &revision
	newest, err := loadOfRevision(ctx, store, revision)
	return report, planned.Changes, PlanFile{
		Batch: batch, Newest: newest, Counts: PlanCounts{planned.Added, planned.Changed, planned.Removed},
	}, err
}

// loadOfRevision gives the id of the load that made a revision; empty if there is none.
func loadOfRevision(ctx context.Context, r graph.Reader, revision int) (string, error) {
	answers, err := r.Find(ctx, []graph.Query{{Noun: graph.NounLoad, Selection: graph.Selection{
		Filter: graph.Is{Prop: "revision", Op: graph.OpEq, Value: revision},
	}}})
	if err != nil {
		return "", err
	}
	for _, l := range answers[0].Page.(*graph.LoadPage).Nodes() {
		return l.ID, nil
	}
	return "", nil
}

// Load does the load to a store, and gives its receipt. Where it was done already, nothing is done, and done tells.
//
// KindConflict: the store's graph is at another revision than the one planned for, or is another graph.
func (p PlanFile) Load(ctx context.Context, store graph.Store) (receipt graph.Receipt, done bool, err error) {
	answers, err := store.Find(ctx, []graph.Query{{Noun: graph.NounLoad, IDs: []string{p.Batch.LoadID}}})
	if err != nil {
		return graph.Receipt{}, false, err
	}
	if l, ok := answers[0].Nodes[0].(*graph.Load); ok {
		return l.Receipt(), true, nil
	}
	newest, err := loadOfRevision(ctx, store, *p.Batch.AtRevision)
	if err != nil {
		return graph.Receipt{}, false, err
	}
	if newest != "" && newest != p.Newest {
		return graph.Receipt{}, false, graph.Errorf(graph.KindConflict,
			"the plan was made for another graph: its revision %d was made by %s, and this one's by %s", *p.Batch.AtRevision, p.Newest, newest)
	}
	receipt, err = store.Apply(ctx, p.Batch)
	return receipt, false, err
}

// planHead is the first line of a plan file, but for what opens the list of what is said.
type planHead struct {
	Version  int        `json:"pactgraphPlan"`
	Revision int        `json:"revision"`
	Newest   string     `json:"newest,omitempty"`
	Counts   PlanCounts `json:"counts"`
	Load     planLoad   `json:"load"`
}

// PlanCounts are how much a load was to add, change and remove.
type PlanCounts struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Removed int `json:"removed"`
}

// planLoad is a batch without what it says.
type planLoad struct {
	ID        string    `json:"id"`
	Dataset   string    `json:"dataset"`
	Files     []string  `json:"files,omitempty"`
	SHA256    string    `json:"sha256,omitempty"`
	Who       string    `json:"who,omitempty"`
	StartedAt time.Time `json:"startedAt"`
	Withdraw  []string  `json:"withdraw,omitempty"`
	Sync      bool      `json:"sync,omitempty"`
	Force     bool      `json:"force,omitempty"`
	OneByOne  bool      `json:"oneByOne,omitempty"`
	TakeBack  []string  `json:"takeBack,omitempty"`
	Reverts   string    `json:"reverts,omitempty"`
}

// planSaid is one line of a plan file: what is said of one thing.
type planSaid struct {
	Target string          `json:"target"`
	Said   json.RawMessage `json:"said"`
}

// The parts of a plan file that are no values: the file is one JSON object, one thing said in each line between the first
// and the last, and in the last the SHA-256 over all before it.
const (
	planOpen  = `,"said":[`
	planClose = `],"sha256":"`
	planEnd   = "\"}\n"
)

// Write writes the plan. The text is JSON, packed by gzip if that is wanted.
func (p PlanFile) Write(to io.Writer, packed bool) error {
	if !packed {
		return p.write(to)
	}
	z := gzip.NewWriter(to)
	if err := p.write(z); err != nil {
		return err
	}
	return z.Close()
}

func (p PlanFile) write(to io.Writer) error {
	b := p.Batch
	head, err := json.Marshal(planHead{
		Version: planVersion, Revision: *b.AtRevision, Newest: p.Newest,
		Counts: p.Counts,
		Load: planLoad{
			ID: b.LoadID, Dataset: b.Dataset, Files: b.Files, SHA256: b.SHA256, Who: b.Who, StartedAt: b.StartedAt,
			Withdraw: b.Withdraw, Sync: b.Sync, Force: b.Force, OneByOne: b.OneByOne, TakeBack: b.TakeBack, Reverts: b.Reverts,
		},
	})
	if err != nil {
		return err
	}
	w := &planWriter{to: bufio.NewWriter(to), digest: sha256.New()}
	w.line(append(bytes.TrimSuffix(head, []byte("}")), planOpen...))
	rest := b.CountSaid()
	for s := range b.AllSaid() {
		line, err := json.Marshal(planSaid{s.Target, s.Encode()})
		if err != nil {
			return err
		}
		if rest--; rest > 0 {
			line = append(line, ',')
		}
		w.line(line)
	}
	if w.written > maxPlanBytes {
		return graph.Errorf(graph.KindTooLarge, "the plan is larger than %d MiB, the most that is read: load the files themselves, or split them", maxPlanBytes>>20)
	}
	fmt.Fprintf(w.to, "%s%x%s", planClose, w.digest.Sum(nil), planEnd)
	return w.to.Flush()
}

// planWriter writes lines and takes their digest. Errors of writing are told by its Flush.
type planWriter struct {
	to      *bufio.Writer
	digest  hash.Hash
	written int
}

func (w *planWriter) line(text []byte) {
	text = append(text, '\n')
	w.written += len(text)
	w.digest.Write(text)
	w.to.Write(text)
}

// WritePlanFile writes a plan to a file, as a whole or not at all; packed by gzip if its name ends in .gz.
func WritePlanFile(name string, p PlanFile) error {
	err := writeWhole(name, 0o600, func(to io.Writer) error { return p.Write(to, strings.HasSuffix(name, gzipEnding)) })
	if err != nil && graph.KindOf(err) == graph.KindInternal {
		return graph.Errorf(graph.KindInvalid, "the plan %s can't be written: %s", name, detail(err))
	}
	return err
}

// planBegin is how the text of a plan begins, however it is laid out.
var planBegin = regexp.MustCompile(`^\s*\{\s*"pactgraphPlan"\s*:`)

// IsPlanFile tells whether a file is a plan, by how it begins. What can't be opened or unpacked is none.
func IsPlanFile(name string) bool {
	r, done, err := openPlan(name)
	if err != nil {
		return false
	}
	defer done()
	const enough = 200
	head := make([]byte, enough)
	n, _ := io.ReadFull(r, head)
	return planBegin.Match(head[:n])
}

// openPlan opens a regular file, and unpacks it if it is packed by gzip.
func openPlan(name string) (r *bufio.Reader, done func() error, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, graph.Errorf(graph.KindInvalid, "%s: %w", name, errors.Unwrap(err))
	}
	if !info.Mode().IsRegular() {
		return nil, nil, graph.Errorf(graph.KindInvalid, "%s is %s: only a regular file is read", name, fileKind(info.Mode()))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, graph.Errorf(graph.KindInvalid, "%s: %w", name, errors.Unwrap(err))
	}
	r = bufio.NewReader(f)
	if head, _ := r.Peek(len(gzipMark)); string(head) == gzipMark {
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, nil, errors.Join(graph.Errorf(graph.KindInvalid, "%s can't be unpacked: %s", name, gzipFault(err)), f.Close())
		}
		r = bufio.NewReader(z)
	}
	return r, f.Close, nil
}

// ReadPlanFile reads a plan file to its end.
//
// KindInvalid: it is not whole, was changed since it was written, or was written by another version of the program.
// KindTooLarge: it is larger than any that is written.
func ReadPlanFile(name string) (PlanFile, error) {
	stream, done, err := openPlan(name)
	if err != nil {
		return PlanFile{}, err
	}
	defer done()
	limited := &io.LimitedReader{R: stream, N: maxPlanBytes + 1}
	r := &planReader{name: name, from: bufio.NewReader(limited), digest: sha256.New()}
	p, err := r.read()
	if limited.N == 0 {
		return PlanFile{}, graph.Errorf(graph.KindTooLarge, "%s is larger than %d MiB, the most that is read of a plan", name, maxPlanBytes>>20)
	}
	return p, err
}

// planReader reads a plan file line by line.
type planReader struct {
	name   string
	from   *bufio.Reader
	digest hash.Hash
}

func (r *planReader) errorf(format string, args ...any) error {
	return graph.Errorf(graph.KindInvalid, "%s %s", r.name, fmt.Sprintf(format, args...))
}

// changed is the error for whatever a plan that was only written and read can't hold.
func (r *planReader) changed() error {
	return r.errorf("was changed since it was written: plan again")
}

// line gives the next line with its end.
func (r *planReader) line() ([]byte, error) {
	line, err := r.from.ReadBytes('\n')
	switch {
	case err == nil:
		return line, nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, r.errorf("is not whole, it ends too early: copy it again, or plan again")
	}
	return nil, r.errorf("can't be unpacked: %s", gzipFault(err))
}

func (r *planReader) read() (PlanFile, error) {
	line, err := r.line()
	if err != nil {
		return PlanFile{}, err
	}
	p, err := r.head(line)
	if err != nil {
		return PlanFile{}, err
	}
	for {
		r.digest.Write(line)
		if line, err = r.line(); err != nil {
			return PlanFile{}, err
		}
		if sum, ok := bytes.CutPrefix(line, []byte(planClose)); ok {
			return p, r.end(sum)
		}
		said, err := r.said(line)
		if err != nil {
			return PlanFile{}, err
		}
		p.Batch.Packed.Add(said)
	}
}

// head reads the first line.
func (r *planReader) head(line []byte) (PlanFile, error) {
	var version struct {
		Version int `json:"pactgraphPlan"`
	}
	text, ok := bytes.CutSuffix(line, []byte(planOpen+"\n"))
	text = append(bytes.Clone(text), '}')
	if !ok || json.Unmarshal(text, &version) != nil {
		return PlanFile{}, r.changed()
	}
	if version.Version != planVersion {
		return PlanFile{}, r.errorf("is a plan of version %d, and this program reads version %d: plan again with this program", version.Version, planVersion)
	}
	var head planHead
	if err := json.Unmarshal(text, &head); err != nil {
		return PlanFile{}, r.changed()
	}
	l := head.Load
	return PlanFile{
		Batch: graph.Batch{
			Packed: &graph.Packed{}, LoadID: l.ID, Dataset: l.Dataset, Files: l.Files, SHA256: l.SHA256, Who: l.Who, StartedAt: l.StartedAt,
			Withdraw: l.Withdraw, Sync: l.Sync, Force: l.Force, OneByOne: l.OneByOne, TakeBack: l.TakeBack, Reverts: l.Reverts, AtRevision: &head.Revision,
		},
		Newest: head.Newest, Counts: head.Counts,
	}, nil
}

// said reads a line between the first and the last.
func (r *planReader) said(line []byte) (graph.Said, error) {
	var said planSaid
	if err := json.Unmarshal(bytes.TrimSuffix(bytes.TrimSpace(line), []byte(",")), &said); err != nil {
		return graph.Said{}, r.changed()
	}
	s, err := graph.DecodeSaid(said.Target, said.Said)
	if err != nil {
		return graph.Said{}, r.changed()
	}
	return s, nil
}

// end reads the last line, from its digest on, and sees that nothing follows.
func (r *planReader) end(sum []byte) error {
	text, ok := bytes.CutSuffix(sum, []byte(planEnd))
	if !ok || string(text) != hex.EncodeToString(r.digest.Sum(nil)) {
		return r.changed()
	}
	switch _, err := r.from.ReadByte(); {
	case err == nil:
		return r.changed()
	case !errors.Is(err, io.EOF):
		return r.errorf("can't be unpacked: %s", gzipFault(err))
	}
	return nil
}
