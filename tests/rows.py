"""One test for a long list of rows: to collect and report a test for each costs far more than to run it."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

MOST_SHOWN = 20


def each_of(rows: Iterable[Any] | str, *, name: Callable[[Any], str] = repr) -> Callable[[Callable[..., None]], Any]:
    """Make a test of one row a test of all ``rows``, or of those a fixture of that name gives.

    A row that is a tuple is given as several arguments. The failure names every row that failed, and why.
    """

    def decorate(test: Callable[..., None]) -> Callable[[pytest.FixtureRequest], None]:
        def test_each(request: pytest.FixtureRequest) -> None:
            found = list(request.getfixturevalue(rows) if isinstance(rows, str) else rows)
            assert found, "there is no row"
            failures = []
            for row in found:
                try:
                    test(*row) if type(row) is tuple else test(row)
                except Exception as error:  # noqa: BLE001 - the other rows are tried too
                    failures.append(f"{name(row)}: {type(error).__name__}: {error}")
            shown = "\n\n".join(failures[:MOST_SHOWN])
            assert not failures, f"{len(failures)} of {len(found)} rows fail:\n{shown}"

        test_each.__name__, test_each.__doc__ = test.__name__, test.__doc__
        test_each.__qualname__, test_each.__module__ = test.__qualname__, test.__module__
        return test_each

    return decorate
