"""What lines of the log look like, and that nothing secret stands in one."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpResponse
from gunicorn.config import Config

from config.celery import app
from config.logs import FORMS, HIDDEN, naming_middleware, one_name_for_all, without_secrets
from config.web_log import WebServerLogger
from crypto.credentials import new_code
from crypto.entropy import random_bytes

ROOT = Path(__file__).resolve().parents[2]
CODE = new_code(bytes(range(13)))
SECRETS = {
    "a voter code": CODE,
    "a voter code as it is typed": CODE.replace("-", ""),
    "a voter code in small letters": CODE.lower(),
    "a ballot code": CODE.rpartition("-")[0],
    "a key": "0f" * 32,
    "a signature": "AB" * 64,
    "a nonce of 48 bytes": "7e" * 48,
    "a seed in base 64": "q1Zz+8/3aB9sY0pT4uWvX2yR6cN7mK5jH1gF0dE9xQo=",
    "a token of a link": "q1Zz-8_3aB9sY0pT4uWvX2yR6cN7mK5jH1gF0dE9xQo",
    "a mail address": "ada.lovelace+votes@mail.example.org",
    "a password of a database": "tabella:letmein9",
    "an address of a person": "203.0.113.77",
    "an address of a home": "192.168.1.20",
    "a newer address": "2001:db8:85a3::8a2e:370:7334",
    "a whole newer address": "2001:db8:85a3:0:0:8a2e:370:7334",
}
PLAIN = (
    "election 8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10 is stuck",
    "vote.example.org/e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10: size 1204 was signed",
    "answered 503: OperationalError: connection to server at 127.0.0.1, port 5432 failed",
    "tally.tasks.elections_tick: tried again in 0.4 s: OperationalError",
    'File "/srv/tabella/product/.venv/lib/python3.11/site-packages/django/core/handlers/base.py"',
    "at 2026-11-30 19:40:12,123 worker-1 ended by itself and is started again",
)


def record(message, *arguments, error=None):
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("ballots.api", logging.ERROR, "x.py", 1, message, arguments, info)


def wrapped(secret):
    return (
        f"postgresql://{secret}@db/x" if secret == SECRETS["a password of a database"] else secret
    )


@pytest.mark.parametrize("style", FORMS)
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_what_looks_like_a_secret_is_hidden(style, secret):
    said = FORMS[style]().format(record("before %s after", wrapped(secret)))
    assert secret not in said
    assert f"{HIDDEN}" in said
    assert "before" in said
    assert "after" in said


@pytest.mark.parametrize("style", FORMS)
def test_secrets_are_hidden_in_what_exceptions_say(style):
    try:
        raise ValueError(f"duplicate key ({'0f' * 32}) of {CODE}")
    except ValueError as error:
        said = FORMS[style]().format(record("stuck", error=error))
    assert "duplicate key" in said
    assert "0f0f" not in said
    assert CODE not in said


def test_many_drawn_codes_and_keys_are_all_hidden():
    for _ in range(500):
        code, key = new_code(random_bytes(13)), random_bytes(32).hex()
        assert without_secrets(f"a {code} b {key} c") == f"a {HIDDEN} b {HIDDEN} c"


@pytest.mark.parametrize("text", PLAIN)
def test_ids_and_what_operators_need_stay(text):
    assert without_secrets(text) == text


def test_a_path_that_can_name_a_ballot_is_hidden():
    assert without_secrets("Error handling request /e/x/code?code=7") == (
        f"Error handling request {HIDDEN}"
    )


def test_an_event_is_one_line_of_json_with_its_exception():
    try:
        raise LookupError("line one\nline two")
    except LookupError as error:
        said = FORMS["json"]().format(record("election %s is stuck", 7, error=error))
    assert "\n" not in said
    event = json.loads(said)
    assert event.pop("time").endswith("+00:00")
    assert event.pop("trace").startswith("Traceback")
    assert event == {
        "level": "error",
        "room": "ballots",
        "logger": "ballots.api",
        "event": "election %s is stuck",
        "text": "election 7 is stuck",
        "error": "LookupError",
    }


def name_of(line):
    return json.loads(line).get("belongs_to")


def test_lines_of_one_request_have_a_name_of_their_own_in_common(rf):
    said = []

    def answer(_request):
        said.extend(FORMS["json"]().format(record("a")) for _ in range(2))
        return HttpResponse()

    for _ in range(2):
        response = naming_middleware(answer)(rf.get("/", REMOTE_ADDR="203.0.113.77"))
        # Told to nobody: a web server's log could write it beside an address.
        assert not any(name_of(said[0]) in value for value in response.headers.values())
    first, second, third, fourth = map(name_of, said)
    assert first == second
    assert third == fourth
    assert first != third
    assert name_of(FORMS["json"]().format(record("a"))) is None


def test_a_task_has_a_name_of_its_own_too():
    seen = []

    @app.task(name="tests.named")
    def named():
        seen.append(name_of(FORMS["json"]().format(record("a"))))

    named()
    named()
    app.tasks.pop("tests.named")
    assert all(seen)
    assert seen[0] != seen[1]
    with one_name_for_all():
        assert name_of(FORMS["json"]().format(record("a"))) not in seen


def test_the_web_server_writes_in_our_form_and_no_line_for_each_request(settings, capfd):
    settings.LOG_FORMAT = "json"
    config = Config()
    config.set("accesslog", "-")
    log = WebServerLogger(config)
    try:
        log.warning("Invalid request from ip=%s: %s", "203.0.113.77", "no request")
        log.access(None, None, {"RAW_URI": "/e/x/code?code=7"}, None)
        said = capfd.readouterr()
    finally:
        for handler in [*log.error_log.handlers, *log.access_log.handlers]:
            log.error_log.removeHandler(handler)
            log.access_log.removeHandler(handler)
    (line,) = said.err.splitlines()
    assert json.loads(line)["text"] == f"Invalid request from ip={HIDDEN}: no request"
    assert said.out == ""


def test_the_embedded_web_server_uses_that_log():
    source = (ROOT / "config/processes.py").read_text()
    assert '"--logger-class", "config.web_log.WebServerLogger"' in source


WORKER = """
import logging, config.celery
from config.celery import app
import django; django.setup()
app.log.setup(loglevel="DEBUG")
root = logging.getLogger()
print([type(handler.formatter).__name__ for handler in root.handlers])
for name in ("celery", "celery.worker.strategy", "celery.app.trace", "celery.pool", "kombu"):
    log = logging.getLogger(name)
    forms = [type(handler.formatter).__name__ for handler in log.handlers]
    print(name, forms, log.getEffectiveLevel())
"""


def test_workers_add_no_handler_of_their_own_and_name_no_arguments(tmp_path):
    environment = {"PATH": os.environ["PATH"], "TABELLA_VAR": str(tmp_path), "LOG_FORMAT": "json"}
    ended = subprocess.run(
        [sys.executable, "-c", WORKER],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    first, *others = ended.stdout.splitlines()
    assert first == "['JsonLine']"
    # Below a warning Celery names tasks with what they were given.
    assert {line.split(maxsplit=1)[1] for line in others} == {f"[] {logging.WARNING}"}


def test_another_form_is_refused_by_name(tmp_path):
    environment = {"PATH": os.environ["PATH"], "TABELLA_VAR": str(tmp_path), "LOG_FORMAT": "xml"}
    ended = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr.splitlines() == ["Settings: LOG_FORMAT: must be json or line, got xml"]
