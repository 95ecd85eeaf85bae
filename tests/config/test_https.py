"""What a browser gets from an installation under https: cookies it binds to the host, and HSTS."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
secure = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "vote.example.org"}
page = Client().get("/officials/sign-in", **secure)
print(page.status_code, page["Strict-Transport-Security"])
for cookie in page.cookies.values():
    print(cookie.OutputString())
plain = Client().get("/officials/sign-in", HTTP_HOST="vote.example.org")
print(plain.status_code, plain["Location"])
from config.stage import key_holders_stage
from voting.services import official_create, sign_in_link_create
user = official_create(email="o@example.org", name="O")
client = Client()
form = {"link": sign_in_link_create(user=user)}
for cookie in client.post("/officials/sign-in/link", form, **secure).cookies.values():
    print(cookie.OutputString())
"""


def test_cookies_are_bound_to_the_host_and_browsers_told_to_come_by_tls(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "TABELLA_VAR": str(tmp_path),
        "TABELLA_URL": "https://vote.example.org",
        "ALLOWED_HOSTS": "vote.example.org",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    first, *lines = ended.stdout.splitlines()
    assert first == "200 max-age=63072000; includeSubDomains; preload"
    assert "301 https://vote.example.org/officials/sign-in" in lines
    cookies = [line for line in lines if "=" in line and not line.startswith("301")]
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert names == {"__Host-csrf", "__Host-session"}
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "path=/", "samesite=strict"} <= parts
        assert not any(part.startswith("domain") for part in parts)
    assert all("HttpOnly" in cookie for cookie in cookies if cookie.startswith("__Host-session"))
