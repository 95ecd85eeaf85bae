package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// readLog checks a log's folder: who signed it, every entry, every payload, and that it continues
// each of the older checkpoints.
func readLog(root, key string, old, witnesses []string) error {
	files := folder(root)
	msg, err := files.read("checkpoint")
	if err != nil {
		return err
	}
	newest, err := openCheckpoint(msg, key)
	if err != nil {
		return err
	}
	for _, witness := range witnesses {
		if err := verifyCosigned(msg, witness); err != nil {
			return err
		}
	}
	hashes := tlog.TileHashReader(newest.tree, files)
	for _, tile := range leafTiles(newest.tree.N) {
		if err := checkTile(files, tile, hashes); err != nil {
			return err
		}
		if err := checkEntries(files, newest.tree, tile, hashes); err != nil {
			return err
		}
	}
	for _, file := range old {
		if err := checkContinues(file, key, newest.tree, hashes); err != nil {
			return err
		}
	}
	fmt.Printf("%s %d %d\n", newest.origin, newest.tree.N, len(old))
	return nil
}

// checkTile compares a full tile with the hash that the tile above it has for it. TileHashReader
// ought to, but in golang.org/x/mod 0.7.0 it begins as many tiles too late as hashes of the right
// edge share a tile: it gives out hashes of full tiles that it did not check.
func checkTile(files folder, tile tlog.Tile, hashes tlog.HashReader) error {
	if tile.W < width {
		return nil // a part of the right edge, which has led to the root
	}
	data, err := files.read(pathOf(tile))
	if err != nil {
		return err
	}
	if len(data) != width*tlog.HashSize {
		return fmt.Errorf("%s: has %d bytes", pathOf(tile), len(data))
	}
	above, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(height, tile.N)})
	if err != nil {
		return fmt.Errorf("%s: %w", pathOf(tile), err)
	}
	if rootOf(data) != above[0] {
		return fmt.Errorf("%s: is not the one the tree holds", pathOf(tile))
	}
	return nil
}

// rootOf is the root over the hashes of a tile, whose number is a power of two.
func rootOf(tile []byte) tlog.Hash {
	if len(tile) == tlog.HashSize {
		var hash tlog.Hash
		copy(hash[:], tile)
		return hash
	}
	middle := len(tile) / 2
	return tlog.NodeHash(rootOf(tile[:middle]), rootOf(tile[middle:]))
}

func checkEntries(files folder, tree tlog.Tree, tile tlog.Tile, hashes tlog.HashReader) error {
	entries, err := files.entries(tile)
	if err != nil {
		return err
	}
	for i, entry := range entries {
		number := tile.N*width + int64(i)
		proof, err := tlog.ProveRecord(tree.N, number, hashes)
		if err != nil {
			return fmt.Errorf("entry %d: %w", number, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, number, tlog.RecordHash(entry)); err != nil {
			return fmt.Errorf("entry %d: %w", number, err)
		}
		if err := checkPayload(files, entry); err != nil {
			return fmt.Errorf("entry %d: %w", number, err)
		}
	}
	return nil
}

func checkPayload(files folder, entry []byte) error {
	var said struct {
		Payload string
		Size    int
	}
	if err := json.Unmarshal(entry, &said); err != nil || len(said.Payload) != 64 {
		return errors.New("says nothing of a payload")
	}
	payload, err := files.read("payload/" + said.Payload[:2] + "/" + said.Payload)
	if err != nil {
		return err
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(payload)); sum != said.Payload || len(payload) != said.Size {
		return errors.New("its payload is another one")
	}
	return nil
}

func checkContinues(file, key string, newest tlog.Tree, hashes tlog.HashReader) error {
	msg, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	older, err := openCheckpoint(msg, key)
	if err != nil {
		return fmt.Errorf("older %w", err)
	}
	if older.tree.N > newest.N {
		return fmt.Errorf("older checkpoint: %d entries, the newest has %d", older.tree.N, newest.N)
	}
	proof, err := tlog.ProveTree(newest.N, older.tree.N, hashes)
	if err == nil {
		err = tlog.CheckTree(proof, newest.N, newest.Hash, older.tree.N, older.tree.Hash)
	}
	if err != nil {
		return fmt.Errorf("from %d to %d: %w", older.tree.N, newest.N, err)
	}
	return nil
}

// readReceipt checks a receipt with tlog.CheckRecord.
func readReceipt(file, key string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, msg, found := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("receipt: malformed")
	}
	entry, err1 := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	index, err2 := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err1 != nil || err2 != nil {
		return errors.New("receipt: malformed")
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return fmt.Errorf("receipt: %w", err)
		}
		proof = append(proof, hash)
	}
	signed, err := openCheckpoint(msg, key)
	if err != nil {
		return err
	}
	tree := signed.tree
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	fmt.Printf("%s %d %d\n", signed.origin, index, tree.N)
	return nil
}
