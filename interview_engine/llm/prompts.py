"""Prompts from template files, with a hash that names the exact wording a message came from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from interview_engine.llm.client import ChatMessage, Role

OPEN_MARK = "<answer>"
CLOSE_MARK = "</answer>"
_SPLIT = "{#- split -#}"

# Prompts are text for a model, not HTML; participant text is made harmless by ``neutralise``.
_ENVIRONMENT = Environment(autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - see above


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file: a system half and a user half, ``sha256`` of the file's text."""

    name: str
    sha256: str
    system: Template
    user: Template

    def render(self, values: Mapping[str, object]) -> tuple[ChatMessage, ...]:
        """Both halves with ``values`` filled in; a value that is named and not given raises UndefinedError."""
        return (
            ChatMessage(Role.SYSTEM, self.system.render(values).strip()),
            ChatMessage(Role.USER, self.user.render(values).strip()),
        )


@cache
def load_prompt(package: str, name: str) -> Prompt:
    """Read ``prompts/<name>.jinja`` of a package: what stands before ``{#- split -#}`` is the system message."""
    source = files(package).joinpath(f"prompts/{name}.jinja").read_text(encoding="utf-8")
    system, _, user = source.partition(_SPLIT)
    digest = hashlib.sha256(source.encode()).hexdigest()
    return Prompt(name, digest, _ENVIRONMENT.from_string(system), _ENVIRONMENT.from_string(user))


def neutralise(text: str, *, longest: int = 4_000) -> str:
    """Participant text for a prompt: cut to ``longest`` characters, control characters and our own marks taken out."""
    cleaned = "".join(
        character if character.isprintable() or character == "\n" else " " for character in text[:longest]
    )
    # Look-alikes keep the words readable for the model, while nothing in them can close the mark or open a role.
    return cleaned.replace("<", "\u2039").replace(">", "\u203a").strip()
