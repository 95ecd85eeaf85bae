"""A real installation from the first line of docs/operations.md to a published election.

Real PostgreSQL with passwords, Redis with its users, nginx with TLS, each unit's own command with
its own database role; what systemd itself does is left out. One test after another on the one
installation: the last ones stop parts of it.
"""

import json
import re
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from config.database_roles import ROLES
from scripts.with_services import missing_programs
from tests.deploy.installation import UNITS, Installation, documented_lines
from tests.deploy.requests import ask
from tests.deploy.test_nginx import directives, headers_in
from tests.election.rehearsals import BOARD, BOARD_COUNTS, BOARD_ROWS, counts_said, csv_text
from tests.voting.sink import sink

NEEDED = ("nginx", "openssl", "setpriv")
pytestmark = [
    pytest.mark.long,
    pytest.mark.services,
    pytest.mark.xdist_group("installation"),
    pytest.mark.skipif(
        bool(missing_programs()) or not all(map(shutil.which, NEEDED)),
        reason="needs postgresql, redis-server, nginx and openssl",
    ),
]

BY_HAND = 9
"""Lines of the section that a machine without packages, systemd and certificates cannot run."""


@pytest.fixture(scope="module")
def machine():
    """A folder that PostgreSQL's own user can enter, which those of the test run are not."""
    with tempfile.TemporaryDirectory(prefix="tabella-machine-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="module")
def installation(machine):
    """Everything up to the rehearsal of an election, which is the last line."""
    folder = machine
    manifest, choices = folder / "manifest.json", folder / "choices.csv"
    manifest.write_text(json.dumps(BOARD, ensure_ascii=False), encoding="utf-8")
    names = [contest["title"] for contest in BOARD["contests"]]
    choices.write_text(csv_text(names, BOARD_ROWS), encoding="utf-8")
    files = {
        "MANIFEST.json": manifest,
        "CHOICES.csv": choices,
        "/tmp/record.zip": folder / "record.zip",  # noqa: S108  the words of the document
    }
    with sink() as mails, Installation(folder, mails.port) as made:
        made.follow(documented_lines(), files)
        yield made


@pytest.fixture(scope="module")
def election(installation):
    """The election that was rehearsed."""
    with psycopg.connect(database_of(installation, "web")) as web:
        ((slug,),) = web.execute("SELECT id::text FROM voting_election").fetchall()
    return slug


def credential(installation, name):
    return (installation.folder / "etc/tabella/credentials" / name).read_text()


def database_of(installation, role):
    return credential(installation, f"database-{role}")


def test_every_documented_line_ends_well(installation):
    failed = {
        line: done.stdout + done.stderr
        for line, done in installation.said.items()
        if done.returncode != 0 and "preflight" not in line
    }
    assert failed == {}
    assert len(installation.said) >= len(documented_lines()) - BY_HAND


def test_an_election_was_held_by_workers_that_each_have_a_narrow_role(installation):
    """The command starts no worker: those of the units did everything but what web does."""
    done = installation.answer_to("rehearsal")
    by_hand = {option: (n, n) for counts in BOARD_COUNTS.values() for option, n in counts.items()}
    assert counts_said(done.stdout) == by_hand
    assert "All twelve checks passed" in done.stdout
    assert all(installation.is_running(name) for name in UNITS)
    with psycopg.connect(installation.superuser_url) as owner:
        users = {
            name
            for (name,) in owner.execute(
                "SELECT usename FROM pg_stat_activity WHERE datname = 'tabella'"
            )
        }
    assert users <= {f"tabella_{role.name}" for role in ROLES}
    assert {"tabella_ballots", "tabella_tally"} <= users
    log = installation.log.read_text()
    assert "permission denied" not in log
    assert "NOPERM" not in log


def test_preflight_finds_the_parts_ready_that_these_lines_make(installation):
    said = installation.answer_to("preflight").stdout.splitlines()
    states = {line[11:].partition(":")[0]: line[:9].strip() for line in said if ":" in line[11:]}
    for part in (
        "host names",
        "https only",
        "web server",
        "error pages",
        "secret file",
        "secret",
        "database",
        "database roles",
        "queue",
        "cache",
        "mail",
        "backups",
    ):
        assert states[part] == "ready", said
    # One official, no name that others can reach.
    assert states["officials"] == states["address"] == "not ready"
    assert installation.answer_to("preflight").returncode == 1


def test_nobody_gets_in_without_a_password(installation):
    split = urlsplit(database_of(installation, "web"))
    for user in ("tabella_web:wrong", "tabella_owner:wrong"):
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            psycopg.connect(f"postgresql://{user}@127.0.0.1:{split.port}/tabella")
    with (
        redis.Redis(port=installation.redis_port) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_each_program_reaches_its_own_queues_and_nothing_else(installation):
    def denied(program, *command):
        with redis.Redis.from_url(credential(installation, f"queue-{program}")) as known:
            assert known.ping()
            with pytest.raises(redis.exceptions.NoPermissionError):
                known.execute_command(*command)

    for program in ("web", "scheduler"):
        denied(program, "RPOP", "ballots")
        denied(program, "BRPOP", "mail", 1)
        denied(program, "HGETALL", "unacked")
    denied("mail", "BRPOP", "ballots", 1)
    denied("mail", "LPUSH", "tally", "a task")
    denied("ballots", "BRPOP", "mail", 1)
    denied("ballots", "LPUSH", "mail", "a task")
    for program in ("web", "ballots", "tally", "mail", "scheduler"):
        for command in (("FLUSHALL",), ("CONFIG", "GET", "*"), ("ACL", "LIST"), ("KEYS", "*")):
            denied(program, *command)
        denied(program, "SAVE")


def test_static_files_and_the_record_come_from_nginx_with_their_headers(installation, election):
    static = ask(installation, "GET", "/static/js/booth/worker.js")
    assert static.status == 200
    assert static.header("Content-Type").startswith("text/javascript")
    for name, value in headers_in("static-headers.conf").items():
        assert static.header(name) == value
    checkpoint = ask(installation, "GET", f"/logs/{election}/checkpoint")
    assert checkpoint.status == 200
    assert checkpoint.header("Cache-Control") == "no-cache"
    for name, value in headers_in("record-headers.conf").items():
        assert checkpoint.header(name) == value
    assert ask(installation, "GET", "/static/../../etc/passwd").status in (400, 404)
    assert ask(installation, "GET", f"/logs/{election}/").status in (403, 404)


@pytest.mark.parametrize(
    "path", ["/", "/officials/sign-in", "/help", "/e/{}/vote", "/e/{}/record/"]
)
def test_pages_have_each_header_once(installation, election, path):
    page = ask(installation, "GET", path.format(election))
    assert page.status == 200
    theirs = headers_in("static-headers.conf")
    policy = "Content-Security-Policy"
    assert directives(page.header(policy)) == directives(theirs.pop(policy))
    for name, value in theirs.items():
        assert page.header(name) == value
    assert page.header("X-Frame-Options") == "DENY"
    assert "unsafe" not in page.header(policy)
    for cookie in page.headers.get("set-cookie", []):
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie


def test_a_crowd_at_the_ballot_door_is_asked_to_come_again(installation, election):
    path = f"/api/v1/elections/{election}/ballots"

    def send(_):
        return ask(installation, "POST", path, b"{}", {"Content-Type": "application/json"})

    with ThreadPoolExecutor(16) as crowd:
        answers = list(crowd.map(send, range(400)))
    busy = [answer for answer in answers if answer.status == 503]
    others = {answer.status for answer in answers} - {503}
    assert len(busy) > 50
    assert others
    assert max(others) < 500
    assert all(answer.header("Retry-After") == "5" for answer in busy)
    assert {json.loads(answer.body)["code"] for answer in busy} == {"busy"}
    assert ask(installation, "GET", "/static/css/tabella.css").status == 200
    assert ask(installation, "GET", "/").status == 200


def test_a_body_that_is_too_long_is_not_read(installation, election):
    path = f"/api/v1/elections/{election}/ballots"
    length = {"Content-Type": "application/json", "Content-Length": str(25 * 1024 * 1024)}
    assert ask(installation, "POST", path, b"{", length).status == 413


def test_no_log_names_an_address_or_a_ballot(installation, election):
    logs = list((installation.folder / "log").glob("*.log"))
    text = "\n".join(path.read_text() for path in logs)
    assert "POST ballots 503" in text
    assert "127.0.0.1" not in text
    assert election not in text


def test_booth_record_and_files_go_on_while_the_product_is_stopped(installation, election):
    assert ask(installation, "GET", f"/e/{election}/vote").status == 200
    assert ask(installation, "GET", f"/e/{election}/record/").status == 200
    installation.stop("tabella-web")
    for path in (
        "/static/js/booth/main.js",
        f"/logs/{election}/checkpoint",
        f"/logs/{election}/tile/entries/000.p/1",
        f"/e/{election}/vote",
        f"/e/{election}/record/",
    ):
        answer = ask(installation, "GET", path)
        if "/tile/" not in path:
            assert answer.status == 200, path
    away = ask(installation, "GET", "/help")
    assert away.status == 503
    assert away.header("Retry-After") == "5"
    assert b"Nothing that was received is lost" in away.body
    path = f"/api/v1/elections/{election}/ballots"
    for method, address in (("POST", path), ("GET", path + "/" + "0" * 64)):
        refused = ask(installation, method, address, b"{}" if method == "POST" else None)
        assert refused.status == 503
        assert json.loads(refused.body)["code"] == "unavailable"
        assert refused.header("Retry-After") == "5"


def test_nothing_that_is_kept_can_be_read_by_others(installation):
    secret = installation.folder / "etc/tabella/keys/secret"
    assert secret.stat().st_mode & 0o077 == 0
    for path in (installation.folder / "etc/tabella/credentials").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    words = re.compile(r"postgresql://|redis://[a-z]+:[0-9a-f]{64}")
    assert not words.search(installation.log.read_text())
