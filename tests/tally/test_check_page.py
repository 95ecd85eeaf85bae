"""The page that checks the record in a browser: the same for everybody (screen B4)."""

import pytest

from tests.elections import draft_election, frozen_election
from tests.pages import Page

pytestmark = pytest.mark.django_db(transaction=True)


def address(built):
    return f"/e/{built.election.slug}/check"


def test_the_page_says_where_the_record_is(client):
    built = frozen_election(voters=3)
    page = Page(client.get(address(built)))
    assert page.status == 200
    assert page.data("record") == [f"/e/{built.election.slug}/record.zip"]
    assert page.data("entries") == [f"/e/{built.election.slug}/record/"]
    assert page.data("ballots") == ["0"]
    assert page.data("version") == [client.get("/api/v1/checker").json()["checker"]]
    assert page.title.startswith("Check this election on your device")


def test_the_page_works_without_a_script_as_far_as_words_go(client):
    page = Page(client.get(address(frozen_election(voters=3))))
    assert "JavaScript is switched off" in page.text
    assert "Other ways to check" in page.text


def test_the_page_keeps_to_the_policy_of_all_pages(client):
    answer = client.get(address(frozen_election(voters=3)))
    policy = answer.headers["Content-Security-Policy"]
    assert Page(answer).inline_scripts == []
    assert "checker-worker" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_there_is_nothing_to_check_before_the_freeze(client):
    assert client.get(address(draft_election())).status_code == 404


def test_the_download_page_leads_to_the_checker(client):
    built = frozen_election(voters=3)
    shown = client.get(f"/e/{built.election.slug}/download").content.decode()
    for link in (address(built), "/downloads/check-election.html", "/api/v1/key-tool"):
        assert f'href="{link}"' in shown
