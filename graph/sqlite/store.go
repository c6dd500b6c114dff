package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"pactgraph/graph"
)

// Store keeps a graph in one SQLite database. It is a graph.Store.
type Store struct {
	path string
	wait time.Duration

	// writer is the one connection that writes, taken by whoever loads; readers are those that read, opened when they
	// are first needed.
	writer  chan *conn
	readers *pool

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
}

var _ graph.Store = (*Store)(nil)

// Option changes how a store works.
type Option func(*Store)

// WithWait sets how long a load waits for another that runs, in this process or in another, before it gives
// KindConflict; 30 seconds if it isn't set.
func WithWait(d time.Duration) Option { return func(s *Store) { s.wait = d } }

// WithReaders sets how many questions are answered at the same time; twice the number of processors if it isn't set.
// A visitor that asks the store something while it is walked takes one more.
func WithReaders(n int) Option { return func(s *Store) { s.readers = newPool(n) } }

const defaultWait = 30 * time.Second

// Open opens the database at path, and makes it if there is no file. A file of an older schema is brought to the newest.
//
// A new file may be read and written by its owner alone, since a graph can hold notes that aren't published; whoever
// shares it widens its mode, and the files that SQLite puts beside it follow.
//
// KindInvalid: the file is no database of Pactgraph's, or was made by a newer version. KindUnavailable: it can't be
// read or written.
func Open(ctx context.Context, path string, opts ...Option) (*Store, error) {
	return open(ctx, path, migrations, opts...)
}

func open(ctx context.Context, path string, list []migration, opts ...Option) (*Store, error) {
	s := &Store{path: path, wait: defaultWait, writer: make(chan *conn, 1), readers: newPool(2 * runtime.GOMAXPROCS(0))}
	for _, o := range opts {
		o(s)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, s.unopened(err)
	}
	if err := s.touch(abs); err != nil {
		return nil, err
	}
	c, err := openConn(ctx, abs, writing, s.wait)
	if err != nil {
		return nil, s.failure(ctx, err)
	}
	if err := s.patiently(ctx, func() error { return s.prepare(ctx, c, list) }); err != nil {
		return nil, s.failure(ctx, errors.Join(err, c.close()))
	}
	s.writer <- c
	s.readers.open = func(ctx context.Context) (*conn, error) { return openConn(ctx, abs, reading, s.wait) }
	return s, nil
}

// prepare makes the database ready: what it is is looked at before anything in it is changed.
func (s *Store) prepare(ctx context.Context, c *conn, list []migration) error {
	if _, err := s.identify(ctx, c); err != nil {
		return err
	}
	if err := c.exec(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	return s.migrate(ctx, c, list)
}

// patiently does something again as long as the database is in use. SQLite waits by itself, but not for what only one
// can do at a time when a file is new.
func (s *Store) patiently(ctx context.Context, f func() error) error {
	for until := time.Now().Add(s.wait); ; {
		err := f()
		if !isBusy(err) || time.Now().After(until) {
			return err
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// touch makes the file if there is none, and tells what is wrong with the path in words that SQLite doesn't have.
func (s *Store) touch(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return s.unopened(err)
	}
	info, err := f.Stat()
	err = errors.Join(err, f.Close())
	switch {
	case err != nil:
		return s.unopened(err)
	case !info.Mode().IsRegular():
		return graph.Errorf(graph.KindInvalid, "%s is no file", s.path)
	}
	return nil
}

func (s *Store) unopened(err error) error {
	kind, why := graph.KindUnavailable, "it can't be read and written"
	switch info, statErr := os.Stat(s.path); {
	case statErr == nil && info.IsDir():
		kind, why = graph.KindInvalid, "it is a directory"
	case errors.Is(err, fs.ErrNotExist):
		kind, why = graph.KindInvalid, "there is no such directory"
	case errors.Is(err, fs.ErrPermission):
		why = "there is no permission to read and write it"
	}
	return &graph.Error{Kind: kind, Message: s.path + " can't be opened: " + why, Err: err}
}

// begin is called at the start of each method; the method calls what it gives when it ends.
func (s *Store) begin(ctx context.Context) (done func(), err error) {
	if ctx.Err() != nil {
		return nil, graph.Ended(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, graph.Errorf(graph.KindUnavailable, "the store is closed")
	}
	s.running.Add(1)
	return s.running.Done, nil
}

// Close waits for what runs and closes the database. Other methods then give KindUnavailable.
func (s *Store) Close() error {
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	s.running.Wait()
	if closed {
		return nil
	}
	// The writer goes last: as the last connection it takes the log into the database.
	err := errors.Join(s.readers.close(), (<-s.writer).close())
	return s.failure(context.Background(), err)
}

// read runs f in a transaction that sees one state of the graph.
func (s *Store) read(ctx context.Context, f func(c *conn) error) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	c, err := s.readers.take(ctx)
	if err != nil {
		return s.failure(ctx, err)
	}
	defer s.readers.give(c)
	return s.failure(ctx, c.inside(ctx, "BEGIN", func() error { return f(c) }))
}

const revisionText = "SELECT max(revision) FROM loads"

// Revision is the number of loads that have changed the graph.
func (s *Store) Revision(ctx context.Context) (revision int, err error) {
	err = s.read(ctx, func(c *conn) (err error) {
		revision, err = c.queryInt(ctx, revisionText)
		return err
	})
	return revision, err
}

// pool keeps connections that read.
type pool struct {
	open func(context.Context) (*conn, error)
	// slots bounds how many are taken; idle are those that are open and not taken.
	slots chan struct{}
	mu    sync.Mutex
	idle  []*conn
}

func newPool(size int) *pool { return &pool{slots: make(chan struct{}, max(1, size))} }

// take gives a connection, and waits for one if all are taken.
func (p *pool) take(ctx context.Context) (*conn, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p.mu.Lock()
	if last := len(p.idle) - 1; last >= 0 {
		c := p.idle[last]
		p.idle = p.idle[:last]
		p.mu.Unlock()
		return c, nil
	}
	p.mu.Unlock()
	c, err := p.open(ctx)
	if err != nil {
		<-p.slots
	}
	return c, err
}

func (p *pool) give(c *conn) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	<-p.slots
}

// close closes all connections; none is taken any more.
func (p *pool) close() error {
	var err error
	for _, c := range p.idle {
		err = errors.Join(err, c.close())
	}
	p.idle = nil
	return err
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(max(1, d.Milliseconds()), 10) }
