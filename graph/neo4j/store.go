package neo4j

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"

	"pactgraph/graph"
)

// Options say how a store is opened.
type Options struct {
	// User and Password log in; with an empty User the database must take anybody.
	User, Password string
	// Database is the database's name on the server; empty for the user's own.
	Database string
	// LoadWait is how long a load waits for one that runs; 0 for 30 seconds.
	LoadWait time.Duration
	// UserAgent is what the server's log shows; empty for "pactgraph".
	UserAgent string
}

// Store is a graph.Store in a Neo4j database.
type Store struct {
	driver    neo4j.DriverWithContext
	bookmarks neo4j.BookmarkManager
	options   Options

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
}

var _ graph.Store = (*Store)(nil)

// oldest is the first version of Neo4j that has all that the store's Cypher needs.
const (
	oldestMajor, oldestMinor = 5, 26
)

// Ids of the store's own nodes; see the package's comment.
const (
	stateID  = "state"
	lockID   = "lock"
	commitID = "commit"
)

// Open opens the graph in a database, such as at "bolt://localhost:7687" or "neo4j+s://example.org", and makes its
// constraints and indexes where they aren't there.
//
// KindUnavailable: the server can't be reached. KindForbidden: it refuses the user or the password. KindInvalid: the
// address is none. KindConflict: the server is too old, or the database holds another graph, or one of a newer program.
func Open(ctx context.Context, uri string, o Options) (*Store, error) {
	if o.LoadWait == 0 {
		o.LoadWait = 30 * time.Second
	}
	if o.UserAgent == "" {
		o.UserAgent = "pactgraph"
	}
	auth := neo4j.NoAuth()
	if o.User != "" {
		auth = neo4j.BasicAuth(o.User, o.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(uri, auth, func(c *config.Config) {
		c.UserAgent = o.UserAgent
		c.SocketConnectTimeout = 5 * time.Second
		c.ConnectionAcquisitionTimeout = 30 * time.Second
		c.MaxTransactionRetryTime = 10 * time.Second
		c.TelemetryDisabled = true
		c.NotificationsMinSeverity = notifications.DisabledLevel
	})
	if err != nil {
		return nil, &graph.Error{Kind: graph.KindInvalid, Message: fmt.Sprintf("%q is no address of a Neo4j: write bolt://host:7687, neo4j://host or neo4j+s://host", withoutPassword(uri)), Err: err}
	}
	s := &Store{driver: driver, bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{}), options: o}
	if err := s.open(ctx, uri); err != nil {
		_ = driver.Close(ctx)
		return nil, err
	}
	return s, nil
}

// withoutPassword is an address as a message may show it.
func withoutPassword(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return strings.SplitN(uri, "@", 2)[0]
	}
	return u.Redacted()
}

func (s *Store) open(ctx context.Context, uri string) error {
	info, err := s.driver.GetServerInfo(ctx)
	if err != nil {
		return unopened(ctx, uri, err)
	}
	if err := checkVersion(info.Agent()); err != nil {
		return err
	}
	return translate(ctx, s.prepare(ctx))
}

// unopened says why there is no talking to what is at an address. The driver has no types for some of its reasons, so that
// their texts are looked at.
func unopened(ctx context.Context, uri string, err error) error {
	ours := translate(ctx, err)
	_, unsupported := errors.AsType[*neo4j.UsageError](err)
	switch {
	case graph.KindOf(ours) == graph.KindUnavailable:
		return &graph.Error{Kind: graph.KindUnavailable, Message: fmt.Sprintf("Neo4j can't be reached at %s: is it running there?", withoutPassword(uri)), Err: err}
	case strings.Contains(err.Error(), "responded HTTP"):
		return &graph.Error{Kind: graph.KindInvalid, Message: fmt.Sprintf("at %s there is a web server: name the port of Bolt, which is 7687 unless it was changed", withoutPassword(uri)), Err: err}
	case unsupported, strings.Contains(err.Error(), "requested Bolt versions"):
		return &graph.Error{Kind: graph.KindConflict, Message: fmt.Sprintf("the server is too old: Neo4j %d.%d or later is needed", oldestMajor, oldestMinor), Err: err}
	}
	return ours
}

