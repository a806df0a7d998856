//go:build !linux

package names_test

import "time"

var started = time.Now()

// processorTime is the time on the wall, where the system does not tell another.
func processorTime() time.Duration { return time.Since(started) }
