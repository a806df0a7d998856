package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"banyan/internal/features/organization"
	"banyan/internal/features/places"
	"banyan/internal/features/voterfile"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
)

func runOrganizationCreate(ctx context.Context, c *cli, args []string) error {
	var o organization.Organization
	c.flags.StringVar(&o.Slug, "slug", "", "short name in addresses, 'hmong-wi'")
	c.flags.StringVar(&o.Name, "name", "", "name as people read it")
	c.flags.StringVar(&o.State, "state", "", "postal code of the state, 'WI'")
	c.flags.StringVar(&o.TimeZone, "time-zone", "America/Chicago", "IANA time zone")
	c.flags.StringVar(&c.cfg.Origin, "origin", env("BANYAN_ORIGIN", ""), "public address, for the link (BANYAN_ORIGIN)")
	if err := c.settings(args, 0); err != nil {
		return err
	}
	return c.with(ctx, func(a *App) error {
		org, err := a.Organizations.Create(ctx, o)
		if err != nil {
			return err
		}
		token, inv, err := a.Organizations.Invite(ctx, authz.System(org, "organization create"), authz.Owner, "")
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s was added. Its first owner opens this link, once, until %s:\n%s/invitation/%s\n",
			o.Name, inv.ExpiresAt.Format("2006-01-02 15:04 MST"), strings.TrimSuffix(a.cfg.Origin, "/"), token)
		return nil
	})
}

func runBackup(ctx context.Context, c *cli, args []string) error {
	var to []string
	c.flags.Func("recipient", "age public key (age1…) that can read it; may be given several times", func(s string) error {
		to = append(to, s)
		return nil
	})
	if err := c.settings(args, 1); err != nil {
		return err
	}
	return c.with(ctx, func(a *App) error {
		s, err := a.DB.BackupFile(ctx, c.files[0], a.cfg.Now(), to...)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%d rows of %d tables are in %s\n", s.Total(), len(s.Rows), c.files[0])
		if !s.Encrypted {
			fmt.Fprintln(c.err, "The backup is not encrypted. Whoever has the file can read everything: give --recipient, or keep it as safe as the server.")
		}
		return nil
	})
}

func runRestore(ctx context.Context, c *cli, args []string) error {
	identity := c.flags.String("identity", "", "file with the age secret key, where the backup is encrypted")
	if err := c.settings(args, 1); err != nil {
		return err
	}
	cfg := c.cfg.withDefaults()
	if err := makeData(cfg.Data); err != nil {
		return err
	}
	s, err := db.RestoreFile(ctx, db.Config{URL: cfg.Database, Log: cfg.Log}, c.files[0], *identity)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%d rows of %d tables were restored, as they were on %s. Phones will offer again what is newer.\n",
		s.Total(), len(s.Rows), s.Created.Local().Format("2006-01-02 15:04 MST"))
	return nil
}

// into opens Banyan for one organization's data.
func (c *cli) into(ctx context.Context, slug string, fn func(*App, authz.Scope) error) error {
	return c.with(ctx, func(a *App) error {
		o, err := a.Organizations.BySlug(ctx, slug)
		if errs.KindOf(err) == errs.NotFound {
			return fmt.Errorf("there is no organization %q: `banyan organization create` adds one", slug)
		}
		if err != nil {
			return err
		}
		return fn(a, authz.System(o.ID, "command line"))
	})
}

func runImportPeople(ctx context.Context, c *cli, args []string) error {
	var slug, kind, mapping, bad string
	o := voterfile.Options{Columns: map[string]string{}}
	c.flags.StringVar(&slug, "organization", "", "whose people they are")
	c.flags.StringVar(&kind, "kind", "", "voters, members, languages or places; empty: as recognized")
	c.flags.StringVar(&mapping, "map", "", "field=column,… over what was recognized")
	c.flags.StringVar(&o.State, "state", "", "postal code of the state whose voter numbers they are; empty: the file's or the organization's")
	c.flags.StringVar(&bad, "bad", "", "where the rows go that could not be taken; empty: the file's name and .bad.csv, here")
	if err := c.settings(args, 1); err != nil {
		return err
	}
	for _, pair := range strings.FieldsFunc(mapping, func(r rune) bool { return r == ',' }) {
		field, column, ok := strings.Cut(pair, "=")
		if !ok {
			return fmt.Errorf("--map wants field=column, not %q", pair)
		}
		o.Columns[field] = column
	}
	o.Kind, o.Progress = voterfile.Kind(kind), c.progress()
	path := c.files[0]
	bad = cmp.Or(bad, filepath.Base(path)+".bad.csv")
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return c.into(ctx, slug, func(a *App, sc authz.Scope) error {
		i, err := a.Imports.Import(ctx, sc, filepath.Base(path), f, o)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s: %d new, %d changed, %d unchanged, %d bad\n", i.Name, i.Counts.New, i.Counts.Changed, i.Counts.Same, i.Counts.Refused)
		if i.Counts.Refused > 0 {
			if err := a.writeBad(ctx, sc, i, bad); err != nil {
				return err
			}
			fmt.Fprintf(c.out, "The bad rows are in %s, each with its reason. Mend them and import that file.\n", bad)
		}
		_, err = a.Places.Locate(ctx, sc, func(int64, int64) {})
		return err
	})
}

func (a *App) writeBad(ctx context.Context, sc authz.Scope, i voterfile.Import, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(a.Imports.WriteBad(ctx, sc, i, f, i18n.Default()), f.Close())
}

// progress writes how far a file is on one line of the terminal.
func (c *cli) progress() func(done, total int64) {
	return func(done, total int64) {
		if total > 0 && (done == total || done%10_000 < 1_000) {
			fmt.Fprintf(c.err, "\r%d of %d rows", done, total)
			if done == total {
				fmt.Fprintln(c.err)
			}
		}
	}
}

// runImportLayer loads outlines or roads; the kind is the command's, or told by the file.
func runImportLayer(kind string) func(ctx context.Context, c *cli, args []string) error {
	return func(ctx context.Context, c *cli, args []string) error {
		slug := c.flags.String("organization", "", "whose map it is for")
		if kind == "" {
			c.flags.StringVar(&kind, "kind", "", "ward, district, boundary or street; empty: told by the file")
		}
		if err := c.settings(args, 1); err != nil {
			return err
		}
		f, err := os.Open(c.files[0])
		if err != nil {
			return err
		}
		defer f.Close()
		return c.into(ctx, *slug, func(a *App, sc authz.Scope) error {
			name := filepath.Base(c.files[0])
			if kind == places.KindRoads {
				l, err := a.Places.LoadRoads(ctx, sc, name, f)
				if err == nil {
					fmt.Fprintf(c.out, "%s: %d ways, %.0f km to walk\n", name, l.Features, l.Metres/1000)
				}
				return err
			}
			l, err := a.Places.LoadOutlines(ctx, sc, name, kind, f)
			if err == nil {
				fmt.Fprintf(c.out, "%s: %d shapes (%s)\n", name, l.Features, l.Kind)
			}
			return err
		})
	}
}
