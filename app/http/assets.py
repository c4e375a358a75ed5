"""Addresses of static files: each carries a hash of its content, so browsers may keep it for good."""

import hashlib
from functools import cache

from web.paths import STATIC


@cache
def asset_url(path: str) -> str:
    """``css/base.css`` -> ``/static/css/base.css?v=1a2b3c4d``.

    Raises FileNotFoundError for a file that is not there: a page with a broken address is not rendered.
    """
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={digest}"
