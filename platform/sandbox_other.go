//go:build !linux

package platform

// sandboxOf knows of none: packaged apps lie at paths of their own here.
func sandboxOf(int32) string { return "" }
