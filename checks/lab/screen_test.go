package lab

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
)

// screen is a display without a monitor, and the eyes and hands of a user: words
// are found by reading the picture.
type screen struct {
	t       *testing.T
	display string
	shots   string  // folder of the screenshots
	words   []place // of the picture that was read last
}

// patience is how long something may take to appear on the screen.
const patience = 40 * time.Second

// look is the pause between two looks at the screen while waiting for something.
const look = 300 * time.Millisecond

// The window's size, as designed.
const (
	windowWidth  = 1000
	windowHeight = 700
)

// newScreen starts a display; the server picks a number that is free.
func newScreen(t *testing.T, width, height int, args ...string) *screen {
	t.Helper()
	s := &screen{t: t, shots: filepath.Join(folder(t), "screens")}
	must(t, os.MkdirAll(s.shots, 0o755))
	number, told, err := os.Pipe()
	must(t, err)
	const firstExtra = "3" // where exec puts the first of ExtraFiles
	server := exec.CommandContext(t.Context(), "Xvfb", append([]string{"-displayfd", firstExtra, "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-noreset"}, args...)...)
	server.ExtraFiles = []*os.File{told}
	must(t, server.Start())
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	must(t, told.Close())
	must(t, number.SetReadDeadline(time.Now().Add(patience)))
	line, err := bufio.NewReader(number).ReadString('\n')
	must(t, err)
	s.display = ":" + strings.TrimSpace(line)
	return s
}

func (s *screen) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(s.t.Context(), name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	return cmd
}

// until waits for something to become true, and fails the test if it doesn't.
func (s *screen) until(what string, done func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	for !done() {
		select {
		case <-ctx.Done():
			s.shot("failed")
			s.t.Fatalf("waited in vain for %s; the screen read:\n%s", what, s.reading())
		case <-time.After(look):
		}
	}
}

// place is where a word stands, by its middle, in points of the screen.
type place struct {
	word string
	x, y int
}

// enlarged is the factor by which the picture is blown up before it is read: the
// reader knows print of 300 dots an inch, the screen has about 100.
const enlarged = 3

// seen is the picture that was read last.
func (s *screen) seen() string { return filepath.Join(s.shots, "last.png") }

// keep leaves the picture that was read last as a screenshot.
func (s *screen) keep(name string) {
	s.t.Helper()
	must(s.t, os.Rename(s.seen(), filepath.Join(s.shots, name+".png")))
}

// read lists the words of the last picture. (White print on colour escapes it.)
func (s *screen) read() []place {
	s.t.Helper()
	command := fmt.Sprintf("convert %s -resize %d00%% -colorspace gray png:- | OMP_THREAD_LIMIT=1 tesseract stdin stdout --psm 11 tsv", s.seen(), enlarged)
	picture, err := s.command("sh", "-c", command).Output()
	if err != nil {
		return nil
	}
	const left, top, width, height, sure, word, columns = 6, 7, 8, 9, 10, 11, 12
	var list []place
	for line := range strings.Lines(string(picture)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != columns {
			continue
		}
		number := func(i int) int { n, _ := strconv.ParseFloat(f[i], 64); return int(n) }
		if text := strings.TrimSpace(f[word]); text != "" && number(sure) > 30 {
			list = append(list, place{text, (number(left) + number(width)/2) / enlarged, (number(top) + number(height)/2) / enlarged})
		}
	}
	return list
}

// reading is all that can be read in the last picture, for messages of the test.
func (s *screen) reading() string {
	var words []string
	for _, w := range s.read() {
		words = append(words, w.word)
	}
	return strings.Join(words, " ")
}

// find takes a picture of the screen and looks for words that follow each other
// in it. It returns the middle of the first.
func (s *screen) find(text string) (place, bool) {
	s.t.Helper()
	if s.command("import", "-window", "root", s.seen()).Run() != nil {
		return place{}, false // nothing on the screen yet
	}
	s.words = s.read()
	return follow(s.words, strings.Fields(text))
}

// also tells whether words are in the picture that was read last: reading is slow.
func (s *screen) also(text string) bool {
	_, found := follow(s.words, strings.Fields(text))
	return found
}

// glimpses is how many pictures are taken of what is soon gone.
const glimpses = 8

