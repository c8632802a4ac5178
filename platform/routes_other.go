//go:build !windows

package platform

import "net"

// linkNames names the interfaces by index.
func linkNames() map[int]string {
	names := map[int]string{}
	if all, err := net.Interfaces(); err == nil {
		for _, i := range all {
			names[i.Index] = i.Name
		}
	}
	return names
}
