package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fix502/checks/lab"
)

// certificates are those of everybody, made once for all streets.
type certificates struct {
	dir       string
	authority *lab.Authority // the one that the computer at home trusts
}

// issued lists who has a certificate, by the name of its file.
var issued = map[string][]string{
	"chat":    {"chat.example", "api-chat.example", "cdn-chat.example"},
	"status":  {"chatstatus.example", "edgestatus.example"},
	"news":    {"www.news.example"},
	"maps":    {"www.maps.example"},
	"parking": {"parking.example"}, // of a server that knows nothing of the others
	"first":   {"dns.first.example"},
	"second":  {"dns.second.example"},
	"edge":    {"www.edge.example", "shop.example"},
	"anchor":  {"anchor.example"},
}

// The certificates that are not as they should be.
const (
	expired    = "expired"
	selfSigned = "selfsigned"
	incomplete = "incomplete" // its issuer's own certificate is not sent along
	complete   = "complete"   // the same with the issuer's
	tomorrow   = "tomorrow"   // not valid yet
	guarded    = "guarded"    // every name, by an issuer that nobody knows; in a folder of its name
	filtered   = "filtered"   // every name, by an issuer that this computer was told to trust
)

// neighbours stand in every certificate; nobody ever asks for them.
func neighbours() []string {
	var names []string
	for i := range 80 {
		names = append(names, fmt.Sprintf("customer-%02d.hosting.example", i))
	}
	return names
}

func makeCertificates(dir string) (*certificates, error) {
	a, err := lab.NewAuthority(dir, "Public Authority")
	if err != nil {
		return nil, err
	}
	c := &certificates{dir: dir, authority: a}
	for file, names := range issued {
		if err := c.issue(a, lab.Wanted{File: file, Names: names}); err != nil {
			return nil, err
		}
	}
	now := time.Now()
	chat := issued["chat"]
	for _, w := range []lab.Wanted{
		{File: expired, Names: chat, From: now.Add(-20 * time.Hour), Until: now.Add(-10 * time.Hour)},
		{File: tomorrow, Names: chat, From: now.Add(2 * time.Hour)},
	} {
		if err := c.issue(a, w); err != nil {
			return nil, err
		}
	}
	between, err := a.Below("Issuing Authority")
	if err != nil {
		return nil, err
	}
	if err := c.issue(between, lab.Wanted{File: incomplete, Names: chat}); err != nil {
		return nil, err
	}
	if err := c.issue(between, lab.Wanted{File: complete, Names: chat}); err != nil {
		return nil, err
	}
	if err := c.join(complete+".pem", complete+".pem", filepath.Base(between.File)); err != nil {
		return nil, err
	}
	return c, c.strangers()
}

// strangers issues what no public authority vouches for.
func (c *certificates) strangers() error {
	if err := c.issue(c.authority, lab.Wanted{File: selfSigned, Names: issued["chat"], Self: true}); err != nil {
		return err
	}
	dir := filepath.Join(c.dir, guarded)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	guard, err := lab.NewAuthority(dir, "Kid Guard Root")
	if err != nil {
		return err
	}
	if err := c.issue(guard, lab.Wanted{File: guarded, Names: everyName()}); err != nil {
		return err
	}
	company, err := c.authority.Below("Company Filter CA")
	if err != nil {
		return err
	}
	if err := c.issue(company, lab.Wanted{File: filtered, Names: everyName()}); err != nil {
		return err
	}
	return c.join(filtered+".pem", filtered+".pem", filepath.Base(company.File))
}

func everyName() []string {
	var all []string
	for _, names := range issued {
		all = append(all, names...)
	}
	return all
}

// issue writes a certificate, its key, and both in one file as HAProxy wants them.
func (c *certificates) issue(by *lab.Authority, w lab.Wanted) error {
	// As big as real ones are, which share a certificate with many others: it takes
	// more than one packet to carry it.
	w.Names = append(w.Names[:len(w.Names):len(w.Names)], neighbours()...)
	cert, key, err := by.Issue(w)
	if err != nil {
		return err
	}
	return joinFiles(filepath.Join(filepath.Dir(cert), w.File+".both"), cert, key)
}

func (c *certificates) join(to string, files ...string) error {
	for i, f := range files {
		files[i] = filepath.Join(c.dir, f)
	}
	return joinFiles(filepath.Join(c.dir, to), files...)
}

func joinFiles(to string, files ...string) error {
	var all []byte
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return fmt.Errorf("reading a certificate: %w", err)
		}
		all = append(all, raw...)
	}
	if err := os.WriteFile(to, all, 0o644); err != nil {
		return fmt.Errorf("writing a certificate: %w", err)
	}
	return nil
}
