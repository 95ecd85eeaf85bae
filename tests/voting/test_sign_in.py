from datetime import timedelta

import pytest
from django.core import signing

from crypto.errors import DecodeError
from crypto.signing import public_key, sign
from tests.elections import BuiltElection, frozen_election
from voting.errors import SignInError
from voting.services import sign_in_challenge, sign_in_message, sign_in_verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> BuiltElection:
    return frozen_election()


def request(built: BuiltElection, voter: int = 1, **change: str) -> dict[str, str]:
    challenge = change.get("challenge") or sign_in_challenge(election=built.election)
    message = sign_in_message(election_id=built.election.slug, challenge=challenge)
    honest = {
        "challenge": challenge,
        "credential": built.credential(voter).hex(),
        "signature": sign(built.seed(voter), message).hex(),
    }
    return honest | change


def test_a_voter_who_signs_the_challenge_is_let_in(built):
    entry = sign_in_verify(election=built.election, **request(built))
    assert (entry.style, entry.weight) == (1, 1)


def test_every_refusal_says_the_same(built):
    stranger = b"\7" * 32
    challenge = sign_in_challenge(election=built.election)
    message = sign_in_message(election_id=built.election.slug, challenge=challenge)

    unknown = {
        "challenge": challenge,
        "credential": public_key(stranger).hex(),
        "signature": sign(stranger, message).hex(),
    }
    other = frozen_election()
    attempts = [
        unknown,
        request(built, signature="00" * 64),
        request(built, credential=built.credential(2).hex()),
        request(built, challenge=sign_in_challenge(election=other.election)),
        request(built, challenge="made up"),
        request(built, challenge="x" * 301),
        request(built, challenge="é"),
        request(built, challenge=signing.TimestampSigner().sign(built.election.slug)),
    ]
    messages = set()
    for attempt in attempts:
        with pytest.raises(SignInError) as caught:
            sign_in_verify(election=built.election, **attempt)
        messages.add(caught.value.message)
    assert messages == {"That code did not work. Check it against your voting email."}


@pytest.mark.parametrize(("minutes", "is_let_in"), [(9, True), (11, False)])
def test_a_challenge_is_valid_for_ten_minutes(built, monkeypatch, minutes, is_let_in):
    attempt = request(built)
    now = signing.time.time() + timedelta(minutes=minutes).total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: now)
    if is_let_in:
        assert sign_in_verify(election=built.election, **attempt)
    else:
        with pytest.raises(SignInError):
            sign_in_verify(election=built.election, **attempt)


@pytest.mark.parametrize(
    "change",
    [
        {"credential": "AB" * 32},
        {"credential": "ab" * 31},
        {"credential": "zz" * 32},
        {"signature": " " + "0" * 127},
        {"signature": ""},
    ],
)
def test_other_spellings_are_malformed(built, change):
    with pytest.raises(DecodeError):
        sign_in_verify(election=built.election, **request(built) | change)
