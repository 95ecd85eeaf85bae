"""Every page there is, each with what has to be looked at. A page without a row fails a test."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Screen:
    """A page by the name of its address.

    `election` names one of the screen server's; `wrong` sends the page's form empty as well.
    """

    name: str
    election: str = ""
    query: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    wrong: bool = False
    is_public: bool = True

    @property
    def title(self) -> str:
        parts = (self.name, self.election, self.query, *(value for _, value in self.arguments))
        return " ".join(part for part in parts if part)


def official(name, election, *, query="", wrong=False, **arguments):
    return Screen(name, election, query, tuple(arguments.items()), wrong, is_public=False)


def public(name, election="", *, query="", wrong=False, **arguments):
    return Screen(name, election, query, tuple(arguments.items()), wrong)


UNKNOWN_CODE = "?code=7K3M-9QXD-2VTA-R8HN-5CWE"

SCREENS = (
    public("elections"),
    public("help"),
    public("help-how-this-works"),
    public("help-limits"),
    public("help-accessibility"),
    public("help-demonstration"),
    public("api"),
    public("attacks"),
    public("sign-in", wrong=True),
    public("sign-in-ask", wrong=True),
    public("sign-in-ask", query="?sent=1"),
    public("logs"),
    public("election", "frozen"),
    public("election", "open"),
    public("election", "closed"),
    public("election", "published"),
    public("election", "cancelled"),
    public("election-new-link", "open", wrong=True),
    public("election-new-link", "open", query="?sent=1"),
    public("election-report", "open", wrong=True),
    public("election-report", "open", query="?sent=1"),
    public("ballot-code", "open", wrong=True),
    public("ballot-code", "open", query=UNKNOWN_CODE),
    public("ballot-code", "open", query="?code=CAST"),
    public("ballot-code", "open", query="?code=TEST"),
    public("ballot-code", "open", query="?code=REPLACED"),
    public("ballot-code", "open", query="?code=WITHDRAWN"),
    public("record", "published"),
    public("record", "published", query="?kind=ballot"),
    public("record-acts", "published"),
    public("record-acts", "open"),
    public("record-entry", "open", index="CHANGE"),
    public("record-entry", "published", index="0"),
    public("record-entry", "published", index="BALLOT"),
    public("download", "open"),
    public("download", "published"),
    public("result", "open"),
    public("result", "published"),
    public("result", "elected"),
    official("officials", ""),
    official("official-election-new", "", wrong=True),
    *(
        official("official-election", election)
        for election in ("empty", "draft", "keys", "frozen", "open", "closed", "published")
    ),
    official("official-election", "cancelled"),
    official("official-details", "draft"),
    official("official-questions", "empty"),
    official("official-questions", "draft"),
    official("official-questions", "long"),
    official("official-question-new", "draft", wrong=True),
    official("official-question", "draft", number="1"),
    official("official-question", "two languages", number="1"),
    official("official-translations", "two languages", language="fr"),
    official("official-translation", "two languages", language="fr", number="0"),
    official("official-translation", "two languages", language="fr", number="1"),
    official("official-voters", "empty", wrong=True),
    official("official-voters", "draft"),
    official("official-voters", "open"),
    official("official-voters", "open", query="?q=nobody"),
    official("official-voters", "closed"),
    official("official-voter-code-new", "open", number="4", wrong=True),
    official("official-voter-code-new", "closed", number="1"),
    official("official-voter-revoke", "open", number="4", wrong=True),
    official("official-voter-revoke", "open", number="7"),
    official("official-voters-check", "draft", upload_id="UPLOAD"),
    official("official-voters-clear", "draft"),
    official("official-codes", "draft"),
    official("official-codes", "open"),
    official("official-key-holders", "empty", wrong=True),
    official("official-key-holders", "draft"),
    official("official-key-holders", "keys"),
    official("official-key-holders", "open"),
    official("official-all-needed", "brittle", wrong=True),
    official("official-ceremony-stop", "keys", wrong=True),
    official("official-ceremony-stop", "open"),
    official("official-key-holder-replace", "keys", index="1", wrong=True),
    official("official-key-holder-void", "keys", index="1"),
    official("official-drill-waive", "keys", index="1"),
    official("official-drill-waive", "drilling", index="1", wrong=True),
    official("official-freeze", "draft"),
    official("official-freeze", "ready", wrong=True),
    official("official-open", "frozen", wrong=True),
    official("official-extend", "open", wrong=True),
    official("official-cancel", "open", wrong=True),
    official("official-messages", "draft"),
    official("official-messages", "open"),
    official("official-remind-voters", "open"),
    official("official-remind-voters", "closed"),
    official("official-inbox", "open"),
    official("official-reports", "open"),
    official("official-organisers", "open", wrong=True),
    official("official-audit", "open"),
    official("official-audit", "published"),
    official("official-copy", "open"),
    official("official-watch", "open"),
    official("official-watch", "closed"),
    official("official-close", "open", wrong=True),
    official("official-count", "closed"),
    official("official-count", "counted"),
    official("official-publish", "closed"),
    official("official-publish", "counted", wrong=True),
)

# Pages that a script draws, or that are there for whom they belong to alone: their screens are
# looked at on the way through them, in every look.
DRAWN_BY_SCRIPTS = {
    "booth": "test_booth_access",
    "key-holder": "test_key_tool_access",
    "check": "test_check_page",
    "official-practice": "test_practice",
    "official-proposal": "test_second_step",
    "official-registrar": "test_registrar_page",
    "official-registrar-one": "test_registrar_page",
    "second-step": "test_second_step",
    "second-step-app": "test_second_step",
    "second-step-codes": "test_second_step",
    "second-step-passkey": "test_second_step",
    "second-step-set-up": "test_second_step",
}

# Shown in place of any page, by their template.
FAULTS = ("400", "403", "403_csrf", "404", "500", "503")

# Answers that are no pages of the site, and what they are instead.
NOT_PAGES = {
    "a document for programs": {
        "health",
        "health-ready",
        "metrics",
        "record-atom",
        "record-json",
        "official-codes-state",
        "official-key-holders-state",
        "official-registrar-keys",
        "official-registrar-one-keys",
        "official-registrar-one-roll",
        "official-registrar-roll",
        "official-voters-check-state",
        "official-watch-numbers",
    },
    "a file to save": {
        "ballot-receipt",
        "download-checker",
        "download-key-tool",
        "download-specification",
        "download-trustee-program",
        "download-verifier",
        "election-calendar",
        "format",
        "log-file",
        "official-voters-template",
        "record-zip",
        "result-csv",
    },
    "a picture": {"ballot-code-qr"},
    "takes a form and leads to a page": {
        "language",
        "official-ceremony-restart",
        "official-ceremony-start",
        "official-codes-clear",
        "official-codes-download",
        "official-codes-mail",
        "official-codes-retry",
        "official-count-again",
        "official-drill-ask",
        "official-holder-reminders",
        "official-invite-all",
        "official-key-holder-invite",
        "official-key-holder-link",
        "official-key-holder-remind",
        "official-key-holder-remove",
        "official-link-request-done",
        "official-mail-retry",
        "official-message-again",
        "official-messages-again",
        "official-open-plan",
        "official-organiser-remove",
        "official-proposal-agree",
        "official-proposal-end",
        "official-question-remove",
        "official-question-up",
        "official-remind-all",
        "official-report-done",
        "official-second-factor",
        "official-style-remove",
        "official-styles",
        "official-threshold",
        "official-voter-remove",
        "second-step-app-remove",
        "second-step-passkey-remove",
        "sign-in-link",
        "sign-out",
    },
}
