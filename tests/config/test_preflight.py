"""Each line of `manage.py preflight`: what makes it ready, and what keeps it from it."""

import json
import os
import shutil
import socket
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import redis
from django.core import checks
from django.core.management import call_command
from django.db import OperationalError, connection

from config.backup import making
from config.preflight import address, files, look, people, servers
from config.preflight.findings import State
from tests import people as cast

READY, WARNING, NOT_READY = State.READY, State.WARNING, State.NOT_READY
GIB = 1024**3


def state(finding):
    assert (finding.todo == "") == (finding.state == READY)
    return finding.state


def test_the_address_is_https_and_reachable(settings):
    settings.TABELLA_URL = "http://vote.example.org"
    assert state(address.address()) == NOT_READY
    settings.TABELLA_URL = "https://127.0.0.1:8000"
    assert state(address.address()) == NOT_READY
    settings.TABELLA_URL = "https://vote.example.org"
    assert state(address.address()) == READY


def test_the_server_answers_to_its_own_name_and_not_to_any(settings):
    settings.TABELLA_URL = "https://vote.example.org"
    for names in (["*"], [".example.org"], ["other.example.org"]):
        settings.ALLOWED_HOSTS = names
        assert state(address.host_names()) == NOT_READY
    settings.ALLOWED_HOSTS = ["vote.example.org"]
    assert state(address.host_names()) == READY


def test_browsers_are_told_to_use_https_alone(settings):
    settings.SECURE_HSTS_SECONDS = 3600
    assert state(address.https_only()) == NOT_READY
    settings.SECURE_HSTS_SECONDS = 63072000
    assert state(address.https_only()) == READY


def test_a_web_server_in_front_is_known_of(settings):
    settings.TABELLA_PROXIES = 0
    assert state(address.proxies()) == WARNING
    settings.TABELLA_PROXIES = 1
    assert state(address.proxies()) == READY


def test_error_pages_show_nothing(settings):
    assert state(address.error_pages()) == READY
    settings.DEBUG = True
    assert state(address.error_pages()) == NOT_READY


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], READY),
        ([checks.Info("by the way", id="x.I001")], READY),
        ([checks.Warning("mind", id="x.W001")], WARNING),
        ([checks.Warning("mind", id="x.W001"), checks.Error("no", id="x.E001")], NOT_READY),
    ],
)
def test_what_the_system_checks_say(monkeypatch, said, expected):
    monkeypatch.setattr(
        address, "run_checks", lambda **asked: said if "databases" not in asked else []
    )
    finding = address.system_checks()
    assert state(finding) == expected
    assert ("x.E001" in finding.what) == (expected == NOT_READY)


@pytest.fixture
def placed(settings, tmp_path):
    """Folders as a real installation has them."""
    made = SimpleNamespace(
        product=tmp_path / "product", var=tmp_path / "data", keys=tmp_path / "keys"
    )
    for folder in (made.product, made.var, made.keys):
        folder.mkdir(mode=0o700)
    made.secret = made.keys / "secret"
    made.secret.write_text(f"1 {bytes(range(32)).hex()}\n")
    made.secret.chmod(0o600)
    settings.BASE_DIR, settings.TABELLA_VAR = made.product, made.var
    settings.TABELLA_PUBLIC, settings.TABELLA_SECRET_FILE = made.var / "public", made.secret
    return made


def test_the_secret_lies_apart(placed, settings):
    assert state(files.secret_place()) == READY
    for folder in (placed.product, placed.var, placed.var / "public" / "logs"):
        settings.TABELLA_SECRET_FILE = folder / "secret"
        assert state(files.secret_place()) == NOT_READY


def test_the_secret_was_drawn_for_this_installation(placed):
    assert state(files.secret_strength()) == READY
    (placed.product / "var").mkdir()
    shutil.copy(placed.secret, placed.product / "var" / "secret")
    finding = files.secret_strength()
    assert state(finding) == NOT_READY
    assert "demonstration" in finding.what
    placed.secret.write_text(f"1 {'07' * 32}\n")
    finding = files.secret_strength()
    assert state(finding) == NOT_READY
    assert "random" in finding.what


