"""Every answer carries the security headers and a request id, refusals of the framework included."""

import pytest

from tests.browserlike import Visitor

REQUESTS = [
    ("GET", "/login", 200),
    ("GET", "/nowhere", 404),
    ("GET", "/studies", 303),
    ("GET", "/static/css/base.css", 200),
    ("GET", "/static/nothing.css", 404),
    ("GET", "/studies/not-an-id", 404),
    ("PUT", "/login", 404),
    ("POST", "/login", 403),
    ("GET", "/s/unknown", 404),
]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("method", "path", "status"), REQUESTS)
async def test_every_answer_has_the_headers(visitor: Visitor, method: str, path: str, status: int) -> None:
    answer = await visitor.request(method, path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert len(answer.headers["x-request-id"]) >= 16
    if not path.startswith("/static/"):
        assert answer.headers["cache-control"] == "no-store"
