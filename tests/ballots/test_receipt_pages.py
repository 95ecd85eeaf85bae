"""A receipt as a page, and the QR codes that lead to a ballot's code."""

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from segno import make_qr

from ballots.receipts import receipt_name
from board.public_files import log_folder
from board.published import published
from board.selectors import checkpoint_latest, log_verifier_key
from crypto.cosignatures import CosignatureSigner
from crypto.notes import NoteVerifier, decode_tlog_proof
from crypto.receipt_page import decode_receipt_page
from tests.elections import draft_election, election_draft, open_election
from tests.votes import challenge, lock, look, vote
from verifier import cli
from voting.services import freeze as freezing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("eager")]

WITNESSES = [CosignatureSigner(f"witness.example/{name}", bytes([name]) * 32) for name in (1, 2)]


def page_of(ballot, query=""):
    election = ballot.address.rpartition("/")[2]
    return Client().get(f"/e/{election}/receipts/{ballot.hash}{query}")


@pytest.fixture
def built():
    return open_election(voters=4)


@pytest.fixture
def witnessed(monkeypatch):
    """An election whose manifest names two witnesses."""
    encode = freezing.encode_manifest
    keys = tuple(witness.verifier().text() for witness in WITNESSES)

    def named(manifest):
        witnesses = replace(manifest.witnesses, keys=keys, quorum=2)
        return encode(replace(manifest, witnesses=witnesses))

    monkeypatch.setattr(freezing, "encode_manifest", named)
    return open_election()


def test_the_page_carries_the_receipt_and_is_a_file_to_save(built):
    ballot = vote(built, 1, [[0, 1, 0]])
    answer = page_of(ballot)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    name = receipt_name(ballot.tracker)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    page = decode_receipt_page(answer.content.decode())
    assert page.code == ballot.tracker
    assert page.proof == look(ballot)["receipt"]
    key = NoteVerifier.parse(log_verifier_key(built.reload().log))
    decode_tlog_proof(page.proof).verify(key)


def test_the_page_shows_what_a_person_can_compare(built):
    ballot = vote(built, 1, [[0, 1, 0]])
    text = page_of(ballot).content.decode()
    key = NoteVerifier.parse(log_verifier_key(built.reload().log))
    index = look(ballot)["index"]
    for shown in (
        "Riverside board election",
        ballot.tracker,
        f"<dd>{index}</dd>",
        f"<code>{key.name}</code>",
        f"<code>{key.key_id.hex()}</code>",
        f"/e/{built.election.slug}/code?code={ballot.tracker}</a>",
        "python -m verifier receipt FILE",
    ):
        assert shown in text
    assert "Witnesses" not in text
    assert "testserver" not in text


def test_the_answer_can_run_and_fetch_nothing(built):
    answer = page_of(vote(built, 1, [[1, 0, 0]]))
    policy = answer["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox", "trusted-types 'none'"} <= set(policy)
    assert not any("unsafe" in rule for rule in policy)
    assert answer["X-Content-Type-Options"] == "nosniff"
    text = answer.content.decode()
    assert not re.search(r"<script|<link|<img|<iframe| src=| on[a-z]+=|url\(", text)
    assert "default-src 'none'" in text.partition("</head>")[0]
    assert "Set-Cookie" not in answer


def test_no_choice_no_code_and_no_name_is_in_it(built):
    text = page_of(vote(built, 1, [[0, 1, 0]])).content.decode()
    for secret in (built.codes[1], "Ada", "Noor Aziz", "voter1@example.org"):
        assert secret not in text


def test_one_ballot_at_one_checkpoint_has_one_receipt(built):
    ballot = vote(built, 1, [[0, 1, 0]])
    first = page_of(ballot)
    size = checkpoint_latest(built.reload().log).size
    assert page_of(ballot).content == first.content
    vote(built, 2, [[0, 1, 0]])
    assert page_of(ballot).content != first.content
    assert page_of(ballot, f"?size={size}").content == first.content


