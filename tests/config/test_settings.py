import os
import subprocess
import sys
from pathlib import Path

from config.celery import app

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def manage(*arguments, **settings):
    # Nothing of what the tests set for themselves.
    environment = {"PATH": os.environ["PATH"], **settings}
    return subprocess.run(
        [sys.executable, MANAGE, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_wrong_setting_is_named_in_one_line(tmp_path):
    ended = manage("check", TABELLA_VAR=str(tmp_path), TABELLA_URL="vote.example.org")

    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "Settings: TABELLA_URL: must begin with http:// or https://, got vote.example.org"
    ]


def test_the_settings_of_a_real_installation_leave_nothing_to_warn_of(tmp_path):
    ended = manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        TABELLA_VAR=str(tmp_path),
        TABELLA_URL="https://vote.example.org",
        ALLOWED_HOSTS="vote.example.org",
        EMAIL_HOST="mail.example.org",
        DATABASE_URL="postgresql://tabella:word@127.0.0.1/tabella",
        CELERY_BROKER_URL="redis://127.0.0.1:6379/0",
        CACHE_URL="redis://127.0.0.1:6379/1",
        TABELLA_PROXIES="1",
    )

    assert ended.returncode == 0, ended.stderr


def test_who_sends_mail_is_never_asked_for_an_act_on_the_record():
    """New codes are one; the role of the mailers may not append (config/database_roles.py)."""
    queue = app.amqp.router.route({}, "voting.tasks.new_code_send")["queue"].name
    assert queue == "default"
    queue = app.amqp.router.route({}, "voting.tasks.voter_messages_send")["queue"].name
    assert queue == "mail"
