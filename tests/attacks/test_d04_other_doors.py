"""B10, D4, D17, D19: the queue, sessions and forms; bad files and links at every other door."""

import io
import json
import pickle
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads

from board.models import Entry
from config.celery import app
from tests import people
from tests.attacks.doors import cast, locked
from tests.elections import draft_election
from trustee import cli as trustee_cli
from verifier import cli as verifier_cli
from voting.models import Election, Voter
from voting.services import sign_in_link_create
from voting.services.sign_in_brakes import PAIR


class Boom:
    """Does something as soon as it is unpickled."""

    exploded = False

    def __reduce__(self):
        return (setattr, (Boom, "exploded", True))


# D4


@pytest.mark.parametrize(
    "media", ["application/x-python-serialize", "application/x-yaml", "application/x-msgpack"]
)
def test_a_worker_reads_nothing_but_json(media):
    with pytest.raises(ContentDisallowed):
        loads(pickle.dumps(Boom()), media, "binary", accept=app.conf.accept_content)
    assert not Boom.exploded
    assert list(app.conf.accept_content) == ["json"]
    assert app.conf.worker_enable_remote_control is False


def test_tasks_carry_ids_and_nothing_else(built, queue):
    """P12, as far as the queue goes."""
    cast(locked(built))
    seen = list(queue)
    queue.run()
    assert seen
    for _task, arguments in seen:
        assert all(
            isinstance(item, int) or re.fullmatch(r"[0-9a-f-]{36}", item) for item in arguments
        )


@pytest.mark.parametrize(
    "argument", ["", "1", "'; DROP TABLE board_log; --", "../../etc", None, {}, [1]]
)
def test_a_task_with_odd_arguments_changes_nothing(argument, built):
    before = Entry.objects.count(), Election.objects.get(pk=built.election.pk).state
    for name in (
        "tally.tasks.count_advance",
        "tally.tasks.record_check",
        "ballots.tasks.ballots_record",
        "voting.tasks.invitations_send",
    ):
        with pytest.raises(Exception, match=r".*"):
            app.tasks[name].run(argument)
    assert (Entry.objects.count(), Election.objects.get(pk=built.election.pk).state) == before


# D17, D19; every page for every kind of person: tests/voting/test_permissions.py


def test_a_session_of_another_rank_opens_nothing(built):
    page = reverse("official-cancel", args=[built.election.pk])
    form = {"typed": built.election.title_text, "reason": "No"}
    stranger = Client()
    people.sign_in(stranger, people.other_official())
    careless = Client(enforce_csrf_checks=True)
    people.sign_in(careless, people.official())
    elsewhere = Client(enforce_csrf_checks=True, headers={"Origin": "https://evil.example"})
    people.sign_in(elsewhere, people.official())
    key_holder = Client(headers={"Authorization": "Bearer abc"})
    told = [
        client.post(page, form).status_code
        for client in (Client(), stranger, careless, elsewhere, key_holder)
    ]
    assert told == [302, 404, 403, 403, 302]
    assert Election.objects.get(pk=built.election.pk).state == "open"


def test_a_sign_in_link_works_once_and_guesses_never(db):
    token = sign_in_link_create(user=people.official())
    address = "/officials/sign-in/link"
    for guess in ("", "x", token[:-1], token.swapcase(), token + "\0", "é" * 20):
        assert Client().post(address, {"link": guess}).status_code == 200
    assert Client().post(address, {"link": token})["Location"] == "/officials/"
    assert Client().post(address, {"link": token}).status_code == 200


def test_signing_in_starts_a_new_session_that_scripts_cannot_read(db):
    client = Client()
    client.get("/officials/sign-in")
    client.cookies["sessionid"] = "fixed-by-somebody-else"
    token = sign_in_link_create(user=people.official())
    answer = client.post("/officials/sign-in/link", {"link": token})
    cookie = answer.cookies["sessionid"]
    assert cookie.value != "fixed-by-somebody-else"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


def test_passwords_cannot_be_guessed_without_end(db):
    name = f"{uuid4()}@example.org"  # the brake outlives the test
    words = set()
    for number in range(PAIR.free + 1):
        form = {"email": name.upper() if number % 2 else name, "password": "wrong"}
        page = Client().post("/officials/sign-in", form).content.decode()
        words.add("Too many tries" in page)
    assert words == {False, True}


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic x", "Bearer " + "x" * 5000, "Bearer é"]
)
def test_a_key_holders_address_needs_their_token(header, built):
    address = f"/api/v1/elections/{built.election.slug}/trustee"
    answer = Client(headers={"Authorization": header}).get(address)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


# Bad files

EVIL_FILES = {
    "empty": b"",
    "spaces": b"  \n\n",
    "NUL": b"name,email\nA\0,a@example.org\n",
    "not UTF-8": b"name,email\n\xff\xfe,a@example.org\n",
    "UTF-16": "name,email\nA,a@example.org\n".encode("utf-16"),
    "no header": b"Ada,ada@example.org\n",
    "unknown column": b"name,email,password\nA,a@example.org,x\n",
    "a column twice": b"name,email,name\nA,a@example.org,B\n",
    "an open quotation": b'name,email\n"A,a@example.org\n',
    "a zip": b"PK\x03\x04" + bytes(100),
    "only a header": b"name,email\n",
    "a very long cell": b"name,email\n" + b"a" * 200_000 + b",a@example.org\n",
    "many columns": b",".join([b"x"] * 100_000) + b"\n",
}


