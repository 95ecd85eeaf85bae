"""What pages call the state of an election, in the reader's words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from voting.models import CeremonyPhase, Election
from voting.states import ElectionState


@dataclass(frozen=True, slots=True)
class Banner:
    tag: str | Promise
    text: str | Promise
    colour: str


def state_banner(election: Election) -> Banner:
    if election.state == ElectionState.OPEN:
        return Banner(_("Voting open"), _closes(election.closes_at), "green")
    return STATE_WORDS[ElectionState(election.state)]


STATE_WORDS = {
    ElectionState.DRAFT: Banner(_("Draft"), _("The election is being set up."), "grey"),
    ElectionState.FROZEN: Banner(
        _("Frozen"), _("Everything is fixed. Voting is not open yet."), "purple"
    ),
    ElectionState.CLOSED: Banner(
        _("Closed"), _("Voting has ended. The count can begin."), "yellow"
    ),
    ElectionState.COUNTING: Banner(
        _("Counting"), _("The locked ballots are being counted."), "yellow"
    ),
    ElectionState.COUNTED: Banner(
        _("Counted"), _("The result is there and not published yet."), "yellow"
    ),
    ElectionState.PUBLISHED: Banner(
        _("Result published"), _("Everyone can see the result."), "green"
    ),
    ElectionState.CANCELLED: Banner(_("Cancelled"), _("This election was called off."), "red"),
}


def _closes(closes_at: datetime | None) -> str | Promise:
    left = closes_at - timezone.now() if closes_at else timedelta()
    if left <= timedelta():
        return _("The planned time has come. Voting closes in a moment.")
    if left >= timedelta(days=2):
        return _("Closes in %(days)s days.") % {"days": left.days}
    hours = int(left.total_seconds() // 3600)
    if hours >= 1:
        return ngettext("Closes in %(count)s hour.", "Closes in %(count)s hours.", hours) % {
            "count": hours
        }
    minutes = max(1, int(left.total_seconds() // 60))
    return ngettext("Closes in %(count)s minute.", "Closes in %(count)s minutes.", minutes) % {
        "count": minutes
    }


PHASE_WORDS = {
    CeremonyPhase.NONE: "The key holders have not been asked to begin.",
    CeremonyPhase.KEYS: "Step 1 of 4: each key holder makes a key.",
    CeremonyPhase.SHARES: "Step 2 of 4: the key holders exchange locked key parts.",
    CeremonyPhase.CONFIRMING: "Step 3 of 4: each key holder checks the parts they got.",
    CeremonyPhase.DRILLING: "Step 4 of 4: each key holder checks that their key file works.",
    CeremonyPhase.STOPPED: "Making keys has stopped. Nothing made so far can be used.",
}

COMPLAINT_WORDS = {
    "proof": "{by} says that a proof from {against} is wrong.",
    "share": "{by} says that the key part from {against} does not fit.",
    "transcript": "{by} says that {against} saw something else on the record.",
}
