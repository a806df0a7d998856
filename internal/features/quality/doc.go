// Package quality helps a director to see where records of a day may not be what happened, before anybody is accused of anything. It
// reads the attempt log through a small interface, keeps no judgement of anybody, and says ordinary reasons first. Where a phone was is
// not known to it: phones never send that.
package quality
