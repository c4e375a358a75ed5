"""A report card for a terminal."""

from interview_engine.simulation.report_card import Count, ReportCard


def report_text(card: ReportCard) -> str:
    """The card as plain text, a line for each figure."""
    rows = [
        ("Interviews", str(card.interviews)),
        ("Facts that came out", _share(card.headlines)),
        ("Details that came out", _share(card.details)),
        ("Goals with an answer", f"{_share(card.goals)}, interviews that were stopped aside"),
        ("Mandatory questions asked", f"{_share(card.mandatory)}, interviews that were stopped aside"),
        ("Probes per answer", f"{card.probes.share or 0:.2f}"),
        ("Probes on their own words", _share(card.located)),
        ("Probes with a word of the answer", _share(card.relevant)),
        ("Messages said twice", str(card.said_twice)),
        ("Messages nearly said twice", str(card.near_repeats)),
        ("Answers per interview", f"{card.turns.median:g} (nine in ten at most {card.turns.p90:g})"),
        ("Minutes per interview", f"{card.minutes.median:.1f} (nine in ten at most {card.minutes.p90:.1f}), estimated"),
        ("Words per answer", f"{card.words_per_answer:.1f}"),
    ]
    lines = [f"{name:<34}{value}" for name, value in rows]
    lines += ["", f"{'Rule':<22}{'refused':>9}{'sent':>9}"]
    lines += [f"{count.rule:<22}{count.proposed:>9}{count.sent:>9}" for count in card.rules] or ["none was broken"]
    lines += ["", f"{'Participants':<22}how their interviews ended"]
    for kind, ends in card.ends.items():
        lines.append(f"{kind:<22}{', '.join(f'{number} {end}' for end, number in sorted(ends.items()))}")
    return "\n".join(lines)


def _share(count: Count) -> str:
    return "none to count" if count.share is None else f"{count.met} of {count.of} ({count.share:.0%})"
