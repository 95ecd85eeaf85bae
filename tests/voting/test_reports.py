"""What key holders tell the organiser, over HTTP, and who gets to read it."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db.models import F
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from crypto import canonical_json
from tally.tasks import elections_tick
from tests.elections import (
    BuiltElection,
    draft_election,
    drill_payload,
    frozen_election,
    keyed_election,
    open_election,
    run_ceremony,
    send_entry,
)
from voting.models import Election, Trustee, TrusteeReport
from voting.readiness import freeze_missing
from voting.selectors import trustee_get
from voting.services import (
    alert_sent,
    alert_take,
    ceremony_restart,
    ceremony_stop,
    election_cancel,
    trustee_invite,
    trustee_replace,
)
from voting.services.reports import MOST_REPORTS

pytestmark = pytest.mark.django_db

LOST = {"kind": "key_lost", "text": ""}


def program(built: BuiltElection, index: int = 1) -> Client:
    token = trustee_invite(trustee=trustee_get(built.election, index))
    return Client(headers={"Authorization": f"Bearer {token}"})


def status(built: BuiltElection, index: int = 1) -> dict[str, object]:
    return program(built, index).get(f"/api/v1/elections/{built.election.pk}/trustee").json()


def report(built: BuiltElection, body: object, client: Client | None = None):
    data = body if isinstance(body, bytes) else canonical_json.encode(body)
    return (client or program(built)).post(
        f"/api/v1/elections/{built.election.pk}/trustee/reports",
        data,
        content_type="application/json",
    )


def shown(client: Client, built: BuiltElection, name: str = "official-key-holders") -> str:
    return client.get(reverse(name, args=[built.election.pk])).content.decode()


@pytest.mark.parametrize("build", [draft_election, keyed_election, frozen_election, open_election])
def test_a_lost_key_is_known_at_once_in_every_state(build, official_client):
    built = build(trustees=3, threshold=2)
    answer = report(built, LOST)
    assert (answer.status_code, answer.json()) == (201, {})
    assert status(built)["has_lost_key"] is True
    assert status(built, 2)["has_lost_key"] is False
    page = shown(official_client, built)
    assert "Reports a lost key" in page
    assert "Reports from key holders" in page


def test_a_new_drill_or_a_new_key_takes_the_report_of_a_loss_back(official_client):
    built = keyed_election(trustees=3, threshold=2)
    report(built, LOST)
    send_entry(built, built.secrets[0], drill_payload)
    assert status(built)["has_lost_key"] is False
    report(built, LOST)
    ceremony_restart(election=built.election)
    assert status(built)["has_lost_key"] is False
    assert "Says that their key is lost" in shown(official_client, built)


def test_too_many_lost_keys_stand_in_the_way_of_the_freeze():
    built = keyed_election(trustees=4, threshold=2, is_demonstration=False)
    report(built, LOST)
    assert not [text for text in freeze_missing(built.reload()) if "lost" in text]
    report(built, LOST, program(built, 2))
    assert (
        "Priya, Tom reported a lost key, and too few others are known to work: "
        "the keys have to be made again"
    ) in freeze_missing(built.reload())


def test_a_tool_that_refused_is_quoted_as_text(official_client):
    built = open_election(trustees=3, threshold=2)
    text = "entry 12: the signature does not hold\n<script>alert(1)</script>"
    assert report(built, {"kind": "refused", "text": text}).status_code == 201
    for name in ("official-key-holders", "official-count"):
        page = shown(official_client, built, name)
        assert "<script>alert" not in page
        if name == "official-key-holders":
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
            assert "does not hold<br>" in page
    assert status(built)["has_lost_key"] is False


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "key_lost"}, "malformed"),
        ({"kind": "lost", "text": ""}, "malformed"),
        ({"kind": "refused", "text": "x" * 1001}, "malformed"),
        ({"kind": "refused", "text": "a\u0000b"}, "malformed"),
        ({"kind": "refused", "text": "a\u202eb"}, "bad_input"),
        ({"kind": "refused", "text": 1}, "malformed"),
        ({"kind": "refused", "more": 1, "text": ""}, "malformed"),
        (json.dumps({"kind": "refused", "text": "x"}).encode(), "malformed"),
        (b"", "malformed"),
    ],
)
def test_a_malformed_report_is_refused_whole(body, code):
    built = open_election()
    answer = report(built, body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not TrusteeReport.objects.exists()


def test_a_report_needs_the_link_of_this_election():
    built, other = open_election(), open_election()
    for client in (
        Client(),
        Client(headers={"Authorization": "Bearer wrong"}),
        program(other),
    ):
        assert report(built, LOST, client).status_code == 401
    assert not TrusteeReport.objects.exists()
    assert not Trustee.objects.filter(has_lost_key=True).exists()


def test_a_form_or_a_long_body_is_refused_unread():
    built = open_election()
    address = f"/api/v1/elections/{built.election.pk}/trustee/reports"
    client = program(built)
    assert client.post(address, {"kind": "key_lost"}).status_code == 415
    long = b'{"kind":"refused","text":"' + b"x" * 9000 + b'"}'
    assert client.post(address, long, content_type="application/json").status_code == 413
    assert client.get(address).status_code == 405


def test_the_same_report_is_kept_once_and_there_is_an_end_to_others():
    built = open_election()
    client = program(built)
    for _ in range(3):
        assert report(built, LOST, client).status_code == 201
    assert TrusteeReport.objects.count() == 1
    answers = [
        report(built, {"kind": "refused", "text": str(number)}, client).status_code
        for number in range(MOST_REPORTS)
    ]
    assert answers == [201] * (MOST_REPORTS - 1) + [429]
    assert report(built, {"kind": "refused", "text": "x"}, client).json() == {
        "code": "too_many_reports",
        "message": "20 reports of one key holder are enough",
    }


def test_a_lost_key_is_known_however_often_somebody_reported_before():
    built = open_election(trustees=3, threshold=2)
    client = program(built)
    for number in range(MOST_REPORTS):
        report(built, {"kind": "refused", "text": str(number)}, client)
    assert report(built, {"kind": "refused", "text": "x"}, client).status_code == 429
    assert report(built, LOST, client).status_code == 201
    assert status(built)["has_lost_key"] is True
    assert report(built, {"kind": "key_lost", "text": "still"}, client).status_code == 429
    assert status(built)["has_lost_key"] is True


def test_a_loss_after_a_drill_is_a_new_one():
    built = open_election(trustees=3, threshold=2)
    report(built, LOST)
    send_entry(built, built.secrets[0], drill_payload)
    report(built, LOST)
    assert status(built)["has_lost_key"] is True
    assert TrusteeReport.objects.count() == 2


def test_the_same_report_again_and_again_is_mailed_once(eager, monkeypatch):
    built = open_election(trustees=3, threshold=2)
    client = program(built)
    monkeypatch.setattr("voting.services.alerts.ALERT_EVERY", timedelta())
    for _ in range(3):
        with TestCase.captureOnCommitCallbacks(execute=True):
            report(built, LOST, client)
    assert len(mail.outbox) == 1


def test_nobody_reports_after_the_end():
    built = open_election()
    client = program(built)
    election_cancel(election=built.election, reason="Never mind.")
    answer = report(built, LOST, client)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_a_successor_does_not_inherit_reports_or_messages():
    built = keyed_election(trustees=3, threshold=2)
    report(built, LOST)
    ceremony_restart(election=built.election)
    built.reload()
    Trustee.objects.update(last_seen=timezone.now())
    ceremony_stop(election=built.election)
    trustee_replace(trustee=trustee_get(built.election, 1), name="Mei", email="mei@keys.example")
    mei = trustee_get(built.election, 1)
    assert (mei.last_seen, mei.reminded_at, mei.has_lost_key) == (None, None, False)
    assert not mei.reports.exists()


def test_being_seen_is_noted_every_twenty_seconds_at_most(monkeypatch):
    built = draft_election(trustees=1)
    client, now = program(built), timezone.now()
    seen = []
    for seconds in (0, 2, 19, 21, 30, 45):
        moment = now + timedelta(seconds=seconds)
        monkeypatch.setattr("voting.services.reports.timezone.now", lambda at=moment: at)
        client.get(f"/api/v1/elections/{built.election.pk}/trustee")
        last = trustee_get(built.election, 1).last_seen
        seen.append(round((last - now).total_seconds()))
    assert seen == [0, 0, 0, 21, 21, 45]


def test_the_page_alone_leaves_no_trace(client):
    """Only whoever has the secret part of the link is seen."""
    built = draft_election(trustees=1)
    client.get(reverse("key-holder", args=[built.election.pk, 1]))
    client.get(f"/api/v1/elections/{built.election.pk}/trustee")
    assert trustee_get(built.election, 1).last_seen is None


def test_the_status_tells_what_others_do_and_no_address():
    built = keyed_election(trustees=3, threshold=2)
    send_entry(built, built.secrets[0], drill_payload)
    told = status(built, 2)
    assert [other["is_drilled"] for other in told["trustees"]] == [True] * 3
    assert told["phase"] == "drilling"
    assert "@" not in json.dumps(told)
    ceremony_restart(election=built.election)
    assert [other["step"] for other in status(built, 2)["trustees"]] == ["key"] * 3
    run_ceremony(built)
    assert {other["step"] for other in status(built, 2)["trustees"]} == {"wait"}


def test_officials_are_told_that_something_happened_and_not_too_often(eager):
    built = open_election(trustees=3, threshold=2)
    for text in ("", "I looked everywhere."):
        with TestCase.captureOnCommitCallbacks(execute=True):
            report(built, LOST | {"text": text})
    (alert,) = mail.outbox
    assert alert.subject == "The key holders of your election need you"
    assert alert.recipients() == ["olga@example.org"]
    assert "Priya" not in alert.body
    assert "looked everywhere" not in alert.body


def later(minutes: int) -> None:
    """The messages of before were sent so much earlier, and the clock ticks."""
    Election.objects.filter(alerted_at__isnull=False).update(
        alerted_at=F("alerted_at") - timedelta(minutes=minutes)
    )
    with TestCase.captureOnCommitCallbacks(execute=True):
        elections_tick()


def test_what_happens_soon_after_a_message_is_summed_up_ten_minutes_later(eager):
    built = open_election(trustees=3, threshold=2)
    for index in (1, 2, 3):
        with TestCase.captureOnCommitCallbacks(execute=True):
            report(built, LOST, program(built, index))
    later(9)
    assert ["last such message: 1" in alert.body for alert in mail.outbox] == [True]
    later(2)
    assert len(mail.outbox) == 2
    assert "New since the last such message: 2\n" in mail.outbox[1].body
    later(20)
    assert len(mail.outbox) == 2


class Unreachable(EmailBackend):
    def send_messages(self, _messages):
        raise OSError("no such host")


def test_a_message_to_officials_that_cannot_be_sent_is_tried_again(eager, settings):
    built = open_election(trustees=3, threshold=2)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    with TestCase.captureOnCommitCallbacks(execute=True):
        report(built, LOST)
    settings.EMAIL_BACKEND = working
    assert mail.outbox == []
    later(11)
    assert len(mail.outbox) == 1


def test_what_happens_while_a_message_is_sent_is_not_taken_for_told():
    built = open_election(trustees=3, threshold=2)
    report(built, LOST)
    taken = alert_take(election_id=built.election.pk)
    assert alert_take(election_id=built.election.pk) is None
    report(built, LOST, program(built, 2))
    alert_sent(election=taken)
    assert built.reload().alert_events == 1
