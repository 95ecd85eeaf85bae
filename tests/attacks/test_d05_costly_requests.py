"""D5, D6, C15, C17. Requests made to cost more than they should; nothing is computed for them."""

import re

import pytest
from django.test import Client

from ballots.models import Submission
from ballots.reader import longest_body
from board.models import Entry
from crypto import canonical_json, numbers
from crypto.ballot_size import MAX_ENVELOPE
from crypto.fixed_base import FixedBase
from crypto.group import Group
from tests.attacks.doors import key_holder, locked, show
from tests.elections import contest_draft, draft_election, open_election
from tests.votes import lock
from voting import readiness
from voting.contexts import election_context
from voting.errors import NotReadyError
from voting.readiness import freeze_missing
from voting.services import election_freeze

DOORS = [
    "ballots",
    "challenges",
    "sign-in",
    "sign-in/challenge",
    "trustee/entries",
    "trustee/decryptions",
]


@pytest.fixture
def powers(monkeypatch) -> list[str]:
    """Names of the costly operations that were done."""
    done: list[str] = []

    def counted(owner, name):
        real = getattr(owner, name)

        def wrapper(*arguments, **options):
            done.append(name)
            return real(*arguments, **options)

        monkeypatch.setattr(owner, name, wrapper)

    for name in ("powmod", "powmod_sec", "jacobi"):
        counted(numbers, name)
    counted(FixedBase, "power")
    counted(Group, "members")
    return done


@pytest.fixture
def knock(built):
    """Send bytes to a door, as a key holder where only those are let in. Nothing may come of it."""
    client = key_holder(built, 1)
    before = Entry.objects.count(), Submission.objects.count()

    def send(door: str, body: bytes, media: str = "application/json", method: str = "POST", **more):
        address = f"/api/v1/elections/{built.election.slug}/{door}"
        return client.generic(method, address, body, content_type=media, **more)

    yield send
    assert (Entry.objects.count(), Submission.objects.count()) == before


BAD_BODIES = {
    "empty": b"",
    "no JSON": b"ballot",
    "a list": b"[]",
    "a number": b"5",
    "null": b"null",
    "unknown fields": b'{"a":1}',
    "not UTF-8": b'{"ballot":"\xff\xfe"}',
    "UTF-16": '{"ballot":{}}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "a space": b'{"a": 1}',
    "duplicate key": b'{"a":1,"a":2}',
    "keys out of order": b'{"b":1,"a":2}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "1e400": b'{"a":1e400}',
    "minus": b'{"a":-1}',
    "a surrogate": b'{"a":"\\ud800"}',
    "NUL": b'{"a":"\x00"}',
    "depth": b"[" * 3000 + b"]" * 3000,
    "unclosed depth": b'{"a":' * 3000,
    "many digits": b"9" * 3500,
    "trailing": b"{}{}",
    "a form": b"ballot=1&signature=2",
}


@pytest.mark.parametrize("door", DOORS)
def test_bad_bytes_are_refused_at_every_door_at_no_cost(door, knock, powers):
    taken = {}
    for name, body in BAD_BODIES.items():
        answer = knock(door, body)
        if answer.json().get("code") not in ("malformed", "too_large"):
            taken[name] = answer.content
    assert taken == {}
    assert powers == []


@pytest.mark.parametrize("door", DOORS)
def test_a_length_that_is_none_is_refused(door, knock):
    """A body in chunks announces none; a very long number must not be read as one either."""
    for length in ("", "-1", "1_0", "0x10", "+5", "1.5", "9" * 20, "9" * 5000):
        answer = knock(door, b"{}", CONTENT_LENGTH=length)
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), length


@pytest.mark.parametrize("door", DOORS)
def test_what_another_site_could_make_a_browser_send_is_refused(door, knock):
    for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = knock(door, b"{}", media)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type"), media


