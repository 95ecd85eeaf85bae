"""Passkeys and codes in a real browser, and two organisers who agree, in every look."""

import re

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.browser.looks import LOOKS, check, looked_at
from tests.elections import open_election
from voting.models import Passkey, Proposal
from voting.services import official_add, sign_in_link_create

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def address(live_server, settings):
    """Where the product answers; browsers know passkeys on localhost, and on no number."""
    settings.TABELLA_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return live_server.url


def with_authenticator(context):
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def first_step(page, address, user):
    page.goto(f"{address}/officials/sign-in#link={sign_in_link_create(user=user)}")
    page.wait_for_url("**/officials/second-step**")


@pytest.mark.parametrize("look", LOOKS)
def test_setting_up_and_using_every_second_step(browser, address, look):
    olga = people.official()
    with looked_at(browser, LOOKS[look]) as context:
        page = with_authenticator(context)
        first_step(page, address, olga)
        check(page)
        page.goto(f"{address}/officials/second-step/passkey")
        check(page)
        page.locator("#passkey button").click()
        page.wait_for_url("**/set-up")
        check(page)
        page.locator("form[action$='/second-step/codes'] button").click()
        page.wait_for_selector("#recovery-codes")
        check(page)
        page.goto(f"{address}/officials/second-step/app")
        check(page)
        app = pyotp.TOTP(page.locator("#secret").inner_text())
        page.fill("[name=digits]", app.now())
        page.locator("main form button").click()
        page.wait_for_url("**/set-up")
        check(page)
        context.clear_cookies()
        first_step(page, address, olga)
        check(page)
        page.locator("main form button").last.click()
        page.wait_for_selector(".govuk-error-summary")
        check(page)
        page.locator("#passkey button").click()
        page.wait_for_url("**/officials/")
        assert page.complaints == []
    assert Passkey.objects.get().used_at is not None


def test_a_passkey_answers_one_question_once(browser, address):
    olga = people.official()
    with looked_at(browser, LOOKS["light"]) as context:
        page = with_authenticator(context)
        first_step(page, address, olga)
        page.goto(f"{address}/officials/second-step/passkey")
        page.locator("#passkey button").click()
        page.wait_for_url("**/set-up")
        context.clear_cookies()
        first_step(page, address, olga)
        with page.expect_request(lambda request: request.method == "POST") as asked:
            page.locator("#passkey button").click()
        page.wait_for_url("**/officials/")
        answer = asked.value.post_data_json["answer"]
    thief = Client()
    thief.post("/officials/sign-in/link", {"link": sign_in_link_create(user=olga)})
    for _ in range(2):
        assert b"second-step" in thief.get("/officials/second-step").content
        thief.post("/officials/second-step", {"answer": answer})
        assert thief.get("/officials/").status_code == 302


def test_a_passkey_that_answers_for_another_site_or_counts_backwards_is_refused(browser, address):
    olga = people.official()
    with looked_at(browser, LOOKS["light"]) as context:
        page = with_authenticator(context)
        first_step(page, address, olga)
        page.goto(f"{address}/officials/second-step/passkey")
        page.locator("#passkey button").click()
        page.wait_for_url("**/set-up")
        Passkey.objects.update(uses=10**6)
        context.clear_cookies()
        first_step(page, address, olga)
        page.locator("#passkey button").click()
        page.wait_for_selector(".govuk-notification-banner")
        assert "copied" in page.inner_text("main")
        page.goto(f"{address}/officials/")
        assert "/second-step" in page.url


def test_a_browser_without_a_passkey_says_so_and_takes_a_code(browser, address):
    olga = people.official()
    with looked_at(browser, LOOKS["light"]) as context:
        page = with_authenticator(context)
        first_step(page, address, olga)
        page.goto(f"{address}/officials/second-step/passkey")
        page.evaluate("() => { navigator.credentials.create = () => Promise.reject(); }")
        page.locator("#passkey button").click()
        page.wait_for_function("document.querySelector('#passkey-problem').textContent !== ''")
        assert not Passkey.objects.exists()


@pytest.mark.parametrize("look", LOOKS)
def test_two_organisers_agree(browser, address, look):
    olga, otto = people.official(), people.second_official()
    built = open_election(is_demonstration=False, trustees=3, threshold=2)
    official_add(election=built.election, user=otto, added_by=olga)
    cancel = reverse("official-cancel", args=[built.election.pk])
    people.signed_in(otto).get(reverse("official-election", args=[built.election.pk]))
    with looked_at(browser, LOOKS[look]) as hers, looked_at(browser, LOOKS[look]) as his:
        first, second = session_of(hers, address, olga), session_of(his, address, otto)
        first.goto(address + cancel)
        check(first)
        first.fill("[name=reason]", "The hall is closed")
        first.fill("[name=typed]", built.election.title_text)
        first.locator("main form button").click()
        first.wait_for_url(re.compile("/proposals/"))
        check(first)
        second.goto(address + reverse("official-election", args=[built.election.pk]))
        check(second)
        second.locator(".govuk-notification-banner__link").click()
        second.wait_for_url(re.compile("/proposals/"))
        check(second)
        second.locator("form[action$='/agree'] button").click()
        second.wait_for_url(re.compile(rf"/{built.election.pk}/$"))
        first.reload()
        check(first)
    assert built.reload().state == "cancelled"
    assert Proposal.objects.get().decider == otto


def session_of(context, address, user):
    client = people.signed_in(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
    context.add_cookies([cookie])
    return context.new_page()
