import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

from tracker.records.media import LARGEST_REQUEST

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

CHUNK = 64 * 1024
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    # Its case says nothing, yet some of what reads it compares letter by letter.
    kind, semicolon, parameters = environ.get("CONTENT_TYPE", "").partition(";")
    environ["CONTENT_TYPE"] = kind.lower() + semicolon + parameters
    # Django cannot even build a request from a content type whose parameters it cannot read.
    try:
        parse_header_parameters(environ["CONTENT_TYPE"])
    except ValueError:
        environ["CONTENT_TYPE"] = "application/unreadable"
    with _read_ahead(environ) as body:
        environ["wsgi.input"] = body
        return _django(environ, start_response)


@contextmanager
def _read_ahead(environ: dict[str, Any]) -> Iterator[IO[bytes]]:
    """A request is one transaction, which may not stand idle: a body that comes slowly is waited for before it begins.

    One that is too large is not read at all, and one that breaks off is as short as it came.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    left = int(length) if length.isdigit() and len(length) < 18 and int(length) <= LARGEST_REQUEST else 0
    with SpooledTemporaryFile(max_size=2**20) as body:
        with suppress(OSError):
            while left and (chunk := environ["wsgi.input"].read(min(left, CHUNK))):
                body.write(chunk)
                left -= len(chunk)
        body.seek(0)
        yield body
