"""Edits of themes: applied at once, found again after the next analysis, taken back, and never overwritten."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel import select

from analysis.embedding import HashingEmbedder
from analysis.findings import Polarity
from analysis.theming.edits import Edit, Merge, Move, Pin, Rename, Split
from analysis.theming.places import place_of
from app.db import Scope
from app.errors import Conflict, InvalidInput, NotFound
from app.insights.edit_history import EditHistory, EditRead, read_history
from app.insights.editing import ThemeEditing
from app.insights.exploring import Explorer, Filter, Findings, ranked_themes, segment_values, statements_by_person
from app.models import AnalysisRun, Workspace
from tests.app_insights.test_insights_service import (  # noqa: F401 - fixtures
    Place,
    place,
    postgres_place,
    sqlite_place,
)
from tests.postgres_server import empty_postgres_url, postgres_server  # noqa: F401 - fixtures


async def findings(place: Place) -> Findings:  # noqa: F811 - the fixture's value
    found = await Explorer(place.database).findings(place.scope, place.study_id)
    assert found is not None
    return found


def editing(place: Place) -> ThemeEditing:  # noqa: F811 - as above
    return ThemeEditing(place.database, HashingEmbedder())


async def make(place: Place, edit: Edit, seen: str = "") -> None:  # noqa: F811 - as above
    await editing(place).make(place.scope, place.study_id, edit, user_id=None, seen=seen)


async def test_an_edit_shows_at_once_and_outlives_the_next_analysis(place: Place) -> None:  # noqa: F811 - a fixture
    await place.hold_many(24)
    await place.analysed()
    before = await findings(place)
    theme = before.themes[0]
    apart = [before.analysis.statements[i] for i in theme.statements[:3]]
    await make(place, Rename(theme=theme.key, name="Waiting <b>too long</b>"))
    await make(place, Split(theme=theme.key, statements=tuple(map(place_of, apart)), name="The first weeks"))
    edited = await findings(place)
    names = {found.name: found for found in edited.themes}
    assert names["Waiting <b>too long</b>"].key == theme.key
    assert names["The first weeks"].mentions == 3
    assert edited.run_id != before.run_id
    await place.hold_many(6, first=25)
    await place.analysed()
    later = {found.name for found in (await findings(place)).themes}
    assert {"Waiting <b>too long</b>", "The first weeks"} <= later


async def history(place: Place) -> EditHistory:  # noqa: F811 - as above
    return await read_history(place.database, place.scope, place.study_id)


async def switch(place: Place, row: EditRead, *, undone: bool, seen: str = "") -> bool:  # noqa: F811 - as above
    service = editing(place)
    return await service.switch(place.scope, place.study_id, row.id, undone=undone, user_id=None, seen=seen)


async def test_every_edit_since_the_analysis_is_undone_and_redone_exactly(place: Place) -> None:  # noqa: F811 - a fixture
    await place.hold_many(24)
    await place.analysed()
    before = await findings(place)
    first, second = (theme for theme in before.themes if theme.polarity is Polarity.FRICTION)
    await make(place, Rename(theme=first.key, name="One"))
    once = await findings(place)
    await make(place, Merge(themes=(second.key,), into=first.key))
    twice = await findings(place)
    assert second.key not in {theme.key for theme in twice.themes}
    merged, renamed = (await history(place)).edits
    assert (merged.at_once, renamed.at_once) == (True, True)
    assert await switch(place, merged, undone=True)
    assert (await findings(place)).analysis == once.analysis
    assert await switch(place, merged, undone=False)
    assert (await findings(place)).analysis == twice.analysis
    assert await switch(place, renamed, undone=True)
    only_merged = {theme.name for theme in (await findings(place)).themes}
    assert "One" not in only_merged
    assert second.key not in {theme.key for theme in (await findings(place)).themes}
    assert await switch(place, merged, undone=True)
    again = await findings(place)
    assert (again.analysis, again.run_id) == (before.analysis, before.run_id)
    assert [(each.undone, each.waiting) for each in (await history(place)).edits] == [(True, False), (True, False)]
    async with place.database.read(place.scope) as session:
        assert len((await session.exec(select(AnalysisRun))).all()) == 1


async def test_an_older_edit_is_undone_by_the_next_analysis(place: Place) -> None:  # noqa: F811 - a fixture
    await place.hold_many(24)
    await place.analysed()
    first, second, *_ = (await findings(place)).themes
    await make(place, Rename(theme=first.key, name="Kept"))
    await make(place, Rename(theme=second.key, name="Undone later"))
    await place.analysed()
    await make(place, Rename(theme=first.key, name="Newest"))
    _, older, _ = (await history(place)).edits
    assert not older.at_once
    shown = await findings(place)
    assert await switch(place, older, undone=True) is False
    assert (await history(place)).waiting
    assert (await findings(place)).analysis == shown.analysis
    await place.analysed()
    names = {theme.name for theme in (await findings(place)).themes}
    assert "Newest" in names
    assert "Undone later" not in names
    assert not (await history(place)).waiting
    assert await switch(place, older, undone=False) is False
    await place.analysed()
    assert {"Newest", "Undone later"} <= {theme.name for theme in (await findings(place)).themes}


async def test_what_rested_on_an_undone_edit_is_left_out_and_told(sqlite_place: Place) -> None:  # noqa: F811 - a fixture
    place = sqlite_place  # noqa: F811 - a fixture
    await place.hold_many(24)
    await place.analysed()
    found = await findings(place)
    theme = found.themes[0]
    apart = Split(theme=theme.key, statements=(place_of(found.analysis.statements[theme.statements[0]]),), name="Apart")
    await make(place, apart)
    await make(place, Rename(theme=apart.key, name="Apart and renamed"))
    renamed, split = (await history(place)).edits
    assert await switch(place, split, undone=True)
    now = await findings(place)
    assert apart.key not in {each.key for each in now.themes}
    assert any("could not be made again" in notice for notice in now.analysis.notices)
    assert not renamed.undone


async def test_who_has_not_seen_an_edit_of_a_theme_does_not_overwrite_it(
    sqlite_place: Place,  # noqa: F811 - a fixture
) -> None:
    place = sqlite_place  # noqa: F811 - a fixture
    await place.hold_many(24)
    await place.analysed()
    first, second, *_ = (await findings(place)).themes
    await make(place, Rename(theme=first.key, name="Ada's"), "none")
    with pytest.raises(Conflict, match="Somebody else"):
        await make(place, Rename(theme=first.key, name="Ben's"), "none")
    await make(place, Rename(theme=second.key, name="Another theme is free"), "none")
    seen = (await findings(place)).seen
    newest = (await history(place)).edits[0]
    with pytest.raises(Conflict, match="in the meantime"):
        await switch(place, newest, undone=True, seen="none")
    await switch(place, newest, undone=True, seen=seen)
    with pytest.raises(Conflict):
        await make(place, Rename(theme=second.key, name="Too late"), seen)
    with pytest.raises(NotFound):
        await editing(place).switch(place.scope, place.study_id, place.study_id, undone=True, user_id=None)


async def test_two_edits_in_one_moment_are_both_kept(place: Place) -> None:  # noqa: F811 - a fixture
    await place.hold_many(24)
    await place.analysed()
    first, second, *_ = (await findings(place)).themes
    await asyncio.gather(
        make(place, Rename(theme=first.key, name="Ada's"), "none"),
        make(place, Rename(theme=second.key, name="Ben's"), "none"),
    )
    names = {theme.name for theme in (await findings(place)).themes}
    assert {"Ada's", "Ben's"} <= names
    assert len((await history(place)).edits) == 2


async def test_what_cannot_be_done_is_refused_in_words(sqlite_place: Place) -> None:  # noqa: F811 - a fixture
    place = sqlite_place  # noqa: F811 - a fixture
    with pytest.raises(NotFound):
        await make(place, Rename(theme="none", name="No analysis"))
    await place.hold_many(24)
    await place.analysed()
    found = await findings(place)
    friction = found.themes[0]
    success = next(theme for theme in found.themes if theme.polarity is Polarity.SUCCESS)
    foreign = found.analysis.statements[success.statements[0]]
    with pytest.raises(InvalidInput, match="cannot be merged"):
        await make(place, Merge(themes=(success.key,), into=friction.key))
    with pytest.raises(InvalidInput, match="not in the theme"):
        await make(place, Pin(theme=friction.key, quote=place_of(foreign)))
    with pytest.raises(InvalidInput, match="no longer"):
        await make(place, Rename(theme="gone", name="New"))
    assert (await findings(place)).seen == "none"


async def test_themes_are_filtered_with_counts_of_the_segment(sqlite_place: Place) -> None:  # noqa: F811 - a fixture
    place = sqlite_place  # noqa: F811 - a fixture
    await place.hold_many(24)
    await place.analysed()
    found = await findings(place)
    assert set(segment_values(found)) == {("plan", "a"), ("plan", "b")}
    everybody = ranked_themes(found, Filter())
    assert len(everybody) == len(found.themes)
    assert all(each.theme.polarity is Polarity.SUCCESS for each in ranked_themes(found, Filter(polarity="success")))
    for each in ranked_themes(found, Filter(attribute="plan", value="a")):
        said = {found.analysis.statements[i].participant_id for i in each.theme.statements}
        assert each.count.people == len({who for who in said if found.segments[who]["plan"] == "a"})
        assert each.count.of == 12
    theme = found.themes[0]
    people = statements_by_person(found, theme)
    assert sum(map(len, people)) == theme.mentions
    assert len(people) == theme.count.people
    assert not ranked_themes(found, Filter(attribute="plan", value="' OR 1=1 --"))


async def test_a_statement_moved_to_no_theme_stays_out(sqlite_place: Place) -> None:  # noqa: F811 - a fixture
    place = sqlite_place  # noqa: F811 - a fixture
    await place.hold_many(24)
    await place.analysed()
    found = await findings(place)
    statement = found.analysis.statements[found.themes[0].statements[0]]
    await make(place, Move(statements=(place_of(statement),), to=None))
    await place.analysed()
    now = await findings(place)
    held = {place_of(now.analysis.statements[i]) for theme in now.themes for i in theme.statements}
    assert place_of(statement) not in held


async def test_other_workspaces_find_nothing(sqlite_place: Place) -> None:  # noqa: F811 - a fixture
    place = sqlite_place  # noqa: F811 - a fixture
    await place.hold_many(24)
    await place.analysed()
    other = Workspace(name="Elsewhere")
    async with place.database.write(Scope.system("test setup")) as session:
        session.add(other)
    scope = Scope.workspace(UUID(str(other.id)))
    assert await Explorer(place.database).findings(scope, place.study_id) is None
    with pytest.raises(NotFound):
        await editing(place).make(scope, place.study_id, Rename(theme="x", name="y"), user_id=None)


async def test_a_crowd_is_not_said_to_have_edited_this_theme(
    sqlite_place: Place,  # noqa: F811 - a fixture
) -> None:
    class Crowded(ThemeEditing):
        """Somebody else is always quicker."""

        async def _store(self, *_: object, **__: object) -> bool:
            return False

    place = sqlite_place  # noqa: F811 - a fixture
    await place.hold_many(24)
    await place.analysed()
    theme = (await findings(place)).themes[0]
    crowded = Crowded(place.database, HashingEmbedder())
    with pytest.raises(Conflict, match="edited themes of this study"):
        await crowded.make(place.scope, place.study_id, Rename(theme=theme.key, name="Ada's"), user_id=None)
