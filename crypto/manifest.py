"""The manifest: everything about an election that is fixed before the first vote.

Its bytes enter the base hash, so every ballot, proof and share is bound to them.
Source: docs/spec/record.md section 4.7.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from crypto import canonical_json
from crypto.canonical_json import MAX_LINE, JsonValue
from crypto.errors import DecodeError
from crypto.group import PARAMETER_SETS
from crypto.notes import NoteVerifier
from crypto.reader import Fields, format_time, read_integer, read_text
from crypto.witness_policy import WITNESS_FIELDS, Witnesses

Text = Mapping[str, str]
"""The same words in each language of the manifest, by language code."""

MAX_TITLE = 1_000
MAX_DESCRIPTION = 20_000
MAX_CONTACT = 2_000
MAX_NAME = 200
ORDERS = ("fixed", "by_style")

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_TIME_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+\-/]{0,63}")
_ORIGIN = re.compile(r"[a-z0-9.\-]{1,253}(:[0-9]{1,5})?/e/[0-9a-f\-]{36}")

_FIELDS = (
    "booth",
    "closes",
    "contact",
    "contests",
    "demonstration",
    "description",
    "election",
    "key_tool",
    "languages",
    "log_key",
    "opens",
    "origin",
    "parameters",
    "quorum",
    "revote",
    "styles",
    "threshold",
    "time_zone",
    "title",
    "trustees",
    "v",
    "witnesses",
)

_CONTEST_FIELDS = (
    "description",
    "options",
    "order",
    "seats",
    "section",
    "title",
    "votes_max",
    "votes_min",
)
_OPTION_FIELDS = ("description", "exclusive", "option_max", "title")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to vote for; a voter gives it 0 to `option_max` votes, `option_max` in [1, 100].

    The booth lets nobody choose an `exclusive` option together with others ("None of these"); no
    proof depends on it.
    """

    title: Text
    description: Text
    option_max: int
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Contest:
    """One question with 1 to 500 options; a voter gives `votes_min` to `votes_max` votes in all.

    Attributes:
        order: "fixed", or "by_style" where the booth rotates the options (`shown_order`).
        seats: how many options win, in [0, 500]; 0 where a result names no winners.
        section: heading over this and the neighbouring contests that have the same one, in every
            language or in none.
    """

    title: Text
    description: Text
    options: tuple[Option, ...]
    votes_min: int
    votes_max: int
    section: Text
    order: str = "fixed"
    seats: int = 0

    @property
    def branches(self) -> int:
        """How many different sums of votes there may be: the branches of the contest's proof."""
        return self.votes_max - self.votes_min + 1

    def shown_order(self, style: int) -> tuple[int, ...]:
        """Return the numbers of the options in the order in which voters of `style` see them.

        By style, ballot style s begins with the s-th option and goes on round; exclusive options
        stay last. Source: docs/spec/record.md section 4.7.
        """
        numbers = range(1, len(self.options) + 1)
        plain = [number for number in numbers if not self.options[number - 1].exclusive]
        if self.order == "fixed" or not plain:
            return tuple(numbers)
        start = (style - 1) % len(plain)
        rotated = plain[start:] + plain[:start]
        return (*rotated, *(number for number in numbers if number not in plain))


@dataclass(frozen=True, slots=True)
class Style:
    """A ballot style: the numbers of the contests its voters vote on, ascending, from 1."""

    name: str
    contests: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """An election as the record fixes it; lists are in the order of the numbers, from 1.

    Attributes:
        booth: SHA-256 of the booth's list of files, 64 hex digits.
        closes: planned end, aware, UTC.
        contact: how to reach the organisers, in words; may be empty.
        opens: planned start, before `closes`.
        election_id: lower-case UUID.
        key_tool: SHA-256 of the key holders' tool's list of files, 64 hex digits.
        languages: language codes; the first is the one to fall back on.
        log_key: verifier key of the election's log, whose name is `origin`.
        parameters: name of the parameter set.
        quorum: how many voters must take part for the result to be valid, in [0, 1,000,000];
            0 where there is no such rule.
        threshold: k, how many trustees must take part in the count.
        trustees: names of the n trustees.
        time_zone: IANA name, for showing times.
    """

    booth: str
    closes: datetime
    contact: Text
    contests: tuple[Contest, ...]
    demonstration: bool
    description: Text
    election_id: str
    key_tool: str
    languages: tuple[str, ...]
    log_key: str
    opens: datetime
    origin: str
    parameters: str
    quorum: int
    styles: tuple[Style, ...]
    threshold: int
    time_zone: str
    title: Text
    trustees: tuple[str, ...]
    witnesses: Witnesses

    def text(self, text: Text, language: str) -> str:
        """Return `text` in `language`, or in the first language if the election has no such one."""
        return text[language if language in self.languages else self.languages[0]]

    def contest(self, number: int) -> Contest:
        """Return contest `number`, from 1."""
        return self.contests[_position(number, len(self.contests), "contest")]

    def style(self, number: int) -> Style:
        """Return ballot style `number`, from 1.

        Raises:
            DecodeError: there is no such style.
        """
        return self.styles[_position(number, len(self.styles), "style")]

    def contests_of_style(self, style: int) -> tuple[tuple[int, Contest], ...]:
        """Return the contests of ballot style `style`, each with its number in the manifest.

        Raises:
            DecodeError: there is no such style.
        """
        return tuple((number, self.contest(number)) for number in self.style(style).contests)

    @property
    def option_count(self) -> int:
        """How many options all contests have together."""
        return sum(len(contest.options) for contest in self.contests)


