package graph

import (
	"context"
	"errors"
)

// errMoved tells that a load came between two questions that were to be about one state.
var errMoved = Errorf(KindConflict, "the graph changes faster than the question can be answered: ask again")

// movedTries is how often a question that needs several reads is asked again because the graph has changed meanwhile.
const movedTries = 5

// OneState runs ask, which may read as often as it likes from the reader that it is given: all that it reads is of one
// state of the graph. Where a load comes between two reads, ask is run again from its beginning, so it must begin with
// what it had at first; KindConflict if that goes on. It gives the revision of the state; -1 if nothing was read.
func OneState(ctx context.Context, r Reader, ask func(Reader) error) (revision int, err error) {
	for range movedTries {
		one := &oneState{Reader: r, revision: -1}
		if err = ask(one); !errors.Is(err, errMoved) {
			return one.revision, err
		}
	}
	return 0, err
}

// oneState is a reader that fails as soon as it has read two states.
type oneState struct {
	Reader
	revision int
}

// same tells whether what was read is of the state that was read before.
func (s *oneState) same(revision int) error {
	if s.revision < 0 {
		s.revision = revision
	}
	if s.revision != revision {
		return errMoved
	}
	return nil
}

// Find is that of the reader.
func (s *oneState) Find(ctx context.Context, queries []Query) ([]Answer, error) {
	answers, err := s.Reader.Find(ctx, queries)
	if err == nil && len(answers) > 0 {
		err = s.same(answers[0].Revision)
	}
	return answers, err
}

// Search is that of the reader.
func (s *oneState) Search(ctx context.Context, query SearchQuery) (SearchAnswer, error) {
	answer, err := s.Reader.Search(ctx, query)
	if err == nil {
		err = s.same(answer.Revision)
	}
	return answer, err
}

// Tally is that of the reader.
func (s *oneState) Tally(ctx context.Context, tally Tally) (TallyAnswer, error) {
	answer, err := s.Reader.Tally(ctx, tally)
	if err == nil {
		err = s.same(answer.Revision)
	}
	return answer, err
}

// Histories is that of the reader.
func (s *oneState) Histories(ctx context.Context, query HistoryQuery) (HistoryAnswer, error) {
	answer, err := s.Reader.Histories(ctx, query)
	if err == nil {
		err = s.same(answer.Revision)
	}
	return answer, err
}

// Log is that of the reader.
func (s *oneState) Log(ctx context.Context, after Place, most int) (LogAnswer, error) {
	answer, err := s.Reader.Log(ctx, after, most)
	if err == nil {
		err = s.same(answer.Revision)
	}
	return answer, err
}

// Journal is that of the reader. It begins with the loads, of which there are as many as the revision says.
func (s *oneState) Journal(ctx context.Context, visit func(Entry) error) error {
	loads, known := 0, false
	check := func() error {
		known = true
		return s.same(loads)
	}
	err := s.Reader.Journal(ctx, func(e Entry) error {
		if e.Load != nil {
			loads++
		} else if !known {
			if err := check(); err != nil {
				return err
			}
		}
		return visit(e)
	})
	if err == nil && !known {
		err = check()
	}
	return err
}

// Revision is that of the reader.
func (s *oneState) Revision(ctx context.Context) (int, error) {
	if s.revision >= 0 {
		return s.revision, nil
	}
	revision, err := s.Reader.Revision(ctx)
	if err == nil {
		err = s.same(revision)
	}
	return revision, err
}
