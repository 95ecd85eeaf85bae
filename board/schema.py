"""Forms of this room's answers, for the description of the interface only.

Source: docs/spec/board.md section 6.
"""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers


def hex_field(
    digits: int,
    help_text: str = "",
    **more: Any,  # noqa: ANN401  whatever fields take
) -> serializers.RegexField:
    """Return a field of exactly `digits` lower-case hex digits."""
    return serializers.RegexField(f"^[0-9a-f]{{{digits}}}$", help_text=help_text, **more)


def index_field(
    help_text: str,
    **more: Any,  # noqa: ANN401  whatever fields take
) -> serializers.IntegerField:
    """Return a field that holds the number of an entry or a number of entries."""
    return serializers.IntegerField(min_value=0, help_text=help_text, **more)


class RefusalSerializer(serializers.Serializer[Any]):
    """Why a request was refused: a word for programs and a sentence for people."""

    code = serializers.CharField()
    message = serializers.CharField()


def refusals(codes: Mapping[int, str]) -> dict[int, OpenApiResponse]:
    """Return descriptions of error answers.

    Args:
        codes: for each status the codes that can come with it, separated by commas.
    """
    return {
        status: OpenApiResponse(RefusalSerializer, description=text)
        for status, text in sorted(codes.items())
    }


class EntrySerializer(serializers.Serializer[Any]):
    """One entry; `entry` and `payload` are the documents as they were hashed."""

    chain = hex_field(64, "docs/spec/board.md section 2")
    entry = serializers.CharField(help_text="docs/spec/record.md section 2")
    index = index_field("from 0")
    leaf = hex_field(64, "docs/spec/board.md section 2")
    payload = serializers.CharField(help_text="docs/spec/record.md section 4")


class EntriesSerializer(serializers.Serializer[Any]):
    """Entries in order; fewer than asked for where they are long."""

    entries = EntrySerializer(many=True)
    origin = serializers.CharField()
    size = index_field("of the whole log")


class InclusionSerializer(serializers.Serializer[Any]):
    """That an entry is in the tree of a given size."""

    hashes = serializers.ListField(child=hex_field(64))
    index = index_field("of the entry")
    leaf = hex_field(64)
    root = hex_field(64)  # type: ignore[assignment]  # a field, no attribute
    size = index_field("of the tree")


class ConsistencySerializer(serializers.Serializer[Any]):
    """That the tree of one size continues the tree of a smaller one."""

    first = index_field("size of the smaller tree")
    hashes = serializers.ListField(child=hex_field(64))
    second = index_field("size of the larger tree")
