package platform

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Services lists the services that are running, by name. Only Windows has any that
// Processes does not tell apart: there several share one process with a name that
// says nothing, or bear another name than it. Elsewhere the list is empty. Facts:
// EnumServicesStatusEx.
func (s *System) Services(ctx context.Context) ([]Service, error) {
	list, err := listServices(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing services: %w", err)
	}
	slices.SortFunc(list, func(a, b Service) int { return cmp.Compare(a.Name, b.Name) })
	return list, nil
}
