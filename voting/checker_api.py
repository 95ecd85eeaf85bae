"""What the checker that runs in a browser consists of, for everybody to compare."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from board.schema import hex_field
from voting.checker import checker_files, checker_hash


class CheckerSerializer(serializers.Serializer[Any]):
    checker = hex_field(64, "SHA-256 of the canonical JSON of `files`")
    files = serializers.DictField(
        child=hex_field(64), help_text="SHA-256 by path below /static/, or below /downloads/"
    )


class CheckerView(APIView):
    """The files of the checker with their SHA-256, and the hash that stands for them."""

    @extend_schema(responses=CheckerSerializer)
    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response({"checker": checker_hash(), "files": dict(checker_files())})
