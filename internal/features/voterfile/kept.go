package voterfile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/sheet"
)

// Kept is what somebody said about the columns of a file, kept for the next file that looks like it.
type Kept struct {
	ID          id.ID
	Name        string
	Fingerprint string // of the header, in any order
	Plan        Plan
	Header      []string
	UsedAt      time.Time
}

const maxMappingName = 100

// fingerprint is the same for headers with the same names, in whatever order they stand and however they are written.
func fingerprint(header []string) string {
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = foldHeader(h)
	}
	slices.Sort(folded)
	sum := sha256.Sum256([]byte(strings.Join(folded, "\n")))
	return hex.EncodeToString(sum[:16])
}

// byKept reads a table as somebody said of one with the same header. Files without a header are no two alike.
func byKept(t sheet.Table, kept []Kept) (p Plan, header []string, sure bool) {
	if len(t.Rows) == 0 {
		return Plan{}, nil, false
	}
	header = sheet.Headers(t.Rows[0])
	print := fingerprint(header)
	i := slices.IndexFunc(kept, func(m Kept) bool { return m.Fingerprint == print })
	if i < 0 {
		return Plan{}, nil, false
	}
	now := map[string]string{}
	for _, h := range header {
		now[foldHeader(h)] = h
	}
	m := kept[i]
	p = m.Plan
	p.Columns, p.Then, p.Format, p.Header = map[string]string{}, nil, t.Format, nil
	for field, column := range m.Plan.Columns {
		p.Columns[field] = now[foldHeader(column)]
	}
	p.Found = Found{Kept: m.Name}
	return p, header, p.Check(header) == nil
}

// remember keeps how a file was mapped by hand, in place of what was kept for such files before.
func (s *Service) remember(ctx context.Context, tx *db.WriteTx, sc authz.Scope, i Import) error {
	if i.Plan.Format.NoHeader {
		return nil
	}
	m := Kept{ID: s.IDs.Next(), Name: fileTitle(i.Name), Fingerprint: fingerprint(i.Header), Plan: i.Plan, Header: i.Header, UsedAt: s.Now()}
	m.Plan.Then, m.Plan.Format, m.Plan.Found = nil, sheet.Format{}, Found{}
	return putMapping(ctx, tx, sc, m)
}

// fileTitle is a name for a mapping: the file's, without its endings.
func fileTitle(name string) string {
	for {
		i := strings.LastIndexByte(name, '.')
		if i <= 0 || len(name)-i > 5 {
			break
		}
		name = name[:i]
	}
	if r := []rune(name); len(r) > maxMappingName {
		name = string(r[:maxMappingName])
	}
	return name
}

func (s *Service) keptMappings(ctx context.Context, sc authz.Scope) (out []Kept, err error) {
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = mappings(ctx, tx, sc)
		return err
	})
	return out, err
}

// Mappings lists what was kept, by name. It returns errs.Forbidden without ImportPeople.
func (s *Service) Mappings(ctx context.Context, sc authz.Scope) (out []Kept, err error) {
	defer errs.Wrap(&err, "voterfile.Mappings")
	if err := sc.Require(authz.ImportPeople); err != nil {
		return nil, err
	}
	return s.keptMappings(ctx, sc)
}

// RenameMapping gives a kept mapping another name. It returns errs.Invalid for an empty or a long one, and errs.NotFound.
func (s *Service) RenameMapping(ctx context.Context, sc authz.Scope, mapping id.ID, name string) (err error) {
	defer errs.Wrap(&err, "voterfile.RenameMapping(%v)", mapping)
	if err := sc.Require(authz.ImportPeople); err != nil {
		return err
	}
	name = tidy(name)
	if n := len([]rune(name)); n == 0 || n > maxMappingName {
		return errs.Field("name", "import.kept.name_needed", "most", maxMappingName)
	}
	return s.DB.Write(ctx, sc, "rename a kept mapping", func(tx *db.WriteTx) error { return renameMapping(ctx, tx, sc, mapping, name) })
}

// DropMapping forgets a mapping: the next file of its look is asked about. It returns errs.NotFound.
func (s *Service) DropMapping(ctx context.Context, sc authz.Scope, mapping id.ID) (err error) {
	defer errs.Wrap(&err, "voterfile.DropMapping(%v)", mapping)
	if err := sc.Require(authz.ImportPeople); err != nil {
		return err
	}
	return s.DB.Write(ctx, sc, "drop a kept mapping", func(tx *db.WriteTx) error { return dropMapping(ctx, tx, sc, mapping) })
}
