// Package simulate invents people and the files that tell of them, with the truth known: voter files with households, member lists,
// dirty lists and historical biographies. Matching is tested and measured on them.
//
// A file is a stream: each household is made from the seed and its own number alone, so that ten million rows need no memory and the
// same seed always gives the same rows. What a row suffered is told with it, so that a test can say which kind of damage was missed.
//
// The damage is hard but fair: a careful clerk who sees both rows could decide. A row never loses its birth date, its address and its
// contacts together, and namesakes of one home keep something that tells them apart.
package simulate
