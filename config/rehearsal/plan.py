"""Reading the two files of a rehearsal: the manifest file and the choices.

Both are read to the end and every fault is named by its place before anything is created.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crypto.group import DEFAULT_PARAMETERS, PARAMETER_SETS

MAX_CONTESTS = 100
MAX_OPTIONS = 500
MAX_TITLE = 500
MAX_FAULTS = 50
MANIFEST_KEYS = {"title", "languages", "parameters", "trustees", "threshold", "contests"}
CONTEST_KEYS = {"title", "votes_min", "votes_max", "option_max", "options"}


class PlanError(Exception):
    """The files cannot be used; holds one line for each fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class PlannedContest:
    """A contest with its texts by language."""

    title: dict[str, str]
    options: tuple[dict[str, str], ...]
    votes_min: int
    votes_max: int
    option_max: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What the manifest file asks for."""

    title: dict[str, str]
    languages: tuple[str, ...]
    parameters: str
    trustees: int
    threshold: int
    contests: tuple[PlannedContest, ...]

    def column(self, contest: PlannedContest) -> str:
        """The contest's title as it stands in the header of the choices."""
        return contest.title[self.languages[0]]


Choices = tuple[tuple[int, ...], ...]  # for each contest, for each option, how much


def read_plan(data: bytes) -> Plan:
    """Read the manifest file.

    Raises:
        PlanError: with the place of the first fault.
    """
    fields = _object(_parsed(data), "manifest", MANIFEST_KEYS, required={"title", "contests"})
    languages = _languages(fields.get("languages", ["en"]))
    parameters = fields.get("parameters", DEFAULT_PARAMETERS)
    if parameters not in PARAMETER_SETS:
        raise _fault("manifest.parameters", f"expected one of {', '.join(PARAMETER_SETS)}")
    trustees = _integer(fields.get("trustees", 3), "manifest.trustees", 1, 100)
    threshold = _integer(
        fields.get("threshold", min(2, trustees)), "manifest.threshold", 1, trustees
    )
    plan = Plan(
        title=_text(fields["title"], "manifest.title", languages),
        languages=languages,
        parameters=str(parameters),
        trustees=trustees,
        threshold=threshold,
        contests=_contests(fields["contests"], languages),
    )
    _require_distinct([plan.column(contest) for contest in plan.contests], "manifest.contests")
    return plan


def read_choices(data: bytes, plan: Plan) -> list[Choices]:
    """Read one voter per row.

    Raises:
        PlanError: with every fault by line and column, the first fifty of them.
    """
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PlanError([f"choices line {line}: not UTF-8"]) from None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    voters: list[Choices] = []
    faults: list[str] = []
    try:
        places = _header_places(next(rows, []), plan)
        for row in rows:
            try:
                voters.append(_read_row(row, plan, places))
            except PlanError as error:
                faults += [f"choices line {rows.line_num}{fault}" for fault in error.faults]
    except csv.Error as error:
        faults.append(f"choices line {rows.line_num}: {error}")
    if not voters and not faults:
        faults.append("choices: there is no row")
    if faults:
        more = [f"and {len(faults) - MAX_FAULTS} more"] if len(faults) > MAX_FAULTS else []
        raise PlanError(faults[:MAX_FAULTS] + more)
    return voters


def plain_count(voters: Sequence[Choices], plan: Plan) -> list[list[int]]:
    """The result as anyone would add it up by hand."""
    totals = [[0] * len(contest.options) for contest in plan.contests]
    for voter in voters:
        for sums, chosen in zip(totals, voter, strict=True):
            for place, amount in enumerate(chosen):
                sums[place] += amount
    return totals


