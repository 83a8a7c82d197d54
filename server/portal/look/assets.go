package look

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// assets are the files that pages load, each under a name with its content's
// hash, so that a browser may keep it for good.
type assets struct {
	paths  map[string]string // app.css → /assets/app.0123456789.css
	byPath map[string]*asset
}

type asset struct {
	kind          string
	keep          string // Cache-Control
	plain, zipped []byte
}

// assetRoot is where they are served; the icon of the site also where browsers
// look for one by themselves.
const (
	assetRoot = "/assets/"
	favicon   = "favicon.svg"
)

// newAssets compresses what is built in.
func newAssets() *assets {
	a := &assets{paths: map[string]string{}, byPath: map[string]*asset{}}
	entries, err := fs.ReadDir(assetFiles, "assets")
	if err != nil {
		panic(err) // the program was built without them
	}
	for _, e := range entries {
		body, err := fs.ReadFile(assetFiles, "assets/"+e.Name())
		if err != nil {
			panic(err)
		}
		a.add(e.Name(), body)
	}
	a.add("icons.svg", sprite())
	plain := *a.byPath[a.paths[favicon]]
	plain.keep = "public, max-age=86400"
	a.byPath["/"+favicon] = &plain
	return a
}

func (a *assets) add(name string, body []byte) {
	ext := path.Ext(name)
	hash := sha256.Sum256(body)
	at := assetRoot + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(hash[:5]) + ext
	a.paths[name] = at
	a.byPath[at] = &asset{kind: kindOf(ext), keep: "public, max-age=31536000, immutable", plain: body, zipped: zip(body)}
}

// kindOf does not ask the machine, whose table may say otherwise.
func kindOf(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(ext)
}

func zip(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a good one
	_, _ = w.Write(body)                                  // memory takes it
	_ = w.Close()
	return b.Bytes()
}

// Asset gives the address of a built-in file: "app.css". "" there is none.
func (l *Look) Asset(name string) string { return l.assets.paths[name] }

// Assets serves the built-in files.
func (l *Look) Assets() http.Handler { return l.assets }

// ServeHTTP implements http.Handler. It leaves what it does not have as 404.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f := a.byPath[r.URL.Path]
	if f == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", f.keep)
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the reader may be gone
}

// takesGzip tells whether a client takes gzip; one that says it least wants it
// (q=0) does not.
func takesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		coding, q, weighed := strings.Cut(strings.ReplaceAll(part, " ", ""), ";q=")
		if coding == "gzip" {
			weight, err := strconv.ParseFloat(q, 64)
			return !weighed || err == nil && weight > 0
		}
	}
	return false
}
