package platform

import (
	"path/filepath"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// hostsPath follows the registry, since the folder can be moved. (DataBasePath
// is documented for TCP/IP; malware moves it too.)
func hostsPath() string {
	const where = `SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`
	if k, err := registry.OpenKey(registry.LOCAL_MACHINE, where, registry.QUERY_VALUE); err == nil {
		defer k.Close() //nolint:errcheck // opened for reading only
		if text, _, err := k.GetStringValue("DataBasePath"); err == nil && text != "" {
			if dir, err := registry.ExpandString(text); err == nil && filepath.IsAbs(dir) {
				return filepath.Join(dir, "hosts")
			}
		}
	}
	dir, err := windows.GetSystemDirectory()
	if err != nil {
		dir = `C:\Windows\System32`
	}
	return filepath.Join(dir, "drivers", "etc", "hosts")
}
