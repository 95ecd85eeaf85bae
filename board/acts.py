"""The acts of organisers and key holders, in the order of the record: everything but ballots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from board import selectors
from board.documents import (
    changed_voters,
    header_of,
    moment_in,
    text_in,
    timed_documents,
)
from board.kinds import KINDS, VOTE_KINDS, words_of
from board.models import Entry, Log
from board.pages import shown_time
from crypto.canonical_json import JsonValue


@dataclass(frozen=True, slots=True)
class ActLink:
    """An entry that an act stands in, by its number; `holder` is the key holder whose act it is."""

    index: int
    url: str
    holder: int | None


@dataclass(frozen=True, slots=True)
class Act:
    """One act, or several of one kind that follow each other.

    Attributes:
        label: one to three words.
        colour: of the label.
        sentence: what happened.
        time: as pages write it; empty where the record gives none.
        facts: what else the record says of it, one sentence each.
        links: its entries.
        ballots_before: how many ballots and test ballots stand between the act before and this one.
        ballots_url: the page on which they begin.
    """

    label: str | Promise
    colour: str
    sentence: str | Promise
    time: str
    facts: Sequence[str]
    links: Sequence[ActLink]
    ballots_before: int
    ballots_url: str


def acts_of(log: Log, size: int) -> list[Act]:
    """Return the acts among the first `size` entries of an election's log, oldest first."""
    entries = selectors.entries_alone(log, KINDS.keys() - VOTE_KINDS, size)
    documents = timed_documents(log, entries)
    acts, next_index = [], 0
    for run in _runs(entries):
        document = documents.get(run[0].index, {})
        acts.append(_act(log, run, document, ballots_before=run[0].index - next_index))
        next_index = run[-1].index + 1
    return acts


def ballots_after(acts: Sequence[Act], size: int) -> int:
    """Return how many of the first `size` entries stand after the last act; all are ballots."""
    return size - 1 - acts[-1].links[-1].index if acts else size


def _runs(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Put those together that are told as one act."""
    runs: list[list[Entry]] = []
    for entry in entries:
        if runs and _continues(entry, runs[-1][-1]):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _continues(entry: Entry, before: Entry) -> bool:
    """Return whether an entry follows one of its kind at once, and has no time to be told."""
    is_next = (entry.kind, entry.index) == (before.kind, before.index + 1)
    return is_next and not words_of(entry.kind).is_timed


def _act(log: Log, run: Sequence[Entry], document: JsonValue, *, ballots_before: int) -> Act:
    words = words_of(run[0].kind)
    return Act(
        label=words.label,
        colour=words.colour,
        sentence=words.sentence,
        time=shown_time(moment_in(document)),
        facts=_facts(document),
        links=[_link(log, entry) for entry in run],
        ballots_before=ballots_before,
        ballots_url=f"{reverse('record', args=[log.slug])}?before={run[0].index}",
    )


def _link(log: Log, entry: Entry) -> ActLink:
    address = reverse("record-entry", args=[log.slug, entry.index])
    return ActLink(entry.index, address, header_of(entry).trustee)


def _facts(document: JsonValue) -> list[str]:
    """Tell what the organisers said of their act."""
    facts = []
    if closes := shown_time(moment_in(document, "closes")):
        facts.append(_("New end of voting: %(time)s") % {"time": closes})
    holders = document.get("trustees") if isinstance(document, Mapping) else None
    if isinstance(holders, list) and holders:
        numbers = ", ".join(str(number) for number in holders)
        facts.append(_("Key holders: %(numbers)s") % {"numbers": numbers})
    facts += changed_voters(document)
    if reason := text_in(document, "reason"):
        facts.append(_("Reason: %(reason)s") % {"reason": reason})
    return facts
