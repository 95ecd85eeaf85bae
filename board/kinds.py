"""Plain words for each kind of entry; the one place where the board says what an entry means.

The log itself treats all kinds alike. A kind without words here is shown by its own name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class KindWords:
    """How a kind of entry is shown.

    Attributes:
        label: one to three words for lists.
        sentence: what happened, for somebody who knows no technical words.
        colour: colour of the label; "default" for the plain one.
        is_timed: whether the payload says in `at` when it happened. Ballots never do.
    """

    label: str | Promise
    sentence: str | Promise
    colour: str = "default"
    is_timed: bool = False


KINDS: Mapping[str, KindWords] = {
    "ceremony": KindWords(
        _("Keys started"),
        _("The key holders began to make the key that locks ballots."),
        "grey",
    ),
    "trustee": KindWords(
        _("Key"), _("A key holder made a key. This is the part that anyone may see."), "grey"
    ),
    "share": KindWords(
        _("Key parts"),
        _("A key holder sent a part of their key to each other key holder. The parts are locked."),
        "grey",
    ),
    "confirm": KindWords(
        _("Key confirmed"),
        _("A key holder checked the parts they were sent and confirmed the key."),
        "grey",
    ),
    "complaint": KindWords(
        _("Key problem"),
        _("A key holder found a problem with a key. The keys have to be made again."),
        "red",
    ),
    "drill": KindWords(
        _("Key file tested"),
        _("A key holder showed that their saved key file still works."),
        "grey",
    ),
    "waiver": KindWords(
        _("Went on without"),
        _("The organiser went on without the key file test of some key holders, and said why."),
        "yellow",
        is_timed=True,
    ),
    "election": KindWords(
        _("Questions and rules"),
        _("The questions, the rules and the key holders of this election, word for word."),
    ),
    "roll": KindWords(
        _("Voter list"),
        _("Everyone who may vote, as numbers without names."),
    ),
    "freeze": KindWords(
        _("Election frozen"),
        _(
            "The election was frozen. After this no question, rule or key can change, and no voter "
            "can be added."
        ),
        is_timed=True,
    ),
    "open": KindWords(_("Opened"), _("Voting opened."), "green", is_timed=True),
    "ballot": KindWords(_("Ballot"), _("A voter sent this ballot. It is locked."), "purple"),
    "challenge": KindWords(
        _("Test ballot"),
        _("A voter tested this ballot and unlocked it for everyone to see. It is not counted."),
        "yellow",
    ),
    "extend": KindWords(_("More time"), _("Voting was given more time."), "yellow", is_timed=True),
    "roll-change": KindWords(
        _("Voter list changed"),
        _(
            "The organiser gave voters new codes or took voters off the list, and said why. A new "
            "code takes the place of an old one. Nobody was added."
        ),
        "yellow",
        is_timed=True,
    ),
    "close": KindWords(
        _("Closed"),
        _("Voting closed. No ballot can be added after this."),
        "green",
        is_timed=True,
    ),
    "tally-input": KindWords(
        _("Ballots to count"),
        _("The list of ballots that are counted: the last one of each voter."),
    ),
    "tally": KindWords(
        _("Locked totals"),
        _("The locked ballots were added up without unlocking them. The totals are still locked."),
    ),
    "decryption": KindWords(
        _("Unlock share"), _("A key holder gave their share to unlock the totals.")
    ),
    "result": KindWords(_("Result"), _("The totals were unlocked. This is the result."), "green"),
    "final": KindWords(
        _("Record finished"),
        _("The record is complete. Nothing can be added after this."),
        "green",
        is_timed=True,
    ),
    "cancel": KindWords(
        _("Cancelled"),
        _("The election was cancelled. Nothing can be added after this."),
        "red",
        is_timed=True,
    ),
}

REGISTRY_KINDS: Mapping[str, KindWords] = {
    "log-begun": KindWords(
        _("Record begun"), _("The public record of an election was begun."), "grey"
    ),
    "log-frozen": KindWords(
        _("Election frozen"),
        _(
            "An election was frozen. After this no question, rule or key of it can change, and no "
            "voter can be added."
        ),
    ),
    "log-ended": KindWords(
        _("Record finished"),
        _("The public record of an election is complete. Nothing can be added to it after this."),
        "green",
    ),
    "registry-next": KindWords(
        _("List goes on"),
        _("This list ends here. The next one has another key, which this entry names."),
    ),
    "registry-follows": KindWords(
        _("List taken over"),
        _("This list goes on from the one before it. The entry names the last state of that one."),
        "grey",
    ),
}
"""Kinds of the record that says which records there are."""

VOTE_KINDS = frozenset({"ballot", "challenge"})
"""Kinds of which every voter may send any number; all others are acts of a few."""

TIMED_KINDS = frozenset(kind for kind, words in KINDS.items() if words.is_timed)


def words_of(kind: str) -> KindWords:
    """Return the words for `kind`."""
    return (
        KINDS.get(kind)
        or REGISTRY_KINDS.get(kind)
        or KindWords(kind, _("This page has no words for this kind of entry."))
    )
