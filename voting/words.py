"""What pages call the state of an election, in the reader's words."""

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from voting.can_count import CanCount, Light, can_count
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


@dataclass(frozen=True, slots=True)
class LightWords:
    """The light "Can we still count?" for people: never by its colour alone."""

    answer: str | Promise
    icon: str
    colour: str
    sentences: tuple[str, ...]


LIGHTS = {
    Light.GOOD: (_("Yes"), "✓", "green"),
    Light.NARROW: (_("Not certain"), "!", "yellow"),
    Light.LOST: (_("No"), "✕", "red"),
}


def light_words(election: Election) -> LightWords | None:
    """None while there is nothing to say: before the freeze and after the count."""
    known = can_count(election)
    if known is None:
        return None
    answer, icon, colour = LIGHTS[known.light]
    return LightWords(answer, icon, colour, tuple(_light_sentences(known, election)))


def _light_sentences(known: CanCount, election: Election) -> Iterator[str]:
    yield ngettext(
        "%(working)s of %(of)s keys is known to work; %(needed)s must help to count.",
        "%(working)s of %(of)s keys are known to work; %(needed)s must help to count.",
        known.working,
    ) % {"working": known.working, "of": known.of, "needed": known.needed}
    yield _light_meaning(known)
    if known.asked_at:
        yield _answers(known, moment_text(known.asked_at, election))
    if known.lost:
        yield gettext("Reported a lost key: %(names)s.") % {"names": ", ".join(known.lost)}
    if known.waived:
        names = ", ".join(known.waived)
        yield gettext("You froze the election without the check of: %(names)s.") % {"names": names}


def _answers(known: CanCount, asked: str) -> str:
    if not known.unanswered:
        return gettext("Asked on %(when)s, and nobody owes an answer.") % {"when": asked}
    return gettext("Asked on %(when)s, no answer yet: %(names)s.") % {
        "when": asked,
        "names": ", ".join(known.unanswered),
    }


def _light_meaning(known: CanCount) -> str:
    if known.light is Light.LOST:
        return gettext(
            "If these reports are true, too few keys are left and the votes of this election can "
            "never be counted. Ask these key holders in person. If it is true, call the election "
            "off and hold it again."
        )
    if known.light is Light.GOOD:
        return gettext("Even if one more key is lost, the votes can be counted.")
    if known.working >= known.needed:
        return gettext("If one more key is lost, the votes may never be counted.")
    return gettext("Nobody knows yet whether enough keys still work.")


def moment_text(at: datetime, election: Election) -> str:
    local = at.astimezone(zoneinfo.ZoneInfo(election.time_zone))
    return date_format(local, "DATETIME_FORMAT")


PHASE_WORDS = {
    CeremonyPhase.NONE: _("The key holders have not been asked to begin."),
    CeremonyPhase.KEYS: _("Step 1 of 4: each key holder makes a key."),
    CeremonyPhase.SHARES: _("Step 2 of 4: the key holders exchange locked key parts."),
    CeremonyPhase.CONFIRMING: _("Step 3 of 4: each key holder checks the parts they got."),
    CeremonyPhase.DRILLING: _("Step 4 of 4: each key holder checks that their key file works."),
    CeremonyPhase.STOPPED: _("Making keys has stopped. Nothing made so far can be used."),
}

COMPLAINT_WORDS = {
    "proof": _("{by} says that a proof from {against} is wrong."),
    "share": _("{by} says that the key part from {against} does not fit."),
    "transcript": _("{by} says that {against} saw something else on the record."),
}
