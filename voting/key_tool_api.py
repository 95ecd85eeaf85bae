"""What the key holders' tool consists of, for everybody to compare."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from board.schema import hex_field
from voting.key_tool import key_tool_files, key_tool_hash


class KeyToolSerializer(serializers.Serializer[Any]):
    files = serializers.DictField(
        child=hex_field(64), help_text="SHA-256 by path below /static/, or below /downloads/"
    )
    key_tool = hex_field(64, "SHA-256 of the canonical JSON of `files`")


class KeyToolView(APIView):
    """The files of the tool with their SHA-256, and the hash that stands for them on the record."""

    @extend_schema(responses=KeyToolSerializer)
    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response({"files": dict(key_tool_files()), "key_tool": key_tool_hash()})
