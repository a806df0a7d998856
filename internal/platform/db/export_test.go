package db

// Waiting tells how many writes wait for their turn at SQLite's writer.
func Waiting(d *DB) int { return len(d.engine.(*sqliteDB).writer.queue) }
