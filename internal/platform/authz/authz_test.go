package authz

import (
	"context"
	"slices"
	"testing"

	"banyan/internal/platform/errs"
)

func TestRoles_eachHoldsWhatThePolicySays(t *testing.T) {
	all := []Permission{ReadPeople, EditPeople, MergePeople, ImportPeople, ReadUniverses, EditUniverses, ReadScripts, EditScripts, ReadTurfs, CutTurfs, PublishTurfs, EnterResults, ReadTotals,
		ExportResults, ReadPlaces, EditPlaces, WipeDevices, ReadJobs, ManageMembers, ManageOrganization, ReadAudit, ExportPeople, ReadYouth, DefineFields, RunShifts, ReviewWork}
	lacks := map[Role][]Permission{
		Owner:     {},
		Director:  {ManageMembers, ManageOrganization, ReadAudit},
		Organizer: {ReviewWork, ManageMembers, ManageOrganization, ReadAudit, ExportPeople, ReadYouth, DefineFields, ImportPeople, ExportResults, EditPlaces},
		Analyst: {ReviewWork, ManageMembers, ManageOrganization, ReadAudit, ExportPeople, ReadYouth, DefineFields, ImportPeople, EditPlaces, ReadPeople, EditPeople, MergePeople, EditUniverses, EditScripts, CutTurfs, PublishTurfs, EnterResults,
			WipeDevices, RunShifts},
		DataEntry: {ReviewWork, ManageMembers, ManageOrganization, ReadAudit, ExportPeople, ReadYouth, DefineFields, ImportPeople, EditPlaces, ReadPeople, EditPeople, MergePeople, EditUniverses, EditScripts, CutTurfs, PublishTurfs, WipeDevices, RunShifts,
			ExportResults, ReadTotals, ReadJobs},
	}
	for _, role := range Roles() {
		for _, p := range all {
			if want := !slices.Contains(lacks[role], p); role.May(p) != want {
				t.Errorf("%s may %q: %v, want %v", role, p, role.May(p), want)
			}
		}
		for _, p := range []Permission{Public, SignedIn, OnDevice, Operator, "", "anything"} {
			if role.May(p) {
				t.Errorf("%s holds %q", role, p)
			}
		}
	}
	if len(Roles()) != len(lacks) || len(roles) != len(lacks) {
		t.Errorf("%d roles in order, %d in the policy, %d here", len(Roles()), len(roles), len(lacks))
	}
	for _, word := range []string{"", "OWNER", "owner ", "admin"} {
		if _, ok := ParseRole(word); ok {
			t.Errorf("%q is a role", word)
		}
	}
}

func TestScope_seesNothingThatItWasNotMadeFor(t *testing.T) {
	var none Scope
	member, device, platform, account := Member(7, Actor{Account: 1}, Director), Device(7, Actor{Device: 2}, 9), Platform("test"), Account(Actor{Account: 1})
	for name, sc := range map[string]Scope{"zero": none, "platform": platform, "account": account, "unknown role": Member(7, Actor{}, "admin"), "device": device} {
		if sc.Can(ReadPeople) || sc.Can(ReadTurfs) || errs.KindOf(sc.Require(ReadPeople)) != errs.Forbidden {
			t.Errorf("%s reads people", name)
		}
	}
	for name, sc := range map[string]Scope{"zero": none, "platform": platform, "account": account} {
		if sc.Organization() != 0 || sc.Organizations() != nil {
			t.Errorf("%s is in an organization", name)
		}
	}
	if member.IsPlatform() || device.IsPlatform() || none.IsPlatform() || System(7, "test").IsPlatform() || !platform.IsPlatform() || !account.IsPlatform() {
		t.Error("the control tables are open to others than the platform and one's own account")
	}
	if device.Packet() != 9 || member.Packet() != 0 || !slices.Equal(device.Organizations(), member.Organizations()) {
		t.Error("a device opens one packet of its organization")
	}
	if FromContext(context.Background()).Can(ReadPeople) || !FromContext(NewContext(context.Background(), member)).Can(ReadPeople) {
		t.Error("a context gives another Scope than it carries")
	}
}
