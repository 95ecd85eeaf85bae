"""Every dangerous setting has a check with an id, and the manual lists each of them."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings as shipped
from django.core.checks import Tags, run_checks
from django.urls import include, path

from config import checks, start
from tests.elections import open_election

ROOT = Path(__file__).resolve().parents[2]
FILES = ("config/checks.py", "config/account_checks.py", "board/checks.py")
PUBLIC = "https://vote.example.org"


def policy(**directives):
    known = shipped.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return {"DIRECTIVES": known | {name.replace("_", "-"): v for name, v in directives.items()}}


def found(*, deploy=True):
    messages = run_checks(tags=[Tags.security], include_deployment_checks=deploy)
    return {message.id for message in messages if message.id.startswith("tabella.")}


@pytest.fixture
def real(settings, tmp_path, monkeypatch):
    """The settings of a real installation, as docs/operations.md says them."""
    settings.TABELLA_VAR = tmp_path
    tmp_path.chmod(0o711)
    settings.TABELLA_URL, settings.IS_SECURE = PUBLIC, True
    settings.ALLOWED_HOSTS = ["vote.example.org"]
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 63072000
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
    # Django refuses to have DATABASES itself replaced; nothing here connects.
    monkeypatch.setitem(shipped.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:6379/0"
    settings.CACHE_URL = "redis://127.0.0.1:6379/1"
    settings.TABELLA_PROXIES = 1
    return settings


def test_a_real_installation_has_nothing_to_be_warned_of(real):
    assert found() == set()


def test_what_is_right_for_trying_out_is_no_error():
    assert found(deploy=False) == set()


DANGERS = {
    "tabella.E003": {"CELERY_ACCEPT_CONTENT": ["json", "pickle"]},
    "tabella.E003 sent": {"CELERY_TASK_SERIALIZER": "pickle"},
    "tabella.E004": {"DEBUG": True},
    "tabella.E014": {"ALLOWED_HOSTS": ["vote.example.org", "*"]},
    "tabella.E014 subdomains": {"ALLOWED_HOSTS": [".example.org", "vote.example.org"]},
    "tabella.E014 empty": {"ALLOWED_HOSTS": ["", "vote.example.org"]},
    "tabella.E015 inline": {"CONTENT_SECURITY_POLICY": policy(script_src=["'unsafe-inline'"])},
    "tabella.E015 wasm": {"CONTENT_SECURITY_POLICY": policy(script_src=["'wasm-unsafe-eval'"])},
    "tabella.E015 elsewhere": {"CONTENT_SECURITY_POLICY": policy(img_src=["https://cdn.example"])},
    "tabella.E015 all": {"CONTENT_SECURITY_POLICY": policy(default_src=["'self'"])},
    "tabella.E007": {"CONTENT_SECURITY_POLICY": policy(require_trusted_types_for=[])},
    "tabella.E008": {"INSTALLED_APPS": [*shipped.INSTALLED_APPS, "django.contrib.admin"]},
    "tabella.E009": {"SECRET_KEY": "short"},
    "tabella.E009 plain": {"SECRET_KEY": "a" * 64},
    "tabella.E009 older": {"SECRET_KEY_FALLBACKS": ["changeme"]},
    "tabella.E010": {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]},
    "tabella.E011": {"CSRF_COOKIE_SAMESITE": "Lax"},
    "tabella.E012 name": {"SESSION_COOKIE_NAME": "sessionid"},
    "tabella.E012 open": {"SESSION_COOKIE_SECURE": False},
    "tabella.E012 domain": {"CSRF_COOKIE_DOMAIN": "example.org"},
    "tabella.E012 path": {"SESSION_COOKIE_PATH": "/officials/"},
    "tabella.E013": {"TABELLA_METRICS_TOKEN": "secret"},
    "tabella.W001": {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"},
    "tabella.W002": {"TABELLA_URL": "http://vote.example.org", "IS_SECURE": False},
    "tabella.W003": {"SECURE_HSTS_SECONDS": 3600},
    "tabella.W003 redirect": {"SECURE_SSL_REDIRECT": False},
    "tabella.W004": {
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    },
    "tabella.W006": {"CELERY_BROKER_URL": "folder://localhost"},
    "tabella.W007": {"TABELLA_PROXIES": 0},
    "tabella.W008": {"ALLOWED_HOSTS": ["127.0.0.1"]},
    "tabella.W009": {"CACHE_URL": "redis://queue.example.org:6379/1"},
    "tabella.W009 open": {"CELERY_BROKER_URL": "redis://:word@queue.example.org:6379/1"},
}


@pytest.mark.parametrize("name", DANGERS)
def test_each_danger_is_named_and_nothing_else_is(real, name):
    for setting, value in DANGERS[name].items():
        setattr(real, setting, value)
    assert found() == {name.split()[0]}
    is_error = name.startswith("tabella.E")
    assert found(deploy=False) == ({name.split()[0]} if is_error else set())


def test_a_private_secret_file_passes_and_an_open_one_does_not(real, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("00" * 32)
    real.TABELLA_SECRET_FILE = secret
    secret.chmod(0o600)
    assert found() == set()
    secret.chmod(0o640)
    assert found(deploy=False) == {"tabella.E001"}


def test_no_group_but_the_two_published_ones_is_allowed(real, monkeypatch):
    monkeypatch.setitem(checks.PARAMETER_SETS, "tiny", object())
    assert found(deploy=False) == {"tabella.E002"}


def test_a_routed_admin_site_is_found_at_any_address(monkeypatch):
    hidden = [path("x/", include(([path("y/", include(([], "admin")))], "z")))]
    assert checks._namespaces(hidden) >= {"admin"}
    assert "admin" not in checks._namespaces(checks.get_resolver().url_patterns)


def test_a_database_without_roles_is_named(real, monkeypatch):
    monkeypatch.setitem(shipped.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert found() == {"tabella.W005"}


def test_a_folder_that_others_can_list_is_named(real, tmp_path):
    tmp_path.chmod(0o755)
    assert found() == {"tabella.W010"}


def test_an_open_demonstration_at_a_public_address_is_named(real, db):
    def named():
        asked = {"tags": [Tags.database], "include_deployment_checks": True}
        return {message.id for message in run_checks(databases=["default"], **asked)}

    assert "tabella.W011" not in named()
    built = open_election(voters=1)
    assert "tabella.W011" in named()
    built.election.state = "closed"
    built.election.save()
    assert "tabella.W011" not in named()


def test_web_and_workers_do_not_start_with_a_dangerous_setting(db, settings, caplog):
    start.verify_may_start()
    settings.ALLOWED_HOSTS = ["*"]
    with pytest.raises(SystemExit):
        start.verify_may_start()
    assert "tabella.E014" in caplog.text


def ids_in_code():
    """Every text in the checks' modules that has the form of an id."""
    trees = [ast.parse((ROOT / name).read_text(encoding="utf-8")) for name in FILES]
    words = {
        keyword.value.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "id" and isinstance(keyword.value, ast.Constant)
    }
    return {word for word in words if re.fullmatch(r"(tabella|board)\.[EW]\d{3}", word)}


def test_the_manual_lists_every_check_by_its_id():
    manual = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    section = manual.partition("## System checks\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| ((?:tabella|board)\.[EW]\d{3}) \|", section, re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == ids_in_code()


def test_every_check_of_settings_is_tried_above():
    tried = {name.split()[0] for name in DANGERS}
    # The second and third in tests/voting, with the tables that they look at.
    by_themselves = {
        f"tabella.{each}" for each in ("E001", "E005", "E006", "E002", "W005", "W010", "W011")
    }
    assert tried | by_themselves == {name for name in ids_in_code() if name.startswith("tabella.")}
