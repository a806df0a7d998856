// Package web holds what the browser runs, and builds it when the program starts: the app at the door (volunteer), the
// scripts of organizers' pages (organizer), the styles and the icons. Everything comes from this folder, so a binary
// needs no Node to run.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// sources has whatever folders there are; dist holds third-party code that `make build` bundles from npm's lock file.
//
//go:embed all:*
var sources embed.FS

// Assets is the built code of the browser. It never changes once the program serves.
type Assets struct {
	VolunteerJS   string // the app at the door: stands inside its page
	VolunteerCSS  string
	ServiceWorker string // the answer of /sw.js
	extraJS       string // the app's second module, without its words
	files         map[string]*file
	urls          map[string]string
}

type file struct {
	content     []byte
	brotli      func() []byte // made at the first request: third-party bundles are large
	contentType string
}

// Load bundles the sources. It fails where one of them has an error.
func Load() (*Assets, error) {
	a := &Assets{files: map[string]*file{}, urls: map[string]string{}}
	var err error
	if a.VolunteerJS, err = bundle("volunteer/app.js", nil); err != nil {
		return nil, err
	}
	if a.VolunteerCSS, err = bundle("volunteer/app.css", nil); err != nil {
		return nil, err
	}
	if a.extraJS, err = bundle("volunteer/extra.js", nil); err != nil {
		return nil, err
	}
	if err := a.addIcons(); err != nil {
		return nil, err
	}
	shell, err := json.Marshal([]string{"/offline", "/manifest.webmanifest", a.URL("icons/icon.svg")})
	if err != nil {
		return nil, err
	}
	build := hash(a.VolunteerJS + a.VolunteerCSS)
	if a.ServiceWorker, err = bundle("volunteer/sw.js", map[string]string{"BUILD": `"` + build + `"`, "SHELL_FILES": string(shell)}); err != nil {
		return nil, err
	}
	return a, a.addPages()
}

// addPages bundles each module and each style of the organizers' pages, and takes third-party bundles as they are.
func (a *Assets) addPages() error {
	for _, pattern := range []string{"organizer/*.js", "styles/app.css", "styles/shift.css"} {
		names, err := fs.Glob(sources, pattern)
		if err != nil {
			return err
		}
		for _, name := range names {
			code, err := bundle(name, nil)
			if err != nil {
				return err
			}
			a.add(name, []byte(code))
		}
	}
	return a.addAll("dist/*")
}

// ExtraName is the source name of the second module of the app at the door in a language, for [Assets.URL].
func ExtraName(tag string) string { return "volunteer/extra." + tag + ".js" }

// AddExtra makes the second module of the app at the door in a language, with its words, which stand before it as JSON.
func (a *Assets) AddExtra(tag string, words []byte) {
	if a.Has(ExtraName(tag)) {
		return
	}
	a.add(ExtraName(tag), []byte("const WORDS="+string(words)+";\n"+a.extraJS))
}

func (a *Assets) addIcons() error { return a.addAll("icons/*") }

func (a *Assets) addAll(pattern string) error {
	names, err := fs.Glob(sources, pattern)
	if err != nil {
		return err
	}
	for _, name := range names {
		content, err := sources.ReadFile(name)
		if err != nil {
			return err
		}
		a.add(name, content)
	}
	return nil
}

// add gives a file an address that names its content, so that browsers may keep it for ever.
func (a *Assets) add(name string, content []byte) {
	ext := path.Ext(name)
	address := "/a/" + strings.TrimSuffix(name, ext) + "." + hash(string(content)) + ext
	a.urls[name] = address
	compressed := sync.OnceValue(func() []byte { return compress(content) })
	a.files[address] = &file{content: content, brotli: compressed, contentType: mime.TypeByExtension(ext)}
}

// URL is the address of a file by its source name, "styles/app.css"; of an unknown one an address that answers 404.
func (a *Assets) URL(name string) string {
	if u, ok := a.urls[name]; ok {
		return u
	}
	return "/a/" + name
}

// Has tells whether there is such a file; third-party ones are missing from a binary that was built without npm.
func (a *Assets) Has(name string) bool { return a.urls[name] != "" }

// ServeHTTP answers /a/…
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.contentType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	f.serve(w, r)
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	content := f.content
	if !strings.HasPrefix(f.contentType, "image/png") && strings.Contains(r.Header.Get("Accept-Encoding"), "br") {
		w.Header().Set("Content-Encoding", "br")
		content = f.brotli()
	}
	_, _ = w.Write(content) // a browser that went away needs no answer
}

// ServeWorker answers /sw.js. It must stay at the root: a worker's reach is its own folder.
func (a *Assets) ServeWorker(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write([]byte(a.ServiceWorker))
}

// ServeManifest answers /manifest.webmanifest. The installed app opens /t/, where the service worker or the server finds
// this phone's list.
func (a *Assets) ServeManifest(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/manifest+json")
	w.Header().Set("Cache-Control", "no-cache")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"id": "/t/", "name": "Banyan", "short_name": "Banyan", "start_url": "/t/", "scope": "/t/", "display": "standalone",
		"background_color": "#fffaf3", "theme_color": "#fffaf3",
		"icons": []map[string]string{
			{"src": a.URL("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
			{"src": a.URL("icons/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
			{"src": a.URL("icons/icon-180.png"), "sizes": "180x180", "type": "image/png"},
		},
	})
}

// VolunteerPolicy is the content security policy of pages that carry the app's script and style inside: nothing else
// may run, and HTML is made from text in one place only (trusted types; see volunteer/app.js).
func (a *Assets) VolunteerPolicy() string {
	return fmt.Sprintf("default-src 'none'; script-src 'self' %s; style-src 'self' %s; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; "+
		"worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types banyan",
		source(a.VolunteerJS), source(a.VolunteerCSS))
}

// source allows one inline script or style by its hash.
func source(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// brotliQuality is two steps below the best, which takes seconds for a large bundle and saves a hundredth.
const brotliQuality = 9

func hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:6])
}

func compress(content []byte) []byte {
	var b strings.Builder
	w := brotli.NewWriterLevel(&b, brotliQuality)
	_, _ = w.Write(content) // a strings.Builder takes everything
	_ = w.Close()
	return []byte(b.String())
}
