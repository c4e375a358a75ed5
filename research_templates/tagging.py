"""Parts of speech of English text: HanTa's tagger behind one function (tags of the BNC's C5 set: NN2, VVI, AJ0 ...)."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock

from HanTa.HanoverTagger import HanoverTagger

_TOKEN = re.compile(r"[\w@#$%&+]+(?:[-'\u2019./][\w+]+)*[+#]*|[^\w\s]")
_LONGEST_WORD = 40
"""A longer "word" is tagged as an unknown noun: the tagger's cost grows with a word's length."""
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark: ``text[start:end]`` (code points) and its C5 tag; ``PUN`` for a mark."""

    word: str
    tag: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.word.lower().replace("\u2019", "'")

    @property
    def is_noun(self) -> bool:
        return self.tag.startswith(("NN", "NP"))

    @property
    def is_plural(self) -> bool:
        return self.tag == "NN2"

    @property
    def is_verb(self) -> bool:
        return self.tag.startswith("V")


def tag(text: str) -> tuple[Token, ...]:
    """Tag a text word by word. Reads English; the caller limits the length (about 1 ms for a sentence)."""
    found = list(_TOKEN.finditer(text))
    if not found:
        return ()
    words = [match[0] if len(match[0]) <= _LONGEST_WORD else "thing" for match in found]
    # The tagger fills caches of its own while it works, which two threads must not do at once.
    with _one_at_a_time:
        tags = [part for _, _, part in _tagger().tag_sent(words)]
    return tuple(
        Token(match[0], part if re.search(r"\w", match[0]) else "PUN", match.start(), match.end())
        for match, part in zip(found, tags, strict=True)
    )


@cache
def _tagger() -> HanoverTagger:
    return HanoverTagger(str(files("HanTa") / "morphmodel_en.pgz"))
