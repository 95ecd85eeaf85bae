"""Who may come in by which address: one row for each address that the product answers at.

tests/voting/test_permissions.py holds the rows against the resolver, in both directions, and the
product against the rows.
"""

from django.urls import URLPattern, URLResolver, get_resolver

# Anybody may come, whatever the election's phase; some pages of a draft are not there (404).
PUBLIC = {
    "api",
    "api-ballots",
    "api-checker",
    "api-count",
    "api-election",
    "api-elections",
    "api-key-tool",
    "api-manifest",
    "api-result",
    "attacks",
    "ballot-code",
    "ballot-code-qr",
    "ballot-receipt",
    "booth",
    "check",
    "download",
    "download-checker",
    "download-key-tool",
    "download-specification",
    "download-trustee-program",
    "download-verifier",
    "election",
    "election-calendar",
    "election-new-link",
    "election-report",
    "elections",
    "format",
    "health",
    "health-ready",
    "help",
    "help-accessibility",
    "help-demonstration",
    "help-how-this-works",
    "help-limits",
    "key-holder",
    "language",
    "log-checkpoint",
    "log-consistency",
    "log-entries",
    "log-entry",
    "log-file",
    "log-inclusion",
    "log-payload",
    "log-receipt",
    "logs",
    "metrics",
    "record",
    "record-acts",
    "record-atom",
    "record-entry",
    "record-json",
    "record-zip",
    "result",
    "result-csv",
    "schema",
    "sign-in",
    "sign-in-ask",
    "sign-in-link",
    "sign-out",
    "api/v1/elections/<uuid:election_id>/ballots/<str:ballot_hash>",
    "api/v1/elections/<uuid:election_id>/ballots/<str:ballot_hash>/promise",
    "api/v1/elections/<uuid:election_id>/booth",
    "api/v1/elections/<uuid:election_id>/challenges",
    "api/v1/elections/<uuid:election_id>/sign-in",
    "api/v1/elections/<uuid:election_id>/sign-in/challenge",
    "api/v1/elections/<uuid:election_id>/sign-in/mailed-code",
    "api/v1/elections/<uuid:election_id>/sign-in/mailed-code/answer",
    "api/v1/elections/<uuid:election_id>/trackers/<str:code>",
}

# Whoever has the link of this election's key holder.
KEY_HOLDER = {
    "api-decryptions",
    "api-trustee",
    "api-trustee-entries",
    "api-trustee-reports",
    "api-trustee-task",
}

# Officials after the first step of signing in.
FIRST_STEP = {"second-step"}
# The same while they have no second step; afterwards both, the second one recent.
SETTING_UP = {
    "second-step-app",
    "second-step-app-remove",
    "second-step-codes",
    "second-step-passkey",
    "second-step-passkey-remove",
    "second-step-set-up",
}

# Officials after both steps.
OFFICIALS = {"officials", "official-election-new"}

# Officials of this election, after both steps, the second one recent.
ACTS = {
    "official-cancel",
    "official-close",
    "official-extend",
    "official-freeze",
    "official-open",
    "official-open-plan",
    "official-organiser-remove",
    "official-organisers",
    "official-proposal",
    "official-proposal-agree",
    "official-publish",
    "official-registrar-one",
    "official-voter-code-new",
    "official-voter-revoke",
}

# Officials of this election, after both steps.
ORGANISERS = {
    "official-all-needed",
    "official-audit",
    "official-ceremony-restart",
    "official-ceremony-start",
    "official-ceremony-stop",
    "official-codes",
    "official-codes-clear",
    "official-codes-download",
    "official-codes-mail",
    "official-codes-retry",
    "official-codes-state",
    "official-copy",
    "official-count",
    "official-count-again",
    "official-details",
    "official-drill-ask",
    "official-drill-waive",
    "official-election",
    "official-holder-reminders",
    "official-inbox",
    "official-invite-all",
    "official-key-holder-invite",
    "official-key-holder-link",
    "official-key-holder-remind",
    "official-key-holder-remove",
    "official-key-holder-replace",
    "official-key-holder-void",
    "official-key-holders",
    "official-key-holders-state",
    "official-link-request-done",
    "official-mail-retry",
    "official-message-again",
    "official-messages",
    "official-messages-again",
    "official-practice",
    "official-proposal-end",
    "official-question",
    "official-question-new",
    "official-question-remove",
    "official-question-up",
    "official-questions",
    "official-registrar",
    "official-registrar-keys",
    "official-registrar-one-keys",  # an act as well, which the view itself asks a recent step for
    "official-registrar-one-roll",
    "official-registrar-roll",
    "official-remind-all",
    "official-remind-voters",
    "official-report-done",
    "official-reports",
    "official-second-factor",
    "official-style-remove",
    "official-styles",
    "official-threshold",
    "official-translation",
    "official-translations",
    "official-voter-remove",
    "official-voters",
    "official-voters-check",
    "official-voters-check-state",
    "official-voters-clear",
    "official-voters-template",
    "official-watch",
    "official-watch-numbers",
}

ROWS = (PUBLIC, KEY_HOLDER, FIRST_STEP, SETTING_UP, OFFICIALS, ACTS, ORGANISERS)

# Where a form filled in rightly by an official changes something, in which phases. What stands
# here and is no act is work on a draft, or work with messages and key holders that goes on.
FROZEN_OR_OPEN = {"frozen", "open"}
BEFORE_THE_END = {"draft", "frozen", "open", "closed", "counting", "counted"}
ALWAYS = BEFORE_THE_END | {"published", "cancelled"}
BEFORE_COUNTED = {"draft", "frozen", "open", "closed", "counting"}
CHANGES = {
    "official-cancel": BEFORE_THE_END,
    "official-ceremony-stop": {"draft"},
    "official-close": {"open"},
    "official-codes-clear": {"draft"},
    "official-copy": ALWAYS,
    "official-details": {"draft"},
    "official-drill-ask": FROZEN_OR_OPEN,
    "official-extend": {"open"},
    "official-freeze": {"draft"},
    "official-invite-all": BEFORE_COUNTED,
    "official-key-holder-invite": BEFORE_COUNTED,
    "official-key-holder-link": BEFORE_COUNTED,
    "official-key-holder-remind": {"counting"},
    "official-open": {"frozen"},
    "official-open-plan": {"frozen"},
    "official-organisers": ALWAYS,
    "official-publish": {"counted"},
    "official-question-new": {"draft"},
    "official-question-remove": {"draft"},
    "official-remind-voters": {"open"},
    "official-second-factor": {"draft"},
    "official-styles": {"draft"},
    "official-translation": {"draft"},
    "official-voter-code-new": FROZEN_OR_OPEN,
    "official-voter-remove": {"draft"},
    "official-voter-revoke": FROZEN_OR_OPEN,
    "official-voters-clear": {"draft"},
}


def addresses() -> dict[str, str]:
    """Each address the product answers at, by its name, or by itself where it has none."""
    return {name or pattern: pattern for name, pattern in _walk(get_resolver().url_patterns, "")}


def _walk(patterns: list[URLPattern | URLResolver], before: str):
    for each in patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, address)
        else:
            yield each.name, address