// checkVersion refuses servers that are too old, by what they call themselves: "Neo4j/5.26.12", "Neo4j/2026.09.0".
func checkVersion(agent string) error {
	product, version, _ := strings.Cut(agent, "/")
	parts := strings.SplitN(version, ".", 3)
	if product != "Neo4j" || len(parts) < 2 {
		return graph.Errorf(graph.KindConflict, "the server calls itself %q: Neo4j %d.%d or later is needed", agent, oldestMajor, oldestMinor)
	}
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(strings.TrimFunc(parts[1], func(r rune) bool { return r < '0' || r > '9' }))
	if errors.Join(err1, err2) != nil || major < oldestMajor || major == oldestMajor && minor < oldestMinor {
		return graph.Errorf(graph.KindConflict, "the server is Neo4j %s: %d.%d or later is needed", version, oldestMajor, oldestMinor)
	}
	return nil
}

func (s *Store) databaseName() string {
	if s.options.Database == "" {
		return "neo4j"
	}
	return s.options.Database
}

// begin keeps the store open until done is called.
func (s *Store) begin(ctx context.Context) (done func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, endOf(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, graph.Errorf(graph.KindUnavailable, "the store is closed")
	}
	s.running.Add(1)
	return s.running.Done, nil
}

// Close waits for what runs and closes the connections.
func (s *Store) Close() error {
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	s.running.Wait()
	if closed {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	return translate(ctx, s.driver.Close(ctx))
}

// endTime is how long what must be done after a context ended may take: rolling back, giving connections back.
const endTime = 5 * time.Second

// fetchSize is how many rows the driver asks for at once. When a question is given up, the driver still reads to the end what
// it asked for, and keeps it: with its 1,000 that came to half a gigabyte for rows with long lists.
const fetchSize = 100

func (s *Store) session(mode neo4j.AccessMode) neo4j.SessionConfig {
	return neo4j.SessionConfig{AccessMode: mode, DatabaseName: s.options.Database, BookmarkManager: s.bookmarks, FetchSize: fetchSize}
}

// read runs work in a read transaction, again where the driver says that it may succeed then.
func (s *Store) read(ctx context.Context, work func(neo4j.ManagedTransaction) error) error {
	return s.run(ctx, neo4j.AccessModeRead, func(ctx context.Context, session neo4j.SessionWithContext) error {
		_, err := session.ExecuteRead(ctx, func(tx neo4j.ManagedTransaction) (any, error) { return nil, final(work(tx)) }, within(ctx))
		return err
	})
}

// write is read for small changes, which may be made twice without harm.
func (s *Store) write(ctx context.Context, work func(neo4j.ManagedTransaction) error) error {
	return s.run(ctx, neo4j.AccessModeWrite, func(ctx context.Context, session neo4j.SessionWithContext) error {
		_, err := session.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) { return nil, final(work(tx)) }, within(ctx))
		return err
	})
}

func (s *Store) run(ctx context.Context, mode neo4j.AccessMode, work func(context.Context, neo4j.SessionWithContext) error) error {
	session := s.driver.NewSession(ctx, s.session(mode))
	err := translate(ctx, work(ctx, session))
	end, cancel := afterwards(ctx)
	defer cancel()
	_ = session.Close(end)
	return err
}

// afterwards gives a context for what must be done even if ctx has ended.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), endTime)
}

// within tells the database how long a transaction may take, so that it ends with the context.
func within(ctx context.Context) func(*neo4j.TransactionConfig) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return func(*neo4j.TransactionConfig) {}
	}
	// The database takes whole milliseconds, and 0 for as long as it likes.
	return neo4j.WithTxTimeout(max(time.Until(deadline), time.Millisecond))
}

// runner is a transaction, whether the driver manages it or not.
type runner interface {
	Run(ctx context.Context, cypher string, params map[string]any) (neo4j.ResultWithContext, error)
}

// eachRow runs a text and calls each for every row as it comes.
func eachRow(ctx context.Context, tx runner, text string, params map[string]any, each func(row []any) error) error {
	result, err := tx.Run(ctx, text, params)
	if err != nil {
		return err
	}
	for result.Next(ctx) {
		if err := each(result.Record().Values); err != nil {
			return err
		}
	}
	return result.Err()
}

// rows runs a text and gives all its rows.
func rows(ctx context.Context, tx runner, text string, params map[string]any) ([][]any, error) {
	var list [][]any
	err := eachRow(ctx, tx, text, params, func(row []any) error {
		list = append(list, row)
		return nil
	})
	return list, err
}
