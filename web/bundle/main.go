// Command bundle makes the third-party code of the browser from npm's lock file: MapLibre for the organizers' maps, its
// worker as a file of its own (the content security policy allows no blob), and its style. `make build` runs it before
// the binary is built; what it writes to web/dist is never committed.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// engines are those of package web: the browser floor.
var engines = []api.Engine{{Name: api.EngineChrome, Version: "99"}, {Name: api.EngineSafari, Version: "15.4"}, {Name: api.EngineFirefox, Version: "102"}}

// files maps what is written to web/dist to what it is made from, in node_modules.
var files = map[string]string{
	"maplibre-gl.js":        "maplibre-gl/dist/maplibre-gl.mjs",
	"maplibre-gl-worker.js": "maplibre-gl/dist/maplibre-gl-worker.mjs",
	"maplibre-gl.css":       "maplibre-gl/dist/maplibre-gl.css",
}

func main() {
	for name, source := range files {
		if err := build(filepath.Join("web", "dist", name), filepath.Join("node_modules", source)); err != nil {
			fmt.Fprintln(os.Stderr, "bundle:", err)
			os.Exit(1)
		}
	}
}

// build keeps the licence comments: the map library's licence asks for it.
func build(out, entry string) error {
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Outfile: out, Bundle: true, Write: true, Format: api.FormatESModule, Platform: api.PlatformBrowser,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Engines: engines, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsInline,
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("%s: %s", entry, result.Errors[0].Text)
	}
	return nil
}
