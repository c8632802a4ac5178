package wizard

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/probe"
	"fix502/platform"
	"fix502/platform/change"
)

// browserOwner begins the owner of a browser's caches; apps go by their id.
const browserOwner = "browser:"

// cacheOwner is an app or a browser of which caches can be cleared.
type cacheOwner struct {
	id, name string
	folders  []change.CacheFolder // with the caches that are there
	sizes    []string             // each cache with its size, in words
	bytes    int64
	running  bool
}

// cachesOf lists the caches of an app, for each way in which it can be installed,
// whether or not they are there. Each folder is one that is moved within itself.
func (f *Flow) cachesOf(a catalog.App) []change.CacheFolder {
	var list []change.CacheFolder
	for _, install := range probe.Installs(f.info().OS, a) {
		for _, cache := range install.Caches {
			base, item := splitCache(cache, install.Data)
			list = f.addCache(list, a.ID, a.Name, base, item)
		}
	}
	return list
}

// splitCache splits a cache of the catalogue into the folder that it is moved
// within and its path below: the app's own folder, or where it lies elsewhere the
// one around it.
func splitCache(cache, data string) (base, item string) {
	cache, data = strings.ReplaceAll(cache, `\`, "/"), strings.ReplaceAll(data, `\`, "/")
	if item, within := strings.CutPrefix(cache, data+"/"); within && data != "" {
		return data, item
	}
	base, item = path.Split(cache)
	return strings.TrimSuffix(base, "/"), item
}

// addCache adds one cache to the folder of its base.
func (f *Flow) addCache(list []change.CacheFolder, owner, name, base, item string) []change.CacheFolder {
	full, known := probe.ExpandPath(f.info(), f.parts.Getenv, base)
	if !known {
		return list
	}
	i := slices.IndexFunc(list, func(folder change.CacheFolder) bool { return folder.Base == full })
	if i < 0 {
		i, list = len(list), append(list, change.CacheFolder{Owner: owner, Name: name, Base: full})
	}
	list[i].Items = append(list[i].Items, item)
	return list
}

// browserCaches lists the caches of a browser likewise.
func (f *Flow) browserCaches(id, name string) []change.CacheFolder {
	var list []change.CacheFolder
	for _, cache := range platform.BrowserCaches(id, f.info().OS) {
		for _, item := range cache.Items {
			list = f.addCache(list, browserOwner+id, name, cache.Base, item)
		}
	}
	return list
}

// allowCache tells whether these are caches that the program itself would clear.
func (f *Flow) allowCache(folder change.CacheFolder) bool {
	covers := func(known change.CacheFolder) bool { return known.Covers(folder) }
	if id, is := strings.CutPrefix(folder.Owner, browserOwner); is {
		return slices.ContainsFunc(f.browserCaches(id, ""), covers)
	}
	a, found := f.appByID(folder.Owner)
	return found && slices.ContainsFunc(f.cachesOf(a), covers)
}

func (f *Flow) appByID(id string) (catalog.App, bool) {
	for _, service := range f.parts.Catalog.Services {
		for _, a := range service.Apps {
			if a.ID == id {
				return a, true
			}
		}
	}
	return catalog.App{}, false
}

// inUse tells whether the app or browser that caches belong to runs.
func (f *Flow) inUse(ctx context.Context, owner string) (bool, error) {
	if id, is := strings.CutPrefix(owner, browserOwner); is {
		list, err := f.parts.Machine.Browsers(ctx)
		if err != nil {
			return false, fmt.Errorf("looking for browsers: %w", err)
		}
		b, found := browserByID(list, id)
		return found && b.Running, nil
	}
	a, found := f.appByID(owner)
	if !found {
		return false, nil
	}
	all, err := f.parts.Machine.Processes(ctx)
	if err != nil {
		return false, fmt.Errorf("looking for processes: %w", err)
	}
	return len(probe.AppProcesses(f.info(), f.parts.Getenv, catalog.Service{Apps: []catalog.App{a}}, all)) > 0 || f.runsElsewhere(a, all), nil
}

// runsElsewhere tells whether the app itself seems to run from a place that the
// catalogue does not know: good enough a reason to leave its files alone.
func (f *Flow) runsElsewhere(a catalog.App, all []platform.Process) bool {
	return slices.ContainsFunc(probe.Installs(f.info().OS, a), func(i catalog.Install) bool {
		return len(i.Processes) > 0 && slices.ContainsFunc(all, func(p platform.Process) bool {
			return p.Mine && p.State != "zombie" && strings.EqualFold(p.Name, i.Processes[0])
		})
	})
}

// owners lists the apps or browsers that have caches here, or that one alone.
func (f *Flow) owners(ctx context.Context, id ActionID, only string) []cacheOwner {
	var list []cacheOwner
	add := func(owner, name string, folders []change.CacheFolder) {
		if only != "" && owner != only {
			return
		}
		o := cacheOwner{id: owner, name: name}
		for _, folder := range folders {
			if folder = change.FindCaches(folder); len(folder.Items) == 0 {
				continue
			}
			o.folders = append(o.folders, folder)
			for _, size := range change.Sizes(ctx, folder) {
				o.bytes += size.Bytes
				o.sizes = append(o.sizes, f.Tr("cache.item", checks.Args{"path": filepath.Join(folder.Base, filepath.FromSlash(size.Item)), "size": f.size(size.Bytes)}))
			}
		}
		if o.bytes > 0 {
			used, err := f.inUse(ctx, owner)
			o.running = used || err != nil
			list = append(list, o)
		}
	}
	if id == ClearAppCache {
		for _, a := range f.setup().Service.Apps {
			add(a.ID, a.Name, f.cachesOf(a))
		}
		return list
	}
	for _, b := range f.browsers(ctx) {
		add(browserOwner+b.ID, b.Name, f.browserCaches(b.ID, b.Name))
	}
	return list
}
