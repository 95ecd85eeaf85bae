"""gunicorn's log in the form of all others: its own lines would name addresses of people."""

from typing import Any

from django.conf import settings
from gunicorn.glogging import Logger

from config.logs import FORMS


class WebServerLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Named by `--logger-class`; the embedded web server has it by itself."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401  gunicorn's own type
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(FORMS[settings.LOG_FORMAT]())

    def access(self, *_: object) -> None:
        """Say nothing: a line for each request would put addresses beside times."""
