package geo

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// This file reads the format of OpenStreetMap extracts (.osm.pbf, https://wiki.openstreetmap.org/wiki/PBF_Format): blocks of
// protocol buffers, each compressed by itself. Only what a road graph needs is decoded: nodes' places, and ways with their tags.
// It is written here because the reading library at hand brings a C compiler's zlib and a database driver along for it.

// The largest that the format allows.
const (
	maxBlobHeader = 64 << 10
	maxBlob       = 32 << 20
)

// osmWay is a way: its tags and the ids of its nodes.
type osmWay struct {
	tags map[string]string
	refs []int64
}

// osmVisitor gets what the file holds, in the file's order. Sorted files, which all usual ones are, have nodes before ways.
type osmVisitor struct {
	node func(id int64, at Point) error
	way  func(osmWay) error
}

func badOSM(format string, args ...any) error {
	return &FormatError{Problem: "not an OpenStreetMap .osm.pbf file: " + fmt.Sprintf(format, args...)}
}

// readOSM calls the visitor for every node and way.
func readOSM(r io.Reader, visit osmVisitor) error {
	in := bufio.NewReaderSize(r, 1<<16)
	for blocks := 0; ; blocks++ {
		kind, blob, err := readBlob(in)
		if err == io.EOF {
			if blocks == 0 {
				return badOSM("it is empty")
			}
			return nil
		}
		if err == nil && blocks == 0 && kind != "OSMHeader" {
			err = badOSM("it does not begin with a header")
		}
		var data []byte
		if err == nil {
			data, err = inflate(blob)
		}
		if err == nil && kind == "OSMHeader" {
			err = checkHeader(data)
		}
		if err == nil && kind == "OSMData" {
			err = readBlock(data, visit)
		}
		if err != nil {
			return err
		}
	}
}

func readBlob(in io.Reader) (kind string, blob []byte, err error) {
	var size [4]byte
	if _, err := io.ReadFull(in, size[:]); err == io.EOF {
		return "", nil, io.EOF
	} else if err != nil {
		return "", nil, cutShort(err)
	}
	length := binary.BigEndian.Uint32(size[:])
	if length > maxBlobHeader {
		return "", nil, badOSM("a block header of %d bytes", length)
	}
	header := make([]byte, length)
	if _, err := io.ReadFull(in, header); err != nil {
		return "", nil, cutShort(err)
	}
	dataSize := uint64(0)
	err = fields(header, func(field int, number uint64, text []byte) error {
		switch field {
		case 1:
			kind = string(text)
		case 3:
			dataSize = number
		}
		return nil
	})
	if err != nil {
		return "", nil, err
	}
	if dataSize > maxBlob {
		return "", nil, badOSM("a block of %d bytes", dataSize)
	}
	blob = make([]byte, dataSize)
	_, err = io.ReadFull(in, blob)
	return kind, blob, cutShort(err)
}

func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return badOSM("it ends in the middle of a block")
	}
	return err
}

