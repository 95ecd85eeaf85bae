"""Acts that take two officials, by name: what each is about, and how it is done.

Rooms register theirs when they start (official_acts.py in each). An act is agreed to by the hash of
its content and of whatever it is about at that moment, so that nobody agrees to one thing and
another is done.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from crypto import canonical_json
from crypto.canonical_json import JsonValue
from crypto.transcript import sha256
from voting.errors import NotFoundError
from voting.models import Election

Content = dict[str, JsonValue]


def nothing(_election: Election, _content: Content) -> None:
    """What most acts need beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One kind of act.

    Attributes:
        bound: what it is about as things stand, beside its content; raises VotingError when it
            cannot be done now.
        done_in: states in which it was done already, so that a second press changes nothing.
        prepare: what takes long and holds no lock, before two have agreed for good.
        perform: does it, inside the transaction that notes the agreement.
        lines: what the second official reads, each a name and a text.
        answer: what the browser of whoever did it gets; enqueues what follows.
        alone_in: states in which one organiser does it while there is no second one yet.
        takes_one: whether one organiser is enough at any time.
    """

    name: str
    title: str | Promise
    bound: Callable[[Election, Content], JsonValue]
    perform: Callable[[Election, Content], object]
    lines: Callable[[Election, Content], list[tuple[str, str]]]
    answer: Callable[[HttpRequest, Election, Content, object], HttpResponse]
    prepare: Callable[[Election, Content], None] = nothing
    done_in: frozenset[str] = frozenset()
    alone_in: frozenset[str] = frozenset()
    takes_one: bool = False


_ACTS: dict[str, Act] = {}


def act_register(act: Act) -> None:
    _ACTS[act.name] = act


def act_named(name: str) -> Act:
    try:
        return _ACTS[name]
    except KeyError as error:
        raise NotFoundError(f"there is no act {name}") from error


def act_title(name: str) -> str:
    return str(_ACTS[name].title) if name in _ACTS else name


def content_hash(act: Act, election: Election, content: Content) -> str:
    """What two agree to. Raises VotingError when the act cannot be done now."""
    document: JsonValue = {
        "about": act.bound(election, content),
        "act": act.name,
        "content": content,
        "election": election.slug,
        "v": 1,
    }
    return sha256(canonical_json.encode(document)).hex()
