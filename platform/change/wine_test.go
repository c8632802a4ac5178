//go:build windows && wine

package change

import _ "unsafe" // for the name of another package's variable

// Go deletes files in a way that Wine 8 answers with an error of its own, at which
// Go does not turn to its second way, the one for older Windows. This switch of Go's
// own tests takes the second way at once.
//
//go:linkname deletesTheOlderWay internal/syscall/windows.TestDeleteatFallback
var deletesTheOlderWay bool

func init() { deletesTheOlderWay = true }
