// Package picture takes pictures in: they are drawn anew, so that nothing is left of what a camera wrote beside them (where it was taken)
// nor of anything hidden, and they stand upright.
package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/draw"
	_ "image/gif" // read, and written again as PNG
	"image/jpeg"
	"image/png"
	"net/http"
)

// MaxPixels is the largest picture that is read.
const MaxPixels = 40_000_000

// atOnce is how many pictures are held in memory at once: a large one takes half a gigabyte.
var atOnce = make(chan struct{}, 1)

// ErrPicture is returned for what is no JPEG, PNG or GIF that can be read, or is larger than MaxPixels.
var ErrPicture = errors.New("picture: not a picture that can be read")

// Photo redraws as Redraw does and writes a JPEG of whatever it was.
func Photo(data []byte, most int) ([]byte, error) {
	_, out, err := redraw(data, most, true)
	return out, err
}

// Redraw reads a JPEG, PNG or GIF and writes it anew, a JPEG as JPEG and the others as PNG, turned as its EXIF orientation says. Where most is not 0, a
// picture whose longer side has more pixels is made smaller. It returns ErrPicture for anything else.
func Redraw(data []byte, most int) (media string, out []byte, err error) {
	return redraw(data, most, false)
}

func redraw(data []byte, most int, photo bool) (media string, out []byte, err error) {
	media = http.DetectContentType(data)
	if media != "image/jpeg" && media != "image/png" && media != "image/gif" {
		return "", nil, ErrPicture
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || size.Width*size.Height > MaxPixels || size.Width < 1 || size.Height < 1 {
		return "", nil, ErrPicture
	}
	atOnce <- struct{}{}
	defer func() { <-atOnce }()
	read, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return "", nil, ErrPicture
	}
	picture := shrink(read, most)
	var b bytes.Buffer
	if media == "image/jpeg" || photo {
		media = "image/jpeg"
		err = jpeg.Encode(&b, upright(picture, orientation(data)), &jpeg.Options{Quality: 88})
	} else {
		media, err = "image/png", png.Encode(&b, picture)
	}
	return media, b.Bytes(), err
}

// shrink averages blocks of pixels: handwriting stays readable, which picking single pixels would break.
func shrink(src image.Image, most int) image.Image {
	box := src.Bounds()
	long := max(box.Dx(), box.Dy())
	if most <= 0 || long <= most {
		return src
	}
	plain := image.NewRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
	draw.Draw(plain, plain.Bounds(), src, box.Min, draw.Src)
	out := image.NewRGBA(image.Rect(0, 0, max(1, box.Dx()*most/long), max(1, box.Dy()*most/long)))
	w, h := out.Bounds().Dx(), out.Bounds().Dy()
	for y := range h {
		top, bottom := y*box.Dy()/h, (y+1)*box.Dy()/h
		for x := range w {
			left, right := x*box.Dx()/w, (x+1)*box.Dx()/w
			copy(out.Pix[out.PixOffset(x, y):], mean(plain, left, top, right, bottom))
		}
	}
	return out
}

// mean is the average of a block's pixels.
func mean(p *image.RGBA, left, top, right, bottom int) []byte {
	var sum [4]int
	for y := top; y < bottom; y++ {
		for i := p.PixOffset(left, y); i < p.PixOffset(right, y); i += 4 {
			for c := range sum {
				sum[c] += int(p.Pix[i+c])
			}
		}
	}
	n := (right - left) * (bottom - top)
	return []byte{byte(sum[0] / n), byte(sum[1] / n), byte(sum[2] / n), byte(sum[3] / n)}
}

// upright turns a picture as EXIF's orientation 1 to 8 says.
func upright(src image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return src
	}
	box := src.Bounds()
	w, h := box.Dx(), box.Dy()
	plain := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(plain, plain.Bounds(), src, box.Min, draw.Src)
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := from(orientation, x, y, w, h)
			copy(out.Pix[out.PixOffset(x, y):][:4], plain.Pix[plain.PixOffset(fx, fy):][:4])
		}
	}
	return out
}

// from gives the place in the stored picture of a place in the upright one, which is w by h.
func from(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, w - 1 - x
	case 7:
		return h - 1 - y, w - 1 - x
	}
	return h - 1 - y, x
}

// orientation reads the tag 0x0112 of the first EXIF block of a JPEG (CIPA DC-008); 1 where there is none.
func orientation(data []byte) int {
	for i := 2; i+4 <= len(data) && data[i] == 0xFF && data[i+1] != 0xDA; {
		size := int(binary.BigEndian.Uint16(data[i+2:]))
		end := i + 2 + size
		if size < 2 || end > len(data) {
			break
		}
		if block := data[i+4 : end]; data[i+1] == 0xE1 && bytes.HasPrefix(block, []byte("Exif\x00\x00")) {
			return tiffOrientation(block[6:])
		}
		i = end
	}
	return 1
}

func tiffOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == 0x0112 {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 1
}
