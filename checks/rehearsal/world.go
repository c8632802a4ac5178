package rehearsal

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/miekg/dns"

	"fix502/checks"
	"fix502/checks/catalog"
)

// World is one scenario that is being played: its servers run until Close.
type World struct {
	Scenario

	life      context.Context
	end       context.CancelFunc
	net       *network
	computer  *Computer
	catalog   *catalog.Catalog
	authority *authority
	strangers map[string]*authority // that sign in the place of the world's own
	failed    error                 // why the scenario could not be set
	ahead     time.Duration         // of this computer's clock

	zone      map[string][]netip.Addr // what the names mean
	sites     []*site
	resolvers []*resolver
	anchors   []netip.Addr
	plain     []plainServer

	servers []io.Closer
	running sync.WaitGroup
	closed  chan struct{} // once all of them have ended
}

// open makes the world, as it is when nothing is wrong, and lets the scenario
// change it before anything runs.
func open(ctx context.Context, s Scenario) (*World, error) {
	found, err := catalog.Parse("rehearsal", []byte(catalogue))
	if err != nil {
		return nil, fmt.Errorf("opening a rehearsal: %w", err)
	}
	own, err := newAuthority("Rehearsal Authority", time.Now())
	if err != nil {
		return nil, fmt.Errorf("opening a rehearsal: %w", err)
	}
	w := &World{Scenario: s, net: newNetwork(), computer: newComputer(), catalog: found, authority: own, closed: make(chan struct{})}
	w.life, w.end = context.WithCancel(ctx)
	w.build()
	if s.set != nil {
		s.set(w)
	}
	w.Like(systems[0].os)
	if err := cmp.Or(w.failed, w.start()); err != nil {
		w.shut()
		return nil, fmt.Errorf("opening a rehearsal: %w", err)
	}
	context.AfterFunc(w.life, w.shut)
	return w, nil
}

// build describes the world as it is when nothing is wrong.
func (w *World) build() {
	w.zone = map[string][]netip.Addr{
		bookOne: {bookAddr}, bookTwo: {bookAddr2},
	}
	app := page(http.StatusOK, jsonPage, `{"url":"wss://gateway.chitchat.example"}`)
	for _, s := range []*site{
		{names: []string{serviceName}, addrs: []netip.Addr{serviceAddr, serviceAddr6}, handler: behindEdge(app)},
		{names: []string{gatewayName}, addrs: []netip.Addr{gatewayAddr, gatewayAddr6}, handler: behindEdge(page(http.StatusNotFound, textPage, "404 page not found\n"))},
		{names: []string{mediaName}, addrs: []netip.Addr{mediaAddr}, handler: behindEdge(well())},
		{names: []string{statusName}, addrs: []netip.Addr{statusAddr}, handler: allWell()},
		{names: []string{edgeStatusName}, addrs: []netip.Addr{edgeStatus}, handler: allWell()},
		{names: []string{canaryOne}, addrs: []netip.Addr{canaryAddr}, handler: behindEdge(well())},
		{names: []string{canaryTwo}, addrs: []netip.Addr{canaryAddr2}, handler: behindEdge(well())},
		{names: []string{portalOne}, addrs: []netip.Addr{portalAddr}, handler: page(http.StatusOK, textPage, "success\n")},
		{names: []string{portalTwo}, addrs: []netip.Addr{portalAddr2}, handler: page(http.StatusNoContent, textPage, "")},
		{names: []string{controlOne}, addrs: []netip.Addr{controlAddr, controlAddr6}, handler: well()},
		{names: []string{controlTwo}, addrs: []netip.Addr{controlAddr2}, handler: well()},
		{names: []string{controlThree}, addrs: []netip.Addr{controlAddr3}, handler: well()},
	} {
		w.add(s)
	}
	w.anchors = []netip.Addr{anchorAddr, anchorAddr2, anchorAddr3}
	w.resolvers = []*resolver{
		{at: routerAddr, plain: w.rightBook},
		{at: bookAddr, name: bookOne, plain: w.rightBook, secret: w.rightBook},
		{at: bookAddr2, name: bookTwo, plain: w.rightBook, secret: w.rightBook},
	}
}

// add puts a site into the world, and its names into the address books.
func (w *World) add(s *site) {
	w.sites = append(w.sites, s)
	for _, name := range s.names {
		w.zone[name] = s.addrs
	}
}

// site finds one of the world's by its first name.
func (w *World) site(name string) *site {
	return w.sites[slices.IndexFunc(w.sites, func(s *site) bool { return s.names[0] == name })]
}

// resolver finds one of the world's by its address.
func (w *World) resolver(at netip.Addr) *resolver {
	return w.resolvers[slices.IndexFunc(w.resolvers, func(r *resolver) bool { return r.at == at })]
}

