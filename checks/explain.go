package checks

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"

	"fix502/platform"
)

// The ways in which an exchange with another computer can fail. They are stable:
// reports and rules refer to them.
const (
	FailNone        = ""
	FailCancelled   = "cancelled"       // the user stopped it
	FailTimeout     = "net.timeout"     // no answer in time
	FailUnreachable = "net.unreachable" // no way there from this network
	FailFirewall    = "net.firewall"    // this computer itself refused to connect
	FailRefused     = "tcp.refused"     // the other side refused the connection
	FailReset       = "tcp.reset"       // the connection was cut
	FailClosed      = "tcp.closed"      // the other side hung up without an answer
	FailWrongName   = "tls.wrong_name"  // a certificate for another name
	FailUntrusted   = "tls.untrusted"   // a certificate that no known authority vouches for
	FailExpired     = "tls.expired"     // a certificate out of its time
	FailCertificate = "tls.certificate" // a certificate wrong in another way
	FailTLS         = "tls.handshake"   // the encrypted connection could not be agreed on
	FailNotTLS      = "tls.not_tls"     // an answer that is no TLS
	FailHTTP        = "http.malformed"  // an answer that is no HTTP
	FailTooLarge    = "http.too_large"  // more data than is read
	FailNoAddress   = "dns.no_address"  // no address is known for the name
	FailOther       = "net.other"
)

// ErrTooLarge is returned by readers that stop at their limit.
var ErrTooLarge = errors.New("answer larger than the limit")

// Explain turns an error of the network into one of the Fail codes. The error
// itself stays in the finding for the report; nobody is shown err.Error().
func Explain(err error) string {
	var (
		hostname x509.HostnameError
		unknown  x509.UnknownAuthorityError
		invalid  x509.CertificateInvalidError
		verify   *tls.CertificateVerificationError
		notTLS   tls.RecordHeaderError
		op       *net.OpError
		dns      *net.DNSError
		timeout  net.Error
	)
	switch {
	case err == nil:
		return FailNone
	case errors.Is(err, context.Canceled):
		return FailCancelled
	case errors.Is(err, ErrTooLarge):
		return FailTooLarge
	case errors.As(err, &hostname):
		return FailWrongName
	case errors.As(err, &unknown):
		return FailUntrusted
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return FailExpired
	case errors.As(err, &invalid), errors.As(err, &verify):
		return FailCertificate
	case errors.As(err, &notTLS), errors.Is(err, http.ErrSchemeMismatch):
		return FailNotTLS
	case errors.As(err, &op) && isTLSAlert(op):
		return FailTLS
	case errors.Is(err, platform.ConnRefused):
		return FailRefused
	case errors.Is(err, platform.ConnReset), errors.Is(err, platform.ConnAborted):
		return FailReset
	case errors.Is(err, platform.HostUnreachable), errors.Is(err, platform.NetUnreachable), errors.Is(err, platform.AddrNotAvail),
		errors.As(err, &op) && op.Op == "dial" && errors.Is(err, platform.RouteDiscards):
		return FailUnreachable
	case errors.Is(err, platform.NotPermitted), errors.Is(err, os.ErrPermission):
		return FailFirewall
	case errors.As(err, &dns) && dns.IsNotFound:
		return FailNoAddress
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, platform.TimedOut), errors.As(err, &timeout) && timeout.Timeout():
		return FailTimeout
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return FailClosed
	}
	return FailOther
}

// isTLSAlert tells whether one side broke off the encryption. crypto/tls has no
// exported type for that but names the operation so.
func isTLSAlert(op *net.OpError) bool { return op.Op == "remote error" || op.Op == "local error" }
