package change

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"fix502/platform"
)

// ClearCacheKind is the moving of caches into quarantine.
const ClearCacheKind Kind = "clear-cache"

var (
	// ErrInUse says that the program whose files these are is running.
	ErrInUse = errors.New("in use by its program")
	// errEscapes says that a cache isn't an ordinary folder inside its base.
	errEscapes = errors.New("not an ordinary folder inside its base")
)

// CacheFolder is where one program keeps caches that can be done without.
type CacheFolder struct {
	Owner string   `json:"owner"` // id of the app or browser
	Name  string   `json:"name"`  // as its users know it
	Base  string   `json:"base"`  // full path of the folder that holds them; nothing outside is touched
	Items []string `json:"items"` // the caches: folders below Base, with "/"
}

// ClearCache moves caches into a quarantine on the same volume, inside their base.
// The way back is to move them to their places again; what has grown there since
// is dropped then. Finish deletes the quarantine.
type ClearCache struct {
	Folder CacheFolder
	Size   string // how much it is, for the words of the journal

	computer Computer
	store    string // the quarantine's name below Base
}

// quarantinePrefix begins the names of quarantines.
const quarantinePrefix = ".fix502-"

// replaced is the folder of a quarantine for what had grown at the old places.
const replaced = ".replaced"

// clearCacheArgs is what the journal keeps.
type clearCacheArgs struct {
	CacheFolder
	Size  string `json:"size,omitempty"`
	Store string `json:"store"`
}

// NewClearCache plans the clearing of caches.
func NewClearCache(c Computer, folder CacheFolder) *ClearCache {
	return &ClearCache{Folder: folder, computer: c, store: quarantinePrefix + rand.Text()}
}

func restoreClearCache(e Entry, c Computer) (Change, error) {
	var a clearCacheArgs
	if err := decode(e, &a); err != nil {
		return nil, err
	}
	// The journal is a file, and files can be written by others.
	if c.AllowCache == nil || !c.AllowCache(a.CacheFolder) || !isQuarantine(a.Store) {
		return nil, fmt.Errorf("caches in %q: %w", a.Base, ErrNotAllowed)
	}
	return &ClearCache{Folder: a.CacheFolder, Size: shown(a.Size), computer: c, store: a.Store}, nil
}

func isQuarantine(name string) bool {
	rest, found := strings.CutPrefix(name, quarantinePrefix)
	return found && rest != "" && strings.Trim(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// Describe is part of Change.
func (q *ClearCache) Describe() Description {
	return Description{
		Kind: ClearCacheKind, Subject: q.store, Code: "change.clear-cache", Back: "change.clear-cache.back",
		Words: map[string]string{"app": q.Folder.Name, "size": q.Size}, Args: clearCacheArgs{q.Folder, q.Size, q.store},
	}
}

// ByHand says how to put the caches back without the program.
func (q *ClearCache) ByHand() (code string, words map[string]string) {
	return "change.clear-cache.by-hand", map[string]string{
		"app": shown(q.Folder.Name), "store": shown(filepath.Join(q.Folder.Base, q.store)), "base": shown(q.Folder.Base),
	}
}

// Apply is part of Change.
func (q *ClearCache) Apply(ctx context.Context) error {
	root, err := q.open(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNothing
	}
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // nothing is written through it
	moved := 0
	for _, item := range q.Folder.Items {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("clearing caches: %w", err)
		}
		info, err := ordinary(root, item)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errEscapes) {
			continue // not there, or a link that leads elsewhere: neither is ours to move
		}
		if err != nil {
			return fmt.Errorf("clearing caches: %w", err)
		}
		if err := q.putAway(ctx, root, item, info.Mode().Perm()); err != nil {
			return fmt.Errorf("clearing caches: %w", err)
		}
		moved++
	}
	if moved == 0 {
		return ErrNothing
	}
	return nil
}

// open opens the base, unless its program runs.
func (q *ClearCache) open(ctx context.Context) (*os.Root, error) {
	if q.computer.InUse != nil {
		used, err := q.computer.InUse(ctx, q.Folder.Owner)
		if err != nil {
			return nil, fmt.Errorf("looking whether %s runs: %w", q.Folder.Owner, err)
		}
		if used {
			return nil, fmt.Errorf("caches of %s: %w", q.Folder.Owner, ErrInUse)
		}
	}
	return os.OpenRoot(q.Folder.Base)
}

// ordinary tells whether a name below the root is a folder that is reached
// through no link.
func ordinary(root *os.Root, item string) (fs.FileInfo, error) {
	if !fs.ValidPath(item) || item == "." {
		return nil, errEscapes
	}
	var info fs.FileInfo
	parts := strings.Split(item, "/")
	for i := range parts {
		var err error
		if info, err = root.Lstat(filepath.FromSlash(path.Join(parts[:i+1]...))); err != nil {
			return nil, err
		}
		if !info.IsDir() {
			return nil, errEscapes
		}
	}
	return info, nil
}

