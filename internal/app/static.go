package app

import (
	"context"
	"net/http"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/web"
	browser "banyan/web"
)

// staticRoutes serve what is the same for everybody.
func staticRoutes(assets *browser.Assets) []web.Route {
	plain := func(h http.HandlerFunc) web.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) error {
			h(w, r)
			return nil
		}
	}
	return []web.Route{
		{Pattern: "GET /a/{file...}", Needs: authz.Public, Handle: plain(assets.ServeHTTP)},
		{Pattern: "GET /sw.js", Needs: authz.Public, Handle: plain(assets.ServeWorker)},
		{Pattern: "GET /manifest.webmanifest", Needs: authz.Public, Handle: plain(assets.ServeManifest)},
	}
}

// healthy tells whether the database answers.
func (a *App) healthy(ctx context.Context) error {
	_, err := a.DB.Epoch(ctx)
	return err
}
