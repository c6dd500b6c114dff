package sqlite

import (
	"context"
	"errors"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"pactgraph/graph"
)

// errDamaged is what SQLite itself doesn't notice of a damaged file: it reads well, and says what can't be.
var errDamaged = errors.New("rows that contradict each other, or can't be read")

// failure turns an error of a method into one for whoever called it. Words of the driver stay in the cause.
func (s *Store) failure(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*graph.Error](err); ok {
		return e
	}
	if ctx.Err() != nil {
		return graph.Ended(ctx)
	}
	code := lib.SQLITE_CORRUPT
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		code = e.Code()
	} else if !errors.Is(err, errDamaged) {
		return &graph.Error{Kind: graph.KindInternal, Message: "the store failed", Err: err}
	}
	kind, message := explain(code)
	return &graph.Error{Kind: kind, Message: s.path + " " + message, Err: err}
}

// isBusy tells whether another connection was in the way.
func isBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == lib.SQLITE_BUSY
}

// explain says what a result code of SQLite means for whoever asked, after the name of the file.
func explain(code int) (graph.Kind, string) {
	switch code & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return graph.KindConflict, "is in use: another load is running, try again later"
	case lib.SQLITE_FULL:
		return graph.KindUnavailable, "can't be written: the disk is full"
	case lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_AUTH:
		return graph.KindUnavailable, "can't be written: it may only be read"
	case lib.SQLITE_CORRUPT:
		return graph.KindUnavailable, "is damaged: restore it from a copy, or load it anew"
	case lib.SQLITE_NOTADB:
		return graph.KindInvalid, "is no SQLite database"
	case lib.SQLITE_CANTOPEN:
		return graph.KindUnavailable, "can't be opened"
	case lib.SQLITE_IOERR, lib.SQLITE_PROTOCOL, lib.SQLITE_NOLFS:
		return graph.KindUnavailable, "can't be read or written: the disk or the file system failed"
	case lib.SQLITE_NOMEM:
		return graph.KindUnavailable, "can't be read: there is too little memory"
	case lib.SQLITE_TOOBIG:
		return graph.KindTooLarge, "can't keep a text of that length"
	}
	return graph.KindInternal, "failed"
}
