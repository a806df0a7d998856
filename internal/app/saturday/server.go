package saturday

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is `banyan serve` in a process of its own, so that it can be killed as a power cut or an operator would.
type Server struct {
	base string
	args []string
	mu   sync.Mutex
	run  *exec.Cmd
	cpu  time.Duration
	peak int // MB
}

// Serve starts a server on an address, known to browsers as origin, and waits until it answers.
func Serve(ctx context.Context, program, listen, origin string, args ...string) (*Server, error) {
	s := &Server{base: origin, args: append([]string{program, "serve", "--listen", listen, "--origin", origin}, args...)}
	return s, s.Start(ctx)
}

// Start starts the process again.
func (s *Server) Start(ctx context.Context) error {
	s.mu.Lock()
	s.run = exec.Command(s.args[0], s.args[1:]...)
	s.run.Stderr = os.Stderr
	err := s.run.Start()
	s.mu.Unlock()
	if err != nil {
		return err
	}
	for range 600 {
		if res, err := http.Get(s.base + "/sign-in"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		if !pause(ctx, 100*time.Millisecond) {
			return ctx.Err()
		}
	}
	return fmt.Errorf("the server at %s does not answer", s.base)
}

// Kill ends the process with SIGKILL: nothing that it still wanted to write is written.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run == nil {
		return
	}
	s.look()
	_ = s.run.Process.Kill() // gone already is as well
	_ = s.run.Wait()
	s.cpu += s.run.ProcessState.UserTime() + s.run.ProcessState.SystemTime()
	s.run = nil
}

// Cost is the processor time of all processes that have ended and the most memory of one, in MB; 0 where /proc does not tell.
func (s *Server) Cost() (cpu time.Duration, peakMB int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cpu, s.peak
}

func (s *Server) look() {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.run.Process.Pid))
	if err != nil {
		return
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmHWM:" {
			kb, _ := strconv.Atoi(f[1]) // the kernel's own number
			s.peak = max(s.peak, kb>>10)
		}
	}
}
