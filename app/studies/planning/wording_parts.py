"""The parts of a proposal other than its questions, each checked against its grounds and repaired by itself."""

import re

from app.studies.planning.checked import Checked, Problem, checked_items, checked_text
from app.studies.planning.proposal import PlanProposal, ProposedSegment
from app.studies.planning.texts import Flaw, Grounds, clean_lines, one_line, stems, without_slots
from research_templates import Goal, ParticipantProfile, ResearchType, SegmentTarget
from research_templates.catalogue import kpi
from research_templates.errors import KpiError

GOALS, SEGMENTS, ANALYSIS_QUESTIONS, KPIS = (3, 5), (2, 5), (5, 8), (2, 6)
"""The fewest and the most of each."""

_PARTICIPANTS = (1, 100)
_SAME = 0.75
_KPI_NAME = 100
_LINE, _PASSAGE = 300, 1_500
_LINK_AT_AN_END = re.compile(r"(?<=[.:!?])\s+\{link\}(?:\s+|$)")
_RUNS_ON = re.compile(r"[.?!]\s+\S")
_DOUBLED_SLOT = re.compile(r"\{\{\s*(name|link)\s*\}\}")


def check_title(proposal: PlanProposal, grounds: Grounds) -> Checked[str]:
    text = one_line(proposal.title).rstrip(".")
    flaw = grounds.flaw(text, longest=120) or _off_subject(text, grounds)
    flaw = flaw or (Flaw.BROKEN_OFF if _RUNS_ON.search(text) else None)
    return checked_text(text, flaw, grounds.plan.title)


def check_description(proposal: PlanProposal, grounds: Grounds) -> Checked[str]:
    text = clean_lines(proposal.description)
    flaw = grounds.flaw(text, longest=_PASSAGE, shortest=40) or _off_subject(text, grounds)
    return checked_text(text, flaw, grounds.plan.description)


def check_welcome(proposal: PlanProposal, grounds: Grounds) -> Checked[str]:
    text = clean_lines(proposal.welcome)
    return checked_text(text, grounds.flaw_for_participants(text, longest=700), grounds.plan.welcome)


def check_closing(proposal: PlanProposal, grounds: Grounds) -> Checked[str]:
    text = clean_lines(proposal.closing)
    return checked_text(text, grounds.flaw_for_participants(text, longest=500), grounds.plan.closing)


def check_invitation(proposal: PlanProposal, grounds: Grounds) -> Checked[str]:
    text = _DOUBLED_SLOT.sub(r"{\1}", clean_lines(proposal.invitation))
    if "{link}" not in text and text:
        text = f"{text}\n\n{{link}}"
    text = _LINK_AT_AN_END.sub("\n\n{link}\n\n", text).strip()
    rest, once = without_slots(text)
    flaw = grounds.flaw_for_participants(rest.strip(), longest=_PASSAGE) or (None if once else Flaw.SLOTS)
    return checked_text(text, flaw, grounds.plan.invitation)


def check_goals(proposal: PlanProposal, grounds: Grounds, *, least: int = GOALS[0]) -> Checked[tuple[Goal, ...]]:
    """Goals of the proposal have keys by their place in it, g1, g2 and so on; those that stand keep their own."""
    standing = grounds.plan.goals
    proposed = []
    for number, item in enumerate(proposal.goals, start=1):
        text, evidence = one_line(item.text), one_line(item.evidence)
        flaw = grounds.flaw(text, longest=_LINE, shortest=12) or grounds.flaw(evidence, longest=_LINE, shortest=12)
        flaw = flaw or (Flaw.REPEATED if stems(text) == stems(evidence) else None)
        goal = Goal.model_construct(key=f"g{number}", text=text, evidence=evidence)
        proposed.append((goal, text, flaw))

    def same(one: Goal, other: Goal) -> bool:
        return one.key == other.key or alike(one.text, other.text, grounds)

    checked = checked_items(proposed, standing, same=same, least=least, most=max(least, GOALS[1]))
    if checked.kept and not grounds.half_name_subject(goal.text for goal in checked.value):
        return Checked(standing, 0, len(standing), (*checked.problems, Problem(Flaw.OFF_SUBJECT)))
    return checked


