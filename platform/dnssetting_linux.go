package platform

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/natefinch/atomic"

	"fix502/platform/parse"
)

// dnsByPolicy is false: no setting of Linux says that a company looks after it.
func (s *System) dnsByPolicy(context.Context) bool { return false }

// dnsKeys tells by which way the servers of each connection are set: NetworkManager
// where it looks after the connection and after resolv.conf, systemd-resolved where
// programs ask it, and resolv.conf itself as the last resort.
func (s *System) dnsKeys(ctx context.Context, links []dnsLink) ([]DNSSetting, error) {
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	bus, err := s.systemBus(ctx)
	if err == nil {
		defer closeBus(bus)
		managed := slices.DeleteFunc(slices.Clone(links), func(l dnsLink) bool { return !networkManages(ctx, bus, l.Interface) })
		if len(managed) > 0 {
			return familyKeys(managed, WayNetworkManager), nil
		}
		if busHasOwner(ctx, bus, resolvedName) && s.asksResolved() {
			var keys []DNSSetting
			for _, l := range links {
				keys = append(keys, DNSSetting{Interface: l.Interface, Name: l.Interface, Family: DNSOverBoth, Way: WayResolved})
			}
			return keys, nil
		}
	}
	if s.asksResolved() {
		return nil, DNSNoWay // it is to be asked, and can't be reached
	}
	return []DNSSetting{{Name: shownResolvConf, Family: DNSOverBoth, Way: WayResolvConf}}, nil
}

// shownResolvConf is the file as people know it.
const shownResolvConf = "/" + resolvConf

// familyKeys is a setting for each family that a connection carries.
func familyKeys(links []dnsLink, way string) []DNSSetting {
	var keys []DNSSetting
	for _, l := range links {
		for _, family := range l.families() {
			keys = append(keys, DNSSetting{Interface: l.Interface, Name: l.Interface, Family: family, Way: way})
		}
	}
	return keys
}

// asksResolved tells whether programs ask systemd-resolved.
func (s *System) asksResolved() bool {
	listed, err := s.listedServers()
	if err != nil {
		return false
	}
	named := slices.ContainsFunc(listed, func(r Resolver) bool { return slices.Contains(resolvedStubs, r.Addr.Addr()) })
	return named || s.asksResolvedFirst()
}

func (s *System) readDNS(ctx context.Context, d DNSSetting) (DNSSetting, error) {
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	switch d.Way {
	case WayNetworkManager:
		return s.readNetworkManagerDNS(ctx, d)
	case WayResolved:
		return s.readResolvedDNS(ctx, d)
	case WayResolvConf:
		data, err := readLimited(s.fs, resolvConf, settingsLimit)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return DNSSetting{}, err
		}
		d.Name, d.Automatic = shownResolvConf, false
		d.Servers = parse.ResolvConf(data)
		d.InUse = d.Servers
		return d, nil
	}
	return DNSSetting{}, DNSElsewhere
}

// applyDNS makes settings the ones in force, one after the other. errDNSRights says
// that this process may not; then nothing was changed by the one that said it.
func (s *System) applyDNS(ctx context.Context, want []DNSSetting) error {
	for _, d := range want {
		Point(ctx, "before setting "+d.Way+" "+d.Interface+" "+d.Family)
		var err error
		switch d.Way {
		case WayNetworkManager:
			err = s.setNetworkManagerDNS(ctx, d)
		case WayResolved:
			err = s.setResolvedDNS(ctx, d)
		case WayResolvConf:
			err = s.setResolvConf(d)
		default:
			err = DNSElsewhere
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// setResolvConf changes the servers of resolv.conf and nothing else in it.
func (s *System) setResolvConf(d DNSSetting) error {
	data, err := readLimited(s.fs, resolvConf, settingsLimit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text := parse.SwitchResolvConf(data, d.Servers)
	err = replaceFile(filepath.Join(s.root, resolvConf), text)
	if errors.Is(err, fs.ErrPermission) {
		return errors.Join(errDNSRights, err)
	}
	return err
}

// replaceFile puts a text in the place of a file's, at once where it can: links are
// followed, mode and owner kept. A file that something is mounted on can't be
// replaced, only written.
func replaceFile(name string, text []byte) error {
	place, err := filepath.EvalSymlinks(name)
	if errors.Is(err, fs.ErrNotExist) {
		place, err = name, nil
	}
	if err != nil {
		return err
	}
	mode, owner, group := os.FileMode(0o644), -1, -1
	if info, err := os.Stat(place); err == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("replacing %s: %w", place, fs.ErrInvalid)
		}
		mode = info.Mode().Perm()
		if stat, ok := info.Sys().(*syscall.Stat_t); ok {
			owner, group = int(stat.Uid), int(stat.Gid)
		}
	}
	fresh := filepath.Join(filepath.Dir(place), ".fix502-"+filepath.Base(place))
	err = writeSynced(fresh, text, mode, owner, group)
	if err == nil {
		err = atomic.ReplaceFile(fresh, place)
	}
	if err != nil {
		_ = os.Remove(fresh) // it may not be there
	}
	if errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EXDEV) {
		return overwrite(place, text)
	}
	return err
}

func writeSynced(name string, text []byte, mode os.FileMode, owner, group int) (err error) {
	_ = os.Remove(name) // of an earlier try
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(text); err != nil {
		return err
	}
	if err := errors.Join(file.Chmod(mode), file.Chown(owner, group)); err != nil {
		return err
	}
	return file.Sync()
}

// overwrite writes a file in its place: the text first, then what is too much of
// the old one is cut, so that no moment finds it empty.
func overwrite(name string, text []byte) (err error) {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.WriteAt(text, 0); err != nil {
		return err
	}
	return errors.Join(file.Truncate(int64(len(text))), file.Sync())
}

// linkIndex is the kernel's number of an interface.
func (s *System) linkIndex(ctx context.Context, name string) (int, error) {
	list, err := s.interfaces(ctx)
	i := slices.IndexFunc(list, func(i Interface) bool { return i.Name == name })
	if i < 0 {
		return 0, errors.Join(DNSElsewhere, err)
	}
	return list[i].Index, nil
}

// notPermitted tells the answers of services that want an administrator.
func notPermitted(err error) bool {
	text := err.Error()
	return slices.ContainsFunc([]string{"AccessDenied", "InteractiveAuthorizationRequired", "PermissionDenied", "NotAuthorized", "not authorized", "Not authorized", "Interactive authentication required", "Insufficient privileges"},
		func(word string) bool { return strings.Contains(text, word) })
}
