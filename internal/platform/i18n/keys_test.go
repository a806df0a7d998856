package i18n_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"banyan/internal/platform/i18n"
)

const root = "../../.."

// keyArgument says which argument of a function is a message key.
var keyArgument = map[string]int{"i18n.T": 1, "errs.New": 1, "errs.Field": 1, "web.Notice": 2}

// uses are the keys in the sources: those that are given to a function above, with where, and every text that could be one.
type uses struct {
	asked map[string]string
	seen  map[string]bool
}

var (
	wholeKey  = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[A-Za-z0-9_-]+)+$`)
	keyPrefix = regexp.MustCompile(`^[a-z][a-z0-9_]*\.([a-z0-9_.]*[._])?\*?$`)
	quoted    = regexp.MustCompile("[\"'`]([a-z][a-z0-9_.]*\\.[a-z0-9_.*]+)[\"'`]")
)

func TestKeys_whatTheCodeAsksForIsInTheCatalogs(t *testing.T) {
	u := findUses(t)
	if len(u.asked) < 10 {
		t.Fatalf("only %d keys were found in the sources", len(u.asked))
	}
	for key, where := range u.asked {
		if !i18n.Has(key) {
			t.Errorf("%s asks for %q, which locales/en lacks", where, key)
		}
	}
}

// TestKeys_everyMessageIsUsed keeps translators from working on texts that nobody sees.
func TestKeys_everyMessageIsUsed(t *testing.T) {
	u := findUses(t)
	for _, key := range i18n.Keys() {
		if !u.has(key) {
			t.Errorf("nothing uses the message %q", key)
		}
	}
}

// has tells whether the sources hold the key, or a beginning of it that they complete from data ("role." + name).
func (u *uses) has(key string) bool {
	if u.seen[key] {
		return true
	}
	for i := len(key); i > 0; i-- {
		if c := key[i-1]; (c == '.' || c == '_') && (u.seen[key[:i]] || u.seen[key[:i]+"*"]) {
			return true
		}
	}
	return false
}

func findUses(t *testing.T) *uses {
	t.Helper()
	u := &uses{asked: map[string]string{}, seen: map[string]bool{}}
	for _, dir := range []string{"internal", "cmd", "web"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata"):
				return fs.SkipDir
			case strings.HasSuffix(path, "_test.go"):
				return nil
			case strings.HasSuffix(path, ".go"):
				return u.readGo(path)
			case strings.HasSuffix(path, ".js"), strings.HasSuffix(path, ".mjs"):
				return u.readScript(path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return u
}

func (u *uses) readScript(path string) error {
	src, err := os.ReadFile(path)
	for _, m := range quoted.FindAllSubmatch(src, -1) {
		u.seen[string(m[1])] = true
	}
	return err
}

func (u *uses) readGo(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if s, ok := text(n); ok && (wholeKey.MatchString(s) || keyPrefix.MatchString(s)) {
				u.seen[s] = true
			}
		case *ast.CallExpr:
			u.call(n, strings.TrimPrefix(path, root+"/"))
		}
		return true
	})
	return nil
}

func (u *uses) call(call *ast.CallExpr, path string) {
	at, ok := keyArgument[name(call.Fun)]
	if !ok {
		if s, isMethod := call.Fun.(*ast.SelectorExpr); !isMethod || s.Sel.Name != "T" {
			return
		}
		at = 0
	}
	if at >= len(call.Args) {
		return
	}
	if s, ok := text(call.Args[at]); ok && wholeKey.MatchString(s) {
		u.asked[s] = path
	}
}

// name is "package.Func" of a call to another package's function.
func name(fun ast.Expr) string {
	if s, ok := fun.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok && slices.Contains([]string{"i18n", "errs", "web"}, x.Name) {
			return x.Name + "." + s.Sel.Name
		}
	}
	return ""
}

func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
