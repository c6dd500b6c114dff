package graph

import (
	"cmp"
	"fmt"
	"strconv"
	"time"
)

// Date is a calendar date of one of three precisions: "2026", "2026-01" or "2026-01-06" (the plain dates of EDTF
// level 0, ISO 8601-2:2019), in the proleptic Gregorian calendar, years 0001 to 9999. A partial date is the interval
// of days that it names, from First to Last, both inclusive. The empty Date is an unknown one, never an unbounded one.
//
// Two dates compare as intervals, never as text ("2026-01-06" <= "2026-01" is false as text):
//
//	eq        the same interval
//	lt, gt    wholly before, wholly after
//	lte, gte  not wholly after, not wholly before
//	during    inside
//	overlaps  at least one day in common
//
// Order is by first day, then by last.
type Date string

// ParseDate reads a date. The error says what was allowed.
func ParseDate(s string) (Date, error) {
	year, month, day, ok := splitDate(s)
	if !ok {
		return "", fmt.Errorf("%q is not a date: write 2026, 2026-01 or 2026-01-06", s)
	}
	if year < 1 {
		return "", fmt.Errorf("%q is not a date: years go from 0001 to 9999", s)
	}
	if month != 0 && month > 12 {
		return "", fmt.Errorf("%q is not a date: there is no month %02d", s, month)
	}
	if day != 0 && day > daysIn(year, month) {
		return "", fmt.Errorf("%q is not a date: %04d-%02d has %d days", s, year, month, daysIn(year, month))
	}
	return Date(s), nil
}

// splitDate takes a date's text apart; month and day are 0 where the text has none.
func splitDate(s string) (year, month, day int, ok bool) {
	switch len(s) {
	case 4, 7, 10:
	default:
		return 0, 0, 0, false
	}
	part := func(from, to int) int {
		for i := from; i < to; i++ {
			if s[i] < '0' || s[i] > '9' {
				return -1
			}
		}
		n, _ := strconv.Atoi(s[from:to])
		return n
	}
	year = part(0, 4)
	ok = year >= 0
	if len(s) >= 7 {
		month = part(5, 7)
		ok = ok && s[4] == '-' && month >= 1
	}
	if len(s) == 10 {
		day = part(8, 10)
		ok = ok && s[7] == '-' && day >= 1
	}
	return year, month, day, ok
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// DateOf gives the day of t in UTC.
func DateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

// First is the first day that d names, as "2026-01-01"; "" for an unknown date.
func (d Date) First() string {
	switch len(d) {
	case 4:
		return string(d) + "-01-01"
	case 7:
		return string(d) + "-01"
	}
	return string(d)
}

// Last is the last day that d names, as "2026-12-31"; "" for an unknown date.
func (d Date) Last() string {
	switch len(d) {
	case 4:
		return string(d) + "-12-31"
	case 7:
		year, month, _, ok := splitDate(string(d))
		if !ok {
			return string(d)
		}
		return fmt.Sprintf("%s-%02d", string(d), daysIn(year, month))
	}
	return string(d)
}

// Known tells whether there is a date at all.
func (d Date) Known() bool { return d != "" }

// Compare orders by first day, then by last; unknown dates come last.
func (d Date) Compare(other Date) int {
	switch {
	case d == other:
		return 0
	case d == "":
		return 1
	case other == "":
		return -1
	case d.First() != other.First():
		return cmp.Compare(d.First(), other.First())
	}
	return cmp.Compare(d.Last(), other.Last())
}

// Holds tells whether "d op other" is true. It is false whenever either date is unknown.
// The operators are OpEq, OpLt, OpLte, OpGt, OpGte, OpDuring and OpOverlaps.
func (d Date) Holds(op Op, other Date) bool {
	if d == "" || other == "" {
		return false
	}
	switch op {
	case OpEq:
		return d.First() == other.First() && d.Last() == other.Last()
	case OpLt:
		return d.Last() < other.First()
	case OpLte:
		return d.First() <= other.Last()
	case OpGt:
		return d.First() > other.Last()
	case OpGte:
		return d.Last() >= other.First()
	case OpDuring:
		return d.First() >= other.First() && d.Last() <= other.Last()
	case OpOverlaps:
		return d.First() <= other.Last() && d.Last() >= other.First()
	}
	return false
}
