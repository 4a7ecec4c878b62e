package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// judgeProof checks a proof file of c2sp.org/tlog-proof v1.
func judgeProof(file, leafFile string, k keys) (map[string]any, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	leaf, err := os.ReadFile(leafFile)
	if err != nil {
		return nil, err
	}
	index, path, checkpoint, err := parseProof(string(text))
	if err != nil {
		return nil, err
	}
	head, err := k.open([]byte(checkpoint))
	if err != nil {
		return nil, err
	}
	if err := checkInclusion(head, index, tlog.RecordHash(leaf), path); err != nil {
		return nil, err
	}
	return map[string]any{
		"ok": true, "index": index, "size": head.N, "root": head.Hash.String(), "cosignatures": len(k.witnesses),
	}, nil
}

func parseProof(text string) (index int64, path []tlog.Hash, checkpoint string, err error) {
	top, checkpoint, found := strings.Cut(text, "\n\n")
	lines := strings.Split(top, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, "", fmt.Errorf("this is no proof file")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, "", fmt.Errorf("the proof file has no index")
	}
	if index, err = strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64); err != nil {
		return 0, nil, "", err
	}
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, "", fmt.Errorf("hash %q: %w", line, err)
		}
		path = append(path, hash)
	}
	return index, path, checkpoint, nil
}
