// Command banyan is the organizing platform for networks of community organizations: one binary that serves,
// imports, backs up and restores. See `banyan help`.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"banyan/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(app.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