// Env is what the checks run on.
func (w *World) Env() checks.Env {
	roots := x509.NewCertPool()
	roots.AddCert(w.authority.cert)
	return checks.Env{
		Host: w.computer, Dial: w.net.Dial, DialSmall: w.net.DialSmall, Roots: roots,
		Now: func() time.Time { return time.Now().Add(w.ahead) },
	}
}

// Catalog describes the world.
func (w *World) Catalog() *catalog.Catalog { return w.catalog }

// Target is what is checked: the id of a service of Catalog.
func (w *World) Target() string { return w.catalog.Services[0].ID }

// Machine is what the wizard's actions go to; it changes nothing.
func (w *World) Machine() *Computer { return w.computer }

// Close ends every server of the world and waits for them. It may be called more
// than once.
func (w *World) Close() {
	w.end()
	<-w.closed
}

// shut ends what start began. It is called once.
func (w *World) shut() {
	w.end()
	w.net.close()
	for _, s := range w.servers {
		_ = s.Close() // it only has to end
	}
	w.running.Wait()
	close(w.closed)
}

// start runs the servers.
func (w *World) start() error {
	for _, s := range w.sites {
		if err := w.startSite(s); err != nil {
			return err
		}
	}
	for _, r := range w.resolvers {
		if err := w.startResolver(r); err != nil {
			return err
		}
	}
	for _, a := range w.anchors {
		w.serveWeb(netip.AddrPortFrom(a, 443), nil, well())
	}
	for _, p := range w.plain {
		w.serveWeb(p.at, nil, p.handler)
	}
	return nil
}

// plainServer is a web server without encryption at one place.
type plainServer struct {
	at      netip.AddrPort
	handler http.Handler
}

func (w *World) startSite(s *site) error {
	if s.closed {
		return nil
	}
	signer, names, ends := s.signer, s.cert, s.ends
	if signer == nil {
		signer = w.authority
	}
	if names == nil {
		names = s.names
	}
	if ends == 0 {
		ends = certificateLife
	}
	cert, err := signer.issue(ends, names...)
	if err != nil {
		return err
	}
	for _, a := range s.addrs {
		w.serveWeb(netip.AddrPortFrom(a, 443), cert, s.handler)
		w.serveWeb(netip.AddrPortFrom(a, 80), nil, s.handler)
	}
	return nil
}

func (w *World) startResolver(r *resolver) error {
	way := distance(r.at)
	if r.plain != nil {
		at := netip.AddrPortFrom(r.at, 53)
		w.serveDNS(&dns.Server{PacketConn: w.net.receive(at), Handler: w.handler(r.plain, way)})
		w.serveDNS(&dns.Server{Listener: w.net.listen(at), Handler: w.handler(r.plain, way)})
	}
	if r.secret == nil || r.name == "" {
		return nil
	}
	cert, err := w.authority.issue(certificateLife, r.name)
	if err != nil {
		return err
	}
	w.serveDNS(&dns.Server{Listener: tls.NewListener(w.net.listen(netip.AddrPortFrom(r.at, 853)), tlsConfig(cert, "dot")), Handler: w.handler(r.secret, way)})
	w.serveWeb(netip.AddrPortFrom(r.at, 443), cert, w.overHTTPS(r.secret))
	return nil
}

func tlsConfig(cert *tls.Certificate, protocols ...string) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{*cert}, NextProtos: protocols, MinVersion: tls.VersionTLS12}
}

// headerPatience is how long a server waits for a request.
const headerPatience = 10 * time.Second

// serveWeb runs a web server, with encryption where there is a certificate.
func (w *World) serveWeb(at netip.AddrPort, cert *tls.Certificate, h http.Handler) {
	server := &http.Server{
		Handler: late(distance(at.Addr()), h), ReadHeaderTimeout: headerPatience, ErrorLog: log.New(io.Discard, "", 0),
		BaseContext: func(net.Listener) context.Context { return w.life },
	}
	door := w.net.listen(at)
	w.servers = append(w.servers, server)
	w.running.Go(func() {
		if cert == nil {
			_ = server.Serve(door)
			return
		}
		server.TLSConfig = tlsConfig(cert, "h2", "http/1.1")
		_ = server.ServeTLS(door, "", "")
	})
}

// serveDNS runs a DNS server and waits until it can be ended again: the library
// cannot end one that has not begun.
func (w *World) serveDNS(server *dns.Server) {
	begun := make(chan struct{})
	server.NotifyStartedFunc = func() { close(begun) }
	w.running.Go(func() { _ = server.ActivateAndServe() })
	<-begun
	w.servers = append(w.servers, ending(server.Shutdown))
}

// ending is a function that ends something.
type ending func() error

func (e ending) Close() error { return e() }
