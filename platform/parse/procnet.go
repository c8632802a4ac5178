package parse

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
)

// UDPSocket is one line of Linux's /proc/net/udp or udp6.
type UDPSocket struct {
	Local netip.AddrPort
	Inode string // the kernel's number of the socket
}

// ProcNetUDP reads /proc/net/udp and udp6. Addresses are there as the computer
// keeps them, in words of 32 bits with the lowest byte first.
func ProcNetUDP(data []byte) []UDPSocket {
	var list []UDPSocket
	for _, line := range lines(data) {
		fields := strings.Fields(line)
		if len(fields) < 10 || !strings.HasSuffix(fields[0], ":") {
			continue
		}
		local, ok := procAddr(fields[1])
		if _, err := strconv.ParseUint(fields[9], 10, 64); !ok || err != nil {
			continue
		}
		list = append(list, UDPSocket{Local: local, Inode: fields[9]})
	}
	return list
}

// procAddr reads "0100007F:0035".
func procAddr(text string) (netip.AddrPort, bool) {
	host, port, _ := strings.Cut(text, ":")
	raw, err := hex.DecodeString(host)
	number, bad := strconv.ParseUint(port, 16, 16)
	if err != nil || bad != nil || len(raw) != 4 && len(raw) != 16 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(raw); i += 4 {
		binary.BigEndian.PutUint32(raw[i:], binary.LittleEndian.Uint32(raw[i:]))
	}
	addr, ok := netip.AddrFromSlice(raw)
	return netip.AddrPortFrom(addr, uint16(number)), ok
}
