// Package early is loaded before the window's toolkit, which writes to the log
// while it is being loaded: three lines about any language named "C", as servers
// and containers have it. A command line that promises one line must not begin
// with them.
//
// It comes first because Go loads packages in the order of their import paths as
// far as their own imports allow, and this one imports next to nothing.
//
// What must not live here: imports beyond the standard library, work of any kind.
package early

import (
	"io"
	"log"
	"os"
)

// Libraries log what their authors want to know; what users have to know is said
// by texts of our own.
func init() { log.SetOutput(io.Discard) }

// Speak lets libraries write to the log again, on standard error.
func Speak() { log.SetOutput(os.Stderr) }