def test_others_can_neither_read_nor_write(placed, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert state(files.permissions()) == READY
    placed.secret.chmod(0o640)
    assert state(files.permissions()) == NOT_READY
    placed.secret.chmod(0o600)
    placed.var.chmod(0o775)
    assert state(files.permissions()) == NOT_READY
    placed.var.chmod(0o711)
    monkeypatch.setattr(os, "access", lambda *_: True)
    assert state(files.permissions()) == WARNING
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert state(files.permissions()) == WARNING


@pytest.mark.parametrize(
    ("free", "expected"), [(GIB // 2, NOT_READY), (2 * GIB, WARNING), (9 * GIB, READY)]
)
def test_there_is_room_on_the_disk(placed, monkeypatch, free, expected):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _: usage(100 * GIB, 0, free))
    assert state(files.disk_space()) == expected


def test_a_backup_is_younger_than_a_day(placed):
    assert state(files.backups()) == NOT_READY
    for hours, expected in ((1, READY), (25, NOT_READY)):
        at = datetime.now(UTC) - timedelta(hours=hours)
        making.marker().write_text(json.dumps({"at": at.isoformat()}))
        assert state(files.backups()) == expected
    making.marker().write_text("half a fi")
    assert state(files.backups()) == NOT_READY


@pytest.mark.parametrize(("said", "expected"), [("yes", READY), ("no", NOT_READY), ("", WARNING)])
def test_the_clock_is_kept_right(monkeypatch, tmp_path, said, expected):
    program = tmp_path / "timedatectl"
    program.write_text(f"#!/bin/sh\necho {said}\n")
    program.chmod(0o755)
    monkeypatch.setattr(servers.shutil, "which", lambda _: str(program))
    assert state(servers.clock()) == expected
    monkeypatch.setattr(servers.shutil, "which", lambda _: None)
    assert state(servers.clock()) == WARNING


@pytest.mark.django_db
def test_sqlite_is_not_for_a_real_election():
    if connection.vendor != "sqlite":
        pytest.skip("this run is on PostgreSQL")
    assert state(servers.database()) == NOT_READY
    assert state(servers.database_roles()) == NOT_READY


class Redis:
    """Servers by their address: each answers, asks for a password, or is away."""

    def __init__(self, monkeypatch):
        self.answers = {}
        monkeypatch.setattr(servers, "_ping", self.ping)

    def ping(self, url):
        if (error := self.answers.get(url)) is not None:
            raise error


@pytest.mark.parametrize("part", ["queue", "cache"])
def test_queue_and_cache_are_redis_with_a_password(monkeypatch, settings, part):
    server = Redis(monkeypatch)
    name = {"queue": "CELERY_BROKER_URL", "cache": "CACHE_URL"}[part]
    look_at = getattr(servers, part)
    setattr(settings, name, "")
    assert state(look_at()) == NOT_READY
    setattr(settings, name, "redis://127.0.0.1:1/0")
    assert state(look_at()) == NOT_READY
    url = "redis://web:word@127.0.0.1:1/0"
    setattr(settings, name, url)
    finding = look_at()
    assert "without a password" in finding.what
    assert state(finding) == NOT_READY
    server.answers["redis://127.0.0.1:1/0"] = redis.AuthenticationError()
    assert state(look_at()) == READY
    server.answers[url] = redis.ConnectionError()
    assert state(look_at()) == NOT_READY
    assert "word" not in look_at().line()


def test_mail_really_leaves(settings, monkeypatch):
    settings.EMAIL_URL = ""
    assert state(servers.mail()) == NOT_READY
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_URL = settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = closed.getsockname()[1]
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        assert state(servers.mail()) == NOT_READY
    server = SimpleNamespace(open=lambda: True, close=lambda: None)
    monkeypatch.setattr(servers, "get_connection", lambda: server)
    assert state(servers.mail()) == READY
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "mail.example.org", False
    assert state(servers.mail()) == NOT_READY
    settings.EMAIL_USE_TLS = True
    assert state(servers.mail()) == READY


def test_the_scheduler_and_a_worker_for_each_queue_are_alive(monkeypatch):
    now, long_ago = timedelta(seconds=5), timedelta(minutes=5)
    ages = {}
    monkeypatch.setattr(people, "_pulse_ages", lambda: ages)
    assert state(people.scheduler()) == state(people.workers()) == NOT_READY
    ages |= {"ballots": now, "tally": now, "default": now, "mail": long_ago}
    assert state(people.scheduler()) == READY
    finding = people.workers()
    assert state(finding) == NOT_READY
    assert finding.what == "nobody works on mail"
    ages["mail"] = now
    assert state(people.workers()) == READY
    ages |= dict.fromkeys(ages, long_ago)
    assert state(people.scheduler()) == NOT_READY


@pytest.mark.parametrize(
    ("keys", "expected"), [((), WARNING), (("a", "b"), WARNING), (("a", "b", "c"), READY)]
)
def test_witnesses_are_named(monkeypatch, keys, expected):
    policy = SimpleNamespace(keys=keys, quorum=2)
    monkeypatch.setattr(people, "policy_configured", lambda: policy)
    assert state(people.witnesses()) == expected


def test_a_broken_list_of_witnesses_is_named(settings, tmp_path):
    (tmp_path / "policy").write_text("witness\n")
    settings.TABELLA_WITNESSES = str(tmp_path / "policy")
    assert state(people.witnesses()) == NOT_READY


@pytest.mark.django_db
def test_two_officials_have_a_second_step(monkeypatch):
    assert state(people.officials()) == NOT_READY
    cast.official()
    cast.other_official()
    safe = {"olga@example.org"}
    monkeypatch.setattr(people, "is_set_up", lambda user: user.username in safe)
    assert state(people.officials()) == NOT_READY
    safe.add("umar@example.org")
    assert state(people.officials()) == READY


@pytest.mark.django_db
def test_demonstrations_are_named():
    from tests.elections import draft_election  # noqa: PLC0415

    assert state(people.demonstrations()) == READY
    draft_election()
    assert state(people.demonstrations()) == WARNING


def test_what_cannot_be_looked_at_is_not_ready_and_hides_nothing(monkeypatch):
    def away():
        raise OperationalError("with a password in it")

    monkeypatch.setattr(look, "LOOKS", {"database": away, "error pages": address.error_pages})
    first, second = look.preflight()
    assert state(first) == NOT_READY
    assert "password" not in first.line()
    assert state(second) == READY


@pytest.mark.parametrize(("todo", "code"), [("", 0), ("mend it", 1)])
def test_the_command_ends_with_one_unless_all_is_ready(monkeypatch, capsys, todo, code):
    from config.preflight.findings import not_ready, ready, warning  # noqa: PLC0415

    last = not_ready("mail", "is away", todo) if todo else ready("mail", "is there")
    looks = {"a": lambda: ready("a", "fine"), "b": lambda: warning("b", "so-so", "think")}
    monkeypatch.setattr(look, "LOOKS", looks | {"mail": lambda: last})
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("preflight")
        assert ended.value.code == code
    else:
        call_command("preflight")
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["ready      a: fine", "warning    b: so-so. To do: think"]
    assert said[-1].startswith("Not ready: 1" if code else "Ready, with 1")
