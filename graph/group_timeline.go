package graph

import (
	"context"
	"fmt"
	"slices"
)

// MaxTimelineBuckets is how many buckets a timeline may have.
const MaxTimelineBuckets = 500

// TimelineQuery asks what began, held and ended in each part of a time.
type TimelineQuery struct {
	// Noun is Obligation, Declaration or Event.
	Noun   Noun
	Filter Filter
	// Interval is the size of a bucket.
	Interval Interval
	// From and To are dates in the first and the last bucket. Where one is empty, it is the earliest beginning or the latest
	// beginning or end that is recorded.
	From, To Date
}

// Timeline is what began, held and ended, bucket by bucket, empty ones too.
type Timeline struct {
	Buckets []*TimelineBucket
	// Total is the number of nodes that match the filter.
	Total int
	// Undated is how many of them have no beginning that is dated, so that they are in no bucket.
	Undated int
	// Imprecise is how many have a beginning that isn't known to the interval: they are in Held, and in no Began.
	Imprecise int
}

// TimelineBucket is one part of a timeline.
type TimelineBucket struct {
	// Name is the year, quarter or month: "2026", "2026-Q1", "2026-01". First and Last are its days.
	Name        string
	First, Last Date
	// Began and Ended count what began or ended in the bucket, for sure; Held what had begun by its last day and had not
	// ended before its first, as far as the dates say.
	Began, Held, Ended int
}

// TimelineNouns gives the nouns that have timelines.
func TimelineNouns() []Noun { return []Noun{NounObligation, NounDeclaration, NounEvent} }

// Check tells whether the question can be asked.
func (q TimelineQuery) Check() error {
	if !slices.Contains(TimelineNouns(), q.Noun) {
		return Errorf(KindInvalid, "%q has no timeline: obligations, declarations and events have", q.Noun)
	}
	if !slices.Contains(Intervals(), q.Interval) {
		return Errorf(KindInvalid, "%q is no interval: it is one of YEAR, QUARTER and MONTH", q.Interval)
	}
	for _, d := range []Date{q.From, q.To} {
		if d == "" {
			continue
		}
		if _, err := ParseDate(string(d)); err != nil {
			return Errorf(KindInvalid, "%w", err)
		}
	}
	if q.From != "" && q.To != "" {
		return q.checkLength(q.From, q.To)
	}
	return CheckFilter(q.Noun, q.Filter)
}

func (q TimelineQuery) checkLength(from, to Date) error {
	switch n := q.Interval.number(to.Last()) - q.Interval.number(from.First()) + 1; {
	case n < 1:
		return Errorf(KindInvalid, "the timeline's end, %s, is before its beginning, %s", to, from)
	case n > MaxTimelineBuckets:
		return Errorf(KindTooLarge, "from %s to %s the timeline has %d buckets: at most %d are allowed; take a longer interval or a shorter time", from, to, n, MaxTimelineBuckets)
	}
	return CheckFilter(q.Noun, q.Filter)
}

// number gives the place of the bucket in which a day lies, counted from the year 0.
func (i Interval) number(day string) int {
	year, month, _, _ := splitDate(day)
	return i.perYear()*year + (month-1)*i.perYear()/12
}

func (i Interval) perYear() int {
	switch i {
	case IntervalQuarter:
		return 4
	case IntervalMonth:
		return 12
	}
	return 1
}

// bucket makes the bucket with a number.
func (i Interval) bucket(n int) *TimelineBucket {
	year, part := n/i.perYear(), n%i.perYear()
	months := 12 / i.perYear()
	first := Date(fmt.Sprintf("%04d-%02d", year, part*months+1))
	last := Date(fmt.Sprintf("%04d-%02d", year, (part+1)*months))
	name, _ := i.of(first)
	return &TimelineBucket{Name: name, First: Date(first.First()), Last: Date(last.Last())}
}

// span is how long something held: the dates of its beginning and its end, either of which may be unknown.
type span struct{ begin, end Date }

// FindTimeline answers a TimelineQuery. It reads all that matches the filter, page by page.
//
// KindInvalid, KindTooLarge: the query doesn't pass its Check, or the time recorded is too long for its interval.
func FindTimeline(ctx context.Context, r Reader, q TimelineQuery) (*Timeline, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var found *Timeline
	_, err := OneState(ctx, r, func(r Reader) error {
		line := timeline{query: q, spans: map[span]int{}}
		if err := line.read(ctx, r); err != nil {
			return err
		}
		var err error
		found, err = line.buckets()
		return err
	})
	return found, err
}

// timeline is a timeline that is being made. Equal spans are counted, not kept, so that the memory it takes grows with
// the number of different dates.
type timeline struct {
	query   TimelineQuery
	spans   map[span]int
	total   int
	undated int
}

func (t *timeline) read(ctx context.Context, r Reader) error {
	size := MaxPage
	q := Query{Noun: t.query.Noun, Selection: Selection{Filter: t.query.Filter, Page: Page{First: &size}, With: t.withs()}}
	for more := true; more; {
		answers, err := r.Find(ctx, []Query{q})
		if err != nil {
			return err
		}
		page := answers[0].Page.(anyPage)
		for _, l := range page.links() {
			if err := t.add(l.node); err != nil {
				return err
			}
		}
		info := page.info()
		q.Page.After, more = info.EndCursor, info.HasNextPage
	}
	return nil
}

