//go:build !windows

package platform

func hostsPath() string { return "/etc/hosts" }
