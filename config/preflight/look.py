"""All parts of an installation, in the order in which they are set up."""

from collections.abc import Callable, Iterator

from django.db import Error

from config.preflight import address, files, people, servers
from config.preflight.findings import Finding, State, not_ready

Look = Callable[[], Finding]

LOOKS: dict[str, Look] = {
    "address": address.address,
    "host names": address.host_names,
    "https only": address.https_only,
    "web server": address.proxies,
    "error pages": address.error_pages,
    "secret file": files.secret_place,
    "secret": files.secret_strength,
    "file rights": files.permissions,
    "disk space": files.disk_space,
    "clock": servers.clock,
    "database": servers.database,
    "database roles": servers.database_roles,
    "queue": servers.queue,
    "cache": servers.cache,
    "mail": servers.mail,
    "scheduler": people.scheduler,
    "workers": people.workers,
    "backups": files.backups,
    "witnesses": people.witnesses,
    "officials": people.officials,
    "demonstrations": people.demonstrations,
    "system checks": address.system_checks,
}


def preflight() -> Iterator[Finding]:
    """One part after another; one that cannot be looked at is not ready."""
    for part, look in LOOKS.items():
        try:
            yield look()
        except (Error, OSError) as error:
            words = f"could not be looked at: {type(error).__name__}"
            yield not_ready(part, words, "mend what is not ready above, then look again")


def is_ready(findings: list[Finding]) -> bool:
    return all(finding.state != State.NOT_READY for finding in findings)
