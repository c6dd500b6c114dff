package table

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"pactgraph/graph"
)

// Byte order marks.
const (
	markUTF8    = "\xef\xbb\xbf"
	markUTF16LE = "\xff\xfe"
	markUTF16BE = "\xfe\xff"
)

// usualEncodings are those that messages suggest, with who writes them.
const usualEncodings = "--encoding windows-1252 (Western Europe), windows-1250 (Central Europe), windows-1251 or koi8-r (Cyrillic), windows-1256 (Arabic), gb18030 or shift_jis"

// CheckEncoding tells whether there is an encoding of a name; nil for "".
func CheckEncoding(name string) error {
	if name == "" {
		return nil
	}
	if _, err := htmlindex.Get(name); err != nil {
		return graph.Errorf(graph.KindInvalid, "there is no encoding %q: give one by its usual name, as utf-8, utf-16le, windows-1252, windows-1251, koi8-r or iso-8859-2", name)
	}
	return nil
}

// Decode gives the text of bytes in a named encoding, or without a name in that of their byte order mark, or UTF-8. Line ends
// stay as they are, and the mark is left out. Bytes that are no text in that encoding are Errors with the line.
func Decode(file string, data []byte, name string) (string, error) {
	text, err := decode(file, data, name)
	if err != nil {
		return "", Errors{err}
	}
	if at := strings.IndexByte(text, 0); at >= 0 {
		return "", Errors{failAt(file, text, at, "a NUL character stands here, which no text has; a file in UTF-16 that doesn't begin with a byte order mark is read by --encoding utf-16le or utf-16be")}
	}
	return text, nil
}

func decode(file string, data []byte, name string) (string, *Error) {
	marked := markedEncoding(data)
	if name == "" && marked == nil {
		return checkUTF8(file, string(data))
	}
	if name == "" {
		return decodeBy(file, data, marked, "UTF-16, as its byte order mark says")
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return "", fail(Place{File: file}, "%s", CheckEncoding(name))
	}
	canonical, _ := htmlindex.Name(e)
	switch {
	case canonical == "utf-8":
		return checkUTF8(file, string(data))
	case strings.HasPrefix(canonical, "utf-16"):
		return decodeBy(file, data, e, "UTF-16")
	case marked != nil:
		return "", fail(Place{File: file}, "the file begins with the byte order mark of UTF-16, so it isn't %s: leave --encoding out", name)
	case isByteEncoding(e) && utf8.Valid(data) && slices.ContainsFunc(data, func(b byte) bool { return b >= utf8.RuneSelf }):
		return "", fail(Place{File: file}, "the file is UTF-8, also where it has more than plain letters, so it isn't %s: leave --encoding out", name)
	}
	return decodeBy(file, data, e, name)
}

// isByteEncoding tells whether each byte is a character: of such a text, next to none is UTF-8 by chance.
func isByteEncoding(e encoding.Encoding) bool {
	_, ok := e.(*charmap.Charmap)
	return ok
}

// markedEncoding is what a byte order mark of UTF-16 says; nil where there is none.
func markedEncoding(data []byte) encoding.Encoding {
	if bytes.HasPrefix(data, []byte(markUTF16LE)) || bytes.HasPrefix(data, []byte(markUTF16BE)) {
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	}
	return nil
}

// checkUTF8 wants a text in UTF-8, and leaves out its byte order mark.
func checkUTF8(file, text string) (string, *Error) {
	text = strings.TrimPrefix(text, markUTF8)
	if utf8.ValidString(text) {
		return text, nil
	}
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return "", failAt(file, text, at, "the byte 0x%X is not valid UTF-8: save the file as UTF-8, or say how it is written by %s", text[at], usualEncodings)
}

// decodeBy decodes bytes, and wants every one of them to be a part of a character.
func decodeBy(file string, data []byte, e encoding.Encoding, name string) (string, *Error) {
	decoded, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return "", fail(Place{File: file}, "the file can't be read as %s: %s", name, err)
	}
	text := strings.TrimPrefix(string(decoded), markUTF8)
	if at := strings.IndexRune(text, utf8.RuneError); at >= 0 {
		return "", failAt(file, text, at, "the bytes here are no character in %s (what comes before reads %q): the file isn't what was said, or it is damaged; try %s", name, before(text, at), usualEncodings)
	}
	return text, nil
}

// before gives the last few characters of a line before a byte of a text.
func before(text string, at int) string {
	line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
	runes := []rune(line)
	return string(runes[max(0, len(runes)-20):])
}

// failAt gives an error at a byte of a text. Where the cells of a text can't be told apart, the place is a line, and the
// message counts the characters.
func failAt(file, text string, at int, format string, args ...any) *Error {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	e := fail(Place{File: file, Line: strings.Count(text[:at], "\n") + 1}, format, args...)
	e.Message = "character " + itoa(utf8.RuneCountInString(text[start:at])+1) + ": " + e.Message
	return e
}
