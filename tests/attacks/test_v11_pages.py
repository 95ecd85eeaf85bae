"""V11, B10, D3. Markup and control characters in every text; headers on every kind of answer."""

import csv
import io
import re

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from tests import people
from tests.attacks.doors import VOTES, cast, post, show
from tests.elections import (
    ContestDraft,
    OptionDraft,
    draft_election,
    run_ceremony,
)
from tests.votes import lock
from voting.errors import InputError, RollError
from voting.roll_csv import read_roll
from voting.selectors import election_get
from voting.services import (
    ElectionDraft,
    ceremony_start,
    contest_add,
    credentials_issue,
    election_cancel,
    election_freeze,
    election_open,
    election_update,
    roll_import,
    sign_in_link_create,
    style_add,
    trustee_add,
)

EVIL = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{election.slug}}</title></textarea>"
)
MARK = "alert(1)"


@pytest.fixture
def election(db):
    """Open, and every text that anybody can write is an attack."""
    built = draft_election(voters=0)
    row = built.election
    election_update(
        election=row,
        draft=ElectionDraft(
            title={"en": EVIL},
            description={"en": EVIL},
            opens_at=row.opens_at,
            closes_at=row.closes_at,
        ),
    )
    text = {"en": EVIL}
    options = [OptionDraft(title={"en": f"{n}{EVIL}"}, description=text) for n in range(2)]
    draft = ContestDraft(title=text, description=text, votes_min=0, votes_max=1, options=options)
    contest_add(election=row, draft=draft)
    style_add(election=row, name=EVIL[:100], contests=[1])
    trustee_add(election=row, name=EVIL[:100], email="evil@keys.example")
    stream = io.StringIO()
    csv.writer(stream).writerows([("name", "email"), (EVIL, "evil@example.org")])
    roll_import(election=row, text=stream.getvalue())
    with TestCase.captureOnCommitCallbacks(execute=True):
        ceremony_start(election=row)
        run_ceremony(built)
        built.codes = {voter.number: code for voter, code in credentials_issue(election=row)}
    return built


PUBLIC = ("", "vote", "code", "record/", "result", "download", "calendar.ics")
OFFICIAL = (
    "",
    "details",
    "questions",
    "questions/1",
    "voters",
    "voters/codes",
    "voters/clear",
    "key-holders",
    "key-holders/1/replace",
    "key-holders/accept",
    "freeze",
    "open",
    "extend",
    "cancel",
    "watch",
    "close",
    "count",
    "publish",
)


def inert(answer) -> bool:
    """Whether no tag or attribute of the attack is left standing in a page."""
    if not answer["Content-Type"].startswith("text/html"):
        return answer["X-Content-Type-Options"] == "nosniff"
    text = answer.content.decode()
    return not re.search(r"<script>alert|<img src=x|</title></textarea>", text)


def test_markup_in_every_text_is_shown_as_text(election):
    row = election.election
    official = Client()
    people.sign_in(official, people.official())
    seen = 0
    for freeze in (lambda: None, lambda: _open(row)):
        freeze()
        answers = {path: official.get(f"/officials/elections/{row.pk}/{path}") for path in OFFICIAL}
        answers |= {path: Client().get(f"/e/{row.slug}/{path}") for path in PUBLIC}
        answers |= {path: Client().get(path) for path in ("/", f"/trustee/{row.slug}/2")}
        for number in range(election_get(row.pk).log.size):
            answers[number] = Client().get(reverse("record-entry", args=[row.slug, number]))
        if election.reload().state == "open":
            tested = lock(election, 1, [[0, 0, 0], [0, 1]])
            show(tested)
            answers["held"] = Client().get(f"/e/{row.slug}/code?code={tested.tracker}")
            assert MARK in answers["held"].content.decode()
        loud = [path for path, answer in answers.items() if not inert(answer)]
        assert loud == []
        assert all(answer.status_code in (200, 404) for answer in answers.values())
        seen += sum(MARK in answer.content.decode() for answer in answers.values())
    assert seen > 30  # the texts were there


def _open(row):
    with TestCase.captureOnCommitCallbacks(execute=True):
        election_freeze(election=row)
        election_open(election=election_get(row.pk))


