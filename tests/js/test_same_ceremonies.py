"""Both programs take the same entries of a key ceremony, and key files, however mangled."""

import base64
import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import canonical_json, signing
from crypto.ceremony import CeremonyView
from crypto.entries import decode_entry, encode_entry
from crypto.errors import CryptoError
from crypto.key_file import KeyPurpose, decode_key_purpose, encode_key_file
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret
from tests.checkpoints import signed_checkpoint
from tests.crypto.manifests import ELECTION_ID, LOG_SIGNER, ORIGIN
from tests.js.holder import Holder, HolderError, Pair, running
from tests.js.mangling import (
    byte_edits,
    edit_bytes,
    edit_value,
    few,
    many,
    places,
    some,
    spots,
    value_edits,
)
from tests.js.mixed_ceremonies import GROUP, MixedCeremony, beginning, waiver

STEPS = ("trustee", "share", "confirm", "complaint", "drill")
STAGES = ("ceremony", "restart", "waiver", *STEPS)


@dataclass
class Stage:
    """A ceremony where an entry of type `kind` may follow, and the payload of such an entry."""

    kind: str
    view: CeremonyView
    record: list[Pair]
    payload: bytes
    seeds: dict[int, bytes]

    @classmethod
    def of(cls, ceremony: MixedCeremony, kind: str, payload: bytes) -> "Stage":
        seeds = {i: actor.secret.signing_seed for i, actor in ceremony.actors.items()}
        return cls(kind, copy.deepcopy(ceremony.view), list(ceremony.record), payload, seeds)

    def entry(self, payload: bytes) -> Pair:
        """Return the entry that brings `payload`, signed by the trustee it names."""
        if self.kind not in STEPS:
            return encode_entry(self.kind, payload), payload
        trustee = named_trustee(payload)
        message = signing.entry_message(self.kind, sha256(payload))
        signature = signing.sign(self.seeds.get(trustee, bytes(32)), message).hex()
        return encode_entry(self.kind, payload, trustee=trustee, signature=signature), payload

    def accepts(self, pair: Pair) -> bool:
        """Whether the Python program would take this entry next."""
        try:
            copy.deepcopy(self.view).add_entry(decode_entry(pair[0]), pair[1])
        except CryptoError:
            return False
        return True


