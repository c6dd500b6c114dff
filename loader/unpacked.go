package loader

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"pactgraph/loader/table"
)

// UnpackedSize counts the bytes of data with those of all that is packed in them, by gzip and in zips and workbooks, and in what
// these hold, until there are more than most. Data that can't be unpacked count as far as that goes: what is wrong with them,
// Read tells. Nothing is kept of what is unpacked.
func UnpackedSize(data []byte, most int64) int64 {
	u := unpacking{left: most + 1}
	u.count(bytes.NewReader(data), mostPackings)
	return most + 1 - u.left
}

// mostPackings is how many packings in each other are looked into, more than are read: a zip, packed by gzip, of workbooks
// packed by gzip.
const mostPackings = 4

// unpacking counts down the bytes that may still come.
type unpacking struct{ left int64 }

// counted is a stream whose bytes are counted, and that ends where there are too many.
type counted struct {
	from io.Reader
	u    *unpacking
}

var errNoneLeft = errors.New("there are more bytes than are counted")

func (c counted) Read(p []byte) (int, error) {
	if c.u.left == 0 {
		return 0, errNoneLeft
	}
	n, err := c.from.Read(p[:min(int64(len(p)), c.u.left)])
	c.u.left -= int64(n)
	return n, err
}

// count counts what a stream gives, and what is packed in it.
func (u *unpacking) count(from io.Reader, packings int) {
	stream := bufio.NewReader(counted{from, u})
	const markLength = 4
	head, _ := stream.Peek(markLength)
	switch {
	case packings == 0:
	case bytes.HasPrefix(head, []byte(gzipMark)):
		if z, err := gzip.NewReader(stream); err == nil {
			u.count(z, packings-1)
		}
	case table.IsZip(head):
		if data, err := io.ReadAll(stream); err == nil {
			u.members(data, packings-1)
		}
	}
	_, _ = io.Copy(io.Discard, stream)
}

// members counts what the members of a zip are, whatever its directory says of their sizes.
func (u *unpacking) members(data []byte, packings int) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			continue
		}
		u.count(r, packings)
		_ = r.Close()
	}
}
