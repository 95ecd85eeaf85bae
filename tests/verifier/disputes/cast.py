"""The four outcomes, and the cast of the honest election."""

from dataclasses import replace
from datetime import UTC, datetime

from crypto.entries import decode_entry
from crypto.promises import Promise

AT = datetime(2030, 5, 1, 12, tzinfo=UTC)
STRANGER = "ab" * 32

# Numbers of entries of the honest election's ballots, in the order they were cast.
FIRST_OF_VOTER_0, TEST_OF_VOTER_1, OF_VOTER_1, LAST_OF_VOTER_0 = 17, 18, 19, 21


def outcome(answer):
    return answer["outcome"], answer["status"]


NO_FAULT, AT_FAULT, NOT_JUDGED, FORGED = (
    ("no fault", 0),
    ("server at fault", 1),
    ("not judged", 2),
    ("receipt forged", 3),
)


def forged_signature(receipt):
    return receipt[:-12] + ("A" if receipt[-12] != "A" else "B") + receipt[-11:]


def promise(log, ballot, credential, **changes):
    made = Promise(log.log.name, ballot, credential, AT)
    return replace(made, **changes).sign(log.log)


def ballot_of(log, index):
    header = decode_entry(log.entries[index])
    return header.payload_hash, header.credential
