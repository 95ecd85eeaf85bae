"""The doors an attacker finds: HTTP as a voter or a key holder, and the verifier's command line."""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TestCase

from ballots.models import Submission
from board.models import Entry
from crypto import canonical_json
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret
from tests.elections import BuiltElection
from tests.simulator import Simulation
from tests.verifier.defects import Tampered, spoil
from tests.votes import LockedBallot, lock, look, send
from verifier import cli
from voting.selectors import trustee_get
from voting.services import trustee_invite

Document = dict[str, Any]
VOTES = [[0, 1, 0], [2, 1]]
"""A ballot of the shared election."""


def locked(built: BuiltElection, voter: int = 1) -> LockedBallot:
    return lock(built, voter, VOTES)


def post(address: str, body: object):
    """Send, and let what waits for the commit happen."""
    data = body if isinstance(body, bytes) else canonical_json.encode(body)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return send(address, data)


def cast(ballot: LockedBallot):
    return post(f"{ballot.address}/ballots", ballot.cast_body())


def show(ballot: LockedBallot):
    return post(f"{ballot.address}/challenges", ballot.challenge_body())


def is_recorded(ballot: LockedBallot) -> bool:
    return look(ballot)["status"] == "recorded"


def edited(ballot: LockedBallot, change: Callable[[Document], object], **parts) -> LockedBallot:
    """The ballot with a change in its document, signed anew by its own voter."""
    document = copy.deepcopy(json.loads(ballot.data))
    change(document)
    return replace(ballot, data=as_bytes(document), **parts)


def as_bytes(document: object) -> bytes:
    """JSON in the canonical form, whatever is in it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def raw_body(ballot: LockedBallot) -> bytes:
    """The request with the ballot's bytes as they are, canonical or not."""
    rest = {"commitments": ballot.commitments, "signature": ballot.signature("ballot")}
    return b'{"ballot":' + ballot.data + b"," + as_bytes(rest)[1:]


def fate(ballot: LockedBallot) -> str:
    """What becomes of a ballot that is sent: a code of the refusal, a reason, or `recorded`."""
    before = Submission.objects.count()
    answer = post(f"{ballot.address}/ballots", raw_body(ballot))
    if answer.status_code != 202:
        assert Submission.objects.count() == before
        return answer.json()["code"]
    told = look(ballot)
    return told.get("reason", told["status"])


def entries(built: BuiltElection) -> int:
    return Entry.objects.filter(log=built.election.log).count()


def key_holder(built: BuiltElection, index: int) -> Client:
    """A key holder's program: a client that carries the token of a fresh link."""
    token = trustee_invite(trustee=trustee_get(built.election, index))
    return Client(headers={"Authorization": f"Bearer {token}"})


def give(built: BuiltElection, secret: TrusteeSecret, kind: str, payload: bytes):
    """Send an entry as this key holder, signed by them."""
    name = "decryptions" if kind == "decryption" else "entries"
    body = {
        "payload": json.loads(payload),
        "signature": secret.sign(kind, sha256(payload)).hex(),
        "type": kind,
    }
    address = f"/api/v1/elections/{built.election.slug}/trustee/{name}"
    with TestCase.captureOnCommitCallbacks(execute=True):
        return send(address, body, key_holder(built, secret.index))


@dataclass(frozen=True, slots=True)
class Honest:
    """An honest election in memory, and the verifier's command line."""

    simulation: Simulation
    path: Path
    capsys: pytest.CaptureFixture[str]

    def verify(self, what: Simulation | Tampered | bytes, *options: str) -> tuple[int, str]:
        """Exit code and words of the verifier."""
        if isinstance(what, Tampered):
            what, options = what.record, (*options, *self._kept(what.kept_note))
        self.path.write_bytes(what.record() if isinstance(what, Simulation) else what)
        self.capsys.readouterr()
        code = cli.main([str(self.path), "--no-progress", "--jobs", "1", *options])
        captured = self.capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return code, captured.out

    def caught(self, defect: str) -> set[str]:
        """Sentences that fail for a record with this defect; the exit code has to say so too."""
        code, words = self.verify(spoil(defect, self.simulation.copy()))
        assert code == 1, words
        return failed(words)

    def _kept(self, note: str | None) -> tuple[str, ...]:
        if note is None:
            return ()
        kept = self.path.with_suffix(".checkpoint")
        kept.write_text(note, encoding="utf-8")
        return ("--since", str(kept))


def failed(words: str) -> set[str]:
    """The sentences that a report says failed."""
    return set(re.findall(r"^  (C\d\d\.\d+) ", words, re.MULTILINE))
