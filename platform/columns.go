package platform

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Columns is the width in characters of the terminal that w writes to, 0 where it
// writes to none.
func Columns(w io.Writer) int {
	file, is := w.(*os.File)
	if !is {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return width
}
