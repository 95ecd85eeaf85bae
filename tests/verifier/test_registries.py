"""Registries that go on as others: what the verifier says of them, one after the other."""

import json
import shutil
import uuid

import pytest
from django.conf import settings

from board.public_files import log_folder
from board.registry import log_announce_begun
from board.selectors import log_get, log_verifier_key
from board.services import log_create
from board.succession import registry_renew
from crypto.notes import NoteSigner
from crypto.registry import RegistryFollows, RegistryNext
from tests.verifier.public_logs import PublicLog, serving
from tests.verifier.test_commands import HOST, announce, begun, ended, frozen, log_of
from verifier import cli


def registry(number, seed=None):
    name = "registry" if number == 1 else f"registry/{number}"
    return PublicLog(NoteSigner(f"{HOST}/{name}", bytes([seed or 100 + number]) * 32))


def named(new):
    return "registry-next", RegistryNext(new.log.verifier().text(), new.log.name).encode()


def following(old, note=None, key=None):
    log_key = (key or old).log.verifier().text()
    return "registry-follows", RegistryFollows(note or old.note(), log_key, old.log.name).encode()


@pytest.fixture
def old():
    old = registry(1)
    announce(old, begun(1), frozen(1), begun(2), frozen(2), ended(2))
    return old


@pytest.fixture
def new(old):
    new = registry(2)
    announce(old, named(new))
    announce(new, following(old), begun(1), frozen(1))
    return new


@pytest.fixture
def check(tmp_path, capsys):
    def check(*registries, start=0):
        shutil.rmtree(tmp_path / "logs", ignore_errors=True)
        for number, log in enumerate(registries, start=1):
            log.write(tmp_path / "logs" / ("registry" if number == 1 else f"registry-{number}"))
        first = registries[start]
        place = tmp_path / "logs" / ("registry" if start == 0 else f"registry-{start + 1}")
        key = first.log.verifier().text()
        capsys.readouterr()
        status = cli.main(["registry", "--json", str(place), "--key", key])
        return status, json.loads(capsys.readouterr().out)

    return check


def test_one_after_the_other_in_order(old, new, check):
    announce(new, begun(3), ended(1))
    status, document = check(old, new)
    assert (status, document["faults"], document["unread"]) == (0, [], [])
    assert set(document["logs"]) == {log_of(number).name for number in (1, 2, 3)}
    assert document["ended"] == [log_of(1).name, log_of(2).name]
    assert [(item["origin"], item["size"]) for item in document["registries"]] == [
        (f"{HOST}/registry", 6),
        (f"{HOST}/registry/2", 5),
    ]


def test_the_next_one_can_be_read_alone(old, new, check):
    status, document = check(old, new, start=1)
    assert (status, document["faults"]) == (0, [])
    assert set(document["logs"]) == {log_of(1).name}


def test_one_that_goes_on_elsewhere_is_not_all_there_is(old, new, check, tmp_path, capsys):
    status, document = check(old)
    assert (status, document["outcome"]) == (2, "incomplete")
    assert document["unread"] == [{"origin": new.log.name, "key": new.log.verifier().text()}]
    words = ["registry", str(tmp_path / "logs" / "registry")]
    assert cli.main([*words, "--key", old.log.verifier().text()]) == 2
    assert "which was not read; key:" in capsys.readouterr().out


@pytest.mark.usefixtures("new")
def test_a_folder_of_another_name_has_none_beside_it(old, tmp_path, capsys):
    old.write(tmp_path / "list")
    key = ["--key", old.log.verifier().text()]
    assert cli.main(["registry", str(tmp_path / "list"), *key]) == 2
    announce(old, begun(3))
    old.write(tmp_path / "list")
    assert cli.main(["registry", str(tmp_path / "list"), *key]) == 1
    out = capsys.readouterr().out
    assert "FAULT entry 6: comes after the entry that ends" in out
    assert "NOT in order: 1 faults" in out


def test_the_next_one_has_to_be_signed_by_the_named_key(old, new, check):
    thief = registry(2, seed=66)
    thief.entries, thief.payloads = new.entries, new.payloads
    status, document = check(old, thief)
    assert (status, document["outcome"]) == (1, "failed")
    assert "not signed by" in document["detail"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (begun(1), "is begun twice"),
        (begun(2), "is begun after it has ended"),
        (frozen(1), "is frozen twice"),
        (ended(2), "has ended twice"),
        (following(registry(1)), "in its first entry"),
    ],
)
def test_what_the_next_one_must_not_say(old, new, check, said, words):
    announce(new, said)
    status, document = check(old, new)
    assert (status, document["faults"][0]["place"]) == (1, f"{HOST}/registry/2 entry 3")
    assert words in document["faults"][0]["detail"]


@pytest.mark.parametrize("said", [begun(3), named(registry(2, 66))])
@pytest.mark.usefixtures("new")
def test_an_ended_one_must_not_go_on(old, check, said):
    announce(old, said)
    status, document = check(old)
    assert (status, document["faults"][0]["place"]) == (1, "entry 6")
    assert "comes after the entry that ends" in document["faults"][0]["detail"]


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (lambda _: begun(3), "in its first entry"),
        (lambda old: following(old, note=old.note(2)), "does not follow the end of"),
        (lambda old: following(PublicLog(registry(1, 66).log, old.entries)), "does not follow"),
        (lambda old: following(old, note=registry(1, 66).note(0)), "not signed by"),
    ],
)
def test_what_the_next_one_has_to_begin_with(old, check, first, words):
    new = registry(2)
    announce(old, named(new))
    announce(new, first(old))
    status, document = check(old, new)
    assert status == 1
    assert document["faults"][0]["place"] == f"{HOST}/registry/2 entry 0"
    assert words in document["faults"][0]["detail"]


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        (begun(1, seed=9), "has another key than an earlier registry gave it"),
        (begun(3, of=1), "has two logs"),
        (("log-frozen", frozen(1)[1].replace(b"0" * 64, b"1" * 64)), "has another manifest"),
    ],
)
def test_the_next_one_repeats_and_changes_nothing(old, check, lie, words):
    new = registry(2)
    announce(old, named(new))
    announce(new, following(old), lie)
    status, document = check(old, new)
    assert status == 1
    assert words in document["faults"][0]["detail"]


def test_the_first_registry_follows_none(old, check):
    other = registry(1)
    announce(other, following(old))
    status, document = check(other)
    assert (status, document["faults"][0]["place"]) == (1, "entry 0")


def test_both_behind_addresses(old, new, tmp_path, capsys):
    old.write(tmp_path / "registry")
    new.write(tmp_path / "registry-2")
    with serving(tmp_path) as site:
        key = ["--key", old.log.verifier().text()]
        assert cli.main(["registry", f"{site.address}/registry", *key]) == 0
    out = capsys.readouterr().out
    assert f"{HOST}/registry/2: 3 entries, registry key {new.log.verifier().key_id.hex()}" in out
    assert "2 logs, each announced with one key." in out


def test_what_the_product_keeps(db, secret_file, capsys, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        log = log_create(slug=str(uuid.uuid4()), host=settings.TABELLA_HOST)
        log_announce_begun(log=log)
    key = log_verifier_key(log_get("registry"))
    for _ in range(2):
        secret_file.rotate()
        with django_capture_on_commit_callbacks(execute=True):
            registry_renew()
    assert cli.main(["registry", str(log_folder("registry")), "--key", key]) == 0
    out = capsys.readouterr().out
    assert "registry/3: 2 entries" in out
    assert f"{log.origin}: begun, log key " in out
