"""Make tests/vectors/golden-v1.json: ballots as bytes, sound and malformed, from fixed seeds.

Run as `python -m scripts.make_vectors`. Both implementations, in Python and in JavaScript, are
tested against the file; a test makes it again and compares.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from crypto import hash_chain
from crypto.ballot import ballot_hash, tracker
from crypto.canonical_json import JsonValue
from crypto.context import ElectionContext
from crypto.encryption import BallotRandomness, ContestRandomness, MadeBallot, encrypt_ballot
from crypto.group import Group, Scalar, group_named
from crypto.manifest import Contest, Manifest, Option, Style, encode_manifest
from crypto.notes import NoteSigner
from crypto.range_proof import RangeRandomness
from crypto.signing import entry_message, public_key, sign
from crypto.transcript import hmac_sha256, sha256
from crypto.witness_policy import Witnesses
from scripts.malformed_ballots import malformed_ballots

TARGET = Path(__file__).parent.parent / "tests/vectors/golden-v1.json"

ABOUT = (
    "Made by scripts/make_vectors.py. 'data' is the text of a ballot's canonical bytes; 'base64' "
    "is for bytes that may be no text. 'expected' says where a malformed ballot is refused: while "
    "decoding, or by membership tests and proofs."
)


class SeededStream:
    """Values that look random and are the same every time; nothing else may ever use this."""

    def __init__(self, seed: str) -> None:
        self._key = sha256(seed.encode())
        self._drawn = 0

    def bytes32(self) -> bytes:
        self._drawn += 1
        return hmac_sha256(self._key, self._drawn.to_bytes(8, "big"))

    def scalar(self, group: Group) -> Scalar:
        return group.scalar(int.from_bytes(self.bytes32(), "big"))

    def range_randomness(self, group: Group, branches: int) -> RangeRandomness:
        us = tuple(self.scalar(group) for _ in range(branches))
        return RangeRandomness(us, tuple(self.scalar(group) for _ in range(branches)))

    def ballot_randomness(self, context: ElectionContext, style: int) -> BallotRandomness:
        group = context.group
        salt, ballot_nonce = self.bytes32(), self.bytes32()
        contests = tuple(
            ContestRandomness(
                tuple(self.range_randomness(group, o.option_max + 1) for o in contest.options),
                self.range_randomness(group, contest.votes_max - contest.votes_min + 1),
            )
            for _, contest in context.manifest.contests_of_style(style)
        )
        return BallotRandomness(salt, ballot_nonce, contests)


def _text(german: str, arabic: str) -> dict[str, str]:
    return {"ar": arabic, "de": german}


def _option(german: str, arabic: str, option_max: int = 1, *, exclusive: bool = False) -> Option:
    return Option(_text(german, arabic), _text("", ""), option_max, exclusive)


CONTESTS = (
    Contest(
        title=_text("Vorstand fürs neue Jahr", "مجلس الإدارة"),
        description=_text('Höchstens eine Stimme – „leer“ ist erlaubt.\nZeile 2 \\ "', "صوت واحد"),
        options=(
            _option("Änne Groß", "أنّه"),
            _option("Žofie O’Brien 🗳", "جوفي"),
            _option("Keine davon", "لا أحد منهم", exclusive=True),
        ),
        votes_min=0,
        votes_max=1,
        section=_text("Vorstand", "مجلس الإدارة"),
        order="by_style",
        seats=1,
    ),
    Contest(
        title=_text("Verteilung der Mittel", "توزيع الأموال"),
        description=_text("Ein bis vier Punkte", "من نقطة إلى أربع"),
        options=(_option("Bücher", "كتب", 3), _option("Bäume", "أشجار", 3)),
        votes_min=1,
        votes_max=4,
        section=_text("", ""),
    ),
    Contest(
        title=_text("Ja oder Nein?", "نعم أم لا؟"),
        description=_text("", ""),
        options=(_option("Ja", "نعم"), _option("Nein", "لا")),
        votes_min=1,
        votes_max=1,
        section=_text("", ""),
    ),
)

STYLES = (
    Style("Alle", (1, 2, 3)),
    Style("Nur Mittel", (2,)),
    Style("Ohne Mittel", (1, 3)),
)


def make_manifest(parameters: str, number: int, *, demonstration: bool) -> Manifest:
    election_id = f"00000000-0000-4000-8000-{number:012d}"
    origin = f"wahl.example/e/{election_id}"
    return Manifest(
        booth=sha256(b"booth").hex(),
        closes=datetime(2031, 3, 9, 18, 0, tzinfo=UTC),
        contact=_text("wahl@wahl.example", ""),
        contests=CONTESTS,
        demonstration=demonstration,
        description=_text("Prüfwerte", "قيم اختبار"),
        election_id=election_id,
        key_tool=sha256(b"key tool").hex(),
        languages=("de", "ar"),
        log_key=NoteSigner(origin, sha256(b"log key")).verifier().text(),
        opens=datetime(2031, 3, 1, 8, 0, tzinfo=UTC),
        origin=origin,
        parameters=parameters,
        quorum=2,
        styles=STYLES,
        threshold=2,
        time_zone="Europe/Berlin",
        title=_text("Wahl der Prüfer", "انتخاب المدققين"),
        trustees=("Ada", "Bärbel", "Çelik"),
        witnesses=Witnesses((), 0),
    )


@dataclass(frozen=True)
class Election:
    """An election with its published bytes and its secret key."""

    name: str
    manifest: bytes
    secret_key: Scalar
    context: ElectionContext


def make_election(name: str, manifest: Manifest) -> Election:
    group = group_named(manifest.parameters)
    secret_key = SeededStream(f"golden/{name}/key").scalar(group)
    data = encode_manifest(manifest)
    context = ElectionContext.build(data, group.power(group.g, secret_key))
    return Election(name, data, secret_key, context)


@dataclass(frozen=True)
class Voter:
    """Somebody with a credential."""

    name: str
    seed: bytes

    @property
    def credential(self) -> bytes:
        return public_key(self.seed)


def voter(name: str) -> Voter:
    return Voter(name, sha256(f"golden/voter/{name}".encode()))


def make_ballot(
    election: Election, name: str, owner: Voter, style: int, selections: list[list[int]]
) -> tuple[MadeBallot, dict[str, JsonValue]]:
    """Make a ballot and its vector."""
    context = election.context
    stream = SeededStream(f"golden/{election.name}/{name}")
    randomness = stream.ballot_randomness(context, style)
    made = encrypt_ballot(
        context,
        style=style,
        credential=owner.credential,
        selections=selections,
        randomness=randomness,
    )
    h_i = context.ballot_key(owner.credential, randomness.salt)
    identifier = hash_chain.ballot_id(context.h_e, owner.credential, randomness.salt)
    digest = ballot_hash(made.data)
    vector: dict[str, JsonValue] = {
        "name": name,
        "style": style,
        "selections": selections,
        "credential_seed": owner.seed.hex(),
        "credential": owner.credential.hex(),
        "randomness": _randomness_document(randomness, context.group),
        "ballot_id": identifier.hex(),
        "ballot_key": h_i.hex(),
        "data": made.data.decode(),
        "hash": digest,
        "tracker": tracker(digest),
        "commitments": made.commitments,
        "nonces": made.nonces,
        "cast_signature": _signature(owner, "ballot", digest),
        "challenge_signature": _signature(owner, "challenge", digest),
    }
    return made, vector


def _signature(owner: Voter, kind: str, digest: str) -> str:
    return sign(owner.seed, entry_message(kind, bytes.fromhex(digest))).hex()


def _randomness_document(randomness: BallotRandomness, group: Group) -> JsonValue:
    return {
        "salt": randomness.salt.hex(),
        "ballot_nonce": randomness.ballot_nonce.hex(),
        "contests": [
            {
                "selections": [_range_document(r, group) for r in contest.selections],
                "contest": _range_document(contest.contest, group),
            }
            for contest in randomness.contests
        ],
    }


def _range_document(randomness: RangeRandomness, group: Group) -> JsonValue:
    return {
        "us": [group.scalar_hex(u) for u in randomness.us],
        "cs": [group.scalar_hex(c) for c in randomness.cs],
    }


BALLOTS = (
    ("everything", "alice", 1, [[0, 1, 0], [1, 3], [1, 0]]),
    ("as little as possible", "bob", 1, [[0, 0, 0], [0, 1], [0, 1]]),
    ("one contest", "carol", 2, [[2, 0]]),
    ("contests 1 and 3", "dora", 3, [[1, 0, 0], [0, 1]]),
)


def _election_document(election: Election) -> dict[str, JsonValue]:
    context = election.context
    return {
        "name": election.name,
        "parameters": context.group.name,
        "election": context.election_id,
        "manifest": election.manifest.decode(),
        "secret_key": context.group.scalar_hex(election.secret_key),
        "joint_key": context.group.element_hex(context.joint_key),
        "h_p": context.h_p.hex(),
        "h_b": context.h_b.hex(),
        "h_e": context.h_e.hex(),
    }


def _elections() -> Iterator[tuple[Election, int]]:
    """Go through the elections, each with how many of the ballots are made in it."""
    demonstration = make_manifest("EG-2.1-3072", 1, demonstration=True)
    yield make_election("demonstration, 3072 bits", demonstration), 4
    yield make_election("4096 bits", make_manifest("EG-2.1-4096", 2, demonstration=False)), 3


def _other_elections() -> dict[str, Election]:
    """Make twins of the first election that differ in one thing each."""
    manifest = make_manifest("EG-2.1-3072", 1, demonstration=True)
    texts = replace(manifest, title=_text("Wahl der Prüfer!", "انتخاب المدققين"))
    return {
        "other manifest": make_election("demonstration, 3072 bits", texts),
        "other key": make_election("other key", manifest),
        "no demonstration": make_election(
            "demonstration, 3072 bits", replace(manifest, demonstration=False)
        ),
    }


def make_document() -> JsonValue:
    elections: list[JsonValue] = []
    made: dict[str, MadeBallot] = {}
    for election, count in _elections():
        vectors: list[JsonValue] = []
        for name, owner, style, selections in BALLOTS[:count]:
            ballot, vector = make_ballot(election, name, voter(owner), style, selections)
            made.setdefault(name, ballot)
            vectors.append(vector)
        elections.append({**_election_document(election), "ballots": vectors})
    first = next(_elections())[0]
    foreign = {
        name: make_ballot(other, "one contest", voter("carol"), 2, [[2, 0]])[0].data
        for name, other in _other_elections().items()
    }
    sound = {name: ballot.data for name, ballot in made.items()}
    malformed = [
        {
            "name": case.name,
            "expected": case.expected,
            "place": case.place,
            "base64": b64encode(case.data).decode(),
        }
        for case in malformed_ballots(first.context, sound, foreign)
    ]
    return {"about": ABOUT, "elections": elections, "malformed": malformed}


def make_file() -> bytes:
    """Make the bytes of the vector file."""
    text = json.dumps(make_document(), ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


if __name__ == "__main__":
    TARGET.write_bytes(make_file())
    print(f"wrote {TARGET.name}")
