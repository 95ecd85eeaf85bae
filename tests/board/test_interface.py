"""The public interface, as a program on another machine meets it."""

import json

import pytest
from django.urls import reverse

from board import api
from board.selectors import log_verifier_key
from board.services import log_create
from crypto import merkle
from crypto.notes import NoteVerifier, decode_tlog_proof, open_checkpoint
from crypto.transcript import sha256
from tests.board.documents import ballot, long_note, note
from tests.board.oracle import running_chain, tree_hash

IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.fixture
def get(client, log):
    def ask(path, **parameters):
        return client.get(f"/api/v1/logs/{log.slug}/{path}", parameters)

    return ask


@pytest.fixture
def written(log, write):
    write(log, note(0), ballot(1), ballot(2))
    write(log, note(0), ballot(3))
    return log


def test_an_outsider_rebuilds_the_log_from_the_interface_alone(written, get):
    checkpoint = open_checkpoint(
        get("checkpoint").content.decode(), NoteVerifier.parse(log_verifier_key(written))
    )
    entries = []
    while len(entries) < checkpoint.size:
        entries += get("entries", start=len(entries), count=2).json()["entries"]
    documents = [entry["entry"].encode() for entry in entries]
    assert [entry["index"] for entry in entries] == list(range(5))
    assert checkpoint.root == tree_hash(documents)
    chain = running_chain(checkpoint.origin, documents)
    assert [entry["chain"] for entry in entries] == [link.hex() for link in chain[1:]]
    for entry, document in zip(entries, documents, strict=True):
        assert entry["leaf"] == merkle.leaf_hash(document).hex()
        header = json.loads(document)
        payload = get(f"payloads/{header['payload']}").content
        assert payload == entry["payload"].encode()
        assert (sha256(payload).hex(), len(payload)) == (header["payload"], header["size"])


def test_the_answers_have_the_fields_of_the_specification(written, get):
    page = get("entries", start=0, count=1).json()
    assert list(page) == ["entries", "origin", "size"]
    assert (page["origin"], page["size"]) == (written.origin, 5)
    assert list(page["entries"][0]) == ["chain", "entry", "index", "leaf", "payload"]
    assert get("entries/0").json() == page["entries"][0]
    inclusion = get("proofs/inclusion", index=1, size=4).json()
    assert list(inclusion) == ["hashes", "index", "leaf", "root", "size"]
    consistency = get("proofs/consistency", first=2, second=5).json()
    assert list(consistency) == ["first", "hashes", "second"]


def test_the_proofs_hold(written, get):
    answer = get("proofs/inclusion", index=1, size=4).json()
    merkle.verify_inclusion(
        leaf=bytes.fromhex(answer["leaf"]),
        index=answer["index"],
        size=answer["size"],
        proof=[bytes.fromhex(value) for value in answer["hashes"]],
        root=bytes.fromhex(answer["root"]),
    )
    roots = [get("proofs/inclusion", index=0, size=size).json()["root"] for size in (2, 5)]
    proof = get("proofs/consistency", first=2, second=5).json()["hashes"]
    merkle.verify_consistency(
        first=2,
        first_root=bytes.fromhex(roots[0]),
        second=5,
        second_root=bytes.fromhex(roots[1]),
        proof=[bytes.fromhex(value) for value in proof],
    )


def test_a_receipt_is_text_that_proves_its_entry(written, get):
    answer = get("proofs/receipt", index=2)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    receipt = decode_tlog_proof(answer.content.decode())
    checkpoint = receipt.verify(NoteVerifier.parse(log_verifier_key(written)))
    assert (receipt.index, checkpoint.size) == (2, 5)


def test_a_reader_at_the_end_gets_nothing_and_no_error(written, get):
    answer = get("entries", start=5, count=200)
    assert (answer.status_code, answer.json()["entries"]) == (200, [])


def test_a_long_range_ends_before_it_grows_over_its_cap(log, write, get):
    write(log, *(long_note(3 * 2**20) for _ in range(4)))
    answer = get("entries", start=1, count=200)
    assert [entry["index"] for entry in answer.json()["entries"]] == [1, 2]


def test_an_entry_longer_than_the_cap_still_comes_alone(log, write, get, monkeypatch):
    monkeypatch.setattr(api, "MAX_RANGE_BYTES", 100)
    write(log, note(0), note(1))
    assert [entry["index"] for entry in get("entries", start=1, count=9).json()["entries"]] == [1]


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("checkpoint", "no-cache"),
        ("entries?start=0&count=3", "no-cache"),
        ("entries/0", IMMUTABLE),
        ("proofs/inclusion?index=0&size=3", IMMUTABLE),
        ("proofs/consistency?first=1&second=3", IMMUTABLE),
        ("proofs/receipt?index=0", "no-cache"),
        ("entries/99", "no-cache"),
        ("proofs/inclusion?index=0&size=99", "no-cache"),
    ],
)
def test_caches_keep_what_never_changes_and_nothing_else(client, written, path, caching):
    answer = client.get(f"/api/v1/logs/{written.slug}/{path}")
    assert answer["Cache-Control"] == caching


