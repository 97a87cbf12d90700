"""One event, one JSON line on standard error, with the request id that the audit events carry."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRETS = re.compile(r"(?:invite|pledge)_[A-Za-z0-9_-]{20,}", re.ASCII)


def mask_secrets(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An address may hold a secret, and so may whatever is told of a request to it."""
    return {name: _mask(value) for name, value in event.items()}


def _mask(value: Any) -> Any:
    # What the standard library's loggers hand on beside the text is told in the text already.
    return _SECRETS.sub("…", value) if isinstance(value, str) else value


def log_settings() -> dict[str, Any]:
    """Django's LOGGING: every library's lines in the same form as our own."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
    }
