package parse

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"time"
)

// BootKind says how Windows came up.
type BootKind int

// The kinds that Kernel-Boot's event 27 names by number.
const (
	BootFull   BootKind = 0 // started anew
	BootFast   BootKind = 1 // fast start-up: what a "shut down" had put aside goes on
	BootResume BootKind = 2 // from hibernation
)

// BootEvent is one such event.
type BootEvent struct {
	Kind BootKind
	At   time.Time
}

// KernelBoot reads what `wevtutil qe System /f:xml` says of the newest event 27 of
// Microsoft-Windows-Kernel-Boot. It is false where there is none. The names in it
// are the same in every language.
func KernelBoot(out []byte) (BootEvent, bool) {
	var event struct {
		System struct {
			ID      string `xml:"EventID"`
			Created struct {
				Time string `xml:"SystemTime,attr"`
			} `xml:"TimeCreated"`
		} `xml:"System"`
		Data []struct {
			Name  string `xml:"Name,attr"`
			Value string `xml:",chardata"`
		} `xml:"EventData>Data"`
	}
	if xml.NewDecoder(bytes.NewReader(out)).Decode(&event) != nil || strings.TrimSpace(event.System.ID) != "27" {
		return BootEvent{}, false
	}
	at, err := time.Parse(time.RFC3339Nano, event.System.Created.Time)
	if err != nil {
		return BootEvent{}, false
	}
	for _, d := range event.Data {
		if d.Name != "BootType" {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(d.Value), 0, 8)
		if err != nil || n < int64(BootFull) || n > int64(BootResume) {
			return BootEvent{}, false
		}
		return BootEvent{Kind: BootKind(n), At: at}, true
	}
	return BootEvent{}, false
}