def test_a_payload_is_json_that_never_changes(client, written):
    digest = written.entries.get(index=0).payload.sha256
    answer = client.get(reverse("log-payload", args=[written.slug, digest]))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/json", IMMUTABLE)


@pytest.mark.parametrize("path", ["checkpoint", "entries/0", "entries/99", "entries"])
def test_checkers_on_other_sites_may_read_answers_and_errors(client, written, path):
    answer = client.get(
        f"/api/v1/logs/{written.slug}/{path}", headers={"origin": "https://checker.example"}
    )
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("accept", ["text/plain", "application/xml", "*/*", "nonsense"])
def test_an_address_has_one_form_whatever_is_asked_for(client, written, accept):
    for path, kind in (("checkpoint", "text/plain"), ("entries/0", "application/json")):
        answer = client.get(f"/api/v1/logs/{written.slug}/{path}", headers={"accept": accept})
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, kind)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["checkpoint", "entries", "entries/0", "proofs/receipt"])
def test_nothing_but_reading_is_answered(client, written, method, path):
    answer = getattr(client, method)(f"/api/v1/logs/{written.slug}/{path}")
    assert answer.status_code == 405
    assert set(answer.json()) == {"code", "message"}


def test_head_gives_the_headers_alone(client, written):
    answer = client.head(f"/api/v1/logs/{written.slug}/checkpoint")
    assert (answer.status_code, answer.content) == (200, b"")


def test_reading_takes_no_session_and_sets_no_cookie(written, get):
    assert not get("entries", start=0, count=5).cookies


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("entries", "start"),
        ("entries?start=0", "count"),
        ("entries?start=0&count=0", "count"),
        ("entries?start=0&count=201", "count"),
        ("entries?start=6&count=1", "start"),
        ("entries?start=-1&count=1", "start"),
        ("entries?start=00&count=1", "start"),
        ("entries?start=%2B1&count=1", "start"),
        ("entries?start=1.0&count=1", "start"),
        ("entries?start=1e0&count=1", "start"),
        ("entries?start=%20&count=1", "start"),
        ("entries?start=1%0A&count=1", "start"),
        ("entries?start=%D9%A1&count=1", "start"),
        ("entries?start=&count=1", "start"),
        ("entries?start=1&start=1&count=1", "start"),
        ("entries?start=0&count=1&format=xml", "format"),
        ("entries?start=0&count=" + "9" * 5000, "count"),
        ("entries/0?x=1", "x"),
        ("checkpoint?size=1", "size"),
        ("proofs/inclusion?index=0", "size"),
        ("proofs/inclusion?size=1", "index"),
        ("proofs/inclusion?index=1&size=1", "index"),
        ("proofs/inclusion?index=0&size=0", "size"),
        ("proofs/inclusion?index=0&size=6", "size"),
        ("proofs/consistency?first=3&second=2", "first"),
        ("proofs/consistency?first=3&second=6", "second"),
        ("proofs/receipt", "index"),
        ("proofs/receipt?index=0&index=1", "index"),
    ],
)
def test_a_malformed_question_is_refused_and_the_parameter_named(client, written, path, parameter):
    answer = client.get(f"/api/v1/logs/{written.slug}/{path}")
    assert answer.status_code == 400
    body = answer.json()
    assert body["code"] == "malformed_query"
    assert body["message"].strip("'").startswith(parameter)
    assert len(body["message"]) < 100


@pytest.mark.parametrize(
    "path",
    [
        "entries/5",
        "entries/999999999999999",
        "entries/9999999999999999",
        "entries/01",
        "entries/-1",
        "entries/x",
        "entries/0/",
        "payloads/" + "0" * 64,
        "payloads/" + "A" * 64,
        "payloads/" + "0" * 63,
        "proofs/receipt?index=5",
        "tile/0/0",
        "",
    ],
)
def test_what_is_not_on_record_is_not_found(client, written, path):
    assert client.get(f"/api/v1/logs/{written.slug}/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["checkpoint", "entries?start=0&count=1", "entries/0", "proofs/receipt?index=0"]
)
def test_an_unknown_log_is_not_found(client, db, path):
    answer = client.get(f"/api/v1/logs/unknown/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_empty_log_says_that_nothing_was_signed(log, get):
    assert get("checkpoint").json()["message"] == "checkpoint: none was published yet"
    assert get("entries", start=0, count=1).json()["size"] == 0


def test_a_receipt_asked_for_too_early_says_so(log, write_unsigned, get):
    write_unsigned(log, note(0))
    assert get("proofs/receipt", index=0).json()["code"] == "not_signed_yet"


def test_one_log_does_not_answer_for_another(client, written, write, db):
    other = log_create(slug="other", host="record.example")
    write(other, note(7))
    digest = written.entries.get(index=1).payload.sha256
    assert client.get(reverse("log-payload", args=["other", digest])).status_code == 404
    assert client.get("/api/v1/logs/other/entries/1").status_code == 404
