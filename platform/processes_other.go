//go:build !windows

package platform

import (
	"os"
	"strconv"
)

// ownAccount is the account that this program acts as.
func ownAccount() string { return strconv.Itoa(os.Geteuid()) }