// putAway moves one cache into the quarantine and leaves an empty folder.
func (q *ClearCache) putAway(ctx context.Context, root *os.Root, item string, mode fs.FileMode) error {
	place, store := filepath.FromSlash(item), filepath.FromSlash(path.Join(q.store, item))
	if err := root.MkdirAll(filepath.Dir(store), 0o700); err != nil {
		return err
	}
	platform.Point(ctx, "before moving "+item)
	if err := root.Rename(place, store); err != nil {
		return err
	}
	platform.Point(ctx, "after moving "+item)
	return root.Mkdir(place, mode)
}

// Verify is part of Change.
func (q *ClearCache) Verify(context.Context) (bool, error) {
	info, err := os.Lstat(filepath.Join(q.Folder.Base, q.store))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("looking for the quarantine: %w", err)
	}
	return info.IsDir(), nil
}

// Undo is part of Change.
func (q *ClearCache) Undo(ctx context.Context) error {
	root, err := q.open(ctx)
	if err != nil {
		return fmt.Errorf("putting caches back: %w", err)
	}
	defer root.Close() //nolint:errcheck // nothing is written through it
	for _, item := range q.Folder.Items {
		_, err := ordinary(root, path.Join(q.store, item))
		if errors.Is(err, fs.ErrNotExist) {
			continue // was not there, or is back already
		}
		if err == nil {
			err = q.putBack(ctx, root, item)
		}
		if err != nil {
			return fmt.Errorf("putting caches back: %w", err)
		}
	}
	platform.Point(ctx, "before dropping the quarantine")
	if err := root.RemoveAll(q.store); err != nil {
		return fmt.Errorf("dropping the quarantine: %w", err)
	}
	return nil
}

// putBack moves one cache to its place. What has grown there since is set aside.
func (q *ClearCache) putBack(ctx context.Context, root *os.Root, item string) error {
	place, store := filepath.FromSlash(item), filepath.FromSlash(path.Join(q.store, item))
	aside := filepath.FromSlash(path.Join(q.store, replaced, item))
	if _, err := root.Lstat(place); err == nil {
		if err := root.MkdirAll(filepath.Dir(aside), 0o700); err != nil {
			return err
		}
		if err := root.RemoveAll(aside); err != nil { // of an earlier try
			return err
		}
		platform.Point(ctx, "before setting aside "+item)
		if err := root.Rename(place, aside); err != nil {
			return err
		}
	}
	platform.Point(ctx, "before putting back "+item)
	return root.Rename(store, place)
}

// Finish deletes the quarantine: after it there is no way back.
func (q *ClearCache) Finish(context.Context) error {
	root, err := os.OpenRoot(q.Folder.Base)
	if err != nil {
		return fmt.Errorf("dropping the quarantine: %w", err)
	}
	defer root.Close() //nolint:errcheck // nothing is written through it
	if err := root.RemoveAll(q.store); err != nil {
		return fmt.Errorf("dropping the quarantine: %w", err)
	}
	return nil
}

// sizeFiles bounds how many files are looked at for a size; more are a cache of
// which the exact size does not matter.
const sizeFiles = 200_000

// CacheSize is how much one cache holds.
type CacheSize struct {
	Item  string
	Bytes int64
	Files int
}

// Sizes tells how much each cache of a folder holds, leaving out those that are
// not there. No link is followed. What can't be read counts as empty.
func Sizes(ctx context.Context, folder CacheFolder) []CacheSize {
	root, err := os.OpenRoot(folder.Base)
	if err != nil {
		return nil
	}
	defer root.Close() //nolint:errcheck // nothing is written through it
	var list []CacheSize
	files := 0
	for _, item := range folder.Items {
		if _, err := ordinary(root, item); err != nil {
			continue
		}
		size := CacheSize{Item: item}
		_ = fs.WalkDir(root.FS(), item, func(_ string, e fs.DirEntry, err error) error {
			if files++; ctx.Err() != nil || files > sizeFiles {
				return fs.SkipAll
			}
			if err != nil || !e.Type().IsRegular() {
				return nil // what can't be read counts as empty
			}
			if info, err := e.Info(); err == nil {
				size.Bytes += info.Size()
				size.Files++
			}
			return nil
		})
		list = append(list, size)
	}
	return list
}

// SameFolder tells whether two folders name the same caches.
func SameFolder(a, b CacheFolder) bool {
	return a.Owner == b.Owner && a.Base == b.Base && slices.Equal(a.Items, b.Items)
}
