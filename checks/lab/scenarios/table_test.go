package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// row is one line of the table: what was expected and what came.
type row struct {
	name, proof, expected, got string
	trap, ok                   bool
	took                       float64 // milliseconds, by the program's own account
}

// table gathers rows from tests that run side by side.
type table struct {
	mu   sync.Mutex
	rows []row
}

func (t *table) add(r row) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows = append(t.rows, r)
}

// proofWidth is how much of a proof is shown.
const proofWidth = 90

func (t *table) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	rows := slices.Clone(t.rows)
	slices.SortStableFunc(rows, func(a, b row) int {
		if a.trap != b.trap {
			if b.trap {
				return -1
			}
			return 1
		}
		return strings.Compare(a.expected+a.name, b.expected+b.name)
	})
	cells := [][]string{{"", "scenario", "proof", "expected", "got", "ms"}}
	right, traps, alarms := 0, 0, 0
	for _, r := range rows {
		mark := "ok"
		switch {
		case !r.ok:
			mark = "WRONG"
		default:
			right++
		}
		if r.trap {
			traps++
			mark += " trap"
			if r.got != r.expected {
				alarms++
			}
		}
		cells = append(cells, []string{mark, r.name, clip(r.proof), r.expected, r.got, fmt.Sprintf("%.0f", r.took)})
	}
	return columns(cells) + fmt.Sprintf("\n%d scenarios, %d of them traps: %d right, %d false alarms\n", len(rows), traps, right, alarms)
}

func clip(text string) string {
	text = strings.ToValidUTF8(text, "?")
	if runes := []rune(text); len(runes) > proofWidth {
		return string(runes[:proofWidth]) + "…"
	}
	return text
}

func columns(cells [][]string) string {
	widths := make([]int, len(cells[0]))
	for _, line := range cells {
		for i, c := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	for _, line := range cells {
		for i, c := range line {
			if i > 0 {
				b.WriteString(" | ")
			}
			b.WriteString(c)
			if i < len(line)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c)))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// publish prints the table and leaves it in a file.
func (l *laboratory) publish(t *testing.T, name string) {
	t.Helper()
	text := l.table.String()
	tell("\n%s", text)
	must(t, os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o644))
}

// usage is what a process took of its computer.
type usage struct {
	memory int64 // most that it ever held, bytes
}

// usageOf asks the system, which tells it in a form of its own: rusage(2) on Linux,
// kilobytes there. The first process image counts as well, so it is an upper bound.
func usageOf(state *os.ProcessState) usage {
	of := reflect.Indirect(reflect.ValueOf(state.SysUsage()))
	if of.Kind() != reflect.Struct {
		return usage{}
	}
	if most := of.FieldByName("Maxrss"); most.IsValid() {
		return usage{memory: most.Int() * 1024}
	}
	return usage{}
}
