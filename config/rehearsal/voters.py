"""Simulated voters: they lock and sign as a browser does, and send over the HTTP accept path."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from crypto import canonical_json
from crypto.ballot import ballot_hash
from crypto.context import ElectionContext
from crypto.credentials import credential_seed, parse_code
from crypto.encryption import BallotRandomness, encrypt_ballot
from crypto.entries import encode_entry
from crypto.signing import entry_message, public_key, sign
from voting.contexts import election_context
from voting.models import Election

STYLE = 1
POLL_SECONDS = 0.2
PATIENCE_SECONDS = 600  # without a single ballot getting further


class VotingFailedError(Exception):
    """A simulated voter's ballot was not taken."""


@dataclass(frozen=True, slots=True)
class SentBallot:
    """A ballot under way: the row of its voter and its hash."""

    row: int
    ballot_hash: str


class Voters:
    """All voters of a rehearsal."""

    def __init__(self, election: Election) -> None:
        self._path = f"/api/v1/elections/{election.slug}/ballots"
        self._context: ElectionContext = election_context(election)
        host = urlsplit(settings.TABELLA_URL).hostname or "127.0.0.1"
        self._client = Client(SERVER_NAME=host)

    def vote(
        self, codes: Sequence[str], choices: Sequence[Sequence[Sequence[int]]]
    ) -> Iterator[SentBallot]:
        """Send one ballot for each voter; yields after each."""
        for row, (code, chosen) in enumerate(zip(codes, choices, strict=True), start=1):
            body, digest, _ = ballot_locked(self._context, code, chosen)
            answer = self._client.post(
                self._path, body, content_type="application/json", secure=settings.IS_SECURE
            )
            if answer.status_code != 202:
                raise VotingFailedError(f"row {row}: {answer.status_code} {answer.content[:300]!r}")
            yield SentBallot(row, digest)

    def wait(self, sent: Sequence[SentBallot]) -> Iterator[SentBallot]:
        """Wait until every ballot is on the record; yields each as it gets there."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        for ballot in sent:
            while not self._is_recorded(ballot):
                if time.monotonic() > deadline:
                    raise VotingFailedError(f"row {ballot.row}: no answer from the worker")
                time.sleep(POLL_SECONDS)
            deadline = time.monotonic() + PATIENCE_SECONDS
            yield ballot

    def _is_recorded(self, ballot: SentBallot) -> bool:
        path = f"{self._path}/{ballot.ballot_hash}"
        answer = json.loads(self._client.get(path, secure=settings.IS_SECURE).content)
        if answer["status"] == "refused":
            raise VotingFailedError(f"row {ballot.row}: {answer['message']}")
        return bool(answer["status"] == "recorded")


def ballot_locked(
    context: ElectionContext, code: str, chosen: Sequence[Sequence[int]]
) -> tuple[bytes, str, bytes]:
    """What a browser makes of a code and choices: request, hash of the ballot, and its entry."""
    seed = credential_seed(parse_code(code), context.election_id)
    made = encrypt_ballot(
        context,
        style=STYLE,
        credential=public_key(seed),
        selections=chosen,
        randomness=BallotRandomness.draw(context, STYLE),
    )
    digest = ballot_hash(made.data)
    signature = sign(seed, entry_message("ballot", bytes.fromhex(digest))).hex()
    body = {
        "ballot": canonical_json.decode(made.data, max_size=len(made.data), place="ballot"),
        "commitments": made.commitments,
        "signature": signature,
    }
    entry = encode_entry(
        "ballot", made.data, credential=public_key(seed).hex(), signature=signature
    )
    return canonical_json.encode(body), digest, entry
