package platform

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows/registry"

	"fix502/platform/parse"
)

const (
	// clientsKey is where browsers register, for the computer and for the user.
	clientsKey = `SOFTWARE\Clients\StartMenuInternet`
	// choiceKey is where the user's choice of programs for https is kept.
	choiceKey = `SOFTWARE\Microsoft\Windows\Shell\Associations\UrlAssociations\https\`
	// appPathsKey is where programs say how they are started by their bare name.
	appPathsKey = `SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths`
	// storeFirefox is how Firefox from Microsoft's store is started, below the folder
	// for the user's local data. It registers nowhere else that can be read.
	storeFirefox = `Microsoft\WindowsApps\Mozilla.Firefox_n80bbvh6b1yt2\firefox.exe`
	// clientLimit bounds the browsers read of one list.
	clientLimit = 100
)

// installedBrowsers reads the browsers that registered for the start menu, those
// known by name that only said where they lie, and the user's choice. Internet Explorer registers too and opens Edge: left out.
func (s *System) installedBrowsers(ctx context.Context) ([]installed, string, error) {
	var found []installed
	for _, root := range []struct {
		key  registry.Key
		view uint32
	}{
		{registry.CURRENT_USER, 0},
		{registry.LOCAL_MACHINE, registry.WOW64_64KEY},
		{registry.LOCAL_MACHINE, registry.WOW64_32KEY},
	} {
		if err := ctx.Err(); err != nil {
			return nil, "", err
		}
		for _, name := range subKeys(root.key, clientsKey, root.view) {
			b, ok := readClient(root.key, name, root.view)
			if ok && !strings.EqualFold(name, "IEXPLORE.EXE") {
				found = append(found, b)
			}
		}
	}
	return append(found, s.unlistedBrowsers()...), chosenProgram(), nil
}

// unlistedBrowsers are those known by name that did not register for the start
// menu.
func (s *System) unlistedBrowsers() []installed {
	var found []installed
	known := knownBrowsers()
	for _, k := range known {
		for _, exe := range k.exes {
			for _, root := range []registry.Key{registry.CURRENT_USER, registry.LOCAL_MACHINE} {
				path := strings.Trim(stringValue(root, appPathsKey+`\`+exe+".exe", "", registry.WOW64_64KEY), `" `)
				if browserOf(known, path) == k.id && fileThere(path) {
					found = append(found, installed{key: exe + ".exe", name: k.name, command: []string{path}, exe: path})
				}
			}
		}
	}
	alias := filepath.Join(s.localData(), storeFirefox)
	if _, err := os.Lstat(alias); err == nil { // Windows resolves it when it is started
		found = append(found, installed{key: "Firefox", name: "Firefox", command: []string{alias}, exe: alias})
	}
	return found
}

// readClient reads one registered browser whose program is there.
func readClient(root registry.Key, name string, view uint32) (installed, bool) {
	key := clientsKey + `\` + name
	line := stringValue(root, key+`\shell\open\command`, "", view)
	command := parse.WindowsCommand(line, fileThere)
	if len(command) == 0 || !fileThere(command[0]) {
		return installed{}, false
	}
	title := stringValue(root, key+`\Capabilities`, "ApplicationName", view)
	if title == "" || strings.HasPrefix(title, "@") { // a reference into a DLL
		title = stringValue(root, key, "", view)
	}
	return installed{
		key: name, name: title, command: command, exe: command[0],
		program: stringValue(root, key+`\Capabilities\URLAssociations`, "https", view),
	}, true
}

// chosenProgram is the ProgId that opens https for this user, "" where none was
// chosen. Newer Windows keeps the choice in the first place.
func chosenProgram() string {
	for _, key := range []string{choiceKey + `UserChoiceLatest\ProgId`, choiceKey + `UserChoiceLatest`, choiceKey + `UserChoice`} {
		if id := stringValue(registry.CURRENT_USER, key, "ProgId", 0); id != "" {
			return id
		}
	}
	return ""
}

// subKeys lists the keys below a key, none where it is missing.
func subKeys(root registry.Key, name string, view uint32) []string {
	key, err := registry.OpenKey(root, name, registry.ENUMERATE_SUB_KEYS|view)
	if err != nil {
		return nil
	}
	defer func() { _ = key.Close() }()
	names, _ := key.ReadSubKeyNames(clientLimit) // what was read before an error counts
	return names
}

// stringValue reads a string of the registry, "" where it is missing, with
// %variables% resolved.
func stringValue(root registry.Key, name, value string, view uint32) string {
	key, err := registry.OpenKey(root, name, registry.QUERY_VALUE|view)
	if err != nil {
		return ""
	}
	defer func() { _ = key.Close() }()
	text, kind, err := key.GetStringValue(value)
	if err != nil {
		return ""
	}
	if kind == registry.EXPAND_SZ {
		if long, err := registry.ExpandString(text); err == nil {
			return long
		}
	}
	return text
}

// fileThere tells whether there is a file of that full name.
func fileThere(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