class Judges:
    """Both programs, and the stages of a ceremony at which they judge entries."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.stages = stages(holder)
        for name, stage in self.stages.items():
            holder.follow(stage.record)
            holder.ask("keepRecord", name=name)

    def verdict(self, stage_name: str, pair: Pair) -> bool:
        """Return the verdict of both programs on an entry, which is the same."""
        verdict = self.stages[stage_name].accepts(pair)
        assert self.holder.accepts(stage_name, pair) is verdict, pair
        return verdict

    def judge(self, stage_name: str, payload: bytes) -> bool:
        """Return the verdict on a payload in an entry that fits it."""
        if not payload:
            return False
        return self.verdict(stage_name, self.stages[stage_name].entry(payload))


def stages(holder: Holder) -> dict[str, Stage]:
    """Hold a ceremony and keep what it was before each kind of entry."""
    ceremony = MixedCeremony(holder)
    found = {"ceremony": Stage.of(ceremony, "ceremony", beginning(4, 2).encode())}

    def keep(kind: str) -> None:
        found[kind] = Stage.of(ceremony, kind, ceremony.made(kind, 1)[1])

    ceremony.begin(2, ("python", "browser", "browser", "python"))
    restart = beginning(4, 2, attempt=2).encode()
    found["restart"] = Stage.of(ceremony, "ceremony", restart)
    ceremony.send("trustee", 2, 3, 4)
    keep("trustee")
    ceremony.send("trustee", 1)
    ceremony.send("share", 2, 3, 4)
    keep("share")
    keep("complaint")
    ceremony.send("share", 1)
    keep("confirm")
    ceremony.send_all("confirm")
    keep("drill")
    ceremony.send("drill", 1, 2, 3)
    found["waiver"] = Stage.of(ceremony, "waiver", waiver(4).encode())
    return found


def named_trustee(payload: bytes) -> int:
    """Return the trustee a payload names, 1 where it names none that an entry could."""
    try:
        number = json.loads(payload)["trustee"]
    except (ValueError, LookupError, TypeError):
        return 1
    return number if type(number) is int and 1 <= number <= 100 else 1


@pytest.fixture(scope="module")
def judges() -> Iterator[Judges]:
    with running() as holder:
        yield Judges(holder)


@pytest.mark.parametrize("stage", STAGES)
def test_unchanged_entries_are_taken_by_both(judges, stage):
    assert judges.judge(stage, judges.stages[stage].payload)


@pytest.mark.parametrize("stage", STAGES)
def test_payloads_of_other_stages_are_refused_by_both(judges, stage):
    for name, other in judges.stages.items():
        assert judges.judge(stage, other.payload) is (name == stage)


@pytest.mark.parametrize("stage", STEPS)
def test_entries_of_another_trustee_are_refused_by_both(judges, stage):
    entry, payload = judges.stages[stage].entry(judges.stages[stage].payload)
    document = json.loads(entry)
    for changes in ({"trustee": 2}, {"signature": "0" * 128}, {"size": 1}, {"payload": "0" * 64}):
        changed = canonical_json.encode({**document, **changes})
        assert not judges.verdict(stage, (changed, payload))


@many
@given(st.sampled_from(STAGES), byte_edits)
def test_payloads_with_bytes_changed(judges, stage, edits):
    judges.judge(stage, edit_bytes(judges.stages[stage].payload, edits))


@many
@given(st.sampled_from(STAGES), value_edits)
def test_payloads_with_fields_changed(judges, stage, edits):
    judges.judge(stage, edit_value(judges.stages[stage].payload, edits))


@some
@given(st.sampled_from(["waiver", "complaint", "confirm", "restart"]), places, st.integers(0, 5))
def test_payloads_with_small_numbers_changed(judges, stage, place, number):
    document = json.loads(judges.stages[stage].payload)
    found = [(parent, key) for parent, key in spots(document) if isinstance(parent[key], int)]
    parent, key = found[place % len(found)]
    parent[key] = number
    judges.judge(stage, canonical_json.encode(document))


@pytest.mark.parametrize("stage", ["trustee", "share", "drill"])
@few
@given(places, places, st.booleans())
def test_payloads_with_a_number_from_elsewhere(judges, stage, target, source, is_negated):
    document = json.loads(judges.stages[stage].payload)
    found = [(parent, key) for parent, key in spots(document) if is_number(parent[key])]
    parent, key = found[target % len(found)]
    alike = [text for text in numbers(judges) if len(text) == len(parent[key])]
    text = alike[source % len(alike)]
    if is_negated and len(text) == 2 * GROUP.element_size:
        text = format(GROUP.p - int(text, 16), f"0{len(text)}x")
    parent[key] = text
    judges.judge(stage, canonical_json.encode(document))


def is_number(value: object) -> bool:
    return isinstance(value, str) and len(value) in {64, 2 * GROUP.element_size}


def numbers(judges: Judges) -> list[str]:
    """Return every number on the record, and the smallest ones."""
    digits = 2 * GROUP.element_size
    found = ["0" * (digits - 1) + "1", "0" * 64, "0" * 63 + "1"]
    for stage in judges.stages.values():
        document = json.loads(stage.payload)
        found += [parent[key] for parent, key in spots(document) if is_number(parent[key])]
    return found


SECRET = TrusteeSecret.draw(GROUP, index=2, threshold=3)
PURPOSE = KeyPurpose(
    election_id=ELECTION_ID,
    trustee=2,
    parameters=GROUP.name,
    attempt=3,
    log_key=LOG_SIGNER.verifier().text(),
    checkpoint=signed_checkpoint(LOG_SIGNER, ORIGIN, 4, bytes(32)),
)
KEY_FILE = encode_key_file(SECRET, PURPOSE, "a passphrase", salt=b"s" * 16, nonce=b"n" * 12)


def is_key_file(judges: Judges, data: bytes) -> bool:
    """Return whether both programs take the file for an undamaged one."""
    try:
        decode_key_purpose(data)
    except CryptoError:
        verdict = False
    else:
        verdict = True
    # The browser reads what a file is for before it asks for the passphrase.
    asked = {"passphrase": "", "election": "another", "trustee": 2}
    with pytest.raises(HolderError) as refused:
        judges.holder.ask("decodeKeyFile", file=base64.b64encode(data).decode(), **asked)
    assert refused.value.code == ("other_election" if verdict else "damaged")
    return verdict


def test_an_unchanged_key_file_is_taken_by_both(judges):
    assert is_key_file(judges, KEY_FILE)


@many
@given(byte_edits)
def test_key_files_with_bytes_changed(judges, edits):
    is_key_file(judges, edit_bytes(KEY_FILE, edits))


@many
@given(value_edits)
def test_key_files_with_fields_changed_and_a_check_sum_that_fits(judges, edits):
    data = edit_value(KEY_FILE, edits)
    document = json.loads(data)
    document.pop("checksum", None)
    try:
        document["checksum"] = sha256(canonical_json.encode(document)).hex()
        data = canonical_json.encode(document)
    except (CryptoError, UnicodeEncodeError):
        pass
    is_key_file(judges, data)