func inflate(blob []byte) ([]byte, error) {
	var raw, packed []byte
	other := false
	err := fields(blob, func(field int, _ uint64, text []byte) error {
		switch field {
		case 1:
			raw = text
		case 3:
			packed = text
		case 4, 5, 6, 7:
			other = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if packed == nil {
		if other {
			return nil, badOSM("it is compressed by another method than zlib; convert it with: osmium cat -f pbf,pbf_compression=zlib")
		}
		return raw, nil
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, badOSM("a block cannot be unpacked: %v", err)
	}
	out, err := io.ReadAll(io.LimitReader(z, maxBlob+1))
	if err != nil || len(out) > maxBlob {
		return nil, badOSM("a block cannot be unpacked, or is larger than the format allows (%v)", err)
	}
	return out, nil
}

// checkHeader refuses files that need what this reader does not know.
func checkHeader(data []byte) error {
	return fields(data, func(field int, _ uint64, text []byte) error {
		if field == 4 && string(text) != "OsmSchema-V0.6" && string(text) != "DenseNodes" && string(text) != "HistoricalInformation" {
			return badOSM("it needs the feature %q", text)
		}
		return nil
	})
}

// block is a PrimitiveBlock while it is read: its strings, and how its numbers become degrees.
type block struct {
	strings                         [][]byte
	granularity, latStart, lonStart int64
	visit                           osmVisitor
}

func readBlock(data []byte, visit osmVisitor) error {
	b := block{granularity: 100, visit: visit}
	var groups [][]byte
	err := fields(data, func(field int, number uint64, text []byte) error {
		switch field {
		case 1:
			return fields(text, func(field int, _ uint64, s []byte) error {
				if field == 1 {
					b.strings = append(b.strings, s)
				}
				return nil
			})
		case 2:
			groups = append(groups, text)
		case 17:
			b.granularity = int64(number)
		case 19:
			b.latStart = int64(number)
		case 20:
			b.lonStart = int64(number)
		}
		return nil
	})
	for _, group := range groups {
		if err == nil {
			err = fields(group, func(field int, _ uint64, text []byte) error {
				switch field {
				case 1:
					return b.node(text)
				case 2:
					return b.dense(text)
				case 3:
					return b.way(text)
				}
				return nil
			})
		}
	}
	return err
}

func (b *block) point(lat, lon int64) Point {
	return Point{Lat: 1e-9 * float64(b.latStart+b.granularity*lat), Lon: 1e-9 * float64(b.lonStart+b.granularity*lon)}
}

func (b *block) node(data []byte) error {
	var id, lat, lon int64
	err := fields(data, func(field int, number uint64, _ []byte) error {
		switch field {
		case 1:
			id = zigzag(number)
		case 8:
			lat = zigzag(number)
		case 9:
			lon = zigzag(number)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.visit.node(id, b.point(lat, lon))
}

// dense reads nodes that are stored as three lists of differences.
func (b *block) dense(data []byte) error {
	var lists [3][]int64
	err := fields(data, func(field int, _ uint64, text []byte) (err error) {
		switch field {
		case 1:
			lists[0], err = deltas(text)
		case 8:
			lists[1], err = deltas(text)
		case 9:
			lists[2], err = deltas(text)
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(lists[0]) != len(lists[1]) || len(lists[0]) != len(lists[2]) {
		return badOSM("%d nodes with %d latitudes and %d longitudes", len(lists[0]), len(lists[1]), len(lists[2]))
	}
	for i, id := range lists[0] {
		if err := b.visit.node(id, b.point(lists[1][i], lists[2][i])); err != nil {
			return err
		}
	}
	return nil
}

func (b *block) way(data []byte) error {
	var keys, values []uint64
	way := osmWay{tags: map[string]string{}}
	err := fields(data, func(field int, _ uint64, text []byte) (err error) {
		switch field {
		case 2:
			keys, err = packed(text)
		case 3:
			values, err = packed(text)
		case 8:
			way.refs, err = deltas(text)
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := range min(len(keys), len(values)) {
		if keys[i] >= uint64(len(b.strings)) || values[i] >= uint64(len(b.strings)) {
			return badOSM("a tag outside the table of strings")
		}
		way.tags[string(b.strings[keys[i]])] = string(b.strings[values[i]])
	}
	return b.visit.way(way)
}

// fields walks a protocol buffer message: a number for wire type 0, the bytes for type 2; fixed-size fields are passed over.
func fields(data []byte, each func(field int, number uint64, text []byte) error) error {
	for len(data) > 0 {
		tag, n := binary.Uvarint(data)
		if n <= 0 {
			return badOSM("a broken number")
		}
		data = data[n:]
		number, size := uint64(0), 0
		var text []byte
		switch tag & 7 {
		case 0:
			number, size = binary.Uvarint(data)
		case 1:
			size = 8
		case 2:
			length, n := binary.Uvarint(data)
			if n <= 0 || length > uint64(len(data)-n) {
				return badOSM("a field that is longer than its block")
			}
			size = n + int(length)
			text = data[n:size]
		case 5:
			size = 4
		}
		if size <= 0 || size > len(data) {
			return badOSM("a broken field")
		}
		if err := each(int(tag>>3), number, text); err != nil {
			return err
		}
		data = data[size:]
	}
	return nil
}

func packed(data []byte) ([]uint64, error) {
	out := make([]uint64, 0, len(data))
	for len(data) > 0 {
		v, n := binary.Uvarint(data)
		if n <= 0 {
			return nil, badOSM("a broken list of numbers")
		}
		out, data = append(out, v), data[n:]
	}
	return out, nil
}

func deltas(data []byte) ([]int64, error) {
	numbers, err := packed(data)
	out, sum := make([]int64, len(numbers)), int64(0)
	for i, n := range numbers {
		sum += zigzag(n)
		out[i] = sum
	}
	return out, err
}

func zigzag(n uint64) int64 { return int64(n>>1) ^ -int64(n&1) }
