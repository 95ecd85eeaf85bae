"""An official's way from a complaint to keys that work, over pages and messages."""

import re

import pytest
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse

from crypto import canonical_json
from crypto.ceremony_payloads import ComplaintPayload
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret
from tests.elections import (
    BuiltElection,
    draft_election,
    key_payload,
    run_ceremony,
    send_entry,
    share_payload,
)
from tests.pages import Page
from voting.ceremonies import ceremony_view
from voting.selectors import trustee_get
from voting.services import trustee_invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> BuiltElection:
    return draft_election(trustees=3, threshold=2, is_demonstration=False)


@pytest.fixture
def press(official_client, built):
    """Press a button of the key holders' pages. Returns the page that follows."""

    def act(name: str, /, *more: int, **values: str) -> Page:
        address = reverse(name, args=[built.election.pk, *more])
        with TestCase.captureOnCommitCallbacks(execute=True):
            return Page(official_client.post(address, values, follow=True))

    return act


def shown(client: Client, built: BuiltElection, name: str = "official-key-holders") -> Page:
    return Page(client.get(reverse(name, args=[built.election.pk])))


def mark(client: Client, built: BuiltElection) -> str:
    address = reverse("official-key-holders-state", args=[built.election.pk])
    return client.get(address).json()["mark"]


def make_keys_and_shares(built: BuiltElection) -> None:
    group = ceremony_view(built.reload()).ceremony.group
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=2) for i in (1, 2, 3)]
    for make in (key_payload, share_payload):
        for secret in built.secrets:
            send_entry(built, secret, make)


def complain(built: BuiltElection, *, by: int, against: int) -> None:
    """As the key holder's program does, over HTTP."""
    payload = ComplaintPayload(
        election_id=built.election.slug, attempt=1, trustee=by, against=against, reason="share"
    ).encode()
    body = canonical_json.encode(
        {
            "payload": canonical_json.decode(payload, max_size=1 << 16, place="payload"),
            "signature": built.secrets[by - 1].sign("complaint", sha256(payload)).hex(),
            "type": "complaint",
        }
    )
    token = trustee_invite(trustee=trustee_get(built.election, by))
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = Client().post(
            f"/api/v1/elections/{built.election.pk}/trustee/entries",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
    assert answer.status_code == 201


def test_from_a_complaint_to_keys_that_work(official_client, built, press, eager):
    press("official-invite-all")
    press("official-ceremony-start")
    make_keys_and_shares(built)
    old_link = trustee_invite(trustee=trustee_get(built.election, 2))
    before = mark(official_client, built)
    mail.outbox.clear()
    complain(built, by=3, against=2)
    (alert,) = mail.outbox
    assert alert.recipients() == ["olga@example.org"]
    assert reverse("official-key-holders", args=[built.election.pk]) in str(alert.body)
    assert "Tom" not in str(alert.body)

    assert mark(official_client, built) != before
    page = shown(official_client, built)
    assert "Ana says that the key part from Tom does not fit." in page.text
    assert "What to do next: Talk to both of them" in page.text
    assert "Waiting for" not in page.text
    assert page.text.count("No key") == 3
    assert "Stopped" in shown(official_client, built, "official-election").text

    values = {"name": "Mei", "email": "mei@keys.example"}
    page = press("official-key-holder-replace", 2, **values)
    assert "The key holder is replaced. Send them an invite." in page.text
    mail.outbox.clear()
    press("official-invite-all")
    press("official-ceremony-restart")
    assert sorted(message.to[0] for message in mail.outbox) == [
        "ana@keys.example",
        "mei@keys.example",
        "mei@keys.example",
        "priya@keys.example",
    ]
    status = f"/api/v1/elections/{built.election.pk}/trustee"
    refused = Client().get(status, headers={"Authorization": f"Bearer {old_link}"})
    assert refused.status_code == 401
    page = shown(official_client, built)
    assert "Step 1 of 4" in page.text
    assert "Waiting for: Priya, Mei, Ana." in page.text

    run_ceremony(built)
    assert "All of them have done this." in shown(official_client, built).text
    assert ceremony_view(built.election).ceremony.trustees == ("Priya", "Mei", "Ana")


def test_replacing_before_the_start_needs_no_restart(official_client, built, press, eager):
    press("official-key-holder-invite", 1)
    values = {"name": "Mei", "email": "mei@keys.example"}
    assert "Send them an invite" in press("official-key-holder-replace", 1, **values).text
    assert "Not invited" in shown(official_client, built).text
    press("official-key-holder-invite", 1)
    old, new = (re.search(r"#(\S+)", message.body)[1] for message in mail.outbox)
    assert old != new
    press("official-ceremony-start")
    assert built.reload().ceremony_phase == "keys"
    assert "Waiting for: Mei, Tom, Ana." in shown(official_client, built).text


def test_nobody_is_replaced_while_keys_are_made(official_client, built, press):
    press("official-ceremony-start")
    values = {"name": "Mei", "email": "mei@keys.example"}
    page = press("official-key-holder-replace", 1, **values)
    assert "stop that first" in page.text
    assert trustee_get(built.election, 1).name == "Priya"
    press("official-ceremony-stop", typed=built.election.title_text)
    press("official-key-holder-replace", 1, **values)
    assert trustee_get(built.election, 1).name == "Mei"


def test_the_page_looks_for_news_only_while_it_waits_for_somebody(official_client, built, press):
    script = "js/pages/key-holders.js"
    address = reverse("official-key-holders", args=[built.election.pk])
    assert script not in official_client.get(address).content.decode()
    press("official-ceremony-start")
    assert script in official_client.get(address).content.decode()
    first = mark(official_client, built)
    assert shown(official_client, built).data("mark") == [first]
    assert mark(official_client, built) == first


def test_keys_are_made_useless_only_by_whoever_types_the_title(official_client, built, press):
    press("official-ceremony-start")
    make_keys_and_shares(built)
    asked = shown(official_client, built, "official-ceremony-stop")
    assert "Every key made so far becomes useless" in asked.text
    assert "These have made a key already: Priya, Tom, Ana." in asked.text
    for typed, message in (
        ("", "Type the title of the election"),
        ("Something else", "This is not the title of this election"),
    ):
        refused = press("official-ceremony-stop", typed=typed)
        assert message in refused.text
        assert built.reload().ceremony_phase == "confirming"
    done = press("official-ceremony-stop", typed=built.election.title_text)
    assert "The key holders have stopped making keys." in done.text
    assert built.reload().ceremony_phase == "stopped"
    again = shown(official_client, built, "official-ceremony-stop")
    assert "No keys are being made now." in again.text


def test_a_second_press_on_starting_again_takes_no_keys_away(built, press):
    press("official-ceremony-start")
    make_keys_and_shares(built)
    assert "stop that first" in press("official-ceremony-restart").text
    assert (built.reload().attempt, built.reload().ceremony_phase) == (1, "confirming")
    press("official-ceremony-stop", typed=built.election.title_text)
    for _ in range(2):
        press("official-ceremony-restart")
    assert built.reload().attempt == 2
