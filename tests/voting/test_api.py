import pytest
from django.test import Client

from crypto import canonical_json
from crypto.reader import format_time
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret
from tests.elections import (
    BuiltElection,
    draft_election,
    frozen_election,
    key_payload,
    keyed_election,
    open_election,
)
from voting.ceremonies import ceremony_view
from voting.selectors import trustee_get
from voting.services import ceremony_start, trustee_invite

pytestmark = pytest.mark.django_db


def address(built: BuiltElection, more: str = "") -> str:
    return f"/api/v1/elections/{built.election.pk}/{more}"


@pytest.fixture
def started() -> BuiltElection:
    built = draft_election(trustees=3, threshold=2)
    ceremony_start(election=built.election)
    group = ceremony_view(built.reload()).ceremony.group
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=2) for i in (1, 2, 3)]
    return built


def bearer(built: BuiltElection, index: int = 1) -> dict[str, str]:
    token = trustee_invite(trustee=trustee_get(built.election, index))
    return {"Authorization": f"Bearer {token}"}


def entry_body(built: BuiltElection, index: int = 1) -> bytes:
    secret = built.secrets[index - 1]
    kind, payload = key_payload(built.election, secret)
    return canonical_json.encode(
        {
            "payload": canonical_json.decode(payload, max_size=1 << 20, place="payload"),
            "signature": secret.sign(kind, sha256(payload)).hex(),
            "type": kind,
        }
    )


def post_entry(client: Client, built: BuiltElection, body: bytes, headers: dict[str, str]):
    return client.post(
        address(built, "trustee/entries"), body, content_type="application/json", headers=headers
    )


def test_the_list_holds_public_elections_only(client):
    draft, public = keyed_election(), open_election()
    listed = client.get("/api/v1/elections/").json()["elections"]
    assert [row["id"] for row in listed] == [public.election.slug]
    assert listed[0]["is_demo"] is True
    assert client.get(address(draft)).status_code == 404


def test_an_election_is_described_by_what_was_frozen(client):
    built = frozen_election(trustees=3, threshold=2)
    answer = client.get(address(built)).json()
    assert answer["election_hash"] == built.election.election_hash
    assert answer["joint_key"] == built.election.joint_key
    assert answer["trustees"] == ["Priya", "Tom", "Ana"]
    assert answer["state"] == "frozen"
    assert answer["origin"].endswith(f"/e/{built.election.pk}")
    assert answer["log_key"].startswith(answer["origin"] + "+")
    assert answer["voters"] == 3


def test_the_manifest_is_served_byte_for_byte(client):
    built = frozen_election()
    answer = client.get(address(built, "manifest"))
    assert answer["Content-Type"] == "application/json"
    assert answer.content == bytes(built.election.manifest or b"")
    assert sha256(answer.content).hex() == client.get(address(built)).json()["manifest"]


def test_no_public_answer_holds_a_name_or_an_address(client):
    built = frozen_election()
    for more in ("", "manifest"):
        body = client.get(address(built, more)).content.decode()
        assert "example.org" not in body
        assert "Ada" not in body


def test_errors_have_a_code_and_a_message(client):
    answer = client.get("/api/v1/elections/00000000-0000-4000-8000-000000000000/")
    assert answer.status_code == 404
    assert answer.json() == {"code": "not_found", "message": "there is no such election"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic abc"},
        {"Authorization": "Bearer " + "x" * 300},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_good_token_nothing_is_told_or_taken(client, started, headers, method):
    more = "trustee" if method == "get" else "trustee/entries"
    answer = getattr(client, method)(address(started, more), headers=headers)
    assert answer.status_code == 401
    assert answer.json()["code"] == "token_refused"


def test_the_token_of_another_election_opens_nothing(client, started):
    headers = bearer(draft_election())
    assert client.get(address(started, "trustee"), headers=headers).status_code == 401


def test_a_key_holder_hears_the_next_step(client, started):
    answer = client.get(address(started, "trustee"), headers=bearer(started, 2))
    assert answer["Cache-Control"] == "no-store"
    body = answer.json()
    assert len(body.pop("drill_challenge")) == 64
    others = body.pop("trustees")
    assert body == {
        "attempt": 1,
        "closes": format_time(started.election.closes_at),
        "drill_asked": False,
        "election": started.election.slug,
        "has_lost_key": False,
        "is_demo": True,
        "name": "Tom",
        "phase": "keys",
        "state": "draft",
        "step": "key",
        "threshold": 2,
        "title": {"en": "Riverside board election"},
        "trustee": 2,
    }
    assert [other["name"] for other in others] == ["Priya", "Tom", "Ana"]
    assert others[0] == {
        "has_key": False,
        "has_unlocked": False,
        "index": 1,
        "is_drilled": False,
        "is_waived": False,
        "name": "Priya",
        "step": "key",
    }


def test_an_entry_is_taken_and_answered_with_its_number(client, started):
    headers, body = bearer(started), entry_body(started)
    answer = post_entry(client, started, body, headers)
    assert (answer.status_code, answer.json()) == (201, {"index": 1})
    assert post_entry(client, started, body, headers).json() == {"index": 1}
    assert client.get(address(started, "trustee"), headers=headers).json()["step"] == "wait"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda body: body[:-1], "request"),
        (lambda body: b" " + body, "request"),
        (lambda body: body.replace(b'"type":"trustee"', b'"type":"Trustee"'), "request.type"),
        (lambda body: body.replace(b'"attempt":1', b'"attempt":1.0'), "request"),
        (lambda body: body.replace(b'"attempt":1', b'"attempt":-1'), "request"),
        (lambda body: body.replace(b'"v":1', b'"v":2'), "trustee.v"),
        (lambda body: body.replace(b'"trustee":1', b'"trustee":101'), "trustee.trustee"),
        (lambda _body: b"", "request"),
        (lambda _body: b"[]", "request"),
    ],
)
def test_a_malformed_entry_is_refused_by_place_and_nothing_is_kept(client, started, change, place):
    answer = post_entry(client, started, change(entry_body(started)), bearer(started))
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed"
    assert answer.json()["message"].startswith(place)
    assert started.reload().log.size == 1


def test_an_entry_signed_by_somebody_else_is_refused(client, started):
    answer = post_entry(client, started, entry_body(started, 2), bearer(started, 1))
    assert (answer.status_code, answer.json()["code"]) == (422, "proof_refused")
    assert started.reload().log.size == 1


def test_a_body_that_is_too_long_is_refused_unread(client, started):
    headers = bearer(started) | {"Content-Length": str(1 << 30)}
    answer = client.post(
        address(started, "trustee/entries"),
        b"{}",
        content_type="application/json",
        headers=headers,
        CONTENT_LENGTH=str(1 << 30),
    )
    assert answer.status_code == 413
    assert "at most" in answer.json()["message"]
