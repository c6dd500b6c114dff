package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net/url"
	"time"

	"modernc.org/sqlite"
)

// conn is one connection to the database, for one goroutine at a time. It stands on the driver itself rather than on
// database/sql: rows are handed over without a conversion of each value, and statements are kept prepared by their
// text, which halves the time of a page.
type conn struct {
	raw   driver.Conn
	stmts map[string]stmt
	args  []driver.NamedValue
	// open: a transaction wasn't ended, since it couldn't be taken back or what ran in it panicked. It is taken back before the next begins.
	open bool
}

// stmt is what the driver's statements can do.
type stmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// maxStatements is how many statements a connection keeps. Texts hold no values, so that few differ; the bound is for
// clients that think of ever new filters.
const maxStatements = 500

// mode is what a connection is for.
type mode string

const (
	reading mode = "reading"
	writing mode = "writing"
)

// openConn opens a connection to the file.
//
// Writing is fully synchronous: a load that was acknowledged outlasts a cut in power. NORMAL would be enough for a
// process that is killed, but loads are few and large, so the one fsync more is nothing.
func openConn(ctx context.Context, path string, m mode, wait time.Duration) (*conn, error) {
	q := url.Values{"_dqs": {"0"}, "_foreign_keys": {"1"}, "_error_rc": {"1"}}
	name := (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}).String()
	raw, err := new(sqlite.Driver).Open(name)
	if err != nil {
		return nil, err
	}
	c := &conn{raw: raw, stmts: map[string]stmt{}}
	pragmas := []string{
		"PRAGMA busy_timeout = " + milliseconds(wait),
		"PRAGMA temp_store = MEMORY",
		"PRAGMA cache_size = -16384",
	}
	if m == reading {
		pragmas = append(pragmas, "PRAGMA query_only = 1")
	} else {
		pragmas = append(pragmas, "PRAGMA cache_size = -65536", "PRAGMA synchronous = FULL", "PRAGMA journal_size_limit = 67108864")
	}
	for _, p := range pragmas {
		if err := c.exec(ctx, p); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	return c, nil
}

func (c *conn) close() error {
	c.forget()
	return c.raw.Close()
}

// forget closes the statements that are kept.
func (c *conn) forget() {
	for text, s := range c.stmts {
		// What can fail here is the statement's last run, which was reported then.
		_ = s.Close()
		delete(c.stmts, text)
	}
}

func (c *conn) prepare(text string) (stmt, error) {
	if s, ok := c.stmts[text]; ok {
		return s, nil
	}
	if len(c.stmts) >= maxStatements {
		c.forget()
	}
	s, err := c.raw.Prepare(text)
	if err != nil {
		return nil, err
	}
	c.stmts[text] = s.(stmt)
	return c.stmts[text], nil
}

// bind makes the arguments of a statement. The driver copies them before the statement runs, so that one buffer does.
func (c *conn) bind(args []driver.Value) []driver.NamedValue {
	c.args = c.args[:0]
	for i, v := range args {
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return c.args
}

// exec runs a statement that gives no rows.
func (c *conn) exec(ctx context.Context, text string, args ...driver.Value) error {
	_, err := c.execCount(ctx, text, args...)
	return err
}

// execCount runs a statement and tells how many rows it changed.
func (c *conn) execCount(ctx context.Context, text string, args ...driver.Value) (int, error) {
	s, err := c.prepare(text)
	if err != nil {
		return 0, err
	}
	result, err := s.ExecContext(ctx, c.bind(args))
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// query runs a statement and calls each for its rows. The row's slice is used again for the next.
//
// The driver breaks off a statement for its context only until the first row is there; after that it is looked at
// between rows. So a statement that may search long between two rows gathers them all before it gives the first.
func (c *conn) query(ctx context.Context, text string, args []driver.Value, each func(row []driver.Value) error) (err error) {
	s, err := c.prepare(text)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, c.bind(args))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	row := make([]driver.Value, len(rows.Columns()))
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch err := rows.Next(row); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

// queryInt gives the one number that a statement finds; 0 if it finds none.
func (c *conn) queryInt(ctx context.Context, text string, args ...driver.Value) (int, error) {
	n := 0
	err := c.query(ctx, text, args, func(row []driver.Value) error {
		n = intOf(row[0])
		return nil
	})
	return n, err
}

// inside runs f in a transaction begun by a statement, and commits what it did, or takes it back if it fails.
func (c *conn) inside(ctx context.Context, begin string, f func() error) error {
	if c.open {
		if err := c.rollback(context.WithoutCancel(ctx)); err != nil {
			return err
		}
	}
	// A context that ends just when the transaction has begun makes an error of a beginning that was done.
	err := c.exec(ctx, begin)
	if err == nil {
		c.open = true
		err = f()
	}
	if err == nil {
		err = ctx.Err()
	}
	// From here on the context is left alone: a commit that was done must not be reported as broken off.
	ctx = context.WithoutCancel(ctx)
	if err == nil {
		err = c.exec(ctx, "COMMIT")
		c.open = false
	}
	if err != nil {
		if failed := c.rollback(ctx); failed != nil {
			err = errors.Join(err, failed)
		}
	}
	return err
}

// rollback takes the transaction back. There may be none: it never began, or SQLite has taken it back itself.
func (c *conn) rollback(ctx context.Context) error {
	err := c.exec(ctx, "ROLLBACK")
	// Only where none is open can one begin.
	if c.open = err != nil && c.exec(ctx, "BEGIN") != nil; c.open {
		return err
	}
	if err != nil {
		return c.exec(ctx, "COMMIT")
	}
	return nil
}

// Readers of a row's values. NULL reads as the empty value.

func textOf(v driver.Value) string { s, _ := v.(string); return s }

func intOf(v driver.Value) int { n, _ := v.(int64); return int(n) }

func packedOf(v driver.Value) packed { b, _ := v.([]byte); return packed(b) }
