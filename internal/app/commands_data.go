package app

import (
	"context"
	"fmt"
	"strings"

	"banyan/internal/features/organization"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
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
		s, err := a.DB.BackupFile(ctx, c.flags.Arg(0), a.cfg.Now(), to...)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%d rows of %d tables are in %s\n", s.Total(), len(s.Rows), c.flags.Arg(0))
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
	s, err := db.RestoreFile(ctx, db.Config{URL: cfg.Database, Log: cfg.Log}, c.flags.Arg(0), *identity)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%d rows of %d tables were restored, as they were on %s. Phones will offer again what is newer.\n",
		s.Total(), len(s.Rows), s.Created.Local().Format("2006-01-02 15:04 MST"))
	return nil
}
