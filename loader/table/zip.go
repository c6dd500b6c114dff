package table

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf16"
)

// The most that a zip may hold, a workbook's too.
const (
	maxMembers = 1000
	// maxUnpacked is the most that is unpacked of a zip, or of one member; maxWorkbook that of a workbook.
	maxUnpacked = 64 << 20
	// maxRatio bounds how many times larger than packed a member may be that is larger than ratioFrom.
	maxRatio  = 200
	ratioFrom = 1 << 20
)

// holding is what bytes are, by how they begin.
type holding int

const (
	plain holding = iota
	zipped
	workbook
	// compound is a container of older office programs: a workbook of theirs, or one that is locked by a password.
	compound
)

const (
	zipMark      = "PK\x03\x04"
	emptyZipMark = "PK\x05\x06"
	compoundMark = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

func holdingOf(data []byte) holding {
	switch {
	case bytes.HasPrefix(data, []byte(compoundMark)):
		return compound
	case !IsZip(data):
		return plain
	case hasMember(data, "[Content_Types].xml"):
		return workbook
	}
	return zipped
}

// hasMember tells whether a zip has a file of a name.
func hasMember(data []byte, name string) bool {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return false
	}
	return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == name })
}

// IsZip tells whether data are a zip; a workbook is one too.
func IsZip(data []byte) bool {
	return bytes.HasPrefix(data, []byte(zipMark)) || bytes.HasPrefix(data, []byte(emptyZipMark))
}

// IsWorkbook tells whether data are a workbook, of an older office program too.
func IsWorkbook(data []byte) bool {
	h := holdingOf(data)
	return h == workbook || h == compound
}

// compoundFault says why a container of older office programs isn't read.
func compoundFault(data []byte) string {
	var locked []byte
	for _, c := range utf16.Encode([]rune("EncryptedPackage")) {
		locked = append(locked, byte(c), byte(c>>8))
	}
	if bytes.Contains(data, locked) {
		return "the workbook is locked by a password: save it without one"
	}
	return "the file is of an older office program (.xls): save it as .xlsx"
}

// Member is a file in a zip.
type Member struct {
	// Name has the zip's before its own, as atop.zip/members.csv.
	Name string
	Data []byte
}

// Unzip gives the files in a zip for which wanted says so of their name in it, in the zip's order. Folders, and what
// systems put beside files, as __MACOSX, are passed over. The zip must be whole, its names must stay inside it, and it is bounded in members, size
// and how tightly it is packed: an error is Errors.
func Unzip(name string, data []byte, wanted func(name string) bool) ([]Member, error) {
	z, err := checkZip(name, data, maxUnpacked)
	if err != nil {
		return nil, err
	}
	var members []Member
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") || isClutter(f.Name) || !wanted(f.Name) {
			continue
		}
		content, err := unpackMember(name, f)
		if err != nil {
			return nil, Errors{err}
		}
		members = append(members, Member{name + "/" + f.Name, content})
	}
	return members, nil
}

// isClutter tells a file that a system puts beside people's own.
func isClutter(name string) bool {
	return strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(path.Base(name), ".") || strings.HasPrefix(path.Base(name), "~$")
}

// checkZip reads a zip's directory, and checks what it says of its members.
func checkZip(name string, data []byte, most uint64) (*zip.Reader, error) {
	at := Place{File: name}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, Errors{fail(at, "the zip can't be read (%s): it is cut off or damaged; get it again, whole", err)}
	}
	if len(z.File) > maxMembers {
		return nil, Errors{fail(at, "the zip holds %d files: at most %d are read of one", len(z.File), maxMembers)}
	}
	var total uint64
	for _, f := range z.File {
		inside := Place{File: name + "/" + f.Name}
		total += min(f.UncompressedSize64, most+1)
		switch {
		case !isInside(f.Name):
			return nil, Errors{fail(at, "the zip has a file %q, whose name leads out of it: names have no .., no drive, no \\ and don't begin with /", f.Name)}
		case f.Flags&1 != 0:
			return nil, Errors{fail(inside, "the file is locked by a password: pack it without one")}
		case f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/maxRatio > f.CompressedSize64:
			return nil, Errors{fail(inside, "the file is packed more than %d times smaller than it is, as no data of people are: it is refused", maxRatio)}
		}
		if total > most {
			return nil, Errors{fail(at, "it is larger than %d MiB when it is unpacked, the most that is read: split it", most>>20)}
		}
	}
	return z, nil
}

// isInside tells whether a member's name stays in the folder into which it would be unpacked.
func isInside(name string) bool {
	return !strings.HasPrefix(name, "/") && !strings.ContainsAny(name, "\\\x00:") && !slices.Contains(strings.Split(name, "/"), "..")
}

// unpackMember reads a member, whatever its directory says of its size, to no more than maxUnpacked.
func unpackMember(name string, f *zip.File) ([]byte, *Error) {
	at := Place{File: name + "/" + f.Name}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, fail(at, "the file is packed in a way (method %d) that isn't read: pack it anew, as any system does (deflate)", f.Method)
	}
	var data []byte
	if err == nil {
		defer r.Close()
		data, err = io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	}
	if err != nil {
		return nil, fail(at, "the file can't be unpacked (%s): the zip is cut off or damaged; get it again, whole", err)
	}
	if len(data) > maxUnpacked {
		return nil, fail(at, "the file is larger than %d MiB when it is unpacked, the most that is read: split it", maxUnpacked>>20)
	}
	return data, nil
}

// openZip reads the headers of the tables in a zip.
func openZip(ctx context.Context, name string, data []byte, opts Options) ([]*Table, error) {
	members, err := Unzip(name, data, IsTableName)
	if err != nil {
		return nil, err
	}
	var tables []*Table
	var wrong Errors
	for _, m := range members {
		found, err := Open(ctx, m.Name, m.Data, opts)
		if es, ok := errors.AsType[Errors](err); ok {
			wrong = append(wrong, es...)
			continue
		}
		if err != nil {
			return nil, err
		}
		tables = append(tables, found...)
	}
	switch {
	case wrong != nil:
		return nil, wrong
	case tables == nil && hasMember(data, "mimetype"):
		return nil, Errors{fail(Place{File: name}, "the file is of another office program (.ods): save it as .xlsx")}
	case tables == nil:
		return nil, Errors{fail(Place{File: name}, "the zip holds no table: no file in it ends in .csv, .tsv or .xlsx")}
	}
	return tables, nil
}

// IsTableName tells whether a file is a table by the ending of its name.
func IsTableName(name string) bool {
	return slices.Contains([]string{".csv", ".tsv", ".xlsx"}, strings.ToLower(path.Ext(name)))
}
