"""Every address there is answers with the headers that keep other sites and foreign scripts out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from django.urls import URLPattern, URLResolver, clear_url_caches, get_resolver, path

from config import urls
from tests import people
from tests.elections import open_election

ROOT = Path(__file__).resolve().parents[2]
UUID = "00000000-0000-4000-8000-000000000000"
HASH = "0" * 64
VALUES = {
    "election_id": UUID,
    "slug": UUID,
    "upload_id": UUID,
    "ballot_hash": HASH,
    "payload_hash": HASH,
    "digest": HASH,
    "language": "fr",
    "code": "7K3M-9QXD-2VTA-R8HN-5CWE",
    "name": "x",
    "path": "x",
}
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Nothing of these stands in any policy; practice alone may connect to nobody at all.
LOOSE = re.compile(r"unsafe|\*|https?:|blob:|data:(?! *;)")
FEATURES = ("camera", "geolocation", "microphone", "payment", "usb")


def patterns(given, before="") -> Iterator[str]:
    for pattern in given:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield "/" + address


def filled(pattern: str, slug: str) -> str:
    """The address with something in every place: of an election that there is, if it names one."""

    def value(match):
        name = match[1].rpartition(":")[2]
        return slug if name in ("election_id", "slug") else VALUES.get(name, "1")

    return re.sub(r"<([^>]+)>", value, pattern)


PATTERNS = sorted(set(patterns(get_resolver().url_patterns)))


@pytest.fixture
def built(db):
    return open_election(voters=2)


def fault_of(response) -> str:
    """What a response lacks, in a word; nothing where all is there."""
    wrong = [name for name, value in ALWAYS.items() if response.get(name) != value]
    is_open = response.get("Access-Control-Allow-Origin") == "*"
    if response.get("Cross-Origin-Resource-Policy") != (
        "cross-origin" if is_open else "same-origin"
    ):
        wrong.append("Cross-Origin-Resource-Policy")
    allowed = response.get("Permissions-Policy", "")
    wrong += [feature for feature in FEATURES if f"{feature}=()" not in allowed]
    return ", ".join([*wrong, *policy_faults(response.get("Content-Security-Policy", ""))])


def policy_faults(policy: str) -> Iterator[str]:
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    for name in ("default-src", "base-uri", "frame-ancestors"):
        if rules.get(name) != "'none'":
            yield name
    if rules.get("require-trusted-types-for") != "'script'" or "trusted-types" not in rules:
        yield "trusted types"
    for name, sources in rules.items():
        if LOOSE.search(sources.replace("data:", "") if name == "img-src" else sources):
            yield f"{name} {sources}"


def wrong_of(responses):
    return {name: fault for name, response in responses.items() if (fault := fault_of(response))}


@pytest.mark.parametrize("who", ["a stranger", "an official"])
def test_every_address_has_them(built, who):
    client = Client(raise_request_exception=False)
    if who == "an official":
        client.force_login(people.official())
    slug = built.election.slug
    responses = {pattern: client.get(filled(pattern, slug)) for pattern in PATTERNS}
    assert len(responses) > 100
    assert wrong_of(responses) == {}
    seen = {response.status_code for response in responses.values()}
    assert {200, 404, 405} <= seen
    # Nobody works while tests run, which one of them says.
    assert {name for name, answer in responses.items() if answer.status_code >= 500} == {
        "/health/ready"
    }


@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "head"])
def test_other_methods_have_them_too(built, method):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    slug = built.election.slug
    ask = getattr(client, method)
    responses = {pattern: ask(filled(pattern, slug)) for pattern in PATTERNS}
    assert wrong_of(responses) == {}
    if method in ("put", "delete"):
        known = {200, 202, 204}
        assert not [name for name, answer in responses.items() if answer.status_code in known]


def fail(error):
    def view(_request):
        raise error

    return view


FAULTS = {
    "400": SuspiciousOperation("no"),
    "403": PermissionDenied("no"),
    "500": RuntimeError("no"),
    "503": OperationalError("gone"),
}


@pytest.mark.parametrize("status", FAULTS)
def test_every_fault_has_them(db, monkeypatch, status):
    fault = path("fault", fail(FAULTS[status]))
    monkeypatch.setattr(urls, "urlpatterns", [fault, *urls.urlpatterns])
    clear_url_caches()
    try:
        answer = Client(raise_request_exception=False).get("/fault")
    finally:
        monkeypatch.undo()
        clear_url_caches()
    assert answer.status_code == int(status)
    assert wrong_of({status: answer}) == {}


def test_a_missing_token_and_a_strange_host_have_them(db):
    client = Client(enforce_csrf_checks=True)
    answers = {
        "403": client.post("/officials/sign-in", {}),
        "400": client.get("/", headers={"Host": "evil.example"}),
        "404": client.get("/nowhere"),
        "404 api": client.get("/api/v1/nowhere"),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        name: int(name.split()[0]) for name in answers
    }
    assert wrong_of(answers) == {}


def test_every_static_file_has_them(db):
    """Scripts of workers among them: their policy is that of their own file."""
    root = Path(settings.BASE_DIR) / "static"
    files = [file for file in root.rglob("*") if file.is_file()]
    client = Client()
    responses = {}
    for file in files:
        name = file.relative_to(root).as_posix()
        responses[name] = answer = client.get(f"/static/{name}")
        assert answer.status_code == 200
        answer.close()
    assert len(responses) > 100
    assert wrong_of(responses) == {}


def test_pages_alone_say_that_scripts_need_a_hash(built):
    client = Client()
    for address in ("/", f"/e/{built.election.slug}/", "/officials/sign-in", "/nowhere"):
        assert client.get(address)["Integrity-Policy"] == "blocked-destinations=(script)"
    assert not client.get("/api/v1/schema").has_header("Integrity-Policy")


def test_every_script_and_style_of_every_page_has_its_hash(built):
    """What Integrity-Policy does not cover in every browser: styles, and modules linked ahead."""
    slug = built.election.slug
    client = Client()
    client.force_login(people.official())
    seen = 0
    for pattern in PATTERNS:
        answer = client.get(filled(pattern, slug))
        if not answer.get("Content-Type", "").startswith("text/html") or answer.streaming:
            continue
        if "attachment" in answer.get("Content-Disposition", ""):
            continue
        text = answer.content.decode()
        tags = re.findall(
            r"<script[^>]*src=[^>]*>|<link[^>]*(?:stylesheet|modulepreload)[^>]*>", text
        )
        assert [tag for tag in tags if 'integrity="sha256-' not in tag] == [], pattern
        seen += len(tags)
    assert seen > 100


def test_there_is_no_admin_site(db):
    assert Client().get("/admin/").status_code == 404
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_the_interface_takes_and_gives_json_alone(settings):
    framework = settings.REST_FRAMEWORK
    assert framework["DEFAULT_RENDERER_CLASSES"] == ["rest_framework.renderers.JSONRenderer"]
    assert framework["DEFAULT_PARSER_CLASSES"] == ["rest_framework.parsers.JSONParser"]
    assert framework["DEFAULT_AUTHENTICATION_CLASSES"] == []
    assert settings.CELERY_ACCEPT_CONTENT == [settings.CELERY_TASK_SERIALIZER] == ["json"]
