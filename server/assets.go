package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"
)

// asset is a style sheet or a script as it is served: plain, and packed where that is worth it.
type asset struct {
	plain, packed []byte
	media         string
	tag           string // names the content: half its SHA-256
	fixed         bool   // its name changes with its content
}

// hashed is how esbuild names what it splits off: by a hash of what is in it.
var hashed = regexp.MustCompile(`-[0-9A-Z]{8}\.js$`)

// assets gives what there is by its name. It is read and packed once.
var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	for _, dir := range []string{"assets/style", "assets/dist"} {
		entries, err := fs.ReadDir(files, dir)
		if err != nil {
			continue // nothing was built
		}
		for _, e := range entries {
			all[e.Name()] = readAsset(dir, e.Name())
		}
	}
	return all
})

// readAsset reads an embedded file, and packs it.
func readAsset(dir, name string) asset {
	content, err := fs.ReadFile(files, path.Join(dir, name))
	if err != nil {
		panic(err) // it is a part of the program
	}
	sum := sha256.Sum256(content)
	a := asset{plain: content, media: mime.TypeByExtension(path.Ext(name)), tag: hex.EncodeToString(sum[:16]), fixed: hashed.MatchString(name)}
	var b bytes.Buffer
	packer, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a good one
	_, _ = packer.Write(content)                               // a buffer takes everything
	_ = packer.Close()
	if b.Len() < len(content) {
		a.packed = b.Bytes()
	}
	return a
}

// serveAsset serves a style sheet or a script: packed to those who take it so, and not again to those who have it.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := assets()[r.PathValue("file")]
	if !ok {
		plain(w, http.StatusNotFound, "there is no such file")
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.media)
	h.Set("Cache-Control", "no-cache")
	if a.fixed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Add("Vary", "Accept-Encoding")
	content, tag := a.plain, a.tag
	if a.packed != nil && takesGzip(r.Header.Values("Accept-Encoding")) {
		content, tag = a.packed, a.tag+"-gzip"
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// takesGzip says whether a request's Accept-Encoding names gzip, and not with a weight of nothing.
func takesGzip(accept []string) bool {
	for _, part := range strings.Split(strings.Join(accept, ","), ",") {
		coding, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return !zeroWeight.MatchString(weight)
		}
	}
	return false
}

// zeroWeight is how a header says that something is not wanted.
var zeroWeight = regexp.MustCompile(`^\s*q\s*=\s*0(\.0*)?\s*$`)
