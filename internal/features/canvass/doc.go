// Package canvass is the work at the doors: packets (a turf published as an immutable snapshot), the devices that
// open them, the sync that takes what volunteers record, the attempt log, and the totals counted from it.
//
// The attempt log is append-only. What counts now is computed from it: an entry is effective while no undo of the
// same packet names it, in whatever order the two arrive. See sync.go for the contract with the phone.
package canvass
