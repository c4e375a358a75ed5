"""Checks an analysis against the transcripts it claims to rest on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.findings import Analysis, Claim, Count, Quote, Theme
from analysis.intervals import count
from analysis.reading.statements import message_name
from analysis.theming.themes import People, people_heard
from interview_engine.transcript import Speaker, Transcript


class Fault(StrEnum):
    NO_SUCH_MESSAGE = "no such message"
    NOT_A_PARTICIPANT = "not said by a participant"
    OTHER_WORDS = "the message says something else there"
    OTHER_COUNT = "the count differs"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """``where`` names the part of the analysis; ``claimed`` and ``found`` what it says and what the transcripts say."""

    where: str
    fault: Fault
    claimed: str
    found: str


def verify(analysis: Analysis, transcripts: Sequence[Transcript]) -> tuple[Discrepancy, ...]:
    """Re-locate every quote and statement and recompute every theme's people; empty when everything holds."""
    checker = _Checker(transcripts)
    return tuple(checker.discrepancies(analysis))


class _Checker:
    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        self._people: People = people_heard(transcripts)
        self._participant: Mapping[str, str] = {t.interview_id: t.participant_id for t in transcripts}
        self._messages = {(t.interview_id, message_name(m)): m for t in transcripts for m in t.messages}

    def discrepancies(self, analysis: Analysis) -> Iterator[Discrepancy]:
        if analysis.people != len(self._people):
            yield Discrepancy("people", Fault.OTHER_COUNT, str(analysis.people), str(len(self._people)))
        for index, statement in enumerate(analysis.statements):
            yield from self._quote(f"statement {index}", statement.quote())
        summary = analysis.summary
        if summary is None:
            return
        for claim in (summary.headline, *summary.overview, *summary.segment_notes):
            yield from self._claim(claim)
        for quote in summary.also_said:
            yield from self._quote("also said", quote)
        for theme in (*summary.friction_points, *summary.success_factors):
            yield from self._theme(theme, analysis)

    def _claim(self, claim: Claim) -> Iterator[Discrepancy]:
        for quote in claim.quotes:
            yield from self._quote(f"claim \u201c{claim.text}\u201d", quote)
        for counted in claim.counts:
            yield from self._interval(f"claim \u201c{claim.text}\u201d", counted)
            if str(counted.people) not in claim.text or str(counted.of) not in claim.text:
                yield Discrepancy(f"claim \u201c{claim.text}\u201d", Fault.OTHER_COUNT, claim.text, _shown(counted))

    def _theme(self, theme: Theme, analysis: Analysis) -> Iterator[Discrepancy]:
        where = f"theme \u201c{theme.name}\u201d"
        for quote in theme.quotes:
            yield from self._quote(where, quote)
        members = [analysis.statements[i] for i in theme.statements if 0 <= i < len(analysis.statements)]
        voices = {self._participant.get(statement.interview_id, "") for statement in members}
        found = count(len(voices & self._people.ids), len(self._people)) if len(self._people) else None
        yield from self._same(where, theme.count, found)
        if theme.mentions != len(members):
            yield Discrepancy(where, Fault.OTHER_COUNT, f"{theme.mentions} mentions", f"{len(members)} mentions")
        for share in theme.segments:
            ids = self._people.segments.get(share.attribute, {}).get(share.value, frozenset())
            recounted = count(len(voices & ids), len(ids)) if ids else None
            yield from self._same(f"{where}, {share.attribute} {share.value}", share.count, recounted)

    def _same(self, where: str, claimed: Count, found: Count | None) -> Iterator[Discrepancy]:
        if found is None or (claimed.people, claimed.of) != (found.people, found.of):
            yield Discrepancy(where, Fault.OTHER_COUNT, _shown(claimed), _shown(found) if found else "nobody")
        else:
            yield from self._interval(where, claimed)

    def _interval(self, where: str, claimed: Count) -> Iterator[Discrepancy]:
        found = count(claimed.people, claimed.of)
        if abs(found.low - claimed.low) + abs(found.high - claimed.high) > 1e-6:  # noqa: PLR2004 - rounding in storage
            yield Discrepancy(where, Fault.OTHER_COUNT, _shown(claimed), _shown(found))

    def _quote(self, where: str, quote: Quote) -> Iterator[Discrepancy]:
        message = self._messages.get((quote.interview_id, quote.message_id))
        if message is None:
            yield Discrepancy(where, Fault.NO_SUCH_MESSAGE, quote.text, f"{quote.interview_id}/{quote.message_id}")
        elif message.speaker is not Speaker.PARTICIPANT:
            yield Discrepancy(where, Fault.NOT_A_PARTICIPANT, quote.text, message.speaker.value)
        elif (said := message.text[quote.start : quote.end]) != quote.text:
            yield Discrepancy(where, Fault.OTHER_WORDS, quote.text, said)


def _shown(counted: Count) -> str:
    return f"{counted.people} of {counted.of} ({counted.low:.3f}-{counted.high:.3f})"
