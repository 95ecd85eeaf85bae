"""Casting our own vote and checking what came of the one before.

Half a minute lies between the two, so that no task waits for another one.
"""

import logging
from datetime import datetime, timedelta

from board.selectors import log_get, log_verifier_key
from config.canary.door import Door, DoorError
from config.canary.election import CHOICE, canary_begin, elections_end, is_over
from config.canary.watch import canary_newest
from config.models import Canary
from config.rehearsal.voters import ballot_locked
from crypto.errors import CryptoError
from crypto.notes import NoteVerifier, decode_tlog_proof
from voting.contexts import election_context
from voting.models import Election
from voting.states import ElectionState

logger = logging.getLogger(__name__)

TICK = timedelta(seconds=30)
BUSY = timedelta(minutes=1)
QUIET = timedelta(hours=1)
SLACK = timedelta(seconds=2)


def canary_step(*, now: datetime) -> str:
    """Do what is due. Returns a fault that began just now, for somebody to be told; else nothing.

    Not to be run twice at once; twice after another it does no harm.
    """
    canary = canary_newest()
    if canary is None or (is_over(canary, now) and not canary.ballot):
        canary = canary_begin(now=now)
        elections_end(before=canary)
    before = canary.fault
    try:
        _check(canary, now)
        _send(canary, now)
    except (DoorError, CryptoError) as error:
        canary.fault = f"our own vote: {error}"[:200]
    canary.save()
    return _news(before, canary.fault)


def _news(before: str, fault: str) -> str:
    if fault and not before:
        logger.error("canary: %s", fault)
        return fault
    if before and not fault:
        logger.warning("canary: votes are recorded again")
    return ""


def _check(canary: Canary, now: datetime) -> None:
    """Look for the vote that was sent; whatever became of it, the next one is another."""
    if not canary.ballot:
        return
    fate = Door(canary.election.slug).fate(canary.ballot)
    if fate.get("status") == "waiting":
        raise DoorError("is not on the record after half a minute")
    entry, canary.ballot = canary.entry.encode(), ""
    if fate.get("status") != "recorded":
        raise DoorError(f"was taken, and then {fate.get('status')}")
    _verify_receipt(canary.election, str(fate.get("receipt")), entry)
    canary.fault, canary.seen_at = "", now
    canary.due_at = now + pause()


def _verify_receipt(election: Election, text: str, entry: bytes) -> None:
    proof = decode_tlog_proof(text)
    proof.verify(NoteVerifier.parse(log_verifier_key(log_get(election.slug))))
    if proof.entry != entry:
        raise DoorError("has a receipt of something else")


def _send(canary: Canary, now: datetime) -> None:
    """Cast the next vote if it is time: so early that it is looked for when it is due."""
    since = canary.seen_at
    if canary.ballot or (since and not canary.fault and now + TICK + SLACK < since + pause()):
        return
    code = canary.codes[canary.sent % len(canary.codes)]
    body, digest, entry = ballot_locked(election_context(canary.election), code, CHOICE)
    # Counted first: a vote that got lost must not be sent by the same voter without end.
    canary.sent += 1
    canary.due_at = now + BUSY
    Door(canary.election.slug).send(body)
    canary.ballot, canary.entry = digest, entry.decode()


def pause() -> timedelta:
    """A minute while people vote or are about to; otherwise an hour, so that records stay short."""
    real = Election.objects.filter(is_demonstration=False, is_rehearsal=False)
    near = real.filter(state__in=(ElectionState.FROZEN, ElectionState.OPEN)).exists()
    return BUSY if near else QUIET
