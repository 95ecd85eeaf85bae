"""The headers that nginx gives with static files are those that the product gives."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from board.public_files import log_folder
from tests.election.product import ROOT

FOLDER = ROOT / "deploy/nginx"
# What is of the one file, or of the kind of answer, and not said by the snippet.
OF_THE_FILE = {
    "Content-Type",
    "Content-Length",
    "Cache-Control",
    "Last-Modified",
    "ETag",
    "Accept-Ranges",
}


def headers_in(name):
    text = (FOLDER / name).read_text()
    found = re.findall(r'^add_header (\S+) (?:"(.*)"|(\S+)) always;$', text, re.MULTILINE)
    return {header: quoted or plain for header, quoted, plain in found}


def directives(policy):
    return {
        words[0]: set(words[1:]) for part in policy.split(";") if (words := part.strip().split())
    }


@pytest.fixture
def secure(db, settings):
    """As with an https address."""
    settings.SECURE_HSTS_SECONDS = 63072000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    return Client()


@pytest.mark.parametrize("path", ["/static/js/booth/worker.js", "/static/css/tabella.css"])
def test_static_files_have_the_headers_of_the_product(secure, path):
    assert finders.find(path.removeprefix("/static/"))
    answer = secure.get(path, secure=True)
    answer.close()
    assert answer.status_code == 200
    ours = {name: value for name, value in answer.headers.items() if name not in OF_THE_FILE}
    theirs = headers_in("static-headers.conf")
    policy = "Content-Security-Policy"
    assert directives(theirs.pop(policy)) == directives(ours.pop(policy))
    assert theirs == ours


def test_files_of_the_record_are_open_to_checkers_and_never_a_page(secure):
    folder = log_folder("11111111-1111-4111-8111-111111111111")
    folder.mkdir(parents=True)
    (folder / "checkpoint").write_text("not looked at\n")
    answer = secure.get(f"/logs/{folder.name}/checkpoint", secure=True)
    answer.close()
    theirs = headers_in("record-headers.conf")
    for name in (
        "Access-Control-Allow-Origin",
        "Cross-Origin-Resource-Policy",
        "X-Content-Type-Options",
        "Strict-Transport-Security",
    ):
        assert theirs[name] == answer[name]
    assert "sandbox" in theirs["Content-Security-Policy"]


def test_the_largest_body_of_the_product_passes():
    text = (FOLDER / "tabella.conf").read_text()
    sizes = {int(size) * 1024 * 1024 for size in re.findall(r"client_max_body_size (\d+)m", text)}
    assert sizes == {settings.DATA_UPLOAD_MAX_MEMORY_SIZE}


def test_no_line_of_a_log_can_name_a_ballot_or_a_voter():
    text = (FOLDER / "tabella.conf").read_text()
    (log_format,) = re.findall(r"^log_format tabella '([^']*)'", text, re.MULTILINE)
    said = set(re.findall(r"\$\w+", log_format))
    assert said == {
        "$time_iso8601",
        "$request_method",
        "$tabella_door",
        "$status",
        "$body_bytes_sent",
        "$request_time",
    }
    logs = re.findall(r"^\s*(access_log|error_log) ([^;]*);", text, re.MULTILINE)
    assert all(words.endswith((" tabella", " crit")) or words == "off" for _, words in logs)
