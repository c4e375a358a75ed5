"""Checks a change against the waves it claims to rest on: everything is counted again from the statements."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from analysis.change.differences import Tested, different_people, same_people
from analysis.change.trends import metric_trends
from analysis.change.waves import CHANGED, Change, Difference, Status, ThemeChange, WaveFindings, status_of, voices
from analysis.evidence import Discrepancy, Fault
from analysis.findings import Claim, Count
from analysis.intervals import count
from analysis.sifting import sifted
from analysis.summary.locked import unsupported

_ROUNDING = 1e-9


class Supported(NamedTuple):
    """A change without what does not hold, and what did not."""

    change: Change
    faults: tuple[Discrepancy, ...]


def supported(change: Change, waves: Sequence[WaveFindings]) -> Supported:
    """What of ``change`` may be shown: themes and sentences that are counted again the same, if its waves are these.

    A theme that fails takes the sentences about it along.
    """
    faults = list(_waves(change, waves))
    if faults:
        return Supported(replace(change, themes=(), claims=(), metrics=()), tuple(faults))
    themes, faults = sifted(change.themes, lambda theme: _theme(theme, waves))
    kept = replace(change, themes=themes)
    claims, unheld = sifted(change.claims, lambda claim: _claim(claim, kept))
    faults += unheld
    metrics = metric_trends([wave.statements for wave in waves])
    if kept.metrics != metrics:
        faults.append(Discrepancy("amounts", Fault.OTHER_COUNT, str(kept.metrics), str(metrics)))
        kept = replace(kept, metrics=())
    return Supported(replace(kept, claims=claims), tuple(faults))


def verify_change(change: Change, waves: Sequence[WaveFindings]) -> tuple[Discrepancy, ...]:
    """Recount every share, interval and sentence; empty when everything holds."""
    return supported(change, waves).faults


def _waves(change: Change, waves: Sequence[WaveFindings]) -> Iterator[Discrepancy]:
    people = tuple(len(wave.people) for wave in waves)
    if (change.waves, change.people) != (tuple(wave.name for wave in waves), people):
        yield Discrepancy("waves", Fault.OTHER_COUNT, f"{change.waves} {change.people}", f"{people}")


def _theme(theme: ThemeChange, waves: Sequence[WaveFindings]) -> Iterator[Discrepancy]:
    where = f"theme \u201c{theme.name}\u201d"
    if any(not 0 <= i < len(w.statements) for w, members in zip(waves, theme.members, strict=True) for i in members):
        yield Discrepancy(where, Fault.NO_SUCH_MESSAGE, "its statements", "statements that no wave has")
        return
    heard = [voices(wave, members) for wave, members in zip(waves, theme.members, strict=True)]
    for wave, people, share in zip(waves, heard, theme.shares, strict=True):
        if share != (found := count(len(people), len(wave.people))):
            yield Discrepancy(f"{where} in {wave.name}", Fault.OTHER_COUNT, _shown(share), _shown(found))
    said = {(q.message_id, q.start, q.end, q.text) for wave in waves for q in (s.quote() for s in wave.statements)}
    for quote in theme.quotes:
        if (quote.message_id, quote.start, quote.end, quote.text) not in said:
            yield Discrepancy(where, Fault.OTHER_WORDS, quote.text, "no statement of any wave says so")
    for difference in theme.differences:
        found_again = _recounted(difference, waves, heard)
        if not _alike(difference.tested, found_again):
            yield Discrepancy(where, Fault.OTHER_COUNT, str(difference.tested), str(found_again))
        possible = {status_of(found_again, held=True), status_of(found_again, held=False), Status.TOO_FEW}
        if difference.status not in possible:
            yield Discrepancy(where, Fault.OTHER_COUNT, difference.status, ", ".join(sorted(possible)))


def _recounted(difference: Difference, waves: Sequence[WaveFindings], heard: Sequence[frozenset[str]]) -> Tested:
    pair = (difference.earlier, difference.later)
    if not difference.paired:
        return different_people(*(count(len(heard[w]), len(waves[w].people)) for w in pair))
    everybody = [{waves[w].identities.get(person, "") for person in waves[w].people} - {""} for w in pair]
    said = [{waves[w].identities.get(person, "") for person in heard[w]} for w in pair]
    both = sorted(everybody[0] & everybody[1])
    return same_people([person in said[0] for person in both], [person in said[1] for person in both])


def _claim(claim: Claim, change: Change) -> Iterator[Discrepancy]:
    """A sentence must be about one change that holds, carry its two counts and say nothing else."""
    where = f"claim \u201c{claim.text}\u201d"
    about = [
        (d.tested.second, d.tested.first)
        for theme in change.themes
        if f"\u201c{theme.name}\u201d" in claim.text
        for d in theme.differences
        if d.status in CHANGED and d.status in claim.text
    ]
    if claim.counts not in about:
        yield Discrepancy(where, Fault.OTHER_COUNT, " ".join(map(_shown, claim.counts)), "no such change")
    for flaw in unsupported(claim, {*change.waves, *(theme.name for theme in change.themes)}):
        yield Discrepancy(where, Fault.UNSUPPORTED, claim.text, flaw)


def _alike(one: Tested, other: Tested) -> bool:
    same = (one.first, one.second) == (other.first, other.second)
    numbers = zip((one.low, one.high, one.p), (other.low, other.high, other.p), strict=True)
    return same and all(abs(a - b) <= _ROUNDING for a, b in numbers)


def _shown(counted: Count) -> str:
    return f"{counted.people} of {counted.of}"
