"""Public interface of the record: GET only, no sign-in, readable by checkers on other sites.

Source: docs/spec/board.md section 6.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from board import schema, selectors
from board.models import Entry
from board.published import published, receipt_text
from board.queries import LARGEST, decode_numbers

MAX_COUNT = 200
MAX_RANGE_BYTES = 8 * 1024 * 1024

REFUSALS = schema.refusals({400: "malformed_query", 404: "not_found"})

_CHANGES = "no-cache"
_NEVER_CHANGES = "public, max-age=31536000, immutable"


def _numbers(*names: str) -> list[OpenApiParameter]:
    return [OpenApiParameter(name, OpenApiTypes.INT64, required=True) for name in names]


class OneForm(BaseContentNegotiation):
    """Each address has one form of answer, whatever the client says it accepts."""

    def select_parser(self, request: Request, parsers: Any) -> Any:  # noqa: ANN401, ARG002
        """Return the first parser; a GET has no body to parse."""
        return parsers[0]

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Any,  # noqa: ANN401  the framework's signature
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        """Return the first renderer."""
        return renderers[0], renderers[0].media_type


class PublicView(APIView):
    """A public GET: no accounts, any origin may read it, and caches are told what may change."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    content_negotiation_class = OneForm
    http_method_names = ["get", "head"]
    cache_control = _CHANGES

    def dispatch(
        self,
        request: HttpRequest,
        *args: Any,  # noqa: ANN401  the framework's signature
        **kwargs: Any,  # noqa: ANN401
    ) -> HttpResponseBase:
        """Add the headers; an error is never kept as if it were the entry."""
        response = super().dispatch(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = self.cache_control if response.status_code < 400 else _CHANGES
        return response


class CheckpointView(PublicView):
    """The newest published checkpoint of a log."""

    @extend_schema(
        operation_id="log_checkpoint", responses={(200, "text/plain"): OpenApiTypes.STR, **REFUSALS}
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        """Answer with the note's text."""
        decode_numbers(request.query_params, {})
        return _text(published(selectors.log_get(slug)).note)


class EntriesView(PublicView):
    """Entries from one on, with their payloads."""

    @extend_schema(
        operation_id="log_entries",
        parameters=_numbers("start", "count"),
        responses={200: schema.EntriesSerializer, **REFUSALS},
    )
    def get(self, request: Request, slug: str) -> Response:
        """Answer with as many entries as were asked for, are there and fit."""
        log = selectors.log_get(slug)
        query = decode_numbers(
            request.query_params, {"start": (0, log.size), "count": (1, MAX_COUNT)}
        )
        entries = selectors.entries_fitting(
            log, query["start"], query["count"], max_bytes=MAX_RANGE_BYTES
        )
        return Response(
            {
                "entries": [_entry(entry) for entry in entries],
                "origin": log.origin,
                "size": log.size,
            }
        )


class EntryView(PublicView):
    """One entry with its payload."""

    cache_control = _NEVER_CHANGES

    @extend_schema(operation_id="log_entry", responses={200: schema.EntrySerializer, **REFUSALS})
    def get(self, request: Request, slug: str, index: int) -> Response:
        """Answer with the entry."""
        decode_numbers(request.query_params, {})
        return Response(_entry(selectors.entry_get(selectors.log_get(slug), index)))


class PayloadView(PublicView):
    """The payload with a given SHA-256."""

    cache_control = _NEVER_CHANGES

    @extend_schema(
        operation_id="log_payload",
        responses={(200, "application/json"): OpenApiTypes.OBJECT, **REFUSALS},
    )
    def get(self, request: Request, slug: str, sha256: bytes) -> HttpResponse:
        """Answer with the payload's bytes."""
        decode_numbers(request.query_params, {})
        payload = selectors.payload_get(selectors.log_get(slug), sha256.hex())
        return HttpResponse(payload.data, content_type="application/json")


class InclusionView(PublicView):
    """That an entry is in the tree of a given size."""

    cache_control = _NEVER_CHANGES

    @extend_schema(
        operation_id="log_inclusion",
        parameters=_numbers("index", "size"),
        responses={200: schema.InclusionSerializer, **REFUSALS},
    )
    def get(self, request: Request, slug: str) -> Response:
        """Answer with the proof, the leaf and the root it leads to."""
        log = selectors.log_get(slug)
        query = decode_numbers(request.query_params, {"index": (0, LARGEST), "size": (1, log.size)})
        proof = selectors.inclusion_proof(log, query["index"], query["size"])
        return Response(
            {
                "hashes": [item.hex() for item in proof],
                "index": query["index"],
                "leaf": selectors.entry_get(log, query["index"]).leaf.hex(),
                "root": selectors.root_at(log, query["size"]).hex(),
                "size": query["size"],
            }
        )


class ConsistencyView(PublicView):
    """That the tree of one size continues the tree of a smaller one."""

    cache_control = _NEVER_CHANGES

    @extend_schema(
        operation_id="log_consistency",
        parameters=_numbers("first", "second"),
        responses={200: schema.ConsistencySerializer, **REFUSALS},
    )
    def get(self, request: Request, slug: str) -> Response:
        """Answer with the proof."""
        log = selectors.log_get(slug)
        query = decode_numbers(
            request.query_params, {"first": (0, LARGEST), "second": (0, log.size)}
        )
        proof = selectors.consistency_proof(log, query["first"], query["second"])
        return Response(
            {
                "first": query["first"],
                "hashes": [item.hex() for item in proof],
                "second": query["second"],
            }
        )


class ReceiptView(PublicView):
    """Everything that proves one entry, in one text."""

    @extend_schema(
        operation_id="log_receipt",
        parameters=_numbers("index"),
        responses={
            (200, "text/plain"): OpenApiTypes.STR,
            **REFUSALS,
            **schema.refusals({404: "not_found, not_signed_yet"}),
        },
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        """Answer with the proof at the published checkpoint."""
        log = selectors.log_get(slug)
        query = decode_numbers(request.query_params, {"index": (0, LARGEST)})
        return _text(receipt_text(log, query["index"]))


def _entry(entry: Entry) -> dict[str, str | int]:
    return {
        "chain": entry.chain.hex(),
        "entry": entry.data.decode(),
        "index": entry.index,
        "leaf": entry.leaf.hex(),
        "payload": entry.payload.data.decode(),
    }


def _text(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
