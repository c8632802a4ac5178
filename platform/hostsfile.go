package platform

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"fix502/platform/parse"
)

// hostsLimit bounds the hosts file, in bytes. Lists that block advertisements
// make it several megabytes long.
const hostsLimit = 16 << 20

// HostsFile returns where the hosts file is and its lines that pin names. A file
// that is not there pins none.
func (s *System) HostsFile(context.Context) (path string, entries []HostsEntry, err error) {
	path = hostsPath()
	data, err := readLimited(s.fs, s.inside(path), hostsLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil, nil
	}
	if err != nil {
		return path, nil, fmt.Errorf("reading the hosts file: %w", err)
	}
	for _, h := range parse.Hosts(data) {
		entries = append(entries, HostsEntry{Addr: h.Addr, Names: h.Names, Line: h.Line})
	}
	return path, entries, nil
}

// inside turns a path of this system into a name within its file system. Windows
// does not tell "c:" from "C:".
func (s *System) inside(path string) string {
	path, root := filepath.ToSlash(path), filepath.ToSlash(s.root)
	if len(path) >= len(root) && strings.EqualFold(path[:len(root)], root) {
		return path[len(root):]
	}
	return path
}