@pytest.mark.parametrize("name", EVIL_FILES)
def test_a_bad_voter_file_is_refused_in_words_and_adds_nobody(name, db):
    built = draft_election(voters=0)
    client = Client()
    people.sign_in(client, people.official())
    file = SimpleUploadedFile("../../etc/$(id);.csv", EVIL_FILES[name])
    page = reverse("official-voters", args=[built.election.pk])
    answer = client.post(page, {"file": file}, follow=True)
    assert answer.status_code == 200
    text = answer.content.decode()
    words = ("There is a problem", "The file cannot be used", "What is wrong")
    assert any(said in text for said in words)
    assert not Voter.objects.filter(election=built.election).exists()


GOOD_PLAN = {"title": "T", "contests": [{"title": "Q", "options": ["A", "B"]}]}


@pytest.mark.parametrize(
    ("plan", "choices"),
    [
        (b"", b"Q\nA\n"),
        (b"{", b"Q\nA\n"),
        (b"[" * 100_000, b"Q\nA\n"),
        (b'{"title":"T","title":"U","contests":[]}', b"Q\nA\n"),
        (b"\xff\xfe{}", b"Q\nA\n"),
        (json.dumps(GOOD_PLAN | {"parameters": "tiny"}).encode(), b"Q\nA\n"),
        (json.dumps(GOOD_PLAN | {"trustees": 10**30}).encode(), b"Q\nA\n"),
        (json.dumps(GOOD_PLAN | {"trustees": 1e3}).encode(), b"Q\nA\n"),
        (json.dumps(GOOD_PLAN | {"title": "\u202eT"}).encode(), b"Q\nA\n"),
        (json.dumps(GOOD_PLAN | {"title": ["T"]}).encode(), b"Q\nA\n"),
        (json.dumps(GOOD_PLAN | {"contests": {}}).encode(), b"Q\nA\n"),
        (json.dumps(GOOD_PLAN).encode(), b""),
        (json.dumps(GOOD_PLAN).encode(), b"\xff"),
        (json.dumps(GOOD_PLAN).encode(), b"Other\nA\n"),
        (json.dumps(GOOD_PLAN).encode(), b"Q,Q\nA,A\n"),
        (json.dumps(GOOD_PLAN).encode(), b"Q\nC\n"),
        (json.dumps(GOOD_PLAN).encode(), b'Q\n"A\n'),
        (json.dumps(GOOD_PLAN).encode(), b"Q\nA,B\n"),
    ],
)
def test_a_rehearsal_refuses_bad_files_before_anything_exists(plan, choices, tmp_path, db, capsys):
    (tmp_path / "plan.json").write_bytes(plan)
    (tmp_path / "choices.csv").write_bytes(choices)
    words, before = io.StringIO(), Election.objects.count()
    with pytest.raises(SystemExit) as ended:
        call_command(
            "rehearsal",
            str(tmp_path / "plan.json"),
            str(tmp_path / "choices.csv"),
            record=tmp_path / "record.zip",
            stderr=words,
        )
    assert ended.value.code == 2
    assert "Nothing was created." in words.getvalue()
    assert re.search(r"manifest|choices", words.getvalue())
    assert Election.objects.count() == before
    assert not (tmp_path / "record.zip").exists()


LINK = "http://127.0.0.1:9/trustee/00000000-0000-4000-8000-000000000000/1#" + "t" * 32


@pytest.mark.parametrize(
    ("link", "file"),
    [
        ("", b""),
        ("file:///etc/passwd#" + "t" * 32, b""),
        ("javascript:alert(1)", b""),
        (LINK.partition("#")[0], b""),
        (LINK.replace("/1#", "/0#"), b""),
        (LINK.replace("/1#", "/1?next=//evil#"), b""),
        (LINK, b""),
        (LINK, b"\0" * 100),
        (LINK, b"{}"),
        (LINK, b"[" * 100_000),
        (LINK, b"\xff\xfe"),
        (LINK, b"9" * 2_000_000),
        (LINK, b'{"kind":"tabella trustee key","v":1}'),
    ],
)
def test_the_key_holders_program_ends_with_2_and_words(link, file, tmp_path, capsys):
    (tmp_path / "key").write_bytes(file)
    (tmp_path / "passphrase").write_text("correct horse battery\n")
    for command in ("confirm", "drill", "unlock", "status"):
        arguments = [command, "--link", link, "--key", str(tmp_path / "key")]
        arguments += ["--passphrase-file", str(tmp_path / "passphrase")]
        assert trustee_cli.main(arguments, pause=lambda _seconds: None) == 2
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        assert told.err.startswith("Stopped: ")
        assert "t" * 32 not in told.out + told.err


def test_the_verifier_refuses_what_is_no_file(tmp_path, capsys):
    for path in (tmp_path, tmp_path / "absent", "/dev/null"):
        assert verifier_cli.main([str(path), "--no-progress"]) == 2
        assert "cannot be read" in (words := capsys.readouterr().out) or "C01.1" in words
