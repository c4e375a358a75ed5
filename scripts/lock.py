"""Writes requirements.lock: the exact versions of everything installed in this environment, for pip's --constraint.

Run it in an environment made by ``make install-dev`` after changing pyproject.toml.
"""

import re
from importlib.metadata import distributions
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
NOT_LOCKED = {"pip", "setuptools", "wheel", "verbatim-research"}


def installed() -> dict[str, str]:
    """Every installed distribution by normalised name, without local version labels such as ``+cpu``."""
    found = {
        re.sub(r"[-_.]+", "-", str(distribution.metadata["Name"])).lower(): distribution.version.partition("+")[0]
        for distribution in distributions()
    }
    return {name: version for name, version in sorted(found.items()) if name not in NOT_LOCKED}


if __name__ == "__main__":
    lines = [f"{name}=={version}" for name, version in installed().items()]
    LOCK.write_text("# Written by `make lock`; pip reads it as constraints.\n" + "\n".join(lines) + "\n", "utf-8")