// glimpse looks for words that are on the screen for a moment only: it takes pictures
// one after another, reads them afterwards, and keeps the last that has the words.
func (s *screen) glimpse(text, name string) {
	s.t.Helper()
	picture := func(i int) string { return filepath.Join(s.shots, fmt.Sprintf("%s-%d.png", name, i)) }
	for i := range glimpses {
		must(s.t, s.command("import", "-window", "root", picture(i)).Run())
	}
	found := false
	for i := glimpses - 1; i >= 0; i-- {
		must(s.t, os.Rename(picture(i), s.seen()))
		if found {
			continue
		}
		if _, found = follow(s.read(), strings.Fields(text)); found {
			s.keep(name)
		}
	}
	if !found {
		s.t.Errorf("%q was on none of %d pictures; the first read:\n%s", text, glimpses, s.reading())
	}
}

func follow(words []place, wanted []string) (place, bool) {
next:
	for i := range words {
		if i+len(wanted) > len(words) {
			break
		}
		for j, w := range wanted {
			if plain(words[i+j].word) != plain(w) {
				continue next
			}
		}
		return words[i], true
	}
	return place{}, false
}

// plain is a word without the signs that readers of pictures mix up.
func plain(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
}

// see waits until the words are on the screen.
func (s *screen) see(text string) place {
	s.t.Helper()
	var at place
	s.until(strconv.Quote(text), func() (found bool) { at, found = s.find(text); return found })
	return at
}

// press clicks on the words once they are there.
func (s *screen) press(text string) {
	s.t.Helper()
	at := s.see(text)
	s.click(at.x, at.y)
}

// blue is the fill of the one button that a page wants pressed.
var blue = color.RGBA{0x1F, 0x4F, 0xD8, 0xFF}

// pressBlue clicks on that button: the widest unbroken line of its colour. Buttons
// behind a dialog are dimmed, and so of another colour.
func (s *screen) pressBlue() {
	s.t.Helper()
	must(s.t, s.command("import", "-window", "root", s.seen()).Run())
	file, err := os.Open(s.seen())
	must(s.t, err)
	defer file.Close() //nolint:errcheck // it was only read
	picture, err := png.Decode(file)
	must(s.t, err)
	var x, y, widest int
	for row := range picture.Bounds().Dy() {
		run := 0
		for column := range picture.Bounds().Dx() {
			if color.RGBAModel.Convert(picture.At(column, row)) != blue {
				run = 0
				continue
			}
			if run++; run > widest {
				widest, x, y = run, column-run/2, row
			}
		}
	}
	if widest == 0 {
		s.t.Fatal("no button is blue")
	}
	s.click(x, y+2) // a little below the rim
}

func (s *screen) click(x, y int) {
	s.t.Helper()
	must(s.t, s.command("xdotool", "mousemove", strconv.Itoa(x), strconv.Itoa(y), "click", "1").Run())
}

// step opens a step from the rail, whose lines have a fixed height. (A step that
// is struck through can't be read.)
func (s *screen) step(number int) {
	s.t.Helper()
	const firstLine, lineHeight, column = 69, 34, 120
	s.click(column, firstLine+(number-1)*lineHeight)
}

// shot takes a screenshot. An empty picture fails the test.
func (s *screen) shot(name string) {
	s.t.Helper()
	path := filepath.Join(s.shots, name+".png")
	if out, err := s.command("import", "-window", "root", path).CombinedOutput(); err != nil {
		s.t.Fatalf("taking %s: %v\n%s", name, err, out)
	}
	colours, err := s.command("identify", "-format", "%k", path).Output()
	if err != nil || strings.TrimSpace(string(colours)) == "1" {
		s.t.Errorf("the screenshot %s is empty (%s colours, %v)", name, bytes.TrimSpace(colours), err)
	}
}

// place puts the program's window into the corner of the screen, at its size: no
// window manager does it here.
func (s *screen) place() {
	s.t.Helper()
	id := s.window()
	must(s.t, s.command("xdotool", "windowmove", id, "0", "0", "windowsize", id, strconv.Itoa(windowWidth), strconv.Itoa(windowHeight), "windowfocus", id).Run())
}

// window waits for the program's window and returns its number.
func (s *screen) window() (id string) {
	s.t.Helper()
	s.until("the window", func() bool {
		out, err := s.command("xdotool", "search", "--onlyvisible", "--name", "^Fix502$").Output()
		if fields := strings.Fields(string(out)); err == nil && len(fields) > 0 {
			id = fields[len(fields)-1]
		}
		return id != ""
	})
	return id
}
