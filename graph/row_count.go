package graph

import "time"

// GroupRow is a group as a row of a table. What there is no dimension for is empty or nil.
type GroupRow struct {
	// Key1 is what to show for the value of the first dimension, Key1Value is that value, empty where there is none.
	Key1, Key1Value, Key2, Key2Value, Key3, Key3Value, Key4, Key4Value string
	Count                                                              int
	Distinct1, Distinct2, Distinct3                                    *int
	// Unit is that of the amounts; Amounts is how many there are, nil where none were asked for.
	Unit                   string
	Amounts                *int
	Sum, Min, Max, Average *float64
}

// Rows gives the groups as rows of a table, with the amounts of the unit that was asked for.
func (g *Groups) Rows() []GroupRow {
	rows := make([]GroupRow, len(g.Groups))
	for i, group := range g.Groups {
		rows[i] = group.row(g.Unit)
	}
	return rows
}

func (g *Group) row(unit string) GroupRow {
	r := GroupRow{Count: g.Count, Unit: unit}
	labels, values := []*string{&r.Key1, &r.Key2, &r.Key3, &r.Key4}, []*string{&r.Key1Value, &r.Key2Value, &r.Key3Value, &r.Key4Value}
	for i, k := range g.Keys {
		*labels[i], *values[i] = k.Label, k.Value
	}
	distinct := []**int{&r.Distinct1, &r.Distinct2, &r.Distinct3}
	for i := range g.Distinct {
		*distinct[i] = &g.Distinct[i].Count
	}
	for i := range g.Amounts {
		if a := &g.Amounts[i]; a.Unit == unit {
			r.Amounts, r.Sum, r.Min, r.Max, r.Average = &a.Count, a.Sum, &a.Min, &a.Max, &a.Average
		}
	}
	return r
}

// MatrixCell is one number of a matrix, as a row of a table.
type MatrixCell struct {
	// Row and Column are what to show, the others their values, empty where there is none.
	Row, RowValue, Column, ColumnValue string
	Count                              int
}

// Cells gives the numbers of a matrix row by row, zeros too.
func (m *Matrix) Cells() []MatrixCell {
	cells := make([]MatrixCell, 0, len(m.Rows)*len(m.Columns))
	for _, r := range m.Rows {
		for i, c := range m.Columns {
			cells = append(cells, MatrixCell{r.Key.Label, r.Key.Value, c.Key.Label, c.Key.Value, r.Counts[i]})
		}
	}
	return cells
}

// TimelineRow is a part of a timeline as a row of a table.
type TimelineRow struct{ *TimelineBucket }

// Rows gives the parts of a timeline as rows of a table.
func (t *Timeline) Rows() []TimelineRow {
	rows := make([]TimelineRow, len(t.Buckets))
	for i, b := range t.Buckets {
		rows[i] = TimelineRow{b}
	}
	return rows
}

// FirstMs is the first day at 00:00 UTC, in milliseconds since 1970.
func (r TimelineRow) FirstMs() int64 { return r.First.start() }

// LastMs is the last day at 00:00 UTC.
func (r TimelineRow) LastMs() int64 { return r.Last.start() }

// start is the beginning of the date's first day in UTC, in milliseconds since 1970; 0 for an unknown date.
func (d Date) start() int64 {
	t, err := time.Parse(time.DateOnly, d.First())
	if err != nil {
		return 0
	}
	return t.UnixMilli()
}
