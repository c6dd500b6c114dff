package loader

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestUnpackedSize counts what real files unpack to, also in each other, and no further than is wanted.
func TestUnpackedSize(t *testing.T) {
	const size = 300_000
	text := strings.Repeat("actors, ", size/8)
	packed := pack(t, strings.NewReader(text))
	zipped := []byte(zipOf(t, map[string]string{"a.csv": text, "b.csv.gz": string(packed)}))
	const rows = 1000
	book := []byte(workbook(t, func(f *excelize.File) {
		for row := range rows {
			cell, _ := excelize.CoordinatesToCellName(1, row+1)
			// Texts that are the same are kept once.
			f.SetCellStr("Sheet1", cell, fmt.Sprintf("%0*d", size/rows, row))
		}
	}))
	for _, c := range []struct {
		name  string
		data  []byte
		least int
	}{
		{"a text", []byte(text), size},
		{"a text by gzip", packed, size},
		{"two parts by gzip", bytes.Join([][]byte{packed, packed}, nil), 2 * size},
		{"a zip with a text and one by gzip", zipped, 2 * size},
		{"that zip, by gzip", pack(t, bytes.NewReader(zipped)), 2 * size},
		{"a workbook", book, size},
		{"a workbook by gzip in a zip", []byte(zipOf(t, map[string]string{"b.xlsx.gz": string(pack(t, bytes.NewReader(book)))})), size},
		{"a text by gzip that is cut off", packed[:len(packed)-4], size},
		{"a zip that is cut off", zipped[:len(zipped)/2], len(zipped) / 2},
		{"nothing", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			const most = 10 * size
			// What is packed counts as well, and what a workbook says of itself.
			got := UnpackedSize(c.data, most)
			if beside := int64(5*len(c.data) + 150_000); got < int64(c.least) || got > int64(c.least)+beside {
				t.Errorf("it is counted as %d bytes, want %d, and at most %d more", got, c.least, beside)
			}
			if got == 0 {
				return
			}
			if exact := UnpackedSize(c.data, got); exact != got {
				t.Errorf("of at most %d bytes, %d are counted", got, exact)
			}
			if over := UnpackedSize(c.data, got-1); over != got {
				t.Errorf("of at most %d bytes, %d are counted, and not one more", got-1, over)
			}
		})
	}
}
