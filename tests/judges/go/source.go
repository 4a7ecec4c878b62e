package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// source is where a log is read: a folder or a server, in the layout of c2sp.org/tlog-tiles.
type source struct{ dir, url string }

var client = &http.Client{Timeout: 30 * time.Second}

func (s source) read(path string) ([]byte, error) {
	if s.dir != "" {
		return os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(path)))
	}
	answer, err := client.Get(strings.TrimSuffix(s.url, "/") + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 32<<20))
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: status %d", path, answer.StatusCode)
	}
	return body, err
}

// tilePath is the path of tlog without the height, which is always 8 here.
func tilePath(t tlog.Tile) string { return strings.Replace(t.Path(), "tile/8/", "tile/", 1) }

// tiles implements tlog.TileReader.
type tiles struct {
	source
	read map[string]bool
}

func (t tiles) Height() int                     { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		bytes, err := t.source.read(tilePath(tile))
		if err != nil {
			return nil, err
		}
		t.read[tilePath(tile)] = true
		found = append(found, bytes)
	}
	return found, nil
}