@pytest.mark.parametrize("query", ["?size=0", "?size=01", "?size=99999", "?size=1", "?more=1"])
def test_another_question_has_no_answer(query, built):
    assert page_of(vote(built, 1, [[0, 1, 0]]), query).status_code == 404


def test_what_is_not_on_the_record_has_no_receipt(built):
    waiting = lock(built, 1, [[1, 0, 0]])
    assert page_of(waiting).status_code == 404
    other = open_election()
    stranger = vote(other, 1, [[1, 0, 0]])
    wrong = f"/e/{built.election.slug}/receipts/{stranger.hash}"
    assert Client().get(wrong).status_code == 404
    assert Client().get(wrong.upper()).status_code == 404
    assert Client().post(f"/e/{other.election.slug}/receipts/{stranger.hash}").status_code == 405


def test_a_test_ballot_has_a_receipt_that_says_so(built):
    ballot = lock(built, 1, [[1, 0, 0]])
    challenge(ballot)
    text = page_of(ballot).content.decode()
    assert "This was a test ballot." in text
    assert decode_receipt_page(text).code == ballot.tracker


def test_witnesses_are_counted_and_named_with_their_times(witnessed, monkeypatch):
    ballot = vote(witnessed, 1, [[0, 1, 0]])
    assert "0 of 2 (2 are asked for)" in page_of(ballot).content.decode()
    found = published(witnessed.reload().log)
    signed = found.note + WITNESSES[1].cosign(found.checkpoint.text(), 1_900_000_000)
    monkeypatch.setattr("board.published.published", lambda _: replace(found, note=signed))
    page = page_of(ballot).content.decode()
    assert "1 of 2 (2 are asked for)" in page
    assert "<li><code>witness.example/2</code>: 17 March 2030, 17:46:40 UTC</li>" in page
    assert decode_receipt_page(page).proof.endswith(signed)


def test_the_verifier_takes_the_page_as_it_comes(built, tmp_path, capsys):
    ballot = vote(built, 1, [[0, 1, 0]])
    kept = tmp_path / "receipt.html"
    kept.write_bytes(page_of(ballot).content)
    words = ["receipt", str(kept), "--mirror", str(log_folder(built.election.slug))]
    assert cli.main(words) == 0
    assert f"is ballot {ballot.tracker}, the newest of its voter" in capsys.readouterr().out


def test_words_of_an_election_are_text(monkeypatch):
    title = "<script>alert('&')</script>"
    monkeypatch.setattr("tests.elections.election_draft", lambda: election_draft(title))
    assert draft_election().election.title_text == title
    text = page_of(vote(open_election(), 1, [[1, 0, 0]])).content.decode()
    decode_receipt_page(text)
    assert "&lt;script&gt;alert(" in text


def test_the_code_page_leads_to_the_receipt_without_scripts(built):
    ballot = vote(built, 1, [[0, 1, 0]])
    page = Client().get(f"/e/{built.election.slug}/code?code={ballot.tracker}").content.decode()
    (address,) = re.findall(r'id="save-receipt"\s+href="([^"]+)"', page)
    assert decode_receipt_page(Client().get(address).content.decode()).code == ballot.tracker
    unknown = Client().get(f"/e/{built.election.slug}/code?code=7K3M-9QXD-2VTA-R8HN-5CWE")
    assert b"save-receipt" not in unknown.content


def test_the_qr_code_is_a_picture_that_runs_nothing(built):
    ballot = lock(built, 1, [[1, 0, 0]])
    address = f"/e/{built.election.slug}/code/{ballot.tracker}.svg"
    answer = Client().get(address)
    assert answer["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in answer["Content-Security-Policy"].split("; ")
    assert answer.content.startswith(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
    public = f"{settings.TABELLA_URL}/e/{built.election.slug}/code?code={ballot.tracker}"
    drawn = make_qr(public, error="m").svg_inline(border=4, lineclass=None)
    assert re.search(r' d="(M[^"]+)"/></svg>$', drawn)[1] in answer.content.decode()
    assert Client().get(address.lower()).content == answer.content
    assert Client().get(f"/e/{built.election.slug}/code/none.svg").status_code == 404
