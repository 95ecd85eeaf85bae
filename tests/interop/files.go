package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

// pathOf is where C2SP puts a tile: as sumdb does, but for the height, which is always 8.
func pathOf(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}

// bundlePathOf is where the entries under a tile of level 0 stand.
func bundlePathOf(tile tlog.Tile) string {
	return strings.Replace(pathOf(tile), "tile/0/", "tile/entries/", 1)
}

// folder gives the tiles of a log's folder to tlog.TileHashReader, which does not trust them.
type folder string

func (f folder) Height() int { return height }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		read, err := f.read(pathOf(tile))
		if err != nil {
			return nil, err
		}
		data[i] = read
	}
	return data, nil
}

// SaveTiles does nothing: the tiles are on the disk.
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) read(path string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(string(f), path))
	if err != nil {
		return nil, fmt.Errorf("%s: is missing", path)
	}
	return data, nil
}

func (f folder) write(path string, data []byte) error {
	file := filepath.Join(string(f), path)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}

// entries reads the entries in the bundle under a tile of level 0.
func (f folder) entries(tile tlog.Tile) ([][]byte, error) {
	path := bundlePathOf(tile)
	data, err := f.read(path)
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s: entry %d is cut short", path, len(entries))
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if len(entries) != tile.W {
		return nil, fmt.Errorf("%s: expected %d entries, got %d", path, tile.W, len(entries))
	}
	return entries, nil
}

func bundle(entries [][]byte) []byte {
	var data bytes.Buffer
	for _, entry := range entries {
		length := []byte{byte(len(entry) >> 8), byte(len(entry))}
		data.Write(append(length, entry...))
	}
	return data.Bytes()
}

// leafTiles are the tiles of level 0 of a tree with n leaves, from left to right.
func leafTiles(n int64) []tlog.Tile {
	var tiles []tlog.Tile
	for start := int64(0); start < n; start += width {
		tile := tlog.Tile{H: height, L: 0, N: start / width, W: width}
		if n-start < width {
			tile.W = int(n - start)
		}
		tiles = append(tiles, tile)
	}
	return tiles
}
