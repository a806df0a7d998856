package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// photo is a JPEG of 64 by 32 with a red upper left quarter and an EXIF block that gives its orientation and where it was taken.
func photo(t *testing.T, orientation uint16, order binary.ByteOrder) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 64, 32))
	for y := range 32 {
		for x := range 64 {
			p.Set(x, y, color.White)
			if x < 32 && y < 16 {
				p.Set(x, y, color.RGBA{255, 0, 0, 255})
			}
		}
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("II*\x00")
	if order == binary.BigEndian {
		tiff = []byte("MM\x00*")
	}
	tiff, _ = binary.Append(tiff, order, []uint32{8})
	tiff, _ = binary.Append(tiff, order, []uint16{1, 0x0112, 3})
	tiff, _ = binary.Append(tiff, order, uint32(1))
	tiff, _ = binary.Append(tiff, order, []uint16{orientation, 0})
	block := append([]byte("Exif\x00\x00"), append(tiff, "GPS 43.0389 N"...)...)
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(len(block)+2))
	return append(append(head, block...), plain.Bytes()[2:]...)
}

func TestRedraw_standsUprightAndForgetsWhereItWasTaken(t *testing.T) {
	// For each orientation: in which quarter (left or right, upper or lower) the stored picture's upper left one is seen, by CIPA DC-008.
	want := map[uint16][2]bool{1: {false, false}, 2: {true, false}, 3: {true, true}, 4: {false, true}, 5: {false, false}, 6: {true, false}, 7: {true, true}, 8: {false, true}}
	for orientation, at := range want {
		for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
			media, out, err := Redraw(photo(t, orientation, order), 0)
			if err != nil || media != "image/jpeg" || bytes.Contains(out, []byte("GPS")) || bytes.Contains(out, []byte("Exif")) {
				t.Fatalf("%d: %s, %v", orientation, media, err)
			}
			p, err := jpeg.Decode(bytes.NewReader(out))
			if err != nil {
				t.Fatal(err)
			}
			w, h := p.Bounds().Dx(), p.Bounds().Dy()
			if turned := orientation >= 5; turned != (h > w) {
				t.Errorf("%d: %d by %d", orientation, w, h)
			}
			for right := range 2 {
				for lower := range 2 {
					_, g, _, _ := p.At(w/4+right*w/2, h/4+lower*h/2).RGBA()
					if red, here := g < 0x8000, at == [2]bool{right == 1, lower == 1}; red != here {
						t.Errorf("orientation %d, quarter %d %d: red is %v", orientation, right, lower, red)
					}
				}
			}
		}
	}
}

func TestRedraw_makesLargePicturesSmaller(t *testing.T) {
	var b bytes.Buffer
	p := image.NewGray(image.Rect(0, 0, 301, 90))
	for i := range p.Pix {
		p.Pix[i] = 200
	}
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	media, out, err := Redraw(b.Bytes(), 100)
	if err != nil || media != "image/png" {
		t.Fatal(media, err)
	}
	small, err := png.Decode(bytes.NewReader(out))
	if err != nil || small.Bounds().Dx() != 100 || small.Bounds().Dy() != 29 {
		t.Fatal(small.Bounds(), err)
	}
	if r, _, _, _ := small.At(99, 28).RGBA(); r>>8 != 200 {
		t.Errorf("the corner is %d", r>>8)
	}
}

func FuzzRedraw(f *testing.F) {
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x10Exif\x00\x00MM\x00*\x00\x00\x00\x08"))
	f.Add([]byte("GIF89a\x01\x00\x01\x00"))
	f.Add([]byte("<svg onload=alert(1)>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		media, out, err := Redraw(data, 500)
		if err != nil {
			if !errors.Is(err, ErrPicture) {
				t.Error(err)
			}
			return
		}
		if again, _, err := Redraw(out, 0); err != nil || again != media {
			t.Errorf("what was written cannot be read: %s, %v", again, err)
		}
	})
}