@pytest.mark.parametrize("door", DOORS)
def test_other_methods_change_nothing(door, knock):
    for method in ("GET", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        assert knock(door, b"{}", method=method).status_code == 405, method
    assert knock(door, b"{}", method="OPTIONS").status_code == 200


@pytest.mark.parametrize("door", DOORS)
def test_an_election_that_is_not_there_has_no_doors(door, db):
    client = Client(headers={"Authorization": "Bearer x"})
    for election in ("00000000-0000-4000-8000-000000000000", "1", "..%2f..", "%00", "{}", "'--"):
        address = f"/api/v1/elections/{election}/{door}"
        answer = client.post(address, b"{}", content_type="application/json")
        assert answer.status_code == 404, election


def test_a_body_may_be_as_long_as_a_ballot_of_this_election_and_no_longer(built, knock, powers):
    """Reading 16 MB of tiny values takes seconds; an ordinary ballot has some kilobytes."""
    longest = longest_body(election_context(built.election))
    assert longest < 100_000 < MAX_ENVELOPE
    zeros = b'{"ballot":[' + b"0," * (longest // 2) + b"0]}"
    for door in ("ballots", "challenges"):
        assert knock(door, zeros).json()["code"] == "too_large"
    assert powers == []


@pytest.mark.parametrize(
    "contest",
    [
        {"options": ("A",), "votes_max": 1},
        {"options": [f"Option {i}" for i in range(20)], "votes_max": 20},
        {"options": ("A", "B"), "votes_max": 15, "option_max": 10},
    ],
)
def test_an_honest_ballot_always_fits(contest, db):
    built = open_election(contests=[contest_draft(**contest)], voters=1)
    ballot = lock(built, 1, [[0] * len(contest["options"])])
    longest = longest_body(election_context(built.election))
    for body in (ballot.cast_body(), ballot.challenge_body()):
        assert len(canonical_json.encode(body)) <= longest
    assert longest < 1.2 * len(canonical_json.encode(ballot.cast_body())) + 5000


@pytest.mark.parametrize(
    "contest",
    [
        {"options": [f"Option {i}" for i in range(130)], "votes_max": 1000, "option_max": 100},
        {"options": [f"Option {i}" for i in range(500)], "votes_max": 500, "option_max": 30},
    ],
)
def test_no_election_is_frozen_whose_ballots_could_not_be_sent(contest, db):
    """Every voter would have been refused, and a frozen election cannot be mended."""
    built = draft_election(contests=[contest_draft(**contest)], voters=1)
    assert any("too long to be sent" in words for words in freeze_missing(built.election))
    with pytest.raises(NotReadyError, match="too long to be sent"):
        election_freeze(election=built.election)


def test_a_long_ballot_that_can_be_sent_is_not_complained_of(db):
    options = [f"Option {i}" for i in range(500)]
    built = draft_election(contests=[contest_draft(options=options)] * 4, voters=1)
    assert not any("too long" in words for words in freeze_missing(built.election))


def test_a_number_of_ten_megabytes_is_refused_by_its_length(built, knock, powers, monkeypatch):
    group = election_context(built.election).group
    read = []
    monkeypatch.setattr("crypto.group.mpz", lambda *given: read.append(given))
    with pytest.raises(Exception, match="not exactly 768 lower-case hex digits"):
        group.decode_residue("f" * 10_000_000, "alpha")
    assert read == []
    assert knock("ballots", b'{"ballot":"' + b"f" * 10_000_000 + b'"}').status_code == 413
    assert powers == []


def test_a_wrong_signature_costs_no_power(built, knock, powers):
    mine, other = locked(built, 1), locked(built, 2)
    bodies = {
        "ballots": mine.cast_body() | {"signature": other.signature("ballot")},
        "challenges": mine.challenge_body() | {"signature": other.signature("challenge")},
    }
    powers.clear()
    for door, body in bodies.items():
        assert knock(door, canonical_json.encode(body)).status_code == 403
    assert powers == []


def test_the_quota_of_one_credential_is_looked_at_before_any_power(built, knock, powers):
    Submission.objects.bulk_create(
        Submission(
            election=built.election,
            kind="ballot",
            ballot_hash=f"{number:064x}",
            credential=built.credential(1).hex(),
            status="refused",
            reason="proof",
        )
        for number in range(40)
    )
    body = canonical_json.encode(locked(built).cast_body())
    powers.clear()
    assert knock("ballots", body).status_code == 429
    assert powers == []
    Submission.objects.all().delete()


def test_looking_at_a_test_ballot_again_and_again_costs_no_power(built, powers):
    """Its code is public, so anybody could keep the server busy with opening it."""
    shown = locked(built)
    assert show(shown).status_code == 202
    address = f"/e/{built.election.slug}/code?code={shown.tracker}"
    page = Client().get(address).content
    powers.clear()
    assert b"Noor Aziz" in page
    assert Client().get(address).content == page
    assert powers == []


SPELLINGS = {
    "one digit less": lambda text: text[1:],
    "a zero more": lambda text: "0" + text,
    "upper case": lambda text: text.upper(),
    "a plus": lambda text: "+" + text[1:],
    "a minus": lambda text: "-" + text[1:],
    "0x": lambda text: "0x" + text[2:],
    "an underscore": lambda text: text[:3] + "_" + text[4:],
    "a space": lambda text: " " + text[1:],
    "a newline": lambda text: text[:-1] + "\\n",
    "other digits": lambda text: text[:-1] + "٣",
    "wide digits": lambda text: text[:-1] + "３",
    "nothing": lambda _text: "",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_number_has_one_spelling(spelling, built, knock):
    """C15: a copy with another hash would pass for another ballot."""
    body = canonical_json.encode(locked(built).cast_body()).decode()
    alpha = re.search(r'"alpha":"([0-9a-f]+)"', body)[1]
    scalar = re.search(r'\["([0-9a-f]{64})"', body)[1]
    for number in (alpha, scalar):
        spelt = body.replace(number, SPELLINGS[spelling](number), 1)
        answer = knock("ballots", spelt.encode())
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_number_is_in_its_range(built, knock):
    """C14: adding p or q gives another spelling of the same proof."""
    group = election_context(built.election).group
    body = canonical_json.encode(locked(built).cast_body()).decode()
    scalar = re.search(r'\["([0-9a-f]{64})"', body)[1]
    alpha = re.search(r'"alpha":"([0-9a-f]+)"', body)[1]
    q, p = int(group.q), int(group.p)
    for value in (q, q + 1, 2**256 - 1):
        assert (
            knock("ballots", body.replace(scalar, f"{value:064x}", 1).encode()).status_code == 400
        )
    for value in (0, p, p + 1, 2 ** (8 * group.element_size) - 1):
        wrong = body.replace(alpha, f"{value:0{len(alpha)}x}", 1)
        assert knock("ballots", wrong.encode()).status_code == 400


def test_no_election_is_frozen_whose_totals_could_not_be_unlocked(db, monkeypatch):
    monkeypatch.setattr(readiness, "MAX_OPTIONS", 5)
    built = draft_election(contests=[contest_draft(), contest_draft()], voters=1)
    assert "there are 6 options in all, and at most 5 can be counted" in freeze_missing(
        built.election
    )


def test_no_election_is_frozen_whose_ballots_could_not_be_on_one_record(db, monkeypatch):
    built = draft_election(voters=2)
    assert not any("one record" in words for words in freeze_missing(built.election))
    monkeypatch.setattr(readiness, "MAX_RECORD", 20_000)
    assert any("fit into one record" in words for words in freeze_missing(built.election))
