"""The interviewer, offline: simulated participants of every type, real answers, and hostile ones.

``python benchmarks/interviews.py [--data DIR] [--json FILE] [--quick]``

Simulated people hold every study, each type with several seeds, once with the engine and once with a form that asks
the plan's questions and nothing else. What they tell is counted in facts and details that they know; they tell details
only when somebody asks for them openly, or (the talkative ones) now and then by themselves, so the ratio says what
follow-ups bring out of people who behave like that, and no more. Minutes are estimated from words; the cost of a turn
is that of the interviewer alone, and late turns are the last third of each interview. Broken rules are those that the
linter and the compiler see in what was sent: ``read_sample.py`` draws messages for a person to judge. The real answers
are those of the data set, one at a time; thirty of the messages that follow are printed to be judged by a reader.
The status is 1 when an aim is missed.
"""

import asyncio
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._common import Aim, finish, parse_args, read_rows, report_table
from benchmarks._held_interviews import LANGUAGE, Held, Study, bytes_each, hold, studies
from benchmarks._hostile_answers import Fuzzed, fuzz
from benchmarks._replayed_interviews import Replayed, kinds, replay_rows, shown
from interview_engine import Asked, EndReason
from interview_engine.simulation import Count, Knowledge, ParticipantType, ReportCard, report_card, world_for
from interview_engine.simulation.sent_rules import broken_rules

SEEDS = ("1", "2", "3", "4", "5")
QUICK_STUDIES, QUICK_SEEDS = 3, ("1",)
ANSWERS, QUICK_ANSWERS = 10_000, 400
QUICK_ROWS = 15
LEAST_RATIO = 2.0
MOST_MILLISECONDS = 40.0
MOST_BYTES = 50_000
SHOWN = 30
REPLAY_SEED = "20261122"


def told(known: Sequence[Knowledge]) -> tuple[int, int]:
    """Facts and details that came out."""
    return sum(one.headlines_told for one in known), sum(one.details_told for one in known)


def ratio(held: Sequence[Held]) -> float:
    """Facts and details told to the engine, for each one told to the form."""
    engine = sum(told([one.interview.knowledge for one in held if one.interview.knowledge]))
    return engine / max(1, sum(told([one.form for one in held])))


def row(name: str, card: ReportCard, held: Sequence[Held]) -> dict[str, object]:
    sent = sum(count.sent for count in card.rules)
    return {
        "": name,
        "interviews": card.interviews,
        "facts": _percent(card.headlines),
        "details": _percent(card.details),
        "x form": ratio(held),
        "goals": _percent(card.goals),
        "mandatory": _percent(card.mandatory),
        "probes/answer": card.probes.share or 0.0,
        "located": _percent(card.located),
        "relevant": _percent(card.relevant),
        "broken": sent,
        "twice": card.said_twice,
        "nearly": card.near_repeats,
        "late p95 ms": p95(turn for one in held for turn in one.late_milliseconds),
        "answers": card.turns.median,
        "minutes": card.minutes.median,
        "words": card.words_per_answer,
        "ends": ", ".join(f"{number} {end}" for end, number in sorted(_ends(card).items())),
    }


def p95(milliseconds: Iterable[float]) -> float:
    return statistics.quantiles(milliseconds, n=20, method="inclusive")[-1]


def spread(held: Sequence[Held], *, late: bool) -> dict[str, float]:
    turns = [turn for one in held for turn in (one.late_milliseconds if late else one.milliseconds)]
    return {"turns": len(turns), "median": statistics.median(turns), "p95": p95(turns), "most": max(turns)}


def _percent(count: Count) -> str:
    return "-" if count.share is None else f"{count.share:.0%}"


def _ends(card: ReportCard) -> Counter[str]:
    return sum((Counter(ends) for ends in card.ends.values()), Counter[str]())


