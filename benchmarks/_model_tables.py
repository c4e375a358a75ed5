"""What interviews held four ways say together: told, broken, waited, spent."""

import random
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from benchmarks._common import Aim
from benchmarks._held_interviews import LANGUAGE
from benchmarks._model_arms import Arm, Record
from interview_engine import Asked, End
from interview_engine.simulation.sent_rules import broken_rules, near_repeats
from interview_engine.turn_compiler import TurnContext, check
from research_templates.plan import ResearchPlan

PROMPT_SHOWN = "prompt_shown"
RESAMPLES = 2000
SEED = 20261122
Plans = Mapping[str, ResearchPlan]


def of_arm(records: Iterable[Record], arm: Arm) -> list[Record]:
    return [record for record in records if record.arm == arm.value]


def messages(record: Record) -> list[Asked]:
    """The messages that wait for an answer; the goodbye is the plan's own."""
    return [event for event in record.interview.events if isinstance(event, Asked) and not isinstance(event.move, End)]


def broken(plans: Plans, record: Record) -> set[tuple[int, str]]:
    """Each rule that a sent message breaks, once for a message."""
    found = set(broken_rules(plans[record.question], record.interview.events, LANGUAGE))
    return found | {(seq, PROMPT_SHOWN) for seq in record.shown}


def foreign(record: Record) -> int:
    """Messages that are not in the interview's language."""
    context = TurnContext(LANGUAGE, (), ())
    return sum(any(fault.rule == "language" for fault in check(one.text, context)) for one in messages(record))


def told_ratio(ours: Sequence[Record], theirs: Sequence[Record]) -> float | None:
    """Facts and details told to ``ours``, for each one told to ``theirs``, by the people who talked to both."""
    pairs = _pairs(ours, theirs)
    return _ratio(pairs) if pairs else None


def told_interval(ours: Sequence[Record], theirs: Sequence[Record]) -> tuple[float, float] | None:
    """95 % of the ratios of resampled people lie between these two (percentile bootstrap)."""
    pairs = _pairs(ours, theirs)
    if not pairs:
        return None
    draw = random.Random(SEED)
    ratios = sorted(_ratio(draw.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES))
    return ratios[round(0.025 * (RESAMPLES - 1))], ratios[round(0.975 * (RESAMPLES - 1))]


def _pairs(ours: Sequence[Record], theirs: Sequence[Record]) -> list[tuple[int, int]]:
    people = {_person(one): one.told for one in theirs}
    return [(one.told, people[_person(one)]) for one in ours if _person(one) in people]


def _person(record: Record) -> tuple[str, str, str]:
    return record.question, record.type, record.seed


def _ratio(pairs: Sequence[tuple[int, int]]) -> float:
    return sum(one for one, _ in pairs) / max(1, sum(other for _, other in pairs))


def arm_rows(plans: Plans, records: Sequence[Record]) -> list[dict[str, object]]:
    return [_arm_row(plans, arm, ours, records) for arm in Arm if (ours := of_arm(records, arm))]


def _arm_row(plans: Plans, arm: Arm, ours: Sequence[Record], records: Sequence[Record]) -> dict[str, object]:
    figures = _figures(plans, ours)
    heard = figures["messages"]
    ratio = told_ratio(ours, of_arm(records, Arm.FORM))
    return {
        "": arm.value,
        "interviews": len(ours),
        "facts": _share(figures["facts_told"], figures["facts"]),
        "details": _share(figures["details_told"], figures["details"]),
        "x form": "-" if ratio is None else f"{ratio:.2f}",
        "mandatory, exact": _share(figures["mandatory_exact"], figures["mandatory"]),
        "or nearly": _share(figures["mandatory_nearly"], figures["mandatory"]),
        "messages": heard,
        "that break a rule": _share(figures["messages_broken"], heard),
        "twice": figures["twice"],
        "nearly twice": figures["nearly_twice"],
        "not English": _share(figures["not_english"], heard),
        "after a stop": figures["after_stop"],
        "failed": figures["failed"],
        "turn s": _seconds(figures["seconds_median"]),
        "p95 s": _seconds(figures["seconds_p95"]),
        "calls": f"{figures['calls'] / len(ours):.1f}",
        "tokens": f"{figures['tokens'] / len(ours):,.0f}",
    }


def _figures(plans: Plans, records: Sequence[Record]) -> dict[str, Any]:
    faults = [broken(plans, record) for record in records]
    by_rule = Counter(rule for found in faults for _, rule in found)
    seconds = sorted(turn for record in records for turn in record.seconds)
    unstopped = [record.mandatory for record in records if not record.stopped]
    known = [record.knowledge for record in records]
    return {
        "interviews": len(records),
        "facts": sum(one[0] for one in known),
        "facts_told": sum(one[1] for one in known),
        "details": sum(one[2] for one in known),
        "details_told": sum(one[3] for one in known),
        "mandatory": sum(of for _, _, of in unstopped),
        "mandatory_exact": sum(exact for exact, _, _ in unstopped),
        "mandatory_nearly": sum(nearly for _, nearly, _ in unstopped),
        "messages": sum(len(messages(record)) for record in records),
        "messages_broken": sum(len({seq for seq, _ in found}) for found in faults),
        "broken": dict(sorted(by_rule.items())),
        "twice": by_rule["said_twice"],
        "nearly_twice": sum(near_repeats(plans[record.question], record.interview.events) for record in records),
        "not_english": sum(foreign(record) for record in records),
        "after_stop": sum(record.after_stop for record in records),
        "failed": sum(bool(record.failed) for record in records),
        "seconds_median": statistics.median(seconds) if seconds else None,
        "seconds_p95": seconds[round(0.95 * (len(seconds) - 1))] if seconds else None,
        "calls": sum(record.calls for record in records),
        "tokens": sum(record.prompt_tokens + record.completion_tokens for record in records),
        "ends": dict(Counter(record.interview.end for record in records if record.events)),
    }


