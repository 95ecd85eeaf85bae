"""Trying the booth out before there are keys: a manifest of what the official has written so far.

It names a log that does not exist, under a key that nobody keeps, so that nothing made with it can
be taken for a ballot of the election.
"""

from copy import copy
from dataclasses import replace
from datetime import timedelta

from crypto.entropy import random_bytes
from crypto.manifest import encode_manifest
from crypto.notes import NoteSigner
from crypto.witness_policy import Witnesses
from voting.models import Election
from voting.services.freeze import manifest_of
from voting.services.guards import now_in_seconds


def practice_manifest(election: Election) -> bytes:
    """Raises DecodeError if texts are missing; `readiness.practice_missing` names them."""
    origin = f"practice.invalid/e/{election.slug}"
    key = NoteSigner(origin, random_bytes(32)).verifier().text()
    drawn = manifest_of(
        _with_times(election), origin=origin, log_key=key, witnesses=Witnesses((), 0)
    )
    return encode_manifest(replace(drawn, demonstration=True, threshold=1, trustees=("-",)))


def _with_times(election: Election) -> Election:
    """A copy of the row, never saved; the times need not be planned yet."""
    drawn = copy(election)
    if drawn.opens_at is None or drawn.closes_at is None:
        drawn.opens_at = now_in_seconds()
        drawn.closes_at = drawn.opens_at + timedelta(days=1)
    return drawn
