package change

import (
	"context"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// itemLimit bounds the caches of one folder; a browser has a dozen for each of a
// few profiles.
const itemLimit = 200

// FindCaches tells which caches of a folder are there: its Items are patterns, in
// which * stands for part of one name. Links and what is reached through one are
// left out. Without any, Items of the result is empty.
func FindCaches(folder CacheFolder) CacheFolder {
	patterns := folder.Items
	folder.Items = nil
	root, err := os.OpenRoot(folder.Base)
	if err != nil {
		return folder
	}
	defer root.Close() //nolint:errcheck // it was only read
	for _, pattern := range patterns {
		found, err := fs.Glob(root.FS(), literal(pattern))
		if err != nil {
			continue // no pattern at all
		}
		for _, item := range found {
			if _, err := ordinary(root, item); err != nil || slices.Contains(folder.Items, item) || len(folder.Items) == itemLimit {
				continue
			}
			folder.Items = append(folder.Items, item)
		}
	}
	return folder
}

// literal takes their meaning from all signs of a pattern but the star.
func literal(pattern string) string {
	return strings.NewReplacer(`\`, `\\`, `[`, `\[`, `?`, `\?`).Replace(pattern)
}

// Covers tells whether a folder, of which the Items are patterns, holds exactly
// these caches or some of them.
func (folder CacheFolder) Covers(some CacheFolder) bool {
	return folder.Owner == some.Owner && folder.Base == some.Base && !slices.ContainsFunc(some.Items, func(item string) bool {
		return !fs.ValidPath(item) || !slices.ContainsFunc(folder.Items, func(pattern string) bool {
			fits, err := path.Match(literal(pattern), item)
			return err == nil && fits
		})
	})
}

// TotalSize tells how much all caches of a folder hold.
func TotalSize(ctx context.Context, folder CacheFolder) (bytes int64) {
	for _, size := range Sizes(ctx, folder) {
		bytes += size.Bytes
	}
	return bytes
}
