package probe

import (
	"context"
	"errors"
	"io/fs"
	"strconv"

	"fix502/checks"
	"fix502/platform"
)

// pinLimit bounds how many pinned names are recorded: blocking lists have
// hundreds of thousands of lines, a target has a handful of names.
const pinLimit = 50

// hostsFile asks whether this computer's hosts file pins a name of the target to
// an address. Whether that address serves the name is seen by the host's own check.
func hostsFile(s Setup) checks.Check {
	return checks.Check{
		ID: checks.IDHostsFile, Node: checks.NodeComputer,
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			path, entries, err := t.Host.HostsFile(ctx)
			fact := checks.HostsFileFact{Path: path, Pins: pins(s, entries), Lines: len(entries)}
			f := checks.Finding{State: checks.OK, Code: "hosts_file.ok", Args: checks.Args{"value": "no entry"}, Data: fact, Err: err}
			switch {
			case errors.Is(err, fs.ErrNotExist): // no file pins no names
				f.Err = nil
			case err != nil:
				f.State, f.Code, f.Data, f.Args = checks.Notice, "hosts_file.unreadable", nil, nil
			case len(fact.Pins) > 0:
				first := fact.Pins[0]
				f.State, f.Code = checks.Notice, "hosts_file.pinned"
				f.Args = checks.Args{
					"value": first.Address, "name": first.Name, "address": first.Address,
					"line": strconv.Itoa(first.Line), "path": path,
				}
			}
			return f
		},
	}
}

// pins finds the entries that name a host of the target, in the file's order:
// the first line of a name is the one that counts.
func pins(s Setup, entries []platform.HostsEntry) []checks.PinLog {
	wanted := make(map[string]bool, len(s.Service.Hosts))
	for _, h := range s.Service.Hosts {
		// Every hosts file has the names that mean this computer.
		if name := canonical(h.Host); !isLocalhost(name) {
			wanted[name] = true
		}
	}
	found := []checks.PinLog{}
	for _, e := range entries {
		for _, n := range e.Names {
			if name := canonical(n); wanted[name] && len(found) < pinLimit {
				found = append(found, checks.PinLog{Name: name, Address: e.Addr.String(), Line: e.Line})
			}
		}
	}
	return found
}
