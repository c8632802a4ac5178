package platform

import (
	"context"
	"errors"
	"fmt"
	"net/url"
)

func (s *System) systemProxies(ctx context.Context) ([]proxySetting, error) { return s.macProxies(ctx) }

// askScript has nobody to ask: macOS runs scripts only inside a program that is
// built against its own network library.
func (s *System) askScript(context.Context, proxySetting, *url.URL) (string, error) {
	return "", fmt.Errorf("%w: nobody here runs it", errors.ErrUnsupported)
}
