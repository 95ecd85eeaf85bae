"""Who besides a log signs its checkpoints: the policy of a manifest, and the file that names it.

The file is that of C2SP tlog-policy, held to what a manifest can say: k of n witnesses, all alike.
Source: docs/spec/record.md section 4.7; docs/spec/board.md section 10; C2SP tlog-policy.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crypto.canonical_json import JsonValue
from crypto.cosignatures import CosignatureVerifier, has_cosigned
from crypto.errors import DecodeError
from crypto.reader import Fields, read_text

WITNESS_FIELDS = ("degraded", "keys", "quorum")
"""Fields of a manifest's `witnesses`."""

DEGRADED = ("publish", "wait")

MAX_WITNESSES = 32
"""Witnesses of the largest policy file read."""
MAX_POLICY_FILE = 64 * 1024
"""Bytes of the longest policy file read."""

_MAX_KEYS = 100
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_BLANK = re.compile(r"[ \t]+")
_ADDRESS = re.compile(r"https?://[!-~]{1,300}")
_COUNT = re.compile(r"[1-9][0-9]{0,2}")


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Who besides the log signs its checkpoints.

    Attributes:
        keys: verifier keys of witnesses, type 0x04; no two of one name or one public key.
        quorum: how many of them have to sign, at most as many as there are.
        degraded: what the log does while fewer have signed: "publish" its checkpoints all the same
            after a while, or "wait".
    """

    keys: tuple[str, ...]
    quorum: int
    degraded: str = "publish"

    @classmethod
    def of_fields(cls, fields: Fields) -> "Witnesses":
        """Return the policy in a manifest's `witnesses`.

        Raises:
            DecodeError: a key is malformed or stands twice, or the quorum is above their number.
        """
        keys = [
            CosignatureVerifier.parse(read_text(item, place, max_length=500), place)
            for place, item in fields.items("keys", 0, _MAX_KEYS)
        ]
        _verify_distinct(keys, fields.place_of("keys"))
        return cls(
            keys=tuple(key.text() for key in keys),
            quorum=fields.integer("quorum", 0, len(keys)),
            degraded=fields.choice("degraded", DEGRADED),
        )

    def verifiers(self) -> tuple[CosignatureVerifier, ...]:
        """Return the keys, in their order."""
        return tuple(CosignatureVerifier.parse(key) for key in self.keys)

    def signed(self, note: str) -> int:
        """Return how many of the witnesses have cosigned the checkpoint in `note`."""
        return len(self.times(note))

    def times(self, note: str) -> dict[str, int]:
        """Return when each witness cosigned the checkpoint, by name, in seconds since 1970.

        Those that did not are left out; the others stand in the order of the keys.
        """
        return {
            witness.name: witness.verify(note)
            for witness in self.verifiers()
            if has_cosigned(note, witness)
        }

    def document(self) -> JsonValue:
        """Return the manifest's field `witnesses`, which is also the record's witness policy."""
        return {"degraded": self.degraded, "keys": list(self.keys), "quorum": self.quorum}


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The witnesses that an operator names.

    Attributes:
        witnesses: their keys, in the file's order, each with the address to submit to.
        quorum: how many of them have to sign a checkpoint; 0 where the file says `none`.
    """

    witnesses: tuple[tuple[CosignatureVerifier, str], ...] = ()
    quorum: int = 0

    def policy(self, degraded: str) -> Witnesses:
        """Return what a manifest says of it."""
        keys = tuple(key.text() for key, _ in self.witnesses)
        return Witnesses(keys=keys, quorum=self.quorum, degraded=degraded)


def decode_policy_file(data: bytes) -> PolicyFile:
    """Return what a policy file says: `witness` lines, at most one `group` of all, one `quorum`.

    Raises:
        DecodeError: a line has another form, or asks for what a manifest cannot say; the message
            names the line.
    """
    witnesses: dict[str, tuple[CosignatureVerifier, str]] = {}
    group: tuple[str, int] | None = None
    quorum: int | None = None
    for number, words in _lines(data):
        place = f"line {number}"
        if quorum is not None:
            raise DecodeError(f"{place}: nothing may follow the quorum")
        if words[0] == "witness" and group is None:
            _witness_add(witnesses, words, place)
        elif words[0] == "group" and group is None:
            group = _group(words, witnesses, place)
        elif words[0] == "quorum":
            quorum = _quorum(words, witnesses, group, place)
        else:
            raise DecodeError(f"{place}: expected witness lines, one group and one quorum")
    if quorum is None:
        raise DecodeError("policy: there is no quorum line")
    return PolicyFile(tuple(witnesses.values()), quorum)


def _lines(data: bytes) -> list[tuple[int, list[str]]]:
    if len(data) > MAX_POLICY_FILE:
        raise DecodeError(f"policy: longer than {MAX_POLICY_FILE} bytes")
    if _FORBIDDEN.search(data):
        raise DecodeError("policy: holds a control character")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise DecodeError("policy: not UTF-8") from error
    lines = ((number, line.strip(" \t")) for number, line in enumerate(text.split("\n"), start=1))
    return [
        (number, _BLANK.split(line)) for number, line in lines if line and not line.startswith("#")
    ]


def _witness_add(
    witnesses: dict[str, tuple[CosignatureVerifier, str]], words: Sequence[str], place: str
) -> None:
    if len(words) != 4:
        raise DecodeError(f"{place}: expected witness, a name, a key and an address")
    _, name, key, address = words
    if name in witnesses or name == "none":
        raise DecodeError(f"{place}: the name {name!r} is taken")
    if not _ADDRESS.fullmatch(address):
        raise DecodeError(f"{place}: the address must begin with https:// or http://")
    witnesses[name] = CosignatureVerifier.parse(key, f"{place}: witness key"), address.rstrip("/")
    _verify_distinct([key for key, _ in witnesses.values()], place)
    if len(witnesses) > MAX_WITNESSES:
        raise DecodeError(f"{place}: more than {MAX_WITNESSES} witnesses")


def _group(words: Sequence[str], witnesses: Mapping[str, object], place: str) -> tuple[str, int]:
    if len(words) < 4:
        raise DecodeError(f"{place}: expected group, a name, a number and witnesses")
    _, name, asked, *members = words
    if name in witnesses or name == "none":
        raise DecodeError(f"{place}: the name {name!r} is taken")
    if sorted(members) != sorted(witnesses):
        raise DecodeError(f"{place}: a group has to have every witness once and nothing else")
    needed = {"any": "1", "all": str(len(members))}.get(asked, asked)
    if not _COUNT.fullmatch(needed) or int(needed) > len(members):
        raise DecodeError(f"{place}: expected any, all or 1 to {len(members)}, got {asked!r}")
    return name, int(needed)


def _quorum(
    words: Sequence[str],
    witnesses: Mapping[str, object],
    group: tuple[str, int] | None,
    place: str,
) -> int:
    if len(words) != 2:
        raise DecodeError(f"{place}: expected quorum and a name")
    if words[1] == "none":
        return 0
    if group is not None and words[1] == group[0]:
        return group[1]
    if len(witnesses) == 1 and words[1] in witnesses:
        return 1
    raise DecodeError(f"{place}: the quorum has to be none, the group, or the only witness")


def _verify_distinct(keys: Sequence[CosignatureVerifier], place: str) -> None:
    # A cosignature does not bind its signer's name: under two names one key would count twice.
    for distinct in ({key.name for key in keys}, {key.public_key for key in keys}):
        if len(distinct) != len(keys):
            raise DecodeError(f"{place}: a name or a key stands twice")
