"""Settings out of files that the environment names."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import MOST_BYTES, text_of
from tests.config.test_settings import manage

SECRET = "postgresql://nobody:hunter2@127.0.0.1:1/none"
ASKED = (
    "from django.conf import settings as s;"
    "print(s.DATABASES['default']['PASSWORD'], s.CELERY_BROKER_URL, s.CACHE_URL,"
    " s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD)"
)


def test_a_value_comes_from_the_environment_or_from_the_file_it_names(tmp_path):
    file = tmp_path / "password"
    file.write_text("from a file\n")
    assert text_of("X", environment={}) == ""
    assert text_of("X", "default", environment={}) == "default"
    assert text_of("X", environment={"X": "at hand"}) == "at hand"
    assert text_of("X", environment={"X_FILE": str(file)}) == "from a file"
    assert text_of("X", environment={"X": "", "X_FILE": str(file)}) == "from a file"


def test_both_at_once_and_files_that_cannot_be_used_are_named(tmp_path):
    file = tmp_path / "password"
    with pytest.raises(ImproperlyConfigured, match=r"X_FILE.*No such file"):
        text_of("X", environment={"X_FILE": str(file)})
    file.write_text("secret")
    with pytest.raises(ImproperlyConfigured, match="X and X_FILE: set one") as both:
        text_of("X", environment={"X": "other", "X_FILE": str(file)})
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ImproperlyConfigured, match="is not text"):
        text_of("X", environment={"X_FILE": str(file)})
    file.write_text("x" * (MOST_BYTES + 1))
    with pytest.raises(ImproperlyConfigured, match="is longer"):
        text_of("X", environment={"X_FILE": str(file)})
    assert "secret" not in str(both.value)


def test_the_product_takes_every_secret_from_a_file(tmp_path):
    def kept(name, text):
        (tmp_path / name).write_text(text)
        return {f"{name}_FILE": str(tmp_path / name)}

    ended = manage(
        *("shell", "--no-imports", "-c", ASKED),
        TABELLA_VAR=str(tmp_path / "var"),
        **kept("DATABASE_URL", SECRET),
        **kept("CELERY_BROKER_URL", "redis://web:1@127.0.0.1:1/0"),
        **kept("CACHE_URL", "redis://web:1@127.0.0.1:1/1\n"),
        **kept("EMAIL_HOST_USER", "sender"),
        **kept("EMAIL_HOST_PASSWORD", "swordfish\n"),
    )
    assert ended.stdout.split() == [
        "hunter2",
        "redis://web:1@127.0.0.1:1/0",
        "redis://web:1@127.0.0.1:1/1",
        "sender",
        "swordfish",
    ], ended.stderr


def test_a_file_that_is_not_there_is_named_in_one_line(tmp_path):
    ended = manage("check", TABELLA_VAR=str(tmp_path), DATABASE_URL_FILE="/nowhere/database")
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "Settings: DATABASE_URL_FILE: /nowhere/database: No such file or directory"
    ]
