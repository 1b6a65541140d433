// Makes and removes the directory of one volume: what local-path-provisioner's helper pod runs in
// place of a shell script, so that its image needs no shell.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	path := flag.String("p", "", "directory of the volume")
	action := flag.String("a", "", "create or delete")
	flag.String("s", "", "size in bytes (not enforced by directories)")
	flag.String("m", "", "volume mode")
	flag.Parse()

	if err := run(*action, *path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(action, path string) error {
	if path == "" {
		return fmt.Errorf("no directory given")
	}
	switch action {
	case "create":
		if err := os.MkdirAll(path, 0o700); err != nil {
			return fmt.Errorf("failed to make the volume's directory: %w", err)
		}
		// Any user id of a pod may own what lies in its volume; the parent directory is root's alone.
		return os.Chmod(path, 0o777)
	case "delete":
		return os.RemoveAll(path)
	default:
		return fmt.Errorf("unknown action %q", action)
	}
}
