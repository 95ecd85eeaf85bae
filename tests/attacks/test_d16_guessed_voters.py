"""D16. Looking for voters on the public record with a million guesses."""

import hashlib  # noqa: TID251  an attacker uses no transcript of ours
import json
import re

from board.models import Entry
from crypto.signing import public_key
from tests.attacks.doors import cast, locked
from voting.models import Voter

GUESSES = 1_000_000


def test_no_hash_of_a_number_stands_on_the_record(built):
    """An id of seven digits, hashed: every such hash was found in another election."""
    cast(locked(built, 1))
    there = numbers_on_record(built)
    assert len(there) > 30
    found = [
        number for number in range(GUESSES) if hashlib.sha256(b"%d" % number).digest() in there
    ]
    assert found == []


def test_no_hash_or_key_made_of_what_is_known_of_voters_stands_there(built):
    cast(locked(built, 1))
    there = numbers_on_record(built)
    for voter in Voter.objects.filter(election=built.election):
        for known in (
            voter.name,
            voter.email,
            str(voter.number),
            str(voter.pk),
            voter.email.upper(),
        ):
            for text in (known, f"{built.election.slug}{known}", f"{built.election.slug}/{known}"):
                digest = hashlib.sha256(text.encode()).digest()
                assert digest not in there
                assert public_key(digest) not in there


def test_the_search_finds_what_is_there(built):
    assert built.credential(1) in numbers_on_record(built)


def numbers_on_record(built) -> set[bytes]:
    """Every number of 32 bytes in an entry or beside one."""
    texts = [
        bytes(row.data).decode() + json.dumps(json.loads(bytes(row.payload.data)))
        for row in Entry.objects.filter(log=built.election.log).select_related("payload")
    ]
    return {bytes.fromhex(digits) for digits in re.findall(r"\b[0-9a-f]{64}\b", " ".join(texts))}
