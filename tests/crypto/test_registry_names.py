"""Which registry comes after which, and what the entries between them may say."""

import pytest

from crypto import canonical_json
from crypto.announcement import LOG_BEGUN, REGISTRY_NEXT, announced_payload
from crypto.errors import DecodeError, ProofError
from crypto.notes import NoteSigner
from crypto.registry import (
    MAX_REGISTRIES,
    REGISTRY_FOLLOWS,
    RegistryFollows,
    RegistryNext,
    decode_log_begun,
    decode_registry_follows,
    decode_registry_next,
    encode_registry_entry,
    is_registry_slug,
    next_origin,
    registry_number,
    registry_origin,
    registry_slug,
)
from tests.checkpoints import signed_checkpoint

HOST = "vote.example:8443"


def signer(number, seed=1):
    return NoteSigner(registry_origin(HOST, number), bytes([seed]) * 32)


def follows(number=1, *, by=None):
    before = signer(number)
    note = signed_checkpoint(by or before, before.name, 3, bytes(32))
    return RegistryFollows(note, before.verifier().text(), before.name)


def names(number):
    return RegistryNext(signer(number).verifier().text(), signer(number).name)


@pytest.mark.parametrize("number", [1, 2, 9, 10, 99, 100, MAX_REGISTRIES])
def test_number_origin_and_slug_say_the_same(number):
    origin = registry_origin(HOST, number)
    assert registry_number(origin) == number
    assert is_registry_slug(registry_slug(number))
    assert next_origin(origin) == registry_origin(HOST, number + 1)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "registry",
        f"{HOST}/registry/",
        f"{HOST}/registry/0",
        f"{HOST}/registry/1",
        f"{HOST}/registry/02",
        f"{HOST}/registry/1000",
        f"{HOST}/registry-2",
        f"{HOST}/e/registry",
        f"{HOST}/e/x/registry/2",
        f"{HOST}/registry/2\n",
    ],
)
def test_nothing_else_is_a_registry_s_origin(origin):
    assert registry_number(origin) == 0


@pytest.mark.parametrize(
    "slug", ["", "registry-", "registry-1", "registry-02", "registry-1000", "x"]
)
def test_nothing_else_is_a_registry_s_slug(slug):
    assert not is_registry_slug(slug)


def test_what_is_written_is_read():
    assert decode_registry_next(names(2).encode(), signer(1).name) == names(2)
    assert decode_registry_follows(follows(1).encode(), signer(2).name) == follows(1)
    assert follows(1).verified().size == 3


@pytest.mark.parametrize(("registry", "named"), [(1, 1), (1, 3), (2, 1), (2, 2)])
def test_only_the_very_next_one_is_named(registry, named):
    with pytest.raises(DecodeError, match="does not come after"):
        decode_registry_next(names(named).encode(), signer(registry).name)


def test_the_last_number_is_followed_by_none():
    last = registry_origin(HOST, MAX_REGISTRIES)
    beyond = NoteSigner(next_origin(last), bytes(32))
    assert registry_number(beyond.name) == 0
    with pytest.raises(DecodeError, match="does not come after"):
        decode_registry_follows(follows(1).encode(), last)


@pytest.mark.parametrize("registry", [1, 3])
def test_only_the_one_before_is_followed(registry):
    with pytest.raises(DecodeError, match="does not come after it"):
        decode_registry_follows(follows(1).encode(), signer(registry).name)


def test_an_election_s_log_is_no_registry_before():
    log = NoteSigner(f"{HOST}/e/x", bytes(32))
    note = signed_checkpoint(log, log.name, 3, bytes(32))
    said = RegistryFollows(note, log.verifier().text(), log.name).encode()
    with pytest.raises(DecodeError, match="does not come after it"):
        decode_registry_follows(said, signer(1).name)


def test_a_checkpoint_of_another_signer_is_found_out():
    said = follows(1, by=signer(1, seed=2))
    decode_registry_follows(said.encode(), signer(2).name)
    with pytest.raises(ProofError):
        said.verified()


def test_a_key_of_another_origin_is_refused():
    said = RegistryNext(signer(3).verifier().text(), signer(2).name)
    with pytest.raises(DecodeError, match="is of another origin"):
        decode_registry_next(said.encode(), signer(1).name)


def test_what_is_too_long_is_not_read():
    with pytest.raises(DecodeError, match="more than 4096 bytes"):
        decode_registry_next(names(2).encode() + b" " * 4096, signer(1).name)


def test_a_registry_is_not_begun_like_the_log_of_an_election():
    payload = {
        "election": "8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10",
        "log_key": signer(2).verifier().text(),
        "origin": signer(2).name,
        "v": 1,
    }
    with pytest.raises(DecodeError, match="is a registry's"):
        decode_log_begun(canonical_json.encode(payload))


def test_the_next_registry_is_announced_like_a_log():
    entry = encode_registry_entry(REGISTRY_NEXT, names(2).encode())
    assert announced_payload(entry) is not None
    assert announced_payload(entry, (LOG_BEGUN,)) is None
    assert announced_payload(encode_registry_entry(REGISTRY_FOLLOWS, follows().encode())) is None
