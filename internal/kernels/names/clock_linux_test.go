package names_test

import (
	"runtime"
	"syscall"
	"time"
	"unsafe"
)

// processorTime is how long this thread has run. On a machine that does other things besides, it says more than a clock on the wall.
func processorTime() time.Duration {
	runtime.LockOSThread()
	const threadClock = 3 // CLOCK_THREAD_CPUTIME_ID
	var t syscall.Timespec
	if _, _, e := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, threadClock, uintptr(unsafe.Pointer(&t)), 0); e != 0 {
		panic(e)
	}
	return time.Duration(t.Nano())
}