def _position(number: int, count: int, name: str) -> int:
    if not 1 <= number <= count:
        raise DecodeError(f"{name} {number}: expected 1 to {count}")
    return number - 1


def decode_manifest(data: bytes) -> Manifest:
    """Return the manifest in `data`.

    Raises:
        DecodeError: a field or a rule of record.md section 4.7 is broken; the message names it.
    """
    value = canonical_json.decode(data, max_size=MAX_LINE, place="manifest")
    fields = Fields(value, "manifest", _FIELDS)
    fields.version()
    fields.choice("revote", ("last",))
    languages = _languages(fields)
    manifest = Manifest(
        booth=fields.hex("booth", 64),
        closes=fields.time("closes"),
        contact=_text(fields, "contact", languages, MAX_CONTACT),
        contests=_contests(fields, languages),
        demonstration=fields.boolean("demonstration"),
        description=_description(fields, languages),
        election_id=fields.uuid("election"),
        key_tool=fields.hex("key_tool", 64),
        languages=languages,
        log_key=fields.text("log_key", 500),
        opens=fields.time("opens"),
        origin=fields.matching("origin", _ORIGIN, "host/e/election id"),
        parameters=fields.choice("parameters", PARAMETER_SETS),
        quorum=fields.integer("quorum", 0, 1_000_000),
        styles=_styles(fields),
        threshold=fields.integer("threshold", 1, 100),
        time_zone=fields.matching("time_zone", _TIME_ZONE, "an IANA time zone"),
        title=_title(fields, languages),
        trustees=_trustees(fields),
        witnesses=Witnesses.of_fields(fields.fields("witnesses", WITNESS_FIELDS)),
    )
    _check_together(manifest)
    return manifest


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the bytes of `manifest`, which decode to the same manifest.

    Raises:
        DecodeError: `manifest` breaks a rule of record.md section 4.7.
    """
    data = canonical_json.encode(
        {
            "booth": manifest.booth,
            "closes": format_time(manifest.closes),
            "contact": dict(manifest.contact),
            "contests": [_contest_document(contest) for contest in manifest.contests],
            "demonstration": manifest.demonstration,
            "description": dict(manifest.description),
            "election": manifest.election_id,
            "key_tool": manifest.key_tool,
            "languages": list(manifest.languages),
            "log_key": manifest.log_key,
            "opens": format_time(manifest.opens),
            "origin": manifest.origin,
            "parameters": manifest.parameters,
            "quorum": manifest.quorum,
            "revote": "last",
            "styles": [
                {"contests": list(style.contests), "name": style.name} for style in manifest.styles
            ],
            "threshold": manifest.threshold,
            "time_zone": manifest.time_zone,
            "title": dict(manifest.title),
            "trustees": list(manifest.trustees),
            "v": 1,
            "witnesses": manifest.witnesses.document(),
        }
    )
    decode_manifest(data)
    return data


def _contest_document(contest: Contest) -> JsonValue:
    return {
        "description": dict(contest.description),
        "options": [
            {
                "description": dict(option.description),
                "exclusive": option.exclusive,
                "option_max": option.option_max,
                "title": dict(option.title),
            }
            for option in contest.options
        ],
        "order": contest.order,
        "seats": contest.seats,
        "section": dict(contest.section),
        "title": dict(contest.title),
        "votes_max": contest.votes_max,
        "votes_min": contest.votes_min,
    }


def _check_together(manifest: Manifest) -> None:
    """Check the rules that tie one field to another."""
    if manifest.opens >= manifest.closes:
        raise DecodeError("manifest.closes: expected a time after opens")
    if manifest.threshold > len(manifest.trustees):
        raise DecodeError("manifest.threshold: more than there are trustees")
    if len(manifest.trustees) == 1 and not manifest.demonstration:
        raise DecodeError("manifest.trustees: a single one is only for a demonstration")
    if not manifest.origin.endswith(f"/e/{manifest.election_id}"):
        raise DecodeError("manifest.origin: names another election")
    _check_names(manifest)
    for position, style in enumerate(manifest.styles):
        if style.contests[-1] > len(manifest.contests):
            raise DecodeError(f"manifest.styles[{position}].contests: no such contest")


def _check_names(manifest: Manifest) -> None:
    if NoteVerifier.parse(manifest.log_key, "manifest.log_key").name != manifest.origin:
        raise DecodeError("manifest.log_key: its name is not the origin")
    if any(key.startswith(f"{manifest.origin}+") for key in manifest.witnesses.keys):
        raise DecodeError("manifest.witnesses.keys: a witness has the log's name")


def _languages(fields: Fields) -> tuple[str, ...]:
    languages = tuple(
        read_text(item, place, max_length=40) for place, item in fields.items("languages", 1, 50)
    )
    if not all(_LANGUAGE.fullmatch(language) for language in languages):
        raise DecodeError("manifest.languages: not a language code")
    if len(set(languages)) != len(languages):
        raise DecodeError("manifest.languages: a language stands twice")
    return languages


def _title(fields: Fields, languages: Sequence[str]) -> Text:
    return _text(fields, "title", languages, MAX_TITLE, min_length=1)


def _description(fields: Fields, languages: Sequence[str]) -> Text:
    return _text(fields, "description", languages, MAX_DESCRIPTION)


def _section(fields: Fields, languages: Sequence[str]) -> Text:
    section = _text(fields, "section", languages, MAX_TITLE)
    if any(section.values()) and not all(section.values()):
        raise DecodeError(f"{fields.place_of('section')}: expected words in every language or none")
    return section


def _text(
    fields: Fields, name: str, languages: Sequence[str], max_length: int, *, min_length: int = 0
) -> Text:
    words = fields.fields(name, languages)
    return {
        language: words.text(language, max_length, min_length=min_length) for language in languages
    }


def _contests(fields: Fields, languages: Sequence[str]) -> tuple[Contest, ...]:
    return tuple(
        _contest(item, languages) for item in fields.objects("contests", 1, 100, _CONTEST_FIELDS)
    )


def _contest(fields: Fields, languages: Sequence[str]) -> Contest:
    votes_max = fields.integer("votes_max", 1, 1000)
    contest = Contest(
        title=_title(fields, languages),
        description=_description(fields, languages),
        options=tuple(
            _option(item, languages) for item in fields.objects("options", 1, 500, _OPTION_FIELDS)
        ),
        votes_min=fields.integer("votes_min", 0, votes_max),
        votes_max=votes_max,
        order=fields.choice("order", ORDERS),
        seats=fields.integer("seats", 0, 500),
        section=_section(fields, languages),
    )
    _check_contest(contest, fields)
    return contest


def _check_contest(contest: Contest, fields: Fields) -> None:
    """Check the rules that tie the parts of one contest to each other."""
    if contest.votes_max > sum(option.option_max for option in contest.options):
        raise DecodeError(f"{fields.place_of('votes_max')}: more than all options can take")
    if contest.seats > len(contest.options):
        raise DecodeError(f"{fields.place_of('seats')}: more than there are options")
    is_alone = contest.votes_min <= 1 and all(option.option_max == 1 for option in contest.options)
    if any(option.exclusive for option in contest.options) and not is_alone:
        place = fields.place_of("options")
        raise DecodeError(f"{place}: an exclusive option cannot be chosen alone here")


def _option(fields: Fields, languages: Sequence[str]) -> Option:
    return Option(
        title=_title(fields, languages),
        description=_description(fields, languages),
        option_max=fields.integer("option_max", 1, 100),
        exclusive=fields.boolean("exclusive"),
    )


def _styles(fields: Fields) -> tuple[Style, ...]:
    return tuple(
        Style(name=item.text("name", MAX_NAME), contests=_contest_numbers(item))
        for item in fields.objects("styles", 1, 1000, ("contests", "name"))
    )


def _contest_numbers(fields: Fields) -> tuple[int, ...]:
    numbers = tuple(
        read_integer(item, place, 1, 100) for place, item in fields.items("contests", 1, 100)
    )
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise DecodeError(f"{fields.place_of('contests')}: expected ascending numbers")
    return numbers


def _trustees(fields: Fields) -> tuple[str, ...]:
    return tuple(
        read_text(item, place, max_length=MAX_NAME, min_length=1)
        for place, item in fields.items("trustees", 1, 100)
    )
