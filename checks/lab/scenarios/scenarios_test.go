package scenarios

import (
	"slices"
	"testing"
)

// leastScenarios and leastTraps are how many there have to be.
const (
	leastScenarios = 45
	leastTraps     = 14
)

// TestLab plays every scenario and prints what came of it.
func TestLab(t *testing.T) {
	l := openLaboratory(t)
	all := slices.Concat(deviceScenarios(), networkScenarios(), dnsScenarios(), pathScenarios(), serviceScenarios(), traps())
	t.Run("side by side", func(t *testing.T) {
		for _, c := range all {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				l.run(t, c)
			})
		}
	})
	l.publish(t, "table.txt")
}
