"""What the settings say of addresses and of what browsers are told."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, WARNING, Tags, run_checks

from config.preflight.findings import Finding, not_ready, ready, warning

YEAR = 365 * 24 * 3600
_HERE = {"127.0.0.1", "localhost", "[::1]", "::1"}


def address() -> Finding:
    host = urlsplit(settings.TABELLA_URL).hostname or ""
    if not settings.TABELLA_URL.startswith("https://"):
        todo = "get a certificate, and set TABELLA_URL=https://..."
        return not_ready("address", f"{settings.TABELLA_URL} is not encrypted", todo)
    if host in _HERE:
        todo = "set TABELLA_URL to the name under which voters reach this server"
        return not_ready("address", f"nobody else can reach {host}", todo)
    return ready("address", settings.TABELLA_URL)


def host_names() -> Finding:
    host = urlsplit(settings.TABELLA_URL).hostname or ""
    if any("*" in name or name.startswith(".") for name in settings.ALLOWED_HOSTS):
        todo = f"set ALLOWED_HOSTS={host}"
        return not_ready("host names", "the server answers to any name", todo)
    if host not in settings.ALLOWED_HOSTS:
        todo = f"set ALLOWED_HOSTS={host}"
        return not_ready("host names", f"the server does not answer to {host}", todo)
    return ready("host names", ", ".join(settings.ALLOWED_HOSTS))


def https_only() -> Finding:
    if settings.SECURE_HSTS_SECONDS < YEAR:
        todo = "set TABELLA_URL to an https address; the rest follows"
        return not_ready("https only", "browsers may use this server without encryption", todo)
    return ready("https only", "browsers are told to use https alone, for two years")


def proxies() -> Finding:
    if settings.TABELLA_PROXIES < 1:
        todo = "set TABELLA_PROXIES to how many web servers of yours stand in front, mostly 1"
        return warning("web server", "all people would share the brakes of one address", todo)
    return ready("web server", f"{settings.TABELLA_PROXIES} in front")


def error_pages() -> Finding:
    if settings.DEBUG:
        return not_ready("error pages", "DEBUG is on, and shows secrets", "set DEBUG to False")
    return ready("error pages", "show nothing of what is inside")


def system_checks() -> Finding:
    """All that `check --deploy --database default` says."""
    found = [
        *run_checks(include_deployment_checks=True),
        *run_checks(tags=[Tags.database], databases=["default"]),
    ]
    worst = [said for said in found if said.level >= ERROR]
    todo = "run `manage.py check --deploy --database default`, which says what to do"
    if worst:
        return not_ready("system checks", "; ".join(f"{e.id} {e.msg}" for e in worst), todo)
    lesser = [said for said in found if said.level >= WARNING]
    if lesser:
        return warning("system checks", "; ".join(f"{e.id} {e.msg}" for e in lesser), todo)
    return ready("system checks", "nothing to say")
