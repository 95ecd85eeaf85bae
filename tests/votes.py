"""Voters' browsers: they lock ballots, sign them and send them over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.test import Client

from crypto import canonical_json
from crypto.ballot import ballot_hash, tracker
from crypto.canonical_json import JsonValue
from crypto.encryption import BallotRandomness, encrypt_ballot
from crypto.signing import entry_message, sign
from tests.elections import BuiltElection
from voting.contexts import election_context

LARGEST = 2**24


@dataclass(frozen=True, slots=True)
class LockedBallot:
    """A ballot as a browser holds it between locking and sending."""

    address: str
    data: bytes
    commitments: JsonValue
    nonces: JsonValue
    seed: bytes

    @property
    def hash(self) -> str:
        return ballot_hash(self.data)

    @property
    def tracker(self) -> str:
        return tracker(self.hash)

    def signature(self, kind: str) -> str:
        return sign(self.seed, entry_message(kind, bytes.fromhex(self.hash))).hex()

    def cast_body(self) -> dict[str, JsonValue]:
        return {
            "ballot": document(self.data),
            "commitments": self.commitments,
            "signature": self.signature("ballot"),
        }

    def challenge_body(self) -> dict[str, JsonValue]:
        return {
            "ballot": document(self.data),
            "nonces": self.nonces,
            "signature": self.signature("challenge"),
        }


def document(data: bytes) -> JsonValue:
    return canonical_json.decode(data, max_size=LARGEST, place="ballot")


def lock(
    built: BuiltElection, voter: int, votes: Sequence[Sequence[int]], *, style: int = 1
) -> LockedBallot:
    """Lock a ballot of the voter with this number; `votes` has every option of every contest."""
    context = election_context(built.election)
    made = encrypt_ballot(
        context,
        style=style,
        credential=built.credential(voter),
        selections=votes,
        randomness=BallotRandomness.draw(context, style),
    )
    return LockedBallot(
        address=f"/api/v1/elections/{built.election.slug}",
        data=made.data,
        commitments=made.commitments,
        nonces=made.nonces,
        seed=built.seed(voter),
    )


def send(address: str, body: JsonValue | bytes, client: Client | None = None):
    data = body if isinstance(body, bytes) else canonical_json.encode(body)
    return (client or Client()).post(address, data, content_type="application/json")


def cast(ballot: LockedBallot):
    return send(f"{ballot.address}/ballots", ballot.cast_body())


def challenge(ballot: LockedBallot):
    return send(f"{ballot.address}/challenges", ballot.challenge_body())


def look(ballot: LockedBallot):
    return Client().get(f"{ballot.address}/ballots/{ballot.hash}").json()


def vote(
    built: BuiltElection, voter: int, votes: Sequence[Sequence[int]], *, style: int = 1
) -> LockedBallot:
    """Lock and cast. Whether it gets to the record depends on who runs the tasks."""
    ballot = lock(built, voter, votes, style=style)
    answer = cast(ballot)
    assert answer.status_code == 202, answer.content
    return ballot
