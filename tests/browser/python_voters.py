"""Voters without a browser: they lock, sign and send their ballots over HTTP."""

import json
import urllib.request
from dataclasses import dataclass
from functools import cached_property

from crypto import canonical_json
from crypto.ballot import ballot_hash
from crypto.context import ElectionContext
from crypto.credentials import credential_seed, parse_code
from crypto.encryption import BallotRandomness, encrypt_ballot
from crypto.group import group_named
from crypto.signing import entry_message, public_key, sign
from tests.election.product import wait_until

LARGEST = 2**24


@dataclass(frozen=True)
class PollingPlace:
    """One election as voters' programs reach it."""

    url: str
    election: str

    @property
    def address(self):
        return f"{self.url}/api/v1/elections/{self.election}"

    @cached_property
    def context(self):
        group = group_named("EG-2.1-3072")
        key = group.decode_residue(json.loads(_read(f"{self.address}/"))["joint_key"], "joint key")
        manifest = _read(f"{self.address}/manifest")
        return ElectionContext.build(manifest, group.member(key, "joint key"))

    def vote(self, code, votes):
        """Cast a ballot, and wait until it stands on the record."""
        seed = credential_seed(parse_code(code), self.election)
        made = encrypt_ballot(
            self.context,
            style=1,
            credential=public_key(seed),
            selections=votes,
            randomness=BallotRandomness.draw(self.context, 1),
        )
        digest = ballot_hash(made.data)
        signature = sign(seed, entry_message("ballot", bytes.fromhex(digest)))
        body = {
            "ballot": canonical_json.decode(made.data, max_size=LARGEST, place="ballot"),
            "commitments": made.commitments,
            "signature": signature.hex(),
        }
        _read(f"{self.address}/ballots", canonical_json.encode(body))
        wait_until(lambda: self._status(digest) == "recorded", "a recorded ballot")

    def _status(self, digest):
        return json.loads(_read(f"{self.address}/ballots/{digest}"))["status"]


def _read(address, body=None):
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(address, body, headers)  # noqa: S310  the product under test
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return answer.read()
