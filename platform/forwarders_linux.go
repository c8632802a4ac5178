package platform

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"fix502/platform/parse"
)

// errNotAnswering says that no process of the program answers at the address that
// this computer asks.
var errNotAnswering = errors.New("it does not answer this computer's questions")

// emptyAt empties the caches of those processes of a program that answer at an
// address. Others of its name serve others.
func (s *System) emptyAt(ctx context.Context, processes []Process, name string, f forwarder, at netip.Addr) error {
	sockets := s.dnsSockets(at)
	done := false
	for _, p := range processes {
		if p.Name != name || !holdsSocket(p.PID, sockets) {
			continue
		}
		if err := f.empty(s, ctx, p); err != nil {
			return err
		}
		done = true
	}
	if !done {
		return errNotAnswering
	}
	return nil
}

// dnsSockets are the kernel's numbers of the sockets that take questions for an
// address.
func (s *System) dnsSockets(at netip.Addr) []string {
	var list []string
	for _, name := range []string{"proc/net/udp", "proc/net/udp6"} {
		data, err := readLimited(s.fs, name, outputLimit)
		if err != nil {
			continue
		}
		for _, socket := range parse.ProcNetUDP(data) {
			addr := socket.Local.Addr().Unmap()
			if socket.Local.Port() == dnsPort && (addr == at.Unmap() || addr.IsUnspecified()) {
				list = append(list, socket.Inode)
			}
		}
	}
	return list
}

// holdsSocket tells whether a process has one of the sockets open. Only a process
// with rights sees that of others.
func holdsSocket(pid int32, inodes []string) bool {
	dir := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		target, err := os.Readlink(filepath.Join(dir, e.Name()))
		inode, found := strings.CutPrefix(target, "socket:[")
		if err == nil && found && slices.Contains(inodes, strings.TrimSuffix(inode, "]")) {
			return true
		}
	}
	return false
}

// hangUp tells a process to read its settings anew, upon which it forgets what it
// has kept. The process is held while it is looked at again, since its number could
// have been given to another.
func (s *System) hangUp(_ context.Context, p Process) error {
	handle, err := unix.PidfdOpen(int(p.PID), 0)
	if err != nil {
		return err
	}
	defer unix.Close(handle) //nolint:errcheck // nothing is left to be done
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", p.PID))
	if err != nil || strings.TrimSpace(string(name)) != p.Name {
		return errors.Join(errNotAnswering, err)
	}
	return unix.PidfdSendSignal(handle, unix.SIGHUP, nil, 0)
}

// flushUnbound empties Unbound by its own control program, which leaves it running;
// where it is set to take none, by having it read its settings anew, once they are
// known to be good: with others it would end.
func (s *System) flushUnbound(ctx context.Context, p Process) error {
	var settings []string
	if file := optionOf(p.Args, "-c"); file != "" {
		if !onlyRootWrites(file) {
			return fmt.Errorf("settings in %s: %w", file, errNotTrusted)
		}
		settings = []string{"-c", file}
	}
	if _, err := s.run(ctx, "unbound-control", append(settings, "flush_zone", ".")...); err == nil {
		return nil
	}
	var check []string
	if len(settings) > 0 {
		check = settings[1:]
	}
	if _, err := s.run(ctx, "unbound-checkconf", check...); err != nil {
		return err
	}
	return s.hangUp(ctx, p)
}

// flushBIND empties BIND by its own control program.
func (s *System) flushBIND(ctx context.Context, _ Process) error {
	_, err := s.run(ctx, "rndc", "flush")
	return err
}

// optionOf is the value that follows an option in an argument list, also where it
// is written in one ("-c/etc/unbound.conf").
func optionOf(args []string, option string) string {
	for i, a := range args {
		if a == option && i+1 < len(args) {
			return args[i+1]
		}
		if value, found := strings.CutPrefix(a, option); found && strings.HasPrefix(value, "/") {
			return value
		}
	}
	return ""
}

// errNotTrusted says that a file could have been written by somebody without rights.
var errNotTrusted = errors.New("not written by the administrator alone")

// onlyRootWrites tells whether a file, and every folder on the way to it, can be
// changed by root alone, so that a process with rights may follow what it says.
func onlyRootWrites(path string) bool {
	path, err := filepath.EvalSymlinks(path)
	if err != nil || !filepath.IsAbs(path) {
		return false
	}
	for {
		var st unix.Stat_t
		if unix.Lstat(path, &st) != nil || st.Uid != 0 {
			return false
		}
		const othersWrite = unix.S_IWGRP | unix.S_IWOTH
		if st.Mode&othersWrite != 0 && (st.Mode&unix.S_IFMT != unix.S_IFDIR || st.Mode&unix.S_ISVTX == 0) {
			return false
		}
		if path == "/" {
			return true
		}
		path = filepath.Dir(path)
	}
}
