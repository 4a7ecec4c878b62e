package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand"
	"os"
	"strings"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"
)

// judgeLog checks signature, leaves, tiles and proofs of a whole log.
func judgeLog(from source, k keys, oldFile string, samples int) (map[string]any, error) {
	message, err := from.read("checkpoint")
	if err != nil {
		return nil, err
	}
	head, err := k.open(message)
	if err != nil {
		return nil, err
	}
	leaves, stored, err := readLeaves(from, head.N)
	if err != nil {
		return nil, err
	}
	if err := checkRoot(head, stored); err != nil {
		return nil, err
	}
	tileCount, err := checkTiles(from, head.N, stored)
	if err != nil {
		return nil, err
	}
	served := tlog.TileHashReader(head, tiles{from, map[string]bool{}})
	proofs, err := checkProofs(head, leaves, served, samples)
	if err != nil {
		return nil, err
	}
	if oldFile != "" {
		if err := checkOld(oldFile, k, head, served); err != nil {
			return nil, err
		}
	}
	return map[string]any{
		"ok": true, "size": head.N, "root": head.Hash.String(), "leaves": len(leaves), "tiles": tileCount,
		"inclusion_proofs": proofs, "consistency_proofs": proofs, "old": oldFile != "",
		"cosignatures": len(k.witnesses),
	}, nil
}

// hashes is a tlog.HashReader over all hashes of a tree.
type hashes []tlog.Hash

func (h *hashes) ReadHashes(wanted []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(wanted))
	for i, index := range wanted {
		if index >= int64(len(*h)) {
			return nil, fmt.Errorf("hash %d is not known", index)
		}
		found[i] = (*h)[index]
	}
	return found, nil
}

// readLeaves reads every bundle and hashes every leaf.
func readLeaves(from source, size int64) ([]tlog.Hash, *hashes, error) {
	var leaves []tlog.Hash
	stored := &hashes{}
	for index := int64(0); index*256 < size; index++ {
		tile := tlog.Tile{H: 8, L: 0, N: index, W: int(min64(256, size-index*256))}
		path := strings.Replace(tilePath(tile), "tile/0/", "tile/entries/", 1)
		bundle, err := from.read(path)
		if err != nil {
			return nil, nil, err
		}
		for n := 0; n < tile.W; n++ {
			if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
				return nil, nil, fmt.Errorf("%s ends in leaf %d", path, n)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			leaf := tlog.RecordHash(bundle[2:end])
			added, err := tlog.StoredHashesForRecordHash(int64(len(leaves)), leaf, stored)
			if err != nil {
				return nil, nil, err
			}
			leaves, *stored, bundle = append(leaves, leaf), append(*stored, added...), bundle[end:]
		}
		if len(bundle) != 0 {
			return nil, nil, fmt.Errorf("%s holds more than %d leaves", path, tile.W)
		}
	}
	return leaves, stored, nil
}

func checkRoot(head tlog.Tree, stored *hashes) error {
	root := tlog.Hash{}
	copy(root[:], rfc6962.DefaultHasher.EmptyRoot())
	if head.N > 0 {
		var err error
		if root, err = tlog.TreeHash(head.N, stored); err != nil {
			return err
		}
	}
	if root != head.Hash {
		return fmt.Errorf("the leaves have the root %v, the checkpoint says %v", root, head.Hash)
	}
	return nil
}

// checkTiles compares every tile that a log of that size has with what the leaves give.
func checkTiles(from source, size int64, stored *hashes) (int, error) {
	all := tlog.NewTiles(8, 0, size)
	for _, tile := range all {
		want, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return 0, err
		}
		got, err := from.read(tilePath(tile))
		if err != nil {
			return 0, err
		}
		if !bytes.Equal(got, want) {
			return 0, fmt.Errorf("%s does not hold the hashes of its leaves", tilePath(tile))
		}
	}
	return len(all), nil
}

// checkProofs makes proofs out of the served tiles; two libraries verify each.
func checkProofs(head tlog.Tree, leaves []tlog.Hash, served tlog.HashReader, samples int) (int, error) {
	places := rand.New(rand.NewSource(1))
	count := 0
	for ; count < samples && head.N > 0; count++ {
		index := places.Int63n(head.N)
		if count == 0 {
			index = head.N - 1
		}
		path, err := tlog.ProveRecord(head.N, index, served)
		if err != nil {
			return 0, err
		}
		if err := checkInclusion(head, index, leaves[index], path); err != nil {
			return 0, err
		}
		old := tlog.Tree{N: index + 1}
		if old.Hash, err = tlog.TreeHash(old.N, served); err != nil {
			return 0, err
		}
		if err := checkConsistency(old, head, served); err != nil {
			return 0, err
		}
	}
	return count, nil
}

func checkInclusion(head tlog.Tree, index int64, leaf tlog.Hash, path []tlog.Hash) error {
	if err := tlog.CheckRecord(path, head.N, head.Hash, index, leaf); err != nil {
		return fmt.Errorf("leaf %d: tlog: %w", index, err)
	}
	err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), uint64(head.N), leaf[:], slices(path), head.Hash[:])
	if err != nil {
		return fmt.Errorf("leaf %d: merkle: %w", index, err)
	}
	return nil
}

func checkConsistency(old, head tlog.Tree, served tlog.HashReader) error {
	path, err := tlog.ProveTree(head.N, old.N, served)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(path, head.N, head.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("size %d: tlog: %w", old.N, err)
	}
	err = proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(old.N), uint64(head.N), slices(path), old.Hash[:], head.Hash[:])
	if err != nil {
		return fmt.Errorf("size %d: merkle: %w", old.N, err)
	}
	return nil
}

// checkOld checks that the log has grown out of the head in the file.
func checkOld(file string, k keys, head tlog.Tree, served tlog.HashReader) error {
	message, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	old, err := keys{log: k.log}.open(message)
	if err != nil {
		return err
	}
	if old.N > head.N {
		return fmt.Errorf("the log had %d leaves and has %d", old.N, head.N)
	}
	if old.N == 0 {
		return nil
	}
	return checkConsistency(old, head, served)
}

func slices(path []tlog.Hash) [][]byte {
	out := make([][]byte, len(path))
	for i := range path {
		out[i] = path[i][:]
	}
	return out
}

func min64(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
