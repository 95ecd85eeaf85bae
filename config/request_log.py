"""What is written down of requests that failed: which kind of address, never the address itself.

An address can name a ballot, and beside the time it would say when its voter asked for it.
"""

import logging


class WithoutAddress(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        if isinstance(record.args, tuple) and len(record.args) == 2:
            record.args = (record.args[0], match.route if match else "an unknown address")
        # Whoever watches asks again and again; what is wrong is said once (config/health.py).
        return match is None or match.url_name != "health-ready"