// withs asks for the declarations that make an obligation, which say when it begins and ends.
func (t *timeline) withs() []With {
	if t.query.Noun == NounObligation {
		return []With{WithAll("timeline", "declarations")}
	}
	return nil
}

func (t *timeline) add(n Node) error {
	t.total++
	var s span
	switch n := n.(type) {
	case *Obligation:
		if err := checkComplete([]Node{n}, t.withs()); err != nil {
			return err
		}
		s = obligationSpan(n, links(Loaded(n, t.withs()[0].Name())))
	case *Declaration:
		s = declarationSpan(n)
	case *Event:
		s = eventSpan(n)
	}
	if s.begin == "" {
		t.undated++
		return nil
	}
	t.spans[s]++
	return nil
}

// eventSpan: an event that isn't said to end or to go on ends when it begins.
func eventSpan(e *Event) span {
	if e.To == "" && e.Status != EventStatusOngoing {
		return span{e.From, e.From}
	}
	return span{e.From, e.To}
}

// declarationSpan gives the dates that MadeBy and EndedBy go by: when it was made, and the first date that ends it.
func declarationSpan(d *Declaration) span {
	made := earliest(d.AdoptedOn, d.SignedOn, d.InForceOn)
	if Match(LoadedView{}, d, bindsInForce()) {
		if made = d.InForceOn; made == "" && Match(LoadedView{}, d, MadeBy(lastDay)) {
			made = latest(d.AdoptedOn, d.SignedOn)
		}
	}
	return span{made, earliest(d.TerminatedOn, d.ExpiresOn)}
}

// obligationSpan begins when the first of its declarations is made, and not before its own from; it ends with its own to,
// and not after all of its declarations that were made have ended. These are the dates of DeriveStatus, without what
// conditions and events bring about.
func obligationSpan(o *Obligation, declarations []link) span {
	var made, ended Date
	open, undated := false, false
	for _, l := range declarations {
		d := l.node.(*Declaration)
		s := declarationSpan(d)
		switch {
		case s.begin != "":
			made = earliest(made, s.begin)
		case Match(LoadedView{}, d, MadeBy(lastDay)):
			undated = true // by its status
		default:
			continue
		}
		open = open || s.end == ""
		ended = latest(ended, s.end)
	}
	if made == "" && !undated {
		return span{}
	}
	begin := latest(made, o.From)
	if open {
		ended = ""
	}
	return span{begin, earliest(o.To, ended)}
}

// lastDay is the last day that a date can name.
const lastDay Date = "9999-12-31"

// earliest gives the first of the dates that are known; empty where none is.
func earliest(dates ...Date) Date { return slices.MinFunc(dates, Date.Compare) }

// latest gives the last of two dates, of which one may be unknown.
func latest(a, b Date) Date {
	if b == "" || a != "" && a.Compare(b) > 0 {
		return a
	}
	return b
}

// bounds gives the dates in the first and the last bucket; false where nothing is dated.
func (t *timeline) bounds() (from, to Date, ok bool) {
	from, to = t.query.From, t.query.To
	for s := range t.spans {
		if t.query.From == "" {
			from = earliest(from, s.begin)
		}
		if t.query.To == "" {
			to = latest(to, latest(s.begin, s.end))
		}
	}
	return from, to, from != "" && to != ""
}

func (t *timeline) buckets() (*Timeline, error) {
	line := &Timeline{Total: t.total, Undated: t.undated}
	for s, n := range t.spans {
		if _, ok := t.query.Interval.of(s.begin); !ok {
			line.Imprecise += n
		}
	}
	from, to, ok := t.bounds()
	if !ok {
		return line, nil
	}
	if err := t.query.checkLength(from, to); err != nil {
		return nil, err
	}
	i := t.query.Interval
	for n := i.number(from.First()); n <= i.number(to.Last()); n++ {
		line.Buckets = append(line.Buckets, i.bucket(n))
	}
	for s, n := range t.spans {
		line.add(i, s, n)
	}
	return line, nil
}

// add counts a span in the buckets.
func (l *Timeline) add(i Interval, s span, n int) {
	first := i.number(string(l.Buckets[0].First))
	from, to := i.number(s.begin.First())-first, len(l.Buckets)-1
	if s.end != "" {
		to = min(to, i.number(s.end.Last())-first)
	}
	for at := max(0, from); at <= to; at++ {
		l.Buckets[at].Held += n
	}
	if at, ok := l.place(i, s.begin, first); ok {
		l.Buckets[at].Began += n
	}
	if at, ok := l.place(i, s.end, first); ok {
		l.Buckets[at].Ended += n
	}
}

// place gives the bucket in which the whole of a date lies.
func (l *Timeline) place(i Interval, d Date, first int) (int, bool) {
	if d == "" {
		return 0, false
	}
	at := i.number(d.First()) - first
	_, precise := i.of(d)
	return at, precise && at >= 0 && at < len(l.Buckets)
}
