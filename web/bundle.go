package web

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// engines are the oldest browsers that we build for: phones with Android 7 to 9, iPhones with iOS 15.4.
var engines = []api.Engine{
	{Name: api.EngineChrome, Version: "99"},
	{Name: api.EngineSafari, Version: "15.4"},
	{Name: api.EngineFirefox, Version: "102"},
}

// bundle joins a module or a style with everything that it imports, minified.
func bundle(entry string, define map[string]string) (string, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, Write: false, Outdir: "/",
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Format: api.FormatESModule, Engines: engines, Define: define, Charset: api.CharsetUTF8,
		LegalComments: api.LegalCommentsNone, Plugins: []api.Plugin{fromSources},
	})
	if len(result.Errors) > 0 {
		var faults []error
		for _, m := range result.Errors {
			place := entry
			if m.Location != nil {
				place = fmt.Sprintf("%s:%d:%d", m.Location.File, m.Location.Line, m.Location.Column)
			}
			faults = append(faults, fmt.Errorf("web: %s: %s", place, m.Text))
		}
		return "", errors.Join(faults...)
	}
	return strings.TrimSpace(string(result.OutputFiles[0].Contents)), nil
}

// fromSources reads imports from the embedded folder instead of the disk.
var fromSources = api.Plugin{Name: "embedded", Setup: func(build api.PluginBuild) {
	const namespace = "web"
	build.OnResolve(api.OnResolveOptions{Filter: `.`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		switch {
		case a.Kind == api.ResolveCSSURLToken: // fonts, and symbols of the page itself
			return api.OnResolveResult{Path: a.Path, External: true}, nil
		case a.Kind == api.ResolveEntryPoint:
			return api.OnResolveResult{Path: path.Clean(a.Path), Namespace: namespace}, nil
		}
		return api.OnResolveResult{Path: path.Join(path.Dir(a.Importer), a.Path), Namespace: namespace}, nil
	})
	build.OnLoad(api.OnLoadOptions{Filter: `.`, Namespace: namespace}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
		content, err := sources.ReadFile(a.Path)
		if err != nil {
			return api.OnLoadResult{}, err
		}
		text, loader := string(content), api.LoaderJS
		if path.Ext(a.Path) == ".css" {
			loader = api.LoaderCSS
		}
		return api.OnLoadResult{Contents: &text, Loader: loader}, nil
	})
}}
