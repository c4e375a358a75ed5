"""What of a message may be shown before it is whole: a sentence that every rule has passed, and that can be ended."""

import re
from collections.abc import Awaitable, Callable, Sequence

from interview_engine.turn_compiler import TurnContext, check
from interview_engine.turn_compiler.sentences import QUESTION_MARKS, sentences

OnSentence = Callable[[str], Awaitable[None]]

_MIN_LAST_WORD = 4
"""A shorter word before the full stop may be an abbreviation, and the sentence go on."""
_LAST_WORD = re.compile(r"([^\W\d_]+)[.!…][”\"»“)]?$")


class Release:
    """Hands the pieces of one message to ``on_sentence``; ``text`` is what was handed on, which nothing takes back.

    The pieces joined as they are make up the message. Whoever listens may be gone: what ``on_sentence`` raises ends
    the listening and nothing else.
    """

    def __init__(self, on_sentence: OnSentence | None) -> None:
        self._on_sentence = on_sentence
        self.text = ""

    @property
    def is_heard(self) -> bool:
        return self._on_sentence is not None

    async def show(self, piece: str) -> None:
        """Hand one more piece on, which may be empty."""
        self.text += piece
        if not piece or self._on_sentence is None:
            return
        try:
            await self._on_sentence(piece)
        except Exception:  # noqa: BLE001 - whatever befalls the listener, the turn goes on
            self._on_sentence = None


class Hold:
    """Holds a proposal back while it is written, and releases its first sentence when the rules allow it.

    ``endings`` are the question bank's ways of asking, best first: a sentence is released only when one of them may
    follow it, so that the message can be ended whatever the rest of the proposal turns out to be.
    """

    def __init__(self, release: Release, context: TurnContext, endings: Sequence[str]) -> None:
        self._release = release
        self._context = context
        self._endings = endings
        self._ending = endings[0]
        self._looked = False

    @property
    def ended_by_the_bank(self) -> str:
        """The message when nothing more of the proposal can be used."""
        return f"{self._release.text} {self._ending}".strip()

    def may_be_sent(self, text: str) -> bool:
        """Whether ``text`` goes on from what has been shown already."""
        shown = self._release.text
        return not shown or text.startswith(f"{shown} ")

    async def hear(self, proposed: str) -> None:
        """Look at a proposal that is still being written; ``proposed`` is all of it so far."""
        found = sentences(proposed)
        if self._looked or len(found) < 2:  # noqa: PLR2004 - a sentence is whole when the next one has begun
            return
        self._looked = True
        first = found[0]
        if not proposed.startswith(f"{first} ") or not _is_whole(first, found[1]):
            return
        fitting = (ending for ending in self._endings if not check(f"{first} {ending}", self._context))
        ending = next(fitting, None)
        if ending is not None:
            self._ending = ending
            await self._release.show(first)


def _is_whole(sentence: str, following: str) -> bool:
    """Whether ``sentence`` ends where it seems to, and is a statement."""
    last = _LAST_WORD.search(sentence)
    return bool(
        last and len(last[1]) >= _MIN_LAST_WORD and not following[:1].islower() and not QUESTION_MARKS.search(sentence)
    )
