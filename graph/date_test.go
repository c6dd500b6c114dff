package graph

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for _, s := range []string{"2026", "2026-01", "2026-01-06", "0001", "9999-12-31", "2024-02-29", "2000-02-29"} {
		if d, err := ParseDate(s); err != nil || d != Date(s) {
			t.Errorf("ParseDate(%q) gives %q and the error %v", s, d, err)
		}
	}
	tests := map[string]string{
		"":            "write 2026, 2026-01 or 2026-01-06",
		"26":          "write 2026",
		"2026-1":      "write 2026",
		"2026-1-6":    "write 2026",
		"2026/01/06":  "write 2026",
		"2026-01-6 ":  "write 2026",
		" 2026":       "write 2026",
		"２０２６":        "write 2026",
		"-026":        "write 2026",
		"2026-00":     "write 2026",
		"2026-01-00":  "write 2026",
		"0000":        "years go from 0001 to 9999",
		"2026-13":     "there is no month 13",
		"2026-02-29":  "2026-02 has 28 days",
		"1900-02-29":  "1900-02 has 28 days",
		"2026-04-31":  "2026-04 has 30 days",
		"2026-01-06T": "write 2026",
	}
	for s, want := range tests {
		if d, err := ParseDate(s); err == nil || !strings.Contains(err.Error(), want) || d != "" {
			t.Errorf("ParseDate(%q) gives %q and the error %v, want one with %q", s, d, err, want)
		}
	}
}

func TestDateInterval(t *testing.T) {
	tests := []struct {
		date        Date
		first, last string
	}{
		{"2026", "2026-01-01", "2026-12-31"},
		{"2026-02", "2026-02-01", "2026-02-28"},
		{"2024-02", "2024-02-01", "2024-02-29"},
		{"2026-04", "2026-04-01", "2026-04-30"},
		{"2026-12", "2026-12-01", "2026-12-31"},
		{"0001-01-06", "0001-01-06", "0001-01-06"},
		{"", "", ""},
	}
	for _, test := range tests {
		if first, last := test.date.First(), test.date.Last(); first != test.first || last != test.last {
			t.Errorf("%q is from %s to %s, want %s to %s", test.date, first, last, test.first, test.last)
		}
		if test.date.Known() != (test.date != "") {
			t.Errorf("Known of %q", test.date)
		}
	}
	// Late in the evening in New York it is the next day in UTC.
	evening := time.Date(2026, 1, 6, 22, 0, 0, 0, time.FixedZone("", -5*3600))
	if got := DateOf(evening); got != "2026-01-07" {
		t.Errorf("DateOf gives %s", got)
	}
}

// The truth table of partial dates against partial dates: which comparisons "a op b" hold.
func TestDateHolds(t *testing.T) {
	ops := []Op{OpEq, OpLt, OpLte, OpGt, OpGte, OpDuring, OpOverlaps}
	tests := []struct {
		a, b Date
		want string
	}{
		{"2026", "2026", "eq lte gte during overlaps"},
		{"2026-01", "2026-01", "eq lte gte during overlaps"},
		{"2026-01-06", "2026-01-06", "eq lte gte during overlaps"},
		{"2026-01", "2026", "lte gte during overlaps"},
		{"2026-01-06", "2026", "lte gte during overlaps"},
		{"2026-01-06", "2026-01", "lte gte during overlaps"},
		{"2026", "2026-01", "lte gte overlaps"},
		{"2026", "2026-12-31", "lte gte overlaps"},
		{"2026-01", "2026-01-31", "lte gte overlaps"},
		{"2025", "2026", "lt lte"},
		{"2025-12", "2026", "lt lte"},
		{"2025", "2026-01", "lt lte"},
		{"2025-12-31", "2026", "lt lte"},
		{"2025-12-31", "2026-01-01", "lt lte"},
		{"2026-01-31", "2026-02", "lt lte"},
		{"2026-02", "2026-01-31", "gt gte"},
		{"2027-01-01", "2026", "gt gte"},
		{"2027", "2026-12", "gt gte"},
		{"", "2026", ""},
		{"2026", "", ""},
		{"", "", ""},
	}
	for _, test := range tests {
		var got []string
		for _, op := range ops {
			if test.a.Holds(op, test.b) {
				got = append(got, string(op))
			}
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%q against %q: %q hold, want %q", test.a, test.b, s, test.want)
		}
	}
	for _, op := range []Op{OpNe, OpIn, OpContains, OpIsNull, ""} {
		if Date("2026").Holds(op, "2026") {
			t.Errorf("%q holds, which is no comparison of two dates", op)
		}
	}
}

// Whatever the precisions, what holds one way holds the other way round.
func TestDateHoldsBothWays(t *testing.T) {
	dates := []Date{"2025", "2026", "2027", "2026-01", "2026-02", "2025-12", "2026-01-01", "2026-01-31", "2026-02-01", "2025-12-31", "2026-12-31"}
	for _, a := range dates {
		for _, b := range dates {
			for op, mirror := range map[Op]Op{OpEq: OpEq, OpLt: OpGt, OpLte: OpGte, OpOverlaps: OpOverlaps} {
				if a.Holds(op, b) != b.Holds(mirror, a) {
					t.Errorf("%s %s %s, but not the other way round", a, op, b)
				}
			}
			if a.Holds(OpLt, b) == a.Holds(OpGte, b) || a.Holds(OpGt, b) == a.Holds(OpLte, b) {
				t.Errorf("%s and %s: wholly before and not wholly before at once", a, b)
			}
			if a.Holds(OpOverlaps, b) != (a.Holds(OpLte, b) && a.Holds(OpGte, b)) {
				t.Errorf("%s overlaps %s: neither wholly before nor wholly after", a, b)
			}
		}
	}
}

func TestDateCompare(t *testing.T) {
	want := []Date{"2025-12-31", "2026-01-01", "2026-01", "2026", "2026-01-06", "2026-02", "2027", ""}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, Date.Compare)
	if !slices.Equal(got, want) {
		t.Errorf("sorted: %q, want %q", got, want)
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026", "2026-01", "2026-01-06", "2026-02-30", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		first, err1 := time.Parse(time.DateOnly, d.First())
		last, err2 := time.Parse(time.DateOnly, d.Last())
		if err1 != nil || err2 != nil || last.Before(first) {
			t.Errorf("%q is from %q to %q", s, d.First(), d.Last())
		}
	})
}

// The truth table that users read is the one that holds.
func TestDateTableInTheDocs(t *testing.T) {
	text, err := os.ReadFile("../docs/filters.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| a | b | eq |")
	rows := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 9 || strings.Contains(line, "---") || strings.Contains(line, "overlaps") {
			continue
		}
		rows++
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		a, b := Date(strings.TrimPrefix(cells[0], "none")), Date(cells[1])
		for i, op := range []Op{OpEq, OpLt, OpLte, OpGt, OpGte, OpDuring, OpOverlaps} {
			if got := a.Holds(op, b); got != (cells[2+i] == "yes") {
				t.Errorf("the docs say %s of %s %s %s, and it is %t", cells[2+i], cells[0], op, cells[1], got)
			}
		}
	}
	if rows != 7 {
		t.Errorf("%d rows were read from the table, want 7", rows)
	}
}
