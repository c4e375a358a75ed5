"""From findings to the views of statements, of what was set aside, of edits and of the funnel."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from analysis.findings import Polarity
from analysis.reporting.funnel import Funnel, steepest_loss
from analysis.reporting.names import stage_name
from analysis.reporting.set_aside import Reason
from app.insights.edit_history import EditHistory
from app.insights.exploring import Findings
from app.insights.searching import IN_A_THEME, IN_NO_THEME, Found, Wanted, attributes_of, search, stages_of
from app.insights.set_aside import SetAsideList, SetAsideRead
from app.pages.finding_views import Shown
from app.pages.paging import SHOWN, page_links
from app.pages.theme_views import edit_words
from app.pages.views import (
    EditsPage,
    FoundStatement,
    FunnelPage,
    FunnelRow,
    HistoryRow,
    Option,
    QuoteView,
    ReasonRow,
    SetAsidePage,
    SetAsideRow,
    StatementsPage,
    StudyHead,
    ThemeLink,
)

_LONGEST_QUESTION: Final = 300
_PLACES: Final = (
    Option("", "In a theme or not"),
    Option(IN_A_THEME, "In a theme"),
    Option(IN_NO_THEME, "In no theme"),
)
_POLARITIES: Final = (
    Option("", "All readings"),
    *(Option(polarity.value, polarity.value.capitalize()) for polarity in Polarity),
)


class _ReasonWords(NamedTuple):
    name: str
    what: str


_REASONS: Final[Mapping[Reason, _ReasonWords]] = {
    Reason.NO_CONTENT: _ReasonWords(
        "No content", "\u201cN/A\u201d, a bare yes or no, \u201cnothing comes to mind\u201d, greetings and thanks"
    ),
    Reason.ABOUT_THE_TALK: _ReasonWords(
        "About the interview itself", "what people say about answering: \u201cI think that covers it\u201d"
    ),
    Reason.NO_WORDS: _ReasonWords("No words", "a lone letter, punctuation, emoji or something that is not language"),
    Reason.UNREADABLE: _ReasonWords("Unreadable", "broken characters that cannot be stored or shown"),
}


def statements_page(head: StudyHead, found: Findings | None, wanted: Wanted, first: int) -> StatementsPage:
    if found is None:
        return StatementsPage(head, available=False)
    matching = search(found, wanted)
    segment = f"{wanted.attribute}={wanted.value}" if wanted.attribute else ""
    chosen = [
        ("words", wanted.words),
        ("where", wanted.where),
        ("polarity", wanted.polarity),
        ("stage", wanted.stage),
        ("segment", segment),
    ]
    pages = page_links(f"/studies/{head.id}/statements", chosen, first, len(matching))
    shown = Shown(found.study_id, found.voices)
    summary = found.analysis.summary
    return StatementsPage(
        head=head,
        available=True,
        found=tuple(_found(each, found, shown) for each in matching[pages.first - 1 : pages.first - 1 + SHOWN]),
        people=len({each.statement.participant_id for each in matching}),
        words=wanted.words,
        where=wanted.where,
        polarity=wanted.polarity,
        stage=wanted.stage,
        segment=segment,
        places=_PLACES,
        polarities=_POLARITIES,
        stages=(
            Option("", "All stages"),
            *(Option(stage, stage_name(stage, summary)) for stage in stages_of(found)),
        ),
        segments=(
            Option("", "Everybody"),
            *(Option(f"{name}={value}", f"{name}: {value}") for name, value in attributes_of(found)),
        ),
        filtered=wanted != Wanted(),
        pages=pages,
    )


def _found(each: Found, findings: Findings, shown: Shown) -> FoundStatement:
    statement = each.statement
    return FoundStatement(
        quote=shown.quote(statement.quote()),
        polarity=statement.polarity.value,
        stage=stage_name(statement.stage, findings.analysis.summary) if statement.stage else "",
        question=statement.question[:_LONGEST_QUESTION],
        segments=tuple(
            f"{name}: {value}" for name, value in sorted(findings.segments.get(statement.participant_id, {}).items())
        ),
        themes=tuple(ThemeLink(theme.name, shown.theme_url(theme.key)) for theme in each.themes),
    )


def set_aside_page(head: StudyHead, found: SetAsideList | None, reason: Reason | None, first: int) -> SetAsidePage:
    if found is None:
        return SetAsidePage(head, available=False)
    base = f"/studies/{head.id}/set-aside"
    numbers = {each: sum(answer.reason is each for answer in found.answers) for each in Reason}
    rows = [answer for answer in found.answers if reason in {None, answer.reason}]
    pages = page_links(base, [("reason", reason.value if reason else "")], first, len(rows))
    return SetAsidePage(
        head=head,
        available=True,
        reasons=tuple(
            ReasonRow(key.value, words.name, words.what, numbers[key], f"{base}?reason={key.value}")
            for key, words in _REASONS.items()
            if numbers[key]
        ),
        rows=tuple(_set_aside(head.id, each) for each in rows[pages.first - 1 : pages.first - 1 + SHOWN]),
        reason=reason.value if reason else "",
        answers=len(found.answers),
        skipped=found.skipped,
        pages=pages,
    )


def _set_aside(study_id: str, answer: SetAsideRead) -> SetAsideRow:
    url = f"/studies/{study_id}/interviews/{answer.interview_id}#m-{answer.message_id}"
    quote = QuoteView(answer.text, answer.voice.label, answer.voice.source.value, url)
    return SetAsideRow(quote, answer.question[:_LONGEST_QUESTION], _REASONS[answer.reason].name)


def edits_page(
    head: StudyHead, history: EditHistory, names: Mapping[str, str], first: int, *, can_edit: bool
) -> EditsPage:
    pages = page_links(f"/studies/{head.id}/edits", (), first, len(history.edits))
    return EditsPage(
        head=head,
        rows=tuple(
            HistoryRow(
                id=str(each.id),
                text=edit_words(each.edit, names),
                made_by=each.made_by,
                made_at=each.made_at,
                undone=each.undone,
                switched_by=each.switched_by,
                switched_at=each.switched_at,
                at_once=each.at_once,
                waiting=each.waiting,
            )
            for each in history.edits[pages.first - 1 : pages.first - 1 + SHOWN]
        ),
        seen=history.seen,
        waiting=history.waiting,
        can_edit=can_edit,
        pages=pages,
    )


def funnel_page(head: StudyHead, funnel: Funnel | int) -> FunnelPage:
    """``funnel`` is a number of openings where nobody has started yet."""
    if isinstance(funnel, int):
        return FunnelPage(head, available=False, opened=funnel)
    steps = funnel.since_start
    before = tuple((step.name, step.number) for step in funnel.before_start)
    numbers = [step.number for step in steps]
    return FunnelPage(
        head=head,
        available=True,
        before=before,
        led=funnel.started / before[-1][1] if before and before[-1][1] else None,
        rows=tuple(
            FunnelRow(
                name=step.name,
                question=step.question[:_LONGEST_QUESTION],
                people=step.number,
                share=step.number / funnel.started if funnel.started else 0.0,
                of_before=step.number / numbers[place - 1] if place and numbers[place - 1] else None,
                lost=numbers[place - 1] - step.number if place else None,
            )
            for place, step in enumerate(steps)
        ),
        steepest=steepest_loss(funnel),
        stopped=funnel.stopped,
        unfinished=funnel.unfinished,
        notes=funnel.notes,
    )
