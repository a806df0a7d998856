package matching

// harm is what a wrong decision about two rows would cost, so that the dearest are decided first. docs/merging.md explains the figures.
//
// A wrong merge puts a member's or a young person's affairs before a stranger's eyes, silences somebody for another's sake or writes to
// somebody who said no; a merge that is missed visits somebody who asked not to be. So what counts is what is known of the two.
func harm(a, b View, attempts int) int {
	sum := 0
	for _, v := range []View{a, b} {
		for _, stake := range []struct {
			has   bool
			costs int
		}{{v.Young, 40}, {v.Suppressed, 20}, {v.Member, 20}, {v.Consents > 0, 15}} {
			if stake.has {
				sum += stake.costs
			}
		}
	}
	if a.Suppressed != b.Suppressed {
		sum += 30 // one has asked not to be contacted: are both silenced, or neither?
	}
	return sum + min(2*attempts, 20)
}