def merged(cards: Sequence[ReportCard]) -> tuple[Count, int, int, Counter[str]]:
    """Over several studies: mandatory coverage, messages said twice, near repeats, broken rules."""
    sent = Counter[str]()
    for card in cards:
        sent.update({count.rule: count.sent for count in card.rules})
    mandatory = Count.total(card.mandatory for card in cards)
    return mandatory, sum(card.said_twice for card in cards), sum(card.near_repeats for card in cards), +sent


def examples(held: Sequence[Held], most: int = 3) -> list[dict[str, object]]:
    """Some messages that broke a rule, for each rule."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in held:
        for seq, rule in broken_rules(one.study.plan, one.interview.events, LANGUAGE):
            if len(found[rule]) < most:
                found[rule].append(one.interview.events[seq].text)
    return [{"rule": rule, "message": text} for rule, texts in sorted(found.items()) for text in texts]


def stopped_against_their_will(held: Sequence[Held]) -> list[str]:
    """Last answers of interviews that ended as stopped although that type of participant never wants to stop."""
    stops = {ParticipantType.IMPATIENT, ParticipantType.DISTRESSED}
    wrong = [one for one in held if one.interview.type not in stops and one.interview.end == EndReason.STOPPED]
    return [one.interview.events[-2].text for one in wrong]


async def simulated(quick: bool) -> list[Held]:  # noqa: FBT001 - the benchmark's own switch
    wanted = product(studies(QUICK_STUDIES if quick else None), ParticipantType, QUICK_SEEDS if quick else SEEDS)
    return [await hold(study, kind, seed) for study, kind, seed in wanted]


def tables(held: Sequence[Held]) -> list[ReportCard]:
    """Print a table by study and one by type; returns the cards of the studies."""
    by_study: defaultdict[str, list[Held]] = defaultdict(list)
    for one in held:
        by_study[one.study.question].append(one)
    cards, rows = [], []
    for of_study in by_study.values():
        card = report_card(of_study[0].study.plan, [one.interview for one in of_study])
        cards.append(card)
        rows.append(row(world_for(of_study[0].study.plan).name, card, of_study))
    report_table("By study (named by the world its participants live in)", rows)
    of_types = []
    for kind in ParticipantType:
        ours = [one for one in held if one.interview.type == kind]
        parts = [
            report_card(study.plan, [one.interview for one in ours if one.study is study])
            for study in _studies_of(ours)
        ]
        of_types.append(type_row(kind.value, parts, ours))
    report_table("By type", of_types)
    return cards


def _studies_of(held: Sequence[Held]) -> list[Study]:
    return list({id(one.study): one.study for one in held}.values())


def type_row(name: str, parts: Sequence[ReportCard], held: Sequence[Held]) -> dict[str, object]:
    mandatory, twice, nearly, sent = merged(parts)
    return {
        "": name,
        "facts": _percent(Count.total(card.headlines for card in parts)),
        "details": _percent(Count.total(card.details for card in parts)),
        "x form": ratio(held),
        "goals": _percent(Count.total(card.goals for card in parts)),
        "mandatory": _percent(mandatory),
        "probes/answer": Count.total(card.probes for card in parts).share or 0.0,
        "located": _percent(Count.total(card.located for card in parts)),
        "broken": sent.total(),
        "twice": twice,
        "nearly": nearly,
        "late p95 ms": p95(turn for one in held for turn in one.late_milliseconds),
        "words": statistics.fmean(card.words_per_answer for card in parts),
        "ends": ", ".join(f"{n} {end}" for end, n in sorted(sum(map(_ends, parts), Counter[str]()).items())),
    }


def replay_tables(found: Sequence[Replayed]) -> dict[str, object]:
    probes = [one for one in found if one.is_probe]
    located = sum(one.is_located for one in probes)
    broken = Counter(rule for one in found for rule in one.broken)
    report_table("Real answers", kinds(found))
    if broken:
        report_table("Rules broken after real answers", [{"rule": r, "times": n} for r, n in broken.most_common()])
    print(f"\n{SHOWN} random messages after real answers")
    for text in shown(found, how_many=SHOWN, seed=REPLAY_SEED):
        print(text)
    return {
        "answers": len(found),
        "probes": len(probes),
        "located": located,
        "generic": len(probes) - located,
        "messages_breaking_a_rule": sum(bool(one.broken) for one in found),
        "broken": dict(broken),
    }


def aims(held: Sequence[Held], cards: Sequence[ReportCard], fuzzed: Fuzzed, replayed: dict[str, object]) -> list[Aim]:
    mandatory, twice, nearly, sent = merged(cards)
    turn = p95(turn for one in held for turn in one.milliseconds)
    late = p95(turn for one in held for turn in one.late_milliseconds)
    each = bytes_each(held)
    gained = ratio(held)
    wrong = len(stopped_against_their_will(held))
    problems = len(fuzzed.errors) + fuzzed.broken.total()
    return [
        Aim("mandatory questions, interviews not stopped", "100 %", _percent(mandatory), mandatory.met == mandatory.of),
        Aim("rules broken by sent messages", "0", f"{sent.total()} {dict(sent)}", not sent),
        Aim("messages said twice in an interview", "0", str(twice), twice == 0),
        Aim("messages nearly said twice", "0", str(nearly), nearly == 0),
        Aim("ended although nobody asked to stop", "0", str(wrong), wrong == 0),
        Aim("told, for each thing told to a form", f">= {LEAST_RATIO:g}", f"{gained:.2f}", gained >= LEAST_RATIO),
        Aim("p95 of one turn, no model", f"<= {MOST_MILLISECONDS:g} ms", f"{turn:.1f} ms", turn <= MOST_MILLISECONDS),
        Aim("p95 of late turns, no model", f"<= {MOST_MILLISECONDS:g} ms", f"{late:.1f} ms", late <= MOST_MILLISECONDS),
        Aim("memory of a live interview", "<= 50 kB", f"{each / 1000:.1f} kB", each <= MOST_BYTES),
        Aim("fuzz: errors and broken rules", "0", f"{problems} in {fuzzed.answers} answers", problems == 0),
        Aim("real answers: messages that break a rule", "0", str(replayed["messages_breaking_a_rule"]),
            replayed["messages_breaking_a_rule"] == 0),
    ]  # fmt: skip


async def main() -> int:
    options = parse_args("The interviewer, offline: simulated people, real answers, hostile answers.")
    rows = read_rows(options.data, "ai_interviews", first=QUICK_ROWS if options.quick else None)
    held = await simulated(options.quick)
    cards = tables(held)
    report_table("Messages that broke a rule", examples(held))
    for text in stopped_against_their_will(held)[:10]:
        print(f"ended by: {text}")
    replayed = replay_tables(await replay_rows(rows))
    fuzzed = await fuzz(held[0].study.plan, answers=QUICK_ANSWERS if options.quick else ANSWERS, seed=REPLAY_SEED)
    report_table("Fuzz: rules broken", [{"rule": rule, "example": text} for rule, text in fuzzed.examples.items()])
    for error in fuzzed.errors[:5]:
        print(f"error: {error}")
    facts, details = told([one.interview.knowledge for one in held if one.interview.knowledge])
    form_facts, form_details = told([one.form for one in held])
    result: dict[str, object] = {
        "interviews": len(held),
        "messages": sum(isinstance(event, Asked) for one in held for event in one.interview.events),
        "told": {"facts": facts, "details": details, "form_facts": form_facts, "form_details": form_details},
        "milliseconds": {"all": spread(held, late=False), "late": spread(held, late=True)},
        "replayed": replayed,
        "fuzzed": {"answers": fuzzed.answers, "interviews": fuzzed.interviews, "errors": fuzzed.errors[:20]},
        "studies": dict(zip(_questions(held), (card.as_json() for card in cards), strict=True)),
    }
    return finish(options, "interviews", result, aims(held, cards, fuzzed, replayed))


def _questions(held: Sequence[Held]) -> list[str]:
    return list(dict.fromkeys(one.study.question for one in held))


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
