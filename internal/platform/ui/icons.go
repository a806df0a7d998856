package ui

// icons are the paths of the symbols, on a grid of 24, drawn for Banyan.
var icons = map[string]string{
	"banyan":   "M12 21v-8M7 21v-5M17 21v-5M12 13c-5 0-9-2-9-6s4-4 9-4 9 0 9 4-4 6-9 6z",
	"person":   "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-6 8-6s8 2 8 6",
	"people":   "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2 20c0-4 3-6 7-6s7 2 7 6M16 5a3 3 0 0 1 0 6M18 14c3 .5 4 3 4 6",
	"home":     "M3 11l9-8 9 8M6 9v12h12V9M10 21v-6h4v6",
	"door":     "M6 21V3h12v18M3 21h18M14 12h1",
	"list":     "M8 6h13M8 12h13M8 18h13M3 6h1M3 12h1M3 18h1",
	"script":   "M4 4h16v12H9l-5 4z",
	"map":      "M3 6l6-3 6 3 6-3v15l-6 3-6-3-6 3zM9 3v15M15 6v15",
	"pin":      "M12 21c5-6 7-9 7-12a7 7 0 1 0-14 0c0 3 2 6 7 12zM12 11a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
	"chart":    "M4 21V3M4 21h17M9 17v-6M14 17V7M19 17v-9",
	"import":   "M12 3v12M7 10l5 5 5-5M4 21h16",
	"export":   "M12 15V3M7 8l5-5 5 5M4 21h16",
	"gear":     "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 2v4M12 18v4M2 12h4M18 12h4M5 5l3 3M16 16l3 3M5 19l3-3M16 8l3-3",
	"shield":   "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z",
	"done":     "M4 13l5 5L20 6",
	"wait":     "M12 7v5l3 3M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
	"alert":    "M12 3l10 18H2zM12 10v5M12 18h.01",
	"back":     "M15 5l-7 7 7 7",
	"next":     "M9 5l7 7-7 7",
	"plus":     "M12 5v14M5 12h14",
	"close":    "M6 6l12 12M18 6L6 18",
	"search":   "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM15 15l6 6",
	"language": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 4 6 4 9s-1 6-4 9c-3-3-4-6-4-9s1-6 4-9z",
	"print":    "M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z",
	"phone":    "M7 2h10v20H7zM11 18h2",
	"undo":     "M8 5L3 10l5 5M3 10h11a6 6 0 0 1 0 12h-3",
	"redo":     "M16 5l5 5-5 5M21 10H10a6 6 0 0 0 0 12h3",
	"refresh":  "M20 11a8 8 0 0 0-14-4L3 10M3 4v6h6M4 13a8 8 0 0 0 14 4l3-3M21 20v-6h-6",
	"trash":    "M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14",
	"edit":     "M4 20l1-5L16 4l4 4L9 19z",
}

// HasIcon tells whether a symbol of that name is drawn.
func HasIcon(name string) bool { return icons[name] != "" }
