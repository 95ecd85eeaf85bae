"""The report as one page that needs nothing else: no script, no other file, nothing from anywhere.

It says what the report in words says. Every text of the record passes `_text`, and the page's
policy forbids whatever it could want to do.
Source: docs/spec/verification.md, "Verdicts".
"""

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from typing import Final

from crypto.transcript import sha256
from verifier.report import CHECKS, Failure, Verdict
from verifier.summary import ContestCounts, Summary
from verifier.terminal import harmless

NAMES: Final = {
    "C01": "Record, version and parameters",
    "C02": "Manifest",
    "C03": "Board",
    "C04": "State machine",
    "C05": "Key ceremony",
    "C06": "Voter roll",
    "C07": "Ballots",
    "C08": "Test ballots",
    "C09": "Tally input",
    "C10": "Aggregation",
    "C11": "Partial decryptions",
    "C12": "Result",
}
"""What each check is about: the headings of verification.md."""

_CLASSES: Final = {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.NOT_CHECKED: "open"}

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #14171a; --paper: #fff; --line: #b8bec4;
  --good: #005a30; --bad: #a01218; --open: #6b4a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaec; --paper: #16191c;
  --line: #4c545c; --good: #7ddba3; --bad: #ff9b94; --open: #f0c674; } }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
td:last-child, li { overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem .4rem 0; text-align: start;
  vertical-align: top; }
.number { text-align: end; } .pass { color: var(--good); } .fail { color: var(--bad); }
.open { color: var(--open); } .pass, .fail, .open { font-weight: 700; }
.conclusion { border: 2px solid currentColor; padding: .8rem 1rem; }
ul { padding-inline-start: 1.2rem; }
@media print { :root { --ink: #000; --paper: #fff; --line: #888; --good: #000; --bad: #000;
  --open: #000; } body { max-width: none; padding: 0; } tr, li { break-inside: avoid; } }
"""


def page(summary: Summary) -> str:
    """Return the page; the same summary always gives the same text."""
    digest = b64encode(sha256(_STYLE.encode())).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = summary.heading.title or "Election record"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_text(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(summary.outcome)}: {_text(title)}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            *_body(summary),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _body(summary: Summary) -> Iterator[str]:
    verdict = {"passed": "pass", "failed": "fail"}.get(summary.outcome, "open")
    yield "<h1>Report on an election record</h1>"
    # Both lines went through `harmless` in parts; whole, they may be longer than one foreign text.
    yield f"<p>{escape(summary.heading.line())}</p>"
    yield f'<p class="conclusion {verdict}">{escape(summary.conclusion)}</p>'
    yield "<h2>Checks</h2>"
    yield "<table>"
    yield '<thead><tr><th scope="col">Check</th><th scope="col">Verdict</th>'
    yield '<th scope="col">What was seen</th></tr></thead>'
    yield "<tbody>"
    for check in CHECKS:
        yield from _row(summary, check)
    yield "</tbody>"
    yield "</table>"
    if summary.counts:
        yield from _result(summary.counts)
    if summary.report.notes:
        yield "<h2>Notes</h2>"
        yield from _list(_text(note) for note in summary.report.notes)
    yield "<p>The numbers are those of docs/spec/verification.md. This page is not signed: whoever"
    yield "doubts it runs the check again on the record.</p>"


def _row(summary: Summary, check: str) -> Iterator[str]:
    report = summary.report
    verdict = report.verdict(check)
    yield f'<tr><th scope="row">{check} {NAMES[check]}</th>'
    yield f'<td class="{_CLASSES[verdict]}">{verdict.value}</td>'
    yield f"<td>{_text(report.line(check))}"
    failures = [_failure(failure) for failure in report.failures(check)]
    left_out = report.left_out(check)
    if left_out:
        failures.append(f"and {left_out:,} more")
    if failures:
        yield from _list(iter(failures))
    yield "</td></tr>"


def _failure(failure: Failure) -> str:
    where = f"{failure.place}: " if failure.place else ""
    return f"<strong>{failure.sentence}</strong> {_text(where + failure.detail)}"


def _list(items: Iterator[str]) -> Iterator[str]:
    yield "<ul>"
    for item in items:
        yield f"<li>{item}</li>"
    yield "</ul>"


def _result(counts: tuple[ContestCounts, ...]) -> Iterator[str]:
    yield "<h2>Result</h2>"
    for contest in counts:
        yield f'<table><caption dir="auto">{_text(contest.title)}</caption>'
        yield '<thead><tr><th scope="col">Option</th>'
        yield '<th scope="col" class="number">Votes</th></tr></thead>'
        yield "<tbody>"
        for title, count in contest.options:
            yield f'<tr><th scope="row" dir="auto">{_text(title)}</th>'
            yield f'<td class="number">{count:,}</td></tr>'
        yield "</tbody></table>"


def _text(text: str) -> str:
    """Return a text of the record in a form that can do nothing but be read."""
    return escape(harmless(text))
