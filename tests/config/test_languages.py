"""Which language an answer is in, and how a reader chooses another one."""

import pytest
from django.core import mail
from django.test import Client

from tests.elections import draft_election
from voting.mail import officials_message, trustee_message
from voting.models import Election, MailKind, TrusteeMail
from voting.selectors import trustee_get
from voting.services import trustee_invite
from voting.tasks import invitations_send

pytestmark = pytest.mark.django_db

ARABIC = {"accept-language": "ar-EG,ar;q=0.9"}


def choose(client: Client, language: str, back: str = "/help?from=test"):
    return client.post("/language", {"language": language, "next": back})


def test_a_page_is_in_the_language_the_browser_asks_for(client):
    shown = client.get("/help", headers=ARABIC).content.decode()
    assert 'lang="ar"' in shown
    assert 'dir="rtl"' in shown
    assert "tabella.rtl.css" in shown
    assert "مساعدة" in shown
    assert "Help" not in shown


def test_caches_on_the_way_learn_what_an_answer_depends_on(client):
    vary = client.get("/help")["Vary"].lower()
    assert "accept-language" in vary
    assert "cookie" in vary


def test_without_a_language_of_ours_it_is_in_english(client):
    shown = client.get("/help", headers={"accept-language": "de"}).content.decode()
    assert 'lang="en"' in shown
    assert 'dir="ltr"' in shown


def test_every_page_offers_every_language_in_itself_without_a_cookie(client):
    answer = client.get("/help")
    for name in ("English", "Français", "Español", "العربيّة"):
        assert name in answer.content.decode()
    assert 'action="/language"' in answer.content.decode()
    assert not answer.cookies


def test_a_choice_holds_before_what_the_browser_asks_for_and_says_nothing_else(client):
    answer = choose(client, "fr")
    assert (answer.status_code, answer["Location"]) == (302, "/help?from=test")
    assert {name: morsel.value for name, morsel in answer.cookies.items()} == {"language": "fr"}
    cookie = answer.cookies["language"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert 'lang="fr"' in client.get("/help", headers=ARABIC).content.decode()


def test_the_choice_needs_no_token_and_no_session():
    assert choose(Client(enforce_csrf_checks=True), "es").cookies.keys() == {"language"}


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_it_leads_to_no_other_site(client, back):
    assert choose(client, "fr", back)["Location"] == "/"


def test_what_is_no_language_of_ours_changes_nothing(client):
    assert not choose(client, "xx").cookies


def test_looking_at_the_address_chooses_nothing(client):
    assert client.get("/language").status_code == 405


def test_a_page_of_a_fault_is_in_the_reader_s_language(client):
    answer = client.get("/nowhere", headers=ARABIC)
    assert answer.status_code == 404
    assert 'dir="rtl"' in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/api/v1/schema", "/api/v1/key-tool", "/api/v1/elections/x/", "/api/v1/nowhere"]
)
def test_programs_get_the_same_bytes_whatever_they_ask_for(client, path):
    plain = client.get(path)
    choose(client, "ar")
    other = client.get(path, headers=ARABIC)
    assert other.status_code == plain.status_code
    assert other.content == plain.content
    assert "Content-Language" not in other


@pytest.mark.parametrize(
    ("languages", "subject", "word"),
    [
        (["fr", "en"], "Votre lien de vote", "Bonjour"),
        (["ar"], "رابط التصويت الخاص بك", "مرحبًا"),
        (["de", "fr"], "Your voting link", "Hello"),
    ],
)
def test_a_message_is_in_the_first_language_of_its_election(languages, subject, word):
    election = draft_election(voters=1).election
    title = dict.fromkeys(languages, "Riverside")
    Election.objects.filter(pk=election.pk).update(languages=languages, title=title)
    invitations_send(election.slug)
    [message] = mail.outbox
    assert message.subject == subject
    assert word in message.body
    assert "Riverside" in message.body
    assert "{" not in message.body


def test_key_holders_and_officials_get_theirs_in_it_too():
    election = draft_election(trustees=1).election
    Election.objects.filter(pk=election.pk).update(languages=["es"], title={"es": "Riverside"})
    trustee_invite(trustee=trustee_get(election, 1))
    trustee = Election.objects.get(pk=election.pk).trustees.get()
    invite = trustee_message(TrusteeMail(trustee=trustee, kind=MailKind.INVITE))
    assert invite.subject == "Se le pide ser custodio de llave"
    assert f"Hola, {trustee.name}" in invite.body
    assert invite.body.startswith("Esto es una demostración.")
    alert = officials_message(trustee.election)
    assert alert.subject == "Los custodios de llave de su elección le necesitan"
