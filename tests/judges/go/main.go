// Command judge checks a log and its proofs with code that this project did not write:
// golang.org/x/mod/sumdb/note and tlog, github.com/transparency-dev/merkle.
//
//	judge log   (--dir DIR | --url URL) --vkey VKEY [--witness VKEY]... [--old FILE] [--samples N]
//	judge proof --file FILE --leaf FILE --vkey VKEY [--witness VKEY]...
//
// It prints one JSON object that says what was checked, status 0; or what does not hold, status 1.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

func main() {
	report, err := run(os.Args[1:])
	if err != nil {
		report = map[string]any{"ok": false, "error": err.Error()}
	}
	encoded, _ := json.Marshal(report)
	fmt.Println(string(encoded))
	if err != nil {
		os.Exit(1)
	}
}

func run(args []string) (map[string]any, error) {
	if len(args) == 0 {
		return nil, fmt.Errorf("usage: judge log|proof [flags]")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	var witnesses list
	vkey := flags.String("vkey", "", "verifier key of the log")
	flags.Var(&witnesses, "witness", "verifier key of a witness that must have cosigned")
	dir := flags.String("dir", "", "folder with checkpoint and tile/")
	url := flags.String("url", "", "URL below which checkpoint and tile/ are served")
	old := flags.String("old", "", "file with an older checkpoint that must be consistent")
	samples := flags.Int("samples", 64, "inclusion and consistency proofs to check")
	file := flags.String("file", "", "proof file")
	leaf := flags.String("leaf", "", "file with the bytes of the leaf")
	if err := flags.Parse(args[1:]); err != nil {
		return nil, err
	}
	keys := keys{log: *vkey, witnesses: witnesses}
	switch args[0] {
	case "log":
		return judgeLog(source{dir: *dir, url: *url}, keys, *old, *samples)
	case "proof":
		return judgeProof(*file, *leaf, keys)
	}
	return nil, fmt.Errorf("there is no judge for %q", args[0])
}

type list []string

func (l *list) String() string         { return fmt.Sprint(*l) }
func (l *list) Set(value string) error { *l = append(*l, value); return nil }
