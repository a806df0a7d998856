package record

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
)

// Sum is the hash of everything that is kept of a row, in 22 letters. Two rows have the same sum where they say the same.
func (v *Voter) Sum() string {
	b := make([]byte, 0, 1024)
	put := func(texts ...string) {
		for _, s := range texts {
			b = strconv.AppendInt(b, int64(len(s)), 36) // lengths keep 'ab','c' and 'a','bc' apart
			b = append(b, ':')
			b = append(b, s...)
		}
	}
	n, a, m := v.Name, v.Address, v.Mailing
	put(v.State, v.ID, v.Status, v.RegisteredOn, n.Given, n.Middle, n.Family, n.Suffix, n.Native, n.Chosen, n.Former, v.BirthDate, v.Gender, v.Party, v.County, v.Precinct,
		a.Number, a.Street, a.Unit, a.City, a.State, a.Zip, m.Lines, m.City, m.State, m.Zip, m.Country, v.Phone, v.Email)
	for _, d := range v.Districts {
		put("d", d.Kind, d.Name)
	}
	for _, e := range v.Votes {
		put("v", e.Election, e.Method)
	}
	for _, l := range v.Languages {
		put("l", l.Code, l.Kind, l.Source)
	}
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}
