"""Ballots part of the way from the inbox to the record."""

import json

import pytest

from ballots.models import Submission, SubmissionKind
from ballots.services import submission_verify
from board.models import Entry
from crypto import canonical_json


def order(election):
    """Hashes of the ballots on the record, in its order."""
    entries = Entry.objects.filter(log=election.log, kind="ballot").order_by("index")
    return [bytes(entry.payload.sha256).hex() for entry in entries]


def verified(ballots):
    for row in Submission.objects.filter(ballot_hash__in=[b.hash for b in ballots]):
        submission_verify(submission_id=row.pk)


def accepted_with(ballot, **changes):
    """Put a ballot past the proofs with parts of another: no proof would hold for it."""
    row = Submission.objects.get(ballot_hash=ballot.hash)
    row.ballot = canonical_json.encode(json.loads(ballot.data) | changes)
    row.save()
    with pytest.MonkeyPatch.context() as patch:
        nothing = (lambda *_: None, "proof")
        patch.setattr("ballots.services.checking.CHECKS", {SubmissionKind.BALLOT: nothing})
        submission_verify(submission_id=row.pk)
    return row
