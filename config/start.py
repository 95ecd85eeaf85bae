"""What web and workers make sure of before they do anything: settings, then the database."""

import logging

from django.core.checks import ERROR, Tags, run_checks

logger = logging.getLogger(__name__)


def verify_may_start() -> None:
    """Refuse to start with settings that nobody may vote under, or over a database that lacks what
    was signed and published.

    Raises:
        SystemExit: it does not; each reason is in the log, with what to do about it.
    """
    faults = [
        fault
        for fault in run_checks(tags=[Tags.security, Tags.database], databases=["default"])
        if fault.level >= ERROR
    ]
    for fault in faults:
        logger.critical("%s: %s (%s)", fault.id, fault.msg, fault.hint)
    if faults:
        raise SystemExit("Tabella does not start: the reasons are above.")
