package platform

import "context"

// installedBrowsers lists what is installed, and how the system names the default.
func (s *System) installedBrowsers(ctx context.Context) ([]installed, string, error) {
	return s.bundleBrowsers(ctx)
}
