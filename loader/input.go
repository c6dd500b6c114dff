package loader

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"pactgraph/graph"
)

// StandardInput is the path that stands for standard input. A file of that name is written ./-.
const StandardInput = "-"

// inputName is how messages name standard input.
const inputName = "standard input"

// readInput reads standard input until it ends or the context does. A stream that gives nothing then keeps the
// goroutine that reads it until it gives something or ends.
func readInput(ctx context.Context, from io.Reader) ([]byte, error) {
	if from == nil {
		return nil, graph.Errorf(graph.KindInvalid, "%s can't be read here: give files, or a folder", inputName)
	}
	type outcome struct {
		data []byte
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		data, err := readAll(inputName, from)
		done <- outcome{data, err}
	}()
	select {
	case got := <-done:
		if got.err == nil && len(got.data) == 0 {
			return nil, graph.Errorf(graph.KindInvalid, "nothing came by %s: a bundle begins with pactgraph: 1", inputName)
		}
		return got.data, got.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readLimited reads a regular file that has at most maxFileBytes. Anything else is not opened: to open a pipe to which
// nobody writes would wait for ever.
func readLimited(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, graph.Errorf(graph.KindInvalid, "%s: %w", name, errors.Unwrap(err))
	}
	if !info.Mode().IsRegular() {
		return nil, graph.Errorf(graph.KindInvalid, "%s is %s: only a regular file is read", name, fileKind(info.Mode()))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, graph.Errorf(graph.KindInvalid, "%s: %w", name, errors.Unwrap(err))
	}
	defer f.Close()
	return readAll(name, f)
}

// fileKind says what a file is that is not a regular one.
func fileKind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// gzipMark is how gzip data begin. No text does: its second byte is not valid UTF-8 there.
const gzipMark = "\x1f\x8b"

// readAll reads a stream to its end, and unpacks what is packed by gzip, whatever its name. Neither the stream nor what
// it unpacks to may have more than maxFileBytes.
func readAll(name string, from io.Reader) ([]byte, error) {
	raw := &io.LimitedReader{R: from, N: maxFileBytes + 1}
	stream := bufio.NewReader(raw)
	head, err := stream.Peek(len(gzipMark))
	packed := string(head) == gzipMark
	var data []byte
	switch {
	case packed:
		data, err = unpack(stream)
	case err == nil || errors.Is(err, io.EOF):
		data, err = io.ReadAll(stream)
	}
	switch {
	case raw.N == 0:
		return nil, graph.Errorf(graph.KindTooLarge, "%s is larger than %d MiB, the most that is read: split it", name, maxFileBytes>>20)
	case len(data) > maxFileBytes:
		return nil, graph.Errorf(graph.KindTooLarge, "%s is larger than %d MiB when it is unpacked, the most that is read: split it", name, maxFileBytes>>20)
	case err != nil && packed:
		return nil, graph.Errorf(graph.KindInvalid, "%s can't be unpacked: %s", name, gzipFault(err))
	case err != nil:
		return nil, graph.Errorf(graph.KindInvalid, "%s: %w", name, cmp.Or(errors.Unwrap(err), err))
	case packed && bytes.HasPrefix(data, []byte(gzipMark)):
		return nil, graph.Errorf(graph.KindInvalid, "%s is packed by gzip twice: unpack it once", name)
	}
	return data, nil
}

// unpack gives what gzip data hold, but no more than one byte beyond maxFileBytes.
func unpack(stream *bufio.Reader) ([]byte, error) {
	z, err := gzip.NewReader(stream)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return io.ReadAll(io.LimitReader(&gzipParts{stream, z}, maxFileBytes+1))
}

// gzipParts reads gzip data that may have several parts, packed one by one, as one text. gzip.Reader does so too, but
// takes a few bytes of something else behind them for a part that is cut off.
type gzipParts struct {
	stream *bufio.Reader
	part   *gzip.Reader
}

var errBehind = errors.New("something that isn't gzip follows the end of its gzip data")

func (g *gzipParts) Read(p []byte) (int, error) {
	n, err := g.part.Read(p)
	if err != io.EOF {
		return n, err
	}
	switch head, err := g.stream.Peek(len(gzipMark)); {
	case len(head) == 0:
		return n, err
	case string(head) != gzipMark:
		return n, errBehind
	}
	if err := g.part.Reset(g.stream); err != nil {
		return n, err
	}
	g.part.Multistream(false)
	return n, nil
}

// gzipFault says in words what is wrong with gzip data.
func gzipFault(err error) string {
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "its gzip data end too early; get it again, whole"
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), corrupt:
		return "its gzip data are damaged; get it again"
	}
	return detail(err)
}