def test_markup_in_requests_is_not_repeated(election):
    _open(election.election)
    slug = election.election.slug
    for address in (
        f"/e/{slug}/code?code={EVIL}",
        f"/e/{slug}/record/?kind={EVIL}&before={EVIL}&entry={EVIL}",
        f"/officials/sign-in?next=//evil.example/{EVIL}",
        f"/e/{slug}/vote?election_url=https://evil.example/",
        f"/{EVIL}",
    ):
        answer = Client().get(address)
        assert inert(answer), address
        assert "https://evil.example" not in answer.content.decode()
    for address in (
        f"/api/v1/elections/{slug}/trackers/{MARK}",
        f"/api/v1/logs/{slug}/entries?{MARK}=1",
    ):
        answer = Client().get(address)
        assert answer["Content-Type"] == "application/json"
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_nobody_is_led_to_another_site_after_signing_in(db):
    person = people.official()
    for wanted in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ):
        form = {"link": sign_in_link_create(user=person), "next": wanted}
        answer = Client().post("/officials/sign-in/link", form)
        assert (answer.status_code, answer["Location"]) == (302, "/officials/")


def test_every_answer_keeps_other_sites_out(built):
    slug = built.election.slug
    with_body = [cast(lock(built, 1, VOTES)), show(lock(built, 2, VOTES))]
    with_body.append(post(f"/api/v1/elections/{slug}/sign-in/challenge", {}))
    paths = [f"/e/{slug}/{path}" for path in PUBLIC if path != "result"]
    paths += ["/", "/help", "/officials/sign-in", "/nowhere", f"/api/v1/elections/{slug}/"]
    for answer in [*with_body, *(Client().get(path) for path in paths)]:
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert "camera=()" in answer["Permissions-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"


def test_the_record_can_be_read_from_other_sites_and_nothing_else(built):
    slug = built.election.slug
    record = Client().get(f"/api/v1/logs/{slug}/checkpoint")
    assert record["Access-Control-Allow-Origin"] == "*"
    assert record["Cross-Origin-Resource-Policy"] == "cross-origin"
    for path in (f"/api/v1/elections/{slug}/", f"/e/{slug}/", "/officials/sign-in"):
        assert not Client().get(path).has_header("Access-Control-Allow-Origin")


def test_scripts_and_styles_carry_the_headers_too(db):
    for path in ("/static/js/booth/worker.js", "/static/css/tabella.css"):
        answer = Client().get(path)
        assert answer.getvalue()
        assert answer.status_code == 200
        assert not answer.has_header("Access-Control-Allow-Origin")
        assert answer["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_pages_load_nothing_from_elsewhere_and_hold_no_script_of_their_own(built):
    """D3."""
    slug = built.election.slug
    for path in ("/", "/help", f"/e/{slug}/", f"/e/{slug}/vote", f"/e/{slug}/record/"):
        text = Client().get(path).content.decode()
        assert not re.findall(r"""(?:src|action)=["'](?:https?:)?//""", text)
        assert not re.findall(r"<link[^>]+href=[\"'](?:https?:)?//", text)
        assert not re.findall(r"<script(?![^>]*src=)[^>]*>\s*\S", text.replace("\n", " "))
        assert not re.findall(r"\son[a-z]+=", text)
        assert "style=" not in text


FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "  =1+1")


def test_a_formula_in_a_name_is_text_in_every_table(db):
    """B10: names come from files that others wrote."""
    built = draft_election(voters=0)
    stream = io.StringIO()
    rows = [(name, f"voter{number}@example.org") for number, name in enumerate(FORMULAS)]
    csv.writer(stream).writerows([("name", "email"), *rows])
    roll_import(election=built.election, text=stream.getvalue())
    client = Client()
    people.sign_in(client, people.official())
    answer = client.post(reverse("official-codes-download", args=[built.election.pk]))
    data = b"".join(answer.streaming_content)
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row[0] for row in table[1:]] == [f"'{name.strip()}" for name in FORMULAS]


HIDDEN = ("\x1b[31mred", "line\nbreak", "a\rb", "nul\0", "\u202eevil", "a\u2066b", "\x7f", "\ud800")


@pytest.mark.parametrize("text", HIDDEN)
def test_control_characters_do_not_get_into_names_and_titles(text, db):
    built = draft_election(voters=0)
    with pytest.raises(InputError):
        trustee_add(election=built.election, name=text, email="x@keys.example")
    draft = ElectionDraft(title={"en": text}, description={"en": ""})
    with pytest.raises(InputError):
        election_update(election=built.election, draft=draft)
    with pytest.raises(InputError):
        election_cancel(election=built.election, reason=text)
    stream = io.StringIO()
    csv.writer(stream).writerows([("name", "email"), (text, "a@example.org")])
    with pytest.raises(RollError):
        roll_import(election=built.election, text=stream.getvalue())
    assert not built.election.voters.exists()


def test_a_file_of_nothing_but_faults_ends_early():
    """Each fault is kept to be shown, so there has to be an end to them."""
    with pytest.raises(RollError, match=r"more than 10,000 faults. Line 2"):
        read_roll("name,email\n" + "x\n" * 2_000_000, styles=("All",))
