package platform

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"fix502/platform/parse"
)

// networkSetup is Apple's own program for network settings.
const networkSetup = "/usr/sbin/networksetup"

// macDNSByPolicy tells whether a company or school looks after this Mac: its
// profiles would take precedence over what is set here.
func (s *System) macDNSByPolicy(ctx context.Context) bool {
	out, err := s.run(ctx, "/usr/bin/profiles", "status", "-type", "enrollment")
	return err == nil && bytes.Contains(out, []byte("MDM enrollment: Yes"))
}

// macDNSKeys names the services of the connections in use. macOS keeps one list of
// servers for both families.
func (s *System) macDNSKeys(ctx context.Context, links []dnsLink) ([]DNSSetting, error) {
	var keys []DNSSetting
	for _, l := range links {
		service, err := s.macService(ctx, l.Interface)
		if errors.Is(err, DNSElsewhere) {
			continue
		}
		if err != nil {
			return nil, err
		}
		keys = append(keys, DNSSetting{Interface: l.Interface, Name: service, Profile: service, Family: DNSOverBoth, Way: WayNetworkSetup})
	}
	return keys, nil
}

// macService finds the service of a device that is switched on, the first in order.
func (s *System) macService(ctx context.Context, device string) (string, error) {
	out, err := s.run(ctx, networkSetup, "-listnetworkserviceorder")
	if err != nil {
		return "", err
	}
	services := parse.NetworkServices(out)
	i := slices.IndexFunc(services, func(n parse.NetworkService) bool { return n.Device == device && !n.Off })
	if i < 0 || device == "" {
		return "", DNSElsewhere
	}
	return services[i].Name, nil
}

func (s *System) macReadDNS(ctx context.Context, d DNSSetting) (DNSSetting, error) {
	if d.Way != WayNetworkSetup {
		return DNSSetting{}, DNSElsewhere
	}
	// The services are those of the present location: in another one, what was
	// changed is not there.
	service, err := s.macService(ctx, d.Interface)
	if err != nil {
		return DNSSetting{}, err
	}
	if d.Profile != "" && d.Profile != service {
		return DNSSetting{}, DNSElsewhere
	}
	d.Name, d.Profile = service, service
	out, err := s.run(ctx, networkSetup, "-getdnsservers", service)
	if err != nil {
		return DNSSetting{}, err
	}
	d.Servers = parse.NetworkServers(out)
	d.Automatic, d.InUse = len(d.Servers) == 0, d.Servers
	if !d.Automatic {
		return d, nil
	}
	resolvers, err := s.macResolvers(ctx)
	for _, r := range resolvers {
		if r.Domain == "" && (r.Interface == d.Interface || r.Interface == "") && !slices.Contains(d.InUse, r.Addr.Addr()) {
			d.InUse = append(d.InUse, r.Addr.Addr())
		}
	}
	return d, err
}

func (s *System) macApplyDNS(ctx context.Context, want []DNSSetting) error {
	for _, d := range want {
		service, err := s.macService(ctx, d.Interface)
		if err != nil {
			return err
		}
		args := []string{"-setdnsservers", service}
		for _, a := range d.Servers {
			args = append(args, a.String())
		}
		if d.Automatic {
			args = append(args[:2], "Empty") // the word that takes the list away
		}
		Point(ctx, "before setting "+d.Way+" "+d.Interface)
		out, err := s.run(ctx, networkSetup, args...)
		// It complains on one output or the other, and older ones exit with 0.
		complaint := string(out)
		if err != nil {
			complaint += err.Error()
		}
		switch {
		case strings.Contains(complaint, "requires admin privileges"):
			return errors.Join(errDNSRights, err)
		case err != nil:
			return err
		case strings.Contains(complaint, "** Error"):
			return errHelperProgram
		}
	}
	return nil
}

var errHelperProgram = errors.New("the program of the system refuses")
