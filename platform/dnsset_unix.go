//go:build !windows

package platform

import "syscall"

// openWithoutWaiting opens a pipe without waiting for who writes it, and no link.
const openWithoutWaiting = syscall.O_NONBLOCK | syscall.O_NOFOLLOW
