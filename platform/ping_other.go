//go:build !windows

package platform

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"syscall"
	"time"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// ping first asks the way that needs no rights, then the one for administrators
// where the first is switched off.
func ping(ctx context.Context, addr netip.Addr, within time.Duration) (time.Duration, error) {
	took, err := exchangeEcho(ctx, addr, within, false)
	if err != nil && refused(err) {
		if other, raw := exchangeEcho(ctx, addr, within, true); raw == nil || !refused(raw) {
			return other, raw
		}
	}
	if isUnsupported(err) {
		err = errors.Join(errors.ErrUnsupported, err)
	}
	return took, err
}

// refused tells whether the way was closed, as opposed to nobody answering.
func refused(err error) bool { return errors.Is(err, fs.ErrPermission) || isUnsupported(err) }

func isUnsupported(err error) bool {
	return errors.Is(err, syscall.EPROTONOSUPPORT) || errors.Is(err, syscall.EAFNOSUPPORT)
}

// echoFamily is what differs between the two kinds of ICMP.
type echoFamily struct {
	plain, raw, local string // networks and address to listen on
	protocol          int    // number of the protocol, to read replies
	request, reply    icmp.Type
}

var (
	echo4 = echoFamily{
		plain: "udp4", raw: "ip4:icmp", local: "0.0.0.0", protocol: 1,
		request: ipv4.ICMPTypeEcho, reply: ipv4.ICMPTypeEchoReply,
	}
	echo6 = echoFamily{
		plain: "udp6", raw: "ip6:ipv6-icmp", local: "::", protocol: 58,
		request: ipv6.ICMPTypeEchoRequest, reply: ipv6.ICMPTypeEchoReply,
	}
)

const (
	// echoMark is the length of what an echo is recognised by, in bytes.
	echoMark = 16
	// echoBuffer has room for any reply to so short an echo, in bytes.
	echoBuffer = 1500
)

// exchangeEcho sends one echo and waits for its reply among whatever arrives.
func exchangeEcho(ctx context.Context, addr netip.Addr, within time.Duration, raw bool) (time.Duration, error) {
	f := echo4
	if addr.Is6() {
		f = echo6
	}
	network, to := f.plain, net.Addr(&net.UDPAddr{IP: addr.AsSlice(), Zone: addr.Zone()})
	if raw {
		network, to = f.raw, &net.IPAddr{IP: addr.AsSlice(), Zone: addr.Zone()}
	}
	conn, err := icmp.ListenPacket(network, f.local)
	if err != nil {
		return 0, err
	}
	defer conn.Close() //nolint:errcheck // the exchange is over
	start := time.Now()
	if err := conn.SetDeadline(start.Add(within)); err != nil {
		return 0, err
	}
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()

	mark := make([]byte, echoMark)
	_, _ = rand.Read(mark) // never fails
	message := icmp.Message{Type: f.request, Body: &icmp.Echo{ID: int(mark[0])<<8 | int(mark[1]), Seq: 1, Data: mark}}
	packet, err := message.Marshal(nil)
	if err != nil {
		return 0, err
	}
	if _, err := conn.WriteTo(packet, to); err != nil {
		return 0, err
	}
	if err := awaitEcho(conn, f, mark); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return 0, err
	}
	return time.Since(start), nil
}

// awaitEcho reads until the reply with the mark arrives or the time is up.
func awaitEcho(conn *icmp.PacketConn, f echoFamily, mark []byte) error {
	buf := make([]byte, echoBuffer)
	for {
		n, _, err := conn.ReadFrom(buf)
		if err != nil {
			return err
		}
		m, err := icmp.ParseMessage(f.protocol, buf[:n])
		if err != nil || m.Type != f.reply {
			continue
		}
		if e, ok := m.Body.(*icmp.Echo); ok && bytes.Equal(e.Data, mark) {
			return nil
		}
	}
}
