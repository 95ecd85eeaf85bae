"""Addresses of the public interface, under /api/v1/.

Source: docs/spec/board.md section 6.
"""

from django.urls import path

from board import (
    api,
    converters,  # noqa: F401  its import registers them
)

_LOG = "logs/<slug:slug>/"

urlpatterns = [
    path(_LOG + "checkpoint", api.CheckpointView.as_view(), name="log-checkpoint"),
    path(_LOG + "entries", api.EntriesView.as_view(), name="log-entries"),
    path(_LOG + "entries/<number:index>", api.EntryView.as_view(), name="log-entry"),
    path(_LOG + "payloads/<sha256:sha256>", api.PayloadView.as_view(), name="log-payload"),
    path(_LOG + "proofs/inclusion", api.InclusionView.as_view(), name="log-inclusion"),
    path(_LOG + "proofs/consistency", api.ConsistencyView.as_view(), name="log-consistency"),
    path(_LOG + "proofs/receipt", api.ReceiptView.as_view(), name="log-receipt"),
]
