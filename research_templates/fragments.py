"""What a question that is no whole sentence opens with: its topic ("the handover to nights: what gets lost?")."""

from collections.abc import Sequence

from research_templates.chunks import Chunk, Kind

_MARKS = frozenset({":", "-", "\u2013", "\u2014"})
_OPENS_ANOTHER_CLAUSE = frozenset({Kind.QUESTION, Kind.SUBORDINATE})
_FINITE = frozenset({"VVB", "VVI", "VVD", "VVZ"})
_TAGGED_FINITE = ("VM", "VBZ", "VBD", "VBB", "VHZ", "VHD", "VHB", "VDZ", "VDD", "VDB")


def topic_end(found: Sequence[Chunk]) -> int:
    """The index behind the topic that a sentence opens with instead of a clause; 0 where it opens with none.

    The topic is what stands before a dash, a colon or the first clause that only describes or asks. A sentence that
    has said a finite verb before any of these has no topic.
    """
    if not found or not _opens_a_topic(found[0]):
        return 0
    for index, chunk in enumerate(found):
        if chunk.head.word in _MARKS or chunk.kind in _OPENS_ANOTHER_CLAUSE or chunk.head.tag == "PNQ":
            return index
        if chunk.head.tag in _FINITE and (chunk.kind is Kind.VERB) and found[index - 1].kind is not Kind.TO:
            return 0
        if chunk.kind is Kind.AUXILIARY and chunk.head.tag.startswith(_TAGGED_FINITE):
            return 0
    return len(found)


def _opens_a_topic(chunk: Chunk) -> bool:
    return chunk.kind is Kind.NOUN_PHRASE or chunk.head.tag in {"VVG", "VBG", "VHG"}