def check_profile(proposal: PlanProposal, grounds: Grounds) -> Checked[ParticipantProfile]:
    standing = grounds.plan.profile
    words = clean_lines(proposal.participants)
    described = checked_text(words, grounds.flaw(words, longest=800, shortest=15), standing.description)
    segments = checked_items(
        (_segment(item, grounds) for item in proposal.segments),
        standing.segments,
        same=lambda one, other: stems(one.name) == stems(other.name),
        least=SEGMENTS[0],
        most=SEGMENTS[1],
    )
    if segments.kept and not _every_side_is_there(segments.value, grounds):
        segments = Checked(standing.segments, 0, len(standing.segments), (Problem(Flaw.SIDES),))
    return Checked(
        ParticipantProfile(description=described.value, segments=segments.value),
        described.kept + segments.kept,
        described.replaced + segments.replaced,
        described.problems + segments.problems,
    )


def check_analysis_questions(proposal: PlanProposal, grounds: Grounds) -> Checked[tuple[str, ...]]:
    proposed = []
    for item in proposal.analysis_questions:
        text = one_line(item)
        flaw = grounds.flaw(text, longest=_LINE, shortest=12) or (None if text.endswith("?") else Flaw.NO_QUESTION)
        proposed.append((text, text, flaw))
    least, most = ANALYSIS_QUESTIONS
    return checked_items(
        proposed,
        grounds.plan.analysis_questions,
        same=lambda one, other: alike(one, other, grounds),
        least=least,
        most=most,
    )


def check_kpis(proposal: PlanProposal, grounds: Grounds) -> Checked[tuple[str, ...]]:
    names = [(_catalogue_name(one_line(item)), item) for item in proposal.kpis]
    proposed = [(name, item, None if name else Flaw.UNKNOWN_KPI) for name, item in names]
    least, most = KPIS
    return checked_items(proposed, grounds.plan.kpis, same=lambda one, other: one == other, least=least, most=most)


def research_type(proposal: PlanProposal, grounds: Grounds) -> ResearchType:
    known = set(ResearchType)
    return ResearchType(proposal.research_type) if proposal.research_type in known else grounds.plan.research_type


def alike(one: str, other: str, grounds: Grounds) -> bool:
    """Whether two texts say nearly the same: the subject's words stand in all of them and do not count."""
    mine, theirs = stems(one) - grounds.subject, stems(other) - grounds.subject
    if not mine or not theirs:
        return mine == theirs
    return len(mine & theirs) >= _SAME * len(mine | theirs)


def _off_subject(text: str, grounds: Grounds) -> Flaw | None:
    return None if not grounds.topic or grounds.topic & stems(text) else Flaw.OFF_SUBJECT


def _catalogue_name(name: str) -> str:
    """The catalogue's own spelling of a measure's name; empty for one that is not in it."""
    try:
        return kpi(name[:_KPI_NAME]).name
    except KpiError:
        return ""


def _segment(item: ProposedSegment, grounds: Grounds) -> tuple[SegmentTarget, str, Flaw | None]:
    name, reason = one_line(item.name), one_line(item.reason)
    flaw = grounds.flaw(name, longest=80, shortest=2) or grounds.flaw(reason, longest=_LINE, shortest=8)
    least, most = _PARTICIPANTS
    target = SegmentTarget.model_construct(name=name, count=min(max(item.count, least), most), reason=reason)
    return target, name, flaw


def _every_side_is_there(segments: tuple[SegmentTarget, ...], grounds: Grounds) -> bool:
    read = grounds.understood
    if not read.compares or read.language != grounds.language:
        return True
    names = [stems(segment.name) for segment in segments]
    return all(any(stems(side) & name for name in names) for side in read.sides)
