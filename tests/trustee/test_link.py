"""Links: the token is read from the fragment, and never shown."""

import pytest

from tests.crypto.manifests import ELECTION_ID
from trustee.errors import UnusableError
from trustee.link import Link

TOKEN = "AbCd-efgh_1234567890"
GOOD = f"https://vote.example/trustee/{ELECTION_ID}/3#{TOKEN}"


def test_a_link_says_where_whose_and_how():
    link = Link.parse(f"  {GOOD}\n")
    assert (link.site, link.election_id, link.trustee) == ("https://vote.example", ELECTION_ID, 3)
    assert link.token == TOKEN
    assert link.is_private


@pytest.mark.parametrize(
    ("host", "is_private"),
    [("https://a.example", True), ("http://localhost:8000", True), ("http://a.example", False)],
)
def test_a_link_knows_whether_it_is_private(host, is_private):
    assert Link.parse(GOOD.replace("https://vote.example", host)).is_private is is_private


def test_the_token_is_not_printed():
    assert TOKEN not in repr(Link.parse(GOOD))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vote.example",
        GOOD.replace("https", "ftp"),
        GOOD.replace("https", "file"),
        GOOD.replace("vote.example", ""),
        GOOD.replace("vote.example", "[vote"),
        GOOD.replace("/3#", "/0#"),
        GOOD.replace("/3#", "#"),
        GOOD.replace("/3#", "/3?a=b#"),
        GOOD.replace(ELECTION_ID, ELECTION_ID.upper()),
        GOOD.replace("/trustee/", "/e/"),
        GOOD.partition("#")[0],
        GOOD.replace(TOKEN, "short"),
        GOOD.replace(TOKEN, "with spaces in it, many"),
    ],
)
def test_what_is_no_link_is_refused_without_repeating_it(text):
    with pytest.raises(UnusableError) as caught:
        Link.parse(text)
    assert TOKEN not in str(caught.value)
