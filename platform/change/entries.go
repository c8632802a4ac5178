package change

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Entry is one change as the journal tells it.
type Entry struct {
	ID      string
	At      time.Time // when it was about to be made
	Kind    Kind
	Subject string
	Code    string            // code of the text that names it
	Words   map[string]string // values of its texts
	Back    string            // code of the text on the way back, "" for none
	Args    json.RawMessage
	Made    time.Time // when its outcome was known; zero before
	Outcome Outcome   // "" where the program ended meanwhile
	Undone  time.Time // when it was taken back; zero where it was not
	Trial   bool      // was made on trial
	Kept    bool      // the user wants it to stay
	Final   bool      // what was kept for the way back is dropped
	Undoing bool      // taking it back was begun, and it isn't known how that ended
}

// Damage is a line of the journal that could not be read. It stays in the file.
type Damage struct {
	Line   int    // counted from 1 in what was read
	Text   string // its beginning
	Reason string // technical
}

// Log is all that was read of a journal.
type Log struct {
	Entries []Entry // oldest first
	Damaged []Damage
	Cut     bool // the journal is so long that its oldest part was not read
}

// entry is the entry that a begin line opens.
func (l line) entry() Entry {
	words := make(map[string]string, len(l.Words))
	for name, value := range l.Words {
		words[name] = shown(value)
	}
	return Entry{
		ID: l.ID, At: l.At, Kind: l.Kind, Subject: l.Subject,
		Code: shown(l.Code), Words: words, Back: shown(l.Back), Args: l.Args,
		Trial: l.Trial,
	}
}

// shownLimit bounds what is shown of a value from the file, in bytes.
const shownLimit = 200

// shown is a value from the file as it may be shown: whoever wrote it, it can
// neither steer a terminal nor fill a screen.
func shown(value string) string {
	value = strings.ToValidUTF8(value[:min(len(value), shownLimit)], "?")
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, value)
}

// Log reads the journal. Lines that make no sense are listed, not fatal.
func (j *Journal) Log() (Log, error) {
	text, cut, err := j.read()
	if err != nil {
		return Log{}, fmt.Errorf("reading the journal: %w", err)
	}
	return parseLog(text, cut), nil
}

// parseLog makes sense of the journal's text. With cut, it begins somewhere in
// the middle: the rest of the first line, and the ends of changes that began
// before, are no damage.
func parseLog(text []byte, cut bool) Log {
	log := Log{Cut: cut}
	if cut {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	at := map[string]int{}
	number := 0
	for raw := range bytes.Lines(text) {
		number++
		raw = bytes.TrimSpace(raw)
		if len(raw) == 0 {
			continue
		}
		if reason := log.take(raw, at); reason != "" {
			log.Damaged = append(log.Damaged, Damage{Line: number, Text: shown(string(raw)), Reason: reason})
		}
	}
	return log
}

// take works one line into the log, and says what is wrong with it.
func (log *Log) take(raw []byte, at map[string]int) string {
	if len(raw) > lineLimit {
		return "longer than any entry"
	}
	var l line
	if err := json.Unmarshal(raw, &l); err != nil {
		return err.Error()
	}
	if l.ID == "" {
		return "without an id"
	}
	i, known := at[l.ID]
	if l.Event == eventBegin {
		if known {
			return "begins a second time"
		}
		at[l.ID] = len(log.Entries)
		log.Entries = append(log.Entries, l.entry())
		return ""
	}
	if !known {
		if log.Cut {
			return ""
		}
		return "belongs to no entry"
	}
	return log.Entries[i].follow(l)
}

// follow works a later line of the same change into its entry.
func (e *Entry) follow(l line) string {
	switch l.Event {
	case eventEnd:
		e.Outcome, e.Made = l.Outcome, l.At
	case eventUndo:
		e.Undoing = true
	case eventKeep:
		e.Kept = true
	case eventFinal:
		e.Final = e.Final || l.Outcome == Done
	case eventUndone:
		e.Undoing = false
		if l.Outcome == Done {
			e.Undone = l.At
		}
	default:
		return fmt.Sprintf("event %q is unknown", l.Event)
	}
	return ""
}
