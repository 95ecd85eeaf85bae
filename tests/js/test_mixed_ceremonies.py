"""Key holders with the Python program and with the browser's modules hold one ceremony."""

import base64
from collections.abc import Iterator

import pytest

from crypto.entries import encode_entry
from crypto.errors import DecodeError
from crypto.key_file import KeyPurpose, decode_key_file, encode_key_file
from crypto.trustee_keys import TrusteeSecret, WrongShareError, key_share
from tests.checkpoints import signed_checkpoint
from tests.crypto.manifests import ELECTION_ID, LOG_SIGNER, ORIGIN
from tests.js.holder import Holder, HolderError, running, secret_of
from tests.js.mixed_ceremonies import GROUP, MixedCeremony, waiver

PASSPHRASE = "Ångström für alle 2"
PURPOSE = KeyPurpose(
    election_id=ELECTION_ID,
    trustee=2,
    parameters=GROUP.name,
    attempt=3,
    log_key=LOG_SIGNER.verifier().text(),
    checkpoint=signed_checkpoint(LOG_SIGNER, ORIGIN, 4, bytes(32)),
)


@pytest.fixture(scope="module")
def holder() -> Iterator[Holder]:
    with running() as holder:
        yield holder


@pytest.mark.parametrize(
    "programs",
    [
        ("python", "browser", "browser"),
        ("browser", "python", "python"),
        ("browser", "browser", "python"),
    ],
    ids="-".join,
)
def test_a_ceremony_of_both_programs_gives_the_same_keys(holder, programs):
    ceremony = MixedCeremony(holder)
    ceremony.begin(2, programs)
    ceremony.send_all("trustee", "share", "confirm")
    assert holder.ask("state") == ceremony.python_state()
    for index, actor in ceremony.actors.items():
        in_python = key_share(actor.secret, ceremony.view)
        holder.keep(actor.secret)
        assert holder.ask("keyShare") == GROUP.scalar_hex(in_python)
        assert holder.ask("hasOwnKeys") is True
        assert GROUP.power(GROUP.g, in_python) == ceremony.view.share_key(index)
    ceremony.send_all("drill")
    assert holder.ask("state") == ceremony.python_state()
    assert ceremony.view.is_complete


def test_a_waived_drill_counts_in_both_programs(holder):
    ceremony = MixedCeremony(holder)
    ceremony.begin(2, ("python", "browser", "python", "browser"))
    ceremony.send_all("trustee", "share", "confirm")
    ceremony.send("drill", 1, 2, 3)
    payload = waiver(4).encode()
    ceremony.put((encode_entry("waiver", payload), payload))
    assert holder.ask("state") == ceremony.python_state()
    assert ceremony.view.is_complete


@pytest.mark.parametrize("liar", ["python", "browser"])
def test_both_programs_blame_the_sender_of_a_wrong_share(holder, liar):
    ceremony = MixedCeremony(holder)
    ceremony.begin(2, ("python", liar, "browser"))
    ceremony.send_all("trustee")
    honest = ceremony.actors[2].secret
    other = TrusteeSecret.draw(GROUP, index=2, threshold=2)
    ceremony.actors[2].secret = TrusteeSecret(
        2, other.coefficients, honest.communication_secret, honest.signing_seed
    )
    ceremony.send_all("share")
    with pytest.raises(WrongShareError) as in_python:
        ceremony.made("confirm", 1)
    with pytest.raises(HolderError) as in_browser:
        ceremony.made("confirm", 3)
    assert in_browser.value.name == "WrongShareError"
    assert in_python.value.sender == in_browser.value.sender == 2


def test_a_key_file_of_python_opens_in_the_browser(holder):
    secret = TrusteeSecret.draw(GROUP, index=2, threshold=3)
    data = encode_key_file(secret, PURPOSE, PASSPHRASE, salt=b"s" * 16, nonce=b"n" * 12)
    opened = open_in_browser(holder, data, PASSPHRASE)
    assert secret_of(opened["secret"], GROUP) == secret
    assert opened["purpose"] == browser_purpose()


def test_a_key_file_of_the_browser_opens_in_python(holder):
    secret = TrusteeSecret.draw(GROUP, index=2, threshold=3)
    holder.keep(secret)
    made = holder.ask("encodeKeyFile", purpose=browser_purpose(), passphrase=PASSPHRASE)
    data = base64.b64decode(made)
    assert data.endswith(b"}\n")
    opened = decode_key_file(data, PASSPHRASE, election_id=ELECTION_ID, trustee=2)
    assert opened == (PURPOSE, secret)


def test_the_same_secrets_salt_and_nonce_give_the_same_file(holder):
    secret = TrusteeSecret.draw(GROUP, index=2, threshold=3)
    salt, nonce = b"s" * 16, b"n" * 12
    holder.keep(secret)
    made = holder.ask(
        "encodeKeyFile",
        purpose=browser_purpose(),
        passphrase=PASSPHRASE,
        salt=salt.hex(),
        nonce=nonce.hex(),
    )
    expected = encode_key_file(secret, PURPOSE, PASSPHRASE, salt=salt, nonce=nonce)
    assert base64.b64decode(made) == expected


PROBLEMS = {
    "damaged": "damaged",
    "other_election": "another election",
    "other_trustee": "not key holder",
    "passphrase": "passphrase",
}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("passphrase", {"passphrase": "Angström für alle 2"}),
        ("other_election", {"election": ELECTION_ID.replace("8", "9")}),
        ("other_trustee", {"trustee": 3}),
        ("damaged", {"cut": 1}),
    ],
)
def test_both_programs_say_what_is_wrong_with_a_key_file(holder, code, changes):
    secret = TrusteeSecret.draw(GROUP, index=2, threshold=3)
    data = encode_key_file(secret, PURPOSE, PASSPHRASE, salt=b"s" * 16, nonce=b"n" * 12)
    if "cut" in changes:
        place = data.index(b'"sealed":"') + 12
        data = (
            data[:place] + (b"0" if data[place : place + 1] != b"0" else b"1") + data[place + 1 :]
        )
    passphrase = changes.get("passphrase", PASSPHRASE)
    election, trustee = changes.get("election", ELECTION_ID), changes.get("trustee", 2)
    with pytest.raises(DecodeError, match=PROBLEMS[code]):
        decode_key_file(data, passphrase, election_id=election, trustee=trustee)
    with pytest.raises(HolderError) as refused:
        open_in_browser(holder, data, passphrase, election=election, trustee=trustee)
    assert (refused.value.name, refused.value.code) == ("KeyFileError", code)


def open_in_browser(holder, data, passphrase, *, election=ELECTION_ID, trustee=2):
    return holder.ask(
        "decodeKeyFile",
        file=base64_of(data),
        passphrase=passphrase,
        election=election,
        trustee=trustee,
    )


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def browser_purpose() -> dict[str, object]:
    """Return the purpose as the modules name its parts."""
    return {
        "election": PURPOSE.election_id,
        "trustee": PURPOSE.trustee,
        "parameters": PURPOSE.parameters,
        "attempt": PURPOSE.attempt,
        "logKey": PURPOSE.log_key,
        "checkpoint": PURPOSE.checkpoint,
    }
