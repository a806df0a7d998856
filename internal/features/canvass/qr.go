package canvass

import (
	"fmt"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

// quiet is the white border that scanners need, in modules.
const quiet = 4

// QRCode is a QR code as one SVG path of unit squares.
type QRCode struct {
	Size int    // of the square view box
	Path string // of the dark modules
}

// NewQRCode draws a text. Level medium keeps it readable through a scratch; the runs of a row become one
// rectangle each, which keeps the SVG near 3 KB.
func NewQRCode(text string) (QRCode, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return QRCode{}, fmt.Errorf("canvass: QR code: %w", err)
	}
	code.DisableBorder = true
	rows := code.Bitmap()
	var b strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			start := x
			for x < len(row) && row[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", start+quiet, y+quiet, x-start, x-start)
		}
	}
	return QRCode{Size: len(rows) + 2*quiet, Path: b.String()}, nil
}
