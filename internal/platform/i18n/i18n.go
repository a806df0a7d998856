// Package i18n is how Banyan speaks: messages in every language with their plural forms, dates, numbers, names and
// sorting as readers expect, and the choice of a reader's language.
//
// Messages live in locales/<tag>/<domain>.po and are looked up by key: i18n.T(ctx, "door.left", "n", 3).
package i18n

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
)

// A Localizer speaks one language. It never changes and can be used from many goroutines.
type Localizer struct {
	locale  *locale
	catalog *catalog
	english *catalog
}

type contextKey struct{}

// With returns a context whose messages are in l's language.
func With(ctx context.Context, l *Localizer) context.Context {
	return context.WithValue(ctx, contextKey{}, l)
}

// Locale returns the Localizer of the context, English where there is none.
func Locale(ctx context.Context) *Localizer {
	if l, ok := ctx.Value(contextKey{}).(*Localizer); ok && l != nil {
		return l
	}
	return Default()
}

// T returns the message of a key in the language of the context. args are pairs of name and value: "n", 3, "name", "An".
// A message with plural forms chooses by "n". Values may be strings, whole numbers, floats, times and lists of strings.
func T(ctx context.Context, key string, args ...any) string { return Locale(ctx).T(key, args...) }

// Default is English.
func Default() *Localizer { return built().localizer[0] }

// All returns the languages that people can choose, without the pseudo-locales, in the order of a language menu.
func All() []*Localizer {
	var out []*Localizer
	for _, l := range built().localizer {
		if !l.locale.pseudo {
			out = append(out, l)
		}
	}
	return out
}

// Get returns the Localizer of exactly this tag, pseudo-locales included.
func Get(tag string) (*Localizer, bool) {
	l, ok := built().byTag[tag]
	return l, ok
}

// Has tells whether a key exists, for keys that are made from data.
func Has(key string) bool { return built().english.messages[key] != nil }

// Keys are all keys in the order of the English catalogs.
func Keys() []string { return slices.Clone(built().keys) }

// Tag is the language's BCP 47 tag, for lang attributes.
func (l *Localizer) Tag() string { return l.locale.tag }

// Dir is "ltr" or "rtl", for dir attributes.
func (l *Localizer) Dir() string { return l.locale.dir }

// Script is the ISO 15924 code of the language's writing, such as "Khmr".
func (l *Localizer) Script() string { return l.locale.script }

// Endonym is what the language calls itself.
func (l *Localizer) Endonym() string { return l.locale.endonym }

// Class is the class that the page's root carries for its font and line height, such as "script-khmr".
func (l *Localizer) Class() string { return l.locale.class }

// T is like the function [T], in this language.
func (l *Localizer) T(key string, args ...any) string {
	m, in := l.catalog.messages[key], l
	if m == nil {
		if m, in = l.english.messages[key], Default(); m == nil {
			return unknownKey(key)
		}
	}
	form := 0
	if m.plural {
		form = in.locale.plural.form(count(key, args))
	}
	return l.fill(m.forms[form], key, args)
}

// Speaks tells whether the key is translated. Where it is not, T answers in English.
func (l *Localizer) Speaks(key string) bool { return l.catalog.messages[key] != nil }

// For is the language that pages of a domain are in for this reader: their own where all of the domain's messages are
// translated, else English, so that no page is half in one and half in the other and its lang attribute is true.
func (l *Localizer) For(domain string) *Localizer {
	for key, d := range l.english.domain {
		if d == domain && l.catalog.messages[key] == nil {
			return Default()
		}
	}
	return l
}

var unknownKeys sync.Map // logged once each

// unknownKey is a mistake in the code: a test must stop, a person at a door must not.
func unknownKey(key string) string {
	if testing.Testing() {
		panic(fmt.Sprintf("i18n: no message %q; add it to locales/en", key))
	}
	if _, seen := unknownKeys.LoadOrStore(key, true); !seen {
		slog.Error("message is not in the catalogs", "key", key)
	}
	return "[" + key + "]"
}