def type_rows(records: Sequence[Record]) -> list[dict[str, object]]:
    """Facts and details told to each arm, by type."""
    rows: list[dict[str, object]] = []
    for kind in dict.fromkeys(record.type for record in records):
        told = {arm.value: [one.told for one in of_arm(records, arm) if one.type == kind] for arm in Arm}
        rows.append({"": kind, **{arm: f"{statistics.fmean(each):.1f}" for arm, each in told.items() if each}})
    return rows


def rule_rows(plans: Plans, records: Sequence[Record]) -> list[dict[str, object]]:
    """Each rule: how many of 100 proposals to ours broke it, and how many of 100 messages that were sent."""
    proposals = [one for record in of_arm(records, Arm.MODEL) for one in record.proposals]
    proposed = Counter(rule for one in proposals for rule in one.rules)
    asking = [arm for arm in Arm if arm is not Arm.FORM]
    sent: dict[Arm, dict[str, Any]] = {arm: _figures(plans, of_arm(records, arm)) for arm in asking}
    rules = sorted({*proposed, *(rule for figures in sent.values() for rule in figures["broken"])})
    rows = []
    for rule in rules:
        times = {arm: figures["broken"].get(rule, 0) for arm, figures in sent.items()}
        rows.append(_rule_row(rule, proposed[rule], len(proposals), times, sent))
    anything = {arm: figures["messages_broken"] for arm, figures in sent.items()}
    return [*rows, _rule_row("any", sum(bool(one.rules) for one in proposals), len(proposals), anything, sent)]


def _rule_row(
    rule: str, proposed: int, proposals: int, times: Mapping[Arm, int], sent: Mapping[Arm, Mapping[str, Any]]
) -> dict[str, object]:
    shares = {f"sent, {arm.value}": _hundredth(times[arm], sent[arm]["messages"]) for arm in times}
    return {"rule": rule, "proposed to ours": _hundredth(proposed, proposals), **shares}


def fallback_rows(records: Sequence[Record]) -> list[dict[str, object]]:
    """What became of the calls for a message, and why those that failed did."""
    fates = _fates(of_arm(records, Arm.MODEL))
    return [
        {"": name, "messages": number, "share": _share(number, fates.total())} for name, number in fates.most_common()
    ]


def _fates(records: Sequence[Record]) -> Counter[str]:
    fates: Counter[str] = Counter()
    for record in records:
        fates.update("sent after a cut" if one.rules else "sent as proposed" for one in record.proposals if one.sent)
        fates.update(f"the bank instead: {_reason(reason)}" for reason in record.fallbacks)
    return fates


def _reason(reason: str) -> str:
    """Which rules refused it is in the table of rules; here it is one reason."""
    return "refused by the compiler" if reason.startswith("rejected") else reason.partition(":")[0]


def summary(plans: Plans, records: Sequence[Record]) -> dict[str, Any]:
    proposals = [one for record in of_arm(records, Arm.MODEL) for one in record.proposals]
    return {
        "arms": {arm.value: _figures(plans, of_arm(records, arm)) for arm in Arm},
        "proposals": len(proposals),
        "proposals_broken": dict(Counter(rule for one in proposals for rule in one.rules)),
        "proposals_without_fault": sum(not one.rules for one in proposals),
        "fates": dict(_fates(of_arm(records, Arm.MODEL))),
        "told_beside_prompt_only": told_interval(of_arm(records, Arm.MODEL), of_arm(records, Arm.PROMPT)),
    }


def aims(plans: Plans, records: Sequence[Record]) -> list[Aim]:
    ours, alone = of_arm(records, Arm.MODEL), of_arm(records, Arm.PROMPT)
    figures = _figures(plans, ours)
    faults = figures["broken"]
    return [
        Aim("ours with the model: rules broken by sent messages", "0", str(faults), _met(ours, lambda: not faults)),
        Aim("ours with the model: mandatory questions, not stopped", "100 %",
            _share(figures["mandatory_exact"], figures["mandatory"]),
            _met(ours, lambda: figures["mandatory_exact"] == figures["mandatory"])),
        Aim("ours with the model: messages not in English", "0", str(figures["not_english"]),
            _met(ours, lambda: figures["not_english"] == 0)),
        _told_more("ours with the model", ours, alone),
        _told_more("ours without a model", of_arm(records, Arm.OFFLINE), alone),
    ]  # fmt: skip


def _told_more(name: str, ours: Sequence[Record], alone: Sequence[Record]) -> Aim:
    ratio, interval = told_ratio(ours, alone), told_interval(ours, alone)
    if ratio is None or interval is None:
        return Aim(f"{name}: told, for each thing told to a prompt alone", "> 1", "-", None)
    measured = f"{ratio:.2f} (95 % {interval[0]:.2f} to {interval[1]:.2f})"
    return Aim(f"{name}: told, for each thing told to a prompt alone", "> 1", measured, interval[0] > 1)


def _met(records: Sequence[Record], judge: Callable[[], bool]) -> bool | None:
    return judge() if records else None


def _share(met: int, of: int) -> str:
    return f"{met / of:.1%}" if of else "-"


def _hundredth(times: int, of: int) -> str:
    return f"{100 * times / of:.1f}" if of else "-"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
