"""The description of the interface, read into what a page shows of it.

It is made from the same OpenAPI document that `/api/v1/schema` serves, so the two cannot differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

from config.api_refusals import REFUSALS

KEY_HOLDER = "A key holder, with the secret part of their own link as a bearer token."
SIGNER = "Anybody; what is sent bears the signature of a voter’s key."
ANYBODY = "Anybody, without an account."
# What the addresses themselves hold; their patterns have no words.
PLACES = {
    "election_id": "id of the election",
    "slug": "id of the election whose log it is",
    "index": "number of the entry, from 0",
    "sha256": "hash of the payload",
    "ballot_hash": "hash of the ballot",
    "start": "number of the first entry",
    "count": "how many entries",
    "first": "size of the smaller tree",
    "second": "size of the larger tree",
    "size": "size of the tree",
}

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter, or a field of a form. `form` names the form that it has itself."""

    name: str
    kind: str
    is_required: bool
    text: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    text: str
    fields: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    status: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    identity: str
    method: str
    path: str
    summary: str
    text: str
    who: str
    parameters: tuple[Value, ...]
    takes: Value | None
    status: str
    answers: Value
    refusals: tuple[Refusal, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Section:
    """The operations of one kind."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Description:
    version: str
    text: str
    sections: tuple[Section, ...]
    forms: tuple[Form, ...]


@cache
def api_description() -> Description:
    """Made once: what is served does not change under a server."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: Document = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    operations = [
        (operation["tags"][0], _operation(path, method, operation, document))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    tags = dict.fromkeys(tag for tag, _ in operations)
    return Description(
        version=document["info"]["version"],
        text=document["info"]["description"],
        sections=tuple(
            Section(tag, tuple(each for own, each in operations if own == tag)) for tag in tags
        ),
        forms=tuple(_form(name, form) for name, form in _forms(document).items()),
    )


def _operation(path: str, method: str, operation: Document, document: Document) -> Operation:
    status, answer = next(
        (status, answer) for status, answer in operation["responses"].items() if status < "300"
    )
    body = operation.get("requestBody")
    takes = _content("body", body, document) if body else None
    parameters = tuple(
        Value(
            name=each["name"],
            kind=_kind(each["schema"]),
            is_required=bool(each.get("required")),
            text=each.get("description") or PLACES.get(each["name"], ""),
        )
        for each in operation.get("parameters", ())
    )
    return Operation(
        identity=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=operation.get("description", ""),
        who=_who(operation, takes, document),
        parameters=parameters,
        takes=takes,
        status=status,
        answers=_content("answer", answer, document),
        refusals=tuple(_refusals(operation)),
        example=_example(path, method, operation),
    )


def _who(operation: Document, takes: Value | None, document: Document) -> str:
    if operation.get("security"):
        return KEY_HOLDER
    form = _forms(document).get(takes.form, {}) if takes else {}
    return SIGNER if "signature" in _fields(form) else ANYBODY


def _refusals(operation: Document) -> Iterator[Refusal]:
    for status, answer in operation["responses"].items():
        if status >= "400":
            for code in answer["description"].split(", "):
                yield Refusal(status, code, REFUSALS[code])


def _content(name: str, holder: Document, document: Document) -> Value:
    media, content = next(iter(holder["content"].items()))
    form = _reference(content["schema"])
    text = content["schema"].get("description", "")
    if form:
        text = _forms(document)[form].get("description", "")
    return Value(
        name, f"{media}: {_kind(content['schema'])}", is_required=True, text=text, form=form
    )


def _form(name: str, form: Document) -> Form:
    required = set(form.get("required", ()))
    fields = tuple(
        Value(
            name=key,
            kind=_kind(field),
            is_required=key in required,
            text=field.get("description", ""),
            form=_reference(field),
        )
        for key, field in _fields(form).items()
    )
    return Form(
        name, form.get("description", "") or (_kind(form) if "enum" in form else ""), fields
    )


def _forms(document: Document) -> dict[str, Document]:
    return cast("dict[str, Document]", document["components"]["schemas"])


def _fields(form: Document) -> dict[str, Document]:
    return cast("dict[str, Document]", form.get("properties", {}))


def _reference(schema: Document) -> str:
    """Name of the form of a value, or of the items of a list."""
    inner = next((_reference(each) for each in schema.get("allOf", ())), "")
    items = _reference(schema["items"]) if "items" in schema else ""
    return str(schema.get("$ref", "")).rpartition("/")[2] or inner or items


def _kind(schema: Document) -> str:
    if "items" in schema:
        return f"list of {_kind(schema['items'])}"
    if "enum" in schema:
        return "one of " + ", ".join(str(each) for each in schema["enum"])
    form = _reference(schema)
    if form:
        return form
    extra = schema.get("pattern") or schema.get("format") or ""
    kind = str(schema.get("type", "any"))
    return f"{kind} ({extra})" if extra else kind


def _example(path: str, method: str, operation: Document) -> str:
    query = "&".join(
        f"{each['name']}={each['name'].upper()}"
        for each in operation.get("parameters", ())
        if each["in"] == "query"
    )
    address = settings.TABELLA_URL + path.replace("{", "").replace("}", "")
    parts = ["curl"]
    if operation.get("security"):
        parts.append('-H "Authorization: Bearer TOKEN"')
    if method == "post":
        parts.append('-H "Content-Type: application/json" --data-binary @body.json')
    return " ".join([*parts, f'"{address}{f"?{query}" if query else ""}"'])
