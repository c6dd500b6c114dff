package graph

import (
	"cmp"
	"context"
	"slices"
)

// MaxMatrixLines is how many rows, and how many columns, a matrix may have.
const MaxMatrixLines = 200

// MatrixQuery asks for obligations in a table: how many there are for each value of one dimension and each of another.
type MatrixQuery struct {
	Filter Filter
	// AsOf and Day are as in a GroupQuery.
	AsOf, Day Date
	// Rows and Columns are the names of two dimensions of obligations.
	Rows, Columns string
	// MostRows and MostColumns are how many of each are wanted, from 1 to MaxMatrixLines: those with the most obligations.
	MostRows, MostColumns int
}

// Matrix is a table of counts. A total counts each obligation once. What is said to be of others is a sum over the lines
// that are left out: an obligation that is in two of them counts twice there.
type Matrix struct {
	// Columns and Rows are in the order of their totals, the largest first, then of their keys.
	Columns []MatrixColumn
	Rows    []MatrixRow
	// OtherRows and OtherColumns are how many rows and columns are left out.
	OtherRows, OtherColumns int
	// OtherCounts are the sums of the rows left out, for each column; nil where none is.
	OtherCounts []int
	// OtherTotal is the sum of the totals of the rows left out.
	OtherTotal int
	// Total is the number of obligations.
	Total int
}

// MatrixColumn is a column of a matrix.
type MatrixColumn struct {
	Key   GroupKey
	Total int
}

// MatrixRow is a row of a matrix.
type MatrixRow struct {
	Key   GroupKey
	Total int
	// Counts has a number for each column.
	Counts []int
	// Other is the sum over the columns left out.
	Other int
}

// Check tells whether the question can be asked.
func (q MatrixQuery) Check() error {
	for _, n := range []int{q.MostRows, q.MostColumns} {
		if n < 1 || n > MaxMatrixLines {
			return Errorf(KindTooLarge, "a matrix has from 1 to %d rows and columns, not %d", MaxMatrixLines, n)
		}
	}
	if q.Rows == q.Columns {
		return Errorf(KindInvalid, "the rows and the columns can't both be %s", q.Rows)
	}
	return q.groups(q.Rows, q.Columns).Check()
}

// groups asks for groups by some of the dimensions.
func (q MatrixQuery) groups(by ...string) GroupQuery {
	return GroupQuery{Noun: NounObligation, Filter: q.Filter, AsOf: q.AsOf, Day: q.Day, By: by}
}

// FindMatrix answers a MatrixQuery; its errors are those of FindGroups.
func FindMatrix(ctx context.Context, r Reader, q MatrixQuery) (*Matrix, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var found *Matrix
	_, err := OneState(ctx, r, func(r Reader) (err error) {
		found, err = q.find(ctx, r)
		return err
	})
	return found, err
}

func (q MatrixQuery) find(ctx context.Context, r Reader) (*Matrix, error) {
	rows, err := q.lines(ctx, r, q.Rows)
	if err != nil {
		return nil, err
	}
	columns, err := q.lines(ctx, r, q.Columns)
	if err != nil {
		return nil, err
	}
	cells := q.groups(q.Rows, q.Columns).alone()
	counts, err := cells.tally(ctx, r, cells.dimensions(cells.By), nil)
	if err != nil {
		return nil, err
	}
	m := &Matrix{OtherRows: max(0, len(rows)-q.MostRows), OtherColumns: max(0, len(columns)-q.MostColumns)}
	total, err := cells.tally(ctx, r, nil, nil)
	if err != nil {
		return nil, err
	}
	for _, all := range total { // none where there are no obligations
		m.Total = all.Count
	}
	m.fill(q, rows, columns, counts)
	return m, labelKeys(ctx, r, NounObligation, m.keys())
}

// lines gives the rows or columns, those with the most obligations first.
func (q MatrixQuery) lines(ctx context.Context, r Reader, dimension string) ([]TallyRow, error) {
	by := q.groups(dimension).alone()
	lines, err := by.tally(ctx, r, by.dimensions(by.By), nil)
	slices.SortStableFunc(lines, func(a, b TallyRow) int { return cmp.Compare(b.Count, a.Count) })
	return lines, err
}

// fill makes the table of its lines and of the counts in its cells.
func (m *Matrix) fill(q MatrixQuery, rows, columns, counts []TallyRow) {
	rowAt, columnAt := map[any]int{}, map[any]int{}
	for i, c := range columns[:len(columns)-m.OtherColumns] {
		columnAt[c.Keys[0]] = i
		m.Columns = append(m.Columns, MatrixColumn{groupKey(NounObligation, q.Columns, c.Keys[0]), c.Count})
	}
	for i, row := range rows {
		if i >= q.MostRows {
			m.OtherTotal += row.Count
			continue
		}
		rowAt[row.Keys[0]] = i
		m.Rows = append(m.Rows, MatrixRow{groupKey(NounObligation, q.Rows, row.Keys[0]), row.Count, make([]int, len(m.Columns)), 0})
	}
	if m.OtherRows > 0 {
		m.OtherCounts = make([]int, len(m.Columns))
	}
	for _, cell := range counts {
		row, shownRow := rowAt[cell.Keys[0]]
		column, shownColumn := columnAt[cell.Keys[1]]
		switch {
		case shownRow && shownColumn:
			m.Rows[row].Counts[column] = cell.Count
		case shownRow:
			m.Rows[row].Other += cell.Count
		case shownColumn:
			m.OtherCounts[column] += cell.Count
		}
	}
}

func (m *Matrix) keys() []*GroupKey {
	var keys []*GroupKey
	for i := range m.Columns {
		keys = append(keys, &m.Columns[i].Key)
	}
	for i := range m.Rows {
		keys = append(keys, &m.Rows[i].Key)
	}
	return keys
}
