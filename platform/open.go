package platform

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// addressLimit bounds an address handed to another program: Windows silently
// drops those of 2083 characters and more.
const addressLimit = 2000

var (
	// ErrNotWeb says that an address is none that is opened in a browser.
	ErrNotWeb = errors.New("not a web address")
	// ErrNotDocument says that a file is none of the kinds that are opened.
	ErrNotDocument = errors.New("not a document that is opened")
)

// documents are the kinds of file that OpenFile opens: what reports consist of.
// Everything else might be a program to somebody's system.
var documents = []string{".html", ".txt", ".json", ".md", ".eml", ".png"}

// OpenURL opens an http(s) address in the default browser. It returns as soon as
// the address was handed over. Other addresses give ErrNotWeb.
func (s *System) OpenURL(ctx context.Context, address string) error {
	address, err := webAddress(address)
	if err != nil {
		return err
	}
	if err := s.open(ctx, address); err != nil {
		return fmt.Errorf("opening an address: %w", err)
	}
	return nil
}

// OpenIn opens an http(s) address in one browser of those that Browsers found.
// It returns as soon as the browser was started. Other addresses give ErrNotWeb.
func (s *System) OpenIn(ctx context.Context, b Browser, address string) error {
	address, err := webAddress(address)
	if err != nil {
		return err
	}
	if len(b.Command) == 0 {
		return fmt.Errorf("opening in %s: %w", b.ID, ErrNoProgram)
	}
	return s.Launch(ctx, append(slices.Clone(b.Command), address))
}

// OpenFile opens a document (an HTML report, a text) in the program that the
// user has for it. Other kinds of file give ErrNotDocument.
func (s *System) OpenFile(ctx context.Context, path string) error {
	path, err := existing(path)
	if err != nil {
		return fmt.Errorf("opening a file: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("opening a file: %w", err)
	}
	if !info.Mode().IsRegular() || !slices.Contains(documents, strings.ToLower(filepath.Ext(path))) {
		return fmt.Errorf("opening a file: %w", ErrNotDocument)
	}
	if err := s.open(ctx, path); err != nil {
		return fmt.Errorf("opening a file: %w", err)
	}
	return nil
}

// ShowInFolder opens the folder of a file in the system's file viewer, with the
// file selected where that is possible.
func (s *System) ShowInFolder(ctx context.Context, path string) error {
	path, err := existing(path)
	if err == nil {
		err = s.show(ctx, path)
	}
	if err != nil {
		return fmt.Errorf("showing a file in its folder: %w", err)
	}
	return nil
}

// existing returns the full path of something that is there. A full path cannot
// be taken for an option by the program it is handed to.
func existing(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	return path, nil
}

// webAddress checks an address and writes it in its plain form, which neither a
// program's options nor the quoting of a registered command can mistake.
func webAddress(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		// The error would repeat the address, which may hold secrets.
		return "", ErrNotWeb
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Opaque != "" {
		return "", ErrNotWeb
	}
	plain := u.String()
	if len(plain) > addressLimit || strings.ContainsFunc(plain, unsafeInAddress) {
		return "", ErrNotWeb
	}
	return plain, nil
}

// unsafeInAddress tells of characters that RFC 3986 has in no address. They mean
// something to some command line or other.
func unsafeInAddress(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", r)
}
