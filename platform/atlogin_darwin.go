package platform

import (
	"bytes"
	"encoding/xml"
	"path/filepath"
)

// loginMark tells Fix502's own agent from another of the same name.
const loginMark = "<string>org.fix502.Fix502.resume</string>"

func (s *System) loginFile() (string, error) {
	home := s.home()
	if !filepath.IsAbs(home) {
		return "", ErrNoLoginStart
	}
	return filepath.Join(home, "Library", "LaunchAgents", "org.fix502.Fix502.resume.plist"), nil
}

// loginText is an agent that is run once at sign-in, launchd.plist(5).
func loginText(command []string) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">` +
		"\n<plist version=\"1.0\"><dict>\n<key>Label</key>" + loginMark + "\n<key>ProgramArguments</key><array>\n")
	for _, word := range command {
		b.WriteString("<string>")
		_ = xml.EscapeText(&b, []byte(word)) // a buffer takes everything
		b.WriteString("</string>\n")
	}
	b.WriteString("</array>\n<key>RunAtLoad</key><true/>\n<key>LimitLoadToSessionType</key><string>Aqua</string>\n</dict></plist>\n")
	return b.Bytes()
}