def _fault(place: str, message: str) -> PlanError:
    return PlanError([f"{place}: {message}"])


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_without_duplicates)
    except UnicodeDecodeError:
        raise _fault("manifest", "not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _fault(f"manifest line {error.lineno} column {error.colno}", error.msg) from None
    except RecursionError:
        raise _fault("manifest", "nested too deeply") from None
    except ValueError:  # the only one left: a number of thousands of digits
        raise _fault("manifest", "a number is too long") from None


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise _fault("manifest", f"a key stands twice among {', '.join(name for name, _ in pairs)}")
    return fields


def _object(
    value: object, place: str, allowed: set[str], *, required: set[str]
) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _fault(place, "expected an object")
    if unknown := sorted(value.keys() - allowed):
        raise _fault(place, f"unknown key {unknown[0]!r}; known are {', '.join(sorted(allowed))}")
    if missing := sorted(required - value.keys()):
        raise _fault(place, f"missing key {missing[0]!r}")
    return value


def _integer(value: object, place: str, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise _fault(place, f"expected a whole number from {low} to {high}, got {value!r:.40}")
    return value


def _list(value: object, place: str, most: int) -> list[object]:
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise _fault(place, f"expected a list of 1 to {most}")
    return value


def _languages(value: object) -> tuple[str, ...]:
    codes = _list(value, "manifest.languages", 50)
    for code in codes:
        if not isinstance(code, str) or not code.isascii() or not 2 <= len(code) <= 10:
            raise _fault("manifest.languages", f"not a language code: {code!r:.40}")
    names = tuple(str(code) for code in codes)
    _require_distinct(names, "manifest.languages")
    return names


def _text(value: object, place: str, languages: Sequence[str]) -> dict[str, str]:
    """A plain text stands for every language."""
    if isinstance(value, str):
        return {language: _line(value, place) for language in languages}
    if not isinstance(value, dict) or value.keys() != set(languages):
        raise _fault(place, f"expected a text, or an object with {', '.join(languages)}")
    return {language: _line(value[language], f"{place}.{language}") for language in languages}


def _line(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise _fault(place, "expected a text")
    line = unicodedata.normalize("NFC", value).strip()
    if not 1 <= len(line) <= MAX_TITLE:
        raise _fault(place, f"expected 1 to {MAX_TITLE} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in line):
        raise _fault(place, "holds a control character")
    return line


def _contests(value: object, languages: Sequence[str]) -> tuple[PlannedContest, ...]:
    return tuple(
        _contest(item, f"manifest.contests[{number}]", languages)
        for number, item in enumerate(_list(value, "manifest.contests", MAX_CONTESTS), 1)
    )


def _contest(value: object, place: str, languages: Sequence[str]) -> PlannedContest:
    fields = _object(value, place, CONTEST_KEYS, required={"title", "options"})
    options = tuple(
        _text(item, f"{place}.options[{number}]", languages)
        for number, item in enumerate(_list(fields["options"], f"{place}.options", MAX_OPTIONS), 1)
    )
    _require_distinct([option[languages[0]] for option in options], f"{place}.options")
    option_max = _integer(fields.get("option_max", 1), f"{place}.option_max", 1, 100)
    most = min(1000, option_max * len(options))
    votes_max = _integer(fields.get("votes_max", 1), f"{place}.votes_max", 1, most)
    return PlannedContest(
        title=_text(fields["title"], f"{place}.title", languages),
        options=options,
        votes_min=_integer(fields.get("votes_min", 0), f"{place}.votes_min", 0, votes_max),
        votes_max=votes_max,
        option_max=option_max,
    )


def _require_distinct(names: Sequence[str], place: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise _fault(place, f"{name!r} stands twice")
        seen.add(name)


def _header_places(header: Sequence[str], plan: Plan) -> list[int]:
    """For each contest the place of its column."""
    columns = [name.strip() for name in header]
    _require_distinct(columns, "choices line 1")
    wanted = [plan.column(contest) for contest in plan.contests]
    for name in columns:
        if name not in wanted:
            raise _fault("choices line 1", f"no contest is called {name!r:.80}")
    for name in wanted:
        if name not in columns:
            raise _fault("choices line 1", f"the column {name!r:.80} is missing")
    return [columns.index(name) for name in wanted]


def _read_row(row: list[str], plan: Plan, places: Sequence[int]) -> Choices:
    # The csv reader gives no cell at all for an empty line, which with one column is a blank vote.
    cells = row or [""]
    if len(cells) != len(places):
        raise PlanError([f": expected {len(places)} columns, got {len(row)}"])
    chosen: list[tuple[int, ...]] = []
    faults: list[str] = []
    for contest, column in zip(plan.contests, places, strict=True):
        try:
            chosen.append(_cell(cells[column], contest, plan.languages[0]))
        except ValueError as error:
            faults.append(f", column {column + 1} ({plan.column(contest)}): {error}")
    if faults:
        raise PlanError(faults)
    return tuple(chosen)


def _cell(cell: str, contest: PlannedContest, language: str) -> tuple[int, ...]:
    """One voter's choice in one contest; a ValueError says what is wrong with it."""
    names = [option[language] for option in contest.options]
    amounts = [0] * len(names)
    seen: set[int] = set()
    for place, amount in _chosen(cell.strip(), names):
        if place in seen:
            raise ValueError(f"{names[place]!r} is chosen twice")
        if amount > contest.option_max:
            raise ValueError(f"{names[place]!r} may have at most {contest.option_max}")
        seen.add(place)
        amounts[place] = amount
    if not contest.votes_min <= sum(amounts) <= contest.votes_max:
        limits = f"{contest.votes_min} to {contest.votes_max}"
        raise ValueError(f"expected {limits} votes in all, got {sum(amounts)}")
    return tuple(amounts)


def _chosen(cell: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Option and amount of each part; the longest name wins, so names may hold `;` and `=`."""
    by_length = sorted(range(len(names)), key=lambda place: -len(names[place]))
    rest = cell
    while rest:
        for place in by_length:
            tail = rest[len(names[place]) :].lstrip()
            if rest.startswith(names[place]) and (not tail or tail[0] in ";="):
                break
        else:
            raise ValueError(f"there is no option {rest.split(';')[0].strip()!r:.80}")
        part, _, rest = tail.partition(";")
        yield place, _amount(part.strip())
        rest = rest.strip()


def _amount(part: str) -> int:
    if not part:
        return 1
    digits = part.removeprefix("=").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
        raise ValueError(f"not a score: {digits!r:.40}")
    return int(digits)
