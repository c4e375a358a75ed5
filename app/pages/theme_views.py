"""From findings to the views of the themes explorer."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from analysis.findings import Polarity, Statement, Theme
from analysis.reporting.names import stage_name, team_name
from analysis.summary.wording import attribute_name
from analysis.theming.edits import Describe, Edit, Merge, Move, Pin, Rename, Split, Unpin
from app.insights.edit_history import EditHistory
from app.insights.exploring import (
    Filter,
    Findings,
    RankedTheme,
    Wave,
    ranked_themes,
    segment_values,
    statements_by_person,
)
from app.insights.searching import Wanted, search
from app.pages.finding_views import Shown, count_view
from app.pages.paging import page_links
from app.pages.views import (
    EditRow,
    FieldError,
    Option,
    PersonRow,
    StatementRow,
    StudyHead,
    ThemePage,
    ThemeRow,
    ThemesPage,
    WaveLink,
)

PEOPLE_SHOWN: Final = 20
THEMES_SHOWN: Final = 25
THEMES_LEADING: Final = 12
_HISTORY_SHOWN: Final = 5
_POLARITIES: Final = (
    Option("", "Friction and success"),
    Option("friction", "Friction points"),
    Option("success", "Success factors"),
)


def themes_page(
    head: StudyHead,
    found: Findings | None,
    chosen: Filter,
    waves: Sequence[Wave],
    history: EditHistory,
    *,
    first: int = 1,
    can_edit: bool,
) -> ThemesPage:
    """``first`` is where a list of one kind begins; where both kinds are shown, the leading ones of each are."""
    links = tuple(
        WaveLink(f"Wave {wave.number}", f"/studies/{wave.study_id}/themes", str(wave.study_id) == head.id)
        for wave in waves
    )
    if found is None:
        return ThemesPage(head, available=False, waves=links)
    ranked = ranked_themes(found, chosen)
    friction = [each for each in ranked if each.theme.polarity is Polarity.FRICTION]
    success = [each for each in ranked if each.theme.polarity is not Polarity.FRICTION]
    segment = f"{chosen.attribute}={chosen.value}" if chosen.attribute else ""
    kept = [("stage", chosen.stage), ("segment", segment)]
    listed = friction if chosen.polarity == "friction" else success if chosen.polarity == "success" else []
    base = f"/studies/{head.id}/themes"
    pages = page_links(base, [("polarity", chosen.polarity), *kept], first, len(listed), THEMES_SHOWN)
    if listed:
        shown = {id(each) for each in listed[pages.first - 1 : pages.first - 1 + THEMES_SHOWN]}
    else:
        shown = {id(each) for each in (*friction[:THEMES_LEADING], *success[:THEMES_LEADING])}
    names = {theme.key: theme.name for theme in found.themes}
    stages = dict.fromkeys(theme.stage for theme in found.themes if theme.stage)
    undoable = next((edit for edit in history.edits if not edit.undone and edit.at_once), None)
    return ThemesPage(
        head=head,
        available=True,
        people=found.analysis.people,
        friction=tuple(_row(found, each) for each in friction if id(each) in shown),
        success=tuple(_row(found, each) for each in success if id(each) in shown),
        friction_total=len(friction),
        success_total=len(success),
        all_friction_url=all_of(base, "friction", kept),
        all_success_url=all_of(base, "success", kept),
        pages=pages,
        segments=(
            Option("", "Everybody"),
            *(Option(f"{name}={value}", f"{attribute_name(name)}: {value}") for name, value in segment_values(found)),
        ),
        stages=(
            Option("", "All stages"),
            *(Option(stage, stage_name(stage, found.analysis.summary)) for stage in stages),
        ),
        polarities=_POLARITIES,
        segment=segment,
        stage=chosen.stage,
        polarity=chosen.polarity,
        waves=links,
        wave_options=tuple(Option(str(wave.study_id), f"Wave {wave.number}") for wave in waves),
        history=tuple(
            EditRow(edit_words(edit.edit, names), edit.made_by, edit.made_at, edit.undone)
            for edit in history.edits[:_HISTORY_SHOWN]
        ),
        edits=len(history.edits),
        seen=history.seen,
        waiting=history.waiting,
        undo=str(undoable.id) if undoable else "",
        can_edit=can_edit,
        filtered=chosen != Filter(),
    )


def theme_page(
    head: StudyHead,
    found: Findings,
    theme: Theme,
    *,
    first: int,
    words: str = "",
    typed: Mapping[str, str],
    ticked: Collection[str],
    merged: tuple[str, ...],
    errors: tuple[FieldError, ...],
    can_edit: bool,
) -> ThemePage:
    """``first`` counts people from 1, ``words`` are looked for in what they said.

    ``typed``, ``ticked`` and ``merged`` are what was sent and could not be used.
    """
    shown = Shown(found.study_id, found.voices)
    people = statements_by_person(found, theme)
    everybody = len(people)
    if words:
        fits = {id(each.statement) for each in search(found, Wanted(words=words))}
        chosen = (tuple(each for each in said if id(each) in fits) for said in people)
        people = tuple(said for said in chosen if said)
    pages = page_links(f"{shown.theme_url(theme.key)}", [("words", words)], first, len(people), PEOPLE_SHOWN)
    first = pages.first
    view = shown.theme(theme, stage=stage_name(theme.stage, found.analysis.summary) if theme.stage else "")
    pinned = {(quote.message_id, quote.start) for quote in theme.quotes[: theme.pinned]}

    def row(said: Statement) -> StatementRow:
        place = f"{said.message_id}:{said.start}-{said.end}"
        return StatementRow(
            place=place,
            quote=shown.quote(said.quote()),
            polarity=said.polarity.value,
            ticked=place in ticked,
            pinned=(said.message_id, said.start) in pinned,
        )

    def person(said: Sequence[Statement]) -> PersonRow:
        attributes = found.segments.get(said[0].participant_id, {})
        return PersonRow(
            label=found.voices[said[0].interview_id].label,
            segments=tuple(f"{attribute_name(name)}: {value}" for name, value in sorted(attributes.items())),
            statements=tuple(map(row, said)),
        )

    others = [each for each in found.themes if each.key != theme.key]
    return ThemePage(
        head=head,
        theme=view,
        polarity=theme.polarity.value,
        strength=theme.strength,
        people=tuple(map(person, people[first - 1 : first - 1 + PEOPLE_SHOWN])),
        first=first,
        total=len(people),
        seen=found.seen,
        typed_name=typed.get("name", theme.name),
        typed_description=typed.get("description", theme.description),
        typed_split=typed.get("split_name", ""),
        typed_merge=merged,
        typed_to=typed.get("to", ""),
        others=tuple(Option(each.key, each.name) for each in others if each.polarity is theme.polarity),
        targets=(
            Option("", "No theme"),
            *(Option(each.key, f"{each.name} ({_kind(each.polarity)})") for each in others),
        ),
        words=words,
        everybody=everybody,
        amounts=tuple(shown.claim(claim) for claim in found.amounts_of(theme)),
        previous_url=f"{pages.previous_url}#statements" if pages.previous_url else None,
        next_url=f"{pages.next_url}#statements" if pages.next_url else None,
        errors=errors,
        can_edit=can_edit,
    )


def edit_words(edit: Edit, names: Mapping[str, str]) -> str:
    """An edit as the history tells it; themes by the names that they have now."""

    def called(key: str) -> str:
        return f"\u201c{names[key]}\u201d" if key in names else "a theme that is gone"

    match edit:
        case Rename(theme=key, name=name):
            return (
                f"Named a theme \u201c{name}\u201d"
                if key in names
                else f"Named a theme that is gone \u201c{name}\u201d"
            )
        case Describe(theme=key):
            words = f"Described {called(key)}"
        case Merge(themes=keys, into=into):
            words = f"Merged {_number(len(keys), 'theme')} into {called(into)}"
        case Split(theme=key, statements=statements, name=name):
            words = f"Split {_number(len(statements), 'statement')} off {called(key)} as \u201c{name}\u201d"
        case Move(statements=statements, to=to):
            where = "out of every theme" if to is None else f"to {called(to)}"
            words = f"Moved {_number(len(statements), 'statement')} {where}"
        case Pin(theme=key):
            words = f"Pinned a quote of {called(key)}"
        case Unpin(theme=key):
            words = f"Unpinned a quote of {called(key)}"
    return words


def all_of(base: str, polarity: str, kept: Sequence[tuple[str, str]]) -> str:
    """The address of the list of one kind alone, with the rest of the filter as it is."""
    return f"{base}?{urlencode([('polarity', polarity), *(each for each in kept if each[1])])}"


def _row(found: Findings, each: RankedTheme) -> ThemeRow:
    theme = each.theme
    return ThemeRow(
        key=theme.key,
        name=theme.name,
        url=Shown(found.study_id, found.voices).theme_url(theme.key),
        polarity=theme.polarity.value,
        count=count_view(each.count),
        mentions=each.mentions,
        stage=stage_name(theme.stage, found.analysis.summary) if theme.stage else "",
        owner_team=team_name(theme.owner_team) if theme.owner_team else "",
        curated=theme.curated,
    )


def _kind(polarity: Polarity) -> str:
    return "friction" if polarity is Polarity.FRICTION else "success"


def _number(n: int, noun: str) -> str:
    return f"{n:,} {noun if n == 1 else noun + 's'}"
