"""Workspaces are apart: every route, every role, and every kind of statement that a session can run."""

import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from PIL import Image
from sqlalchemy import delete, exists, insert, text, union, update
from sqlalchemy.orm import aliased, selectinload
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope, ScopedSession, ScopeViolation
from app.models import (
    AnalysisRun,
    ApiToken,
    AskThread,
    Contact,
    ImportFile,
    Interview,
    Job,
    Membership,
    Participant,
    PlanRevision,
    Role,
    SimulationRun,
    Study,
    ThemeEdit,
    Workspace,
)
from app.settings import Settings
from tests.app.site import SEES_ALL, Site
from tests.browserlike import Visitor

PUBLIC = {
    ("GET", "/"),
    ("GET", "/signup"),
    ("POST", "/signup"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("GET", "/static/{file_path:path}"),
    ("HEAD", "/static/{file_path:path}"),
    ("GET", "/brand/{name:str}"),
    ("GET", "/s/{link:str}"),
    ("GET", "/s/{link:str}/logo"),
    ("GET", "/i/{token:str}/logo"),
    ("POST", "/s/{link:str}"),
    ("GET", "/i/{token:str}"),
    ("GET", "/i/{token:str}/messages"),
    ("POST", "/i/{token:str}/answers"),
    ("POST", "/i/{token:str}/skip"),
    ("POST", "/i/{token:str}/stop"),
    ("GET", "/i/{token:str}/pause"),
    ("POST", "/i/{token:str}/pause"),
    ("GET", "/i/{token:str}/edit"),
    ("POST", "/i/{token:str}/edit"),
    ("POST", "/i/{token:str}/rating"),
    ("GET", "/i/{token:str}/receipt"),
    ("GET", "/i/{token:str}/receipt/{seq:int}"),
    ("POST", "/i/{token:str}/receipt/{seq:int}"),
    ("POST", "/i/{token:str}/receipt/{seq:int}/withdraw"),
    ("GET", "/i/{token:str}/contact"),
    ("POST", "/i/{token:str}/contact"),
    ("POST", "/i/{token:str}/contact/withdraw"),
    ("GET", "/i/{token:str}/withdraw"),
    ("POST", "/i/{token:str}/withdraw"),
}
"""Everything that works without an account, and why it may: the door, the assets, and links that are secrets."""

PERSONAL = {
    ("POST", "/settings/tokens"),
    ("POST", "/settings/tokens/{token_id:uuid}/revoke"),
    ("POST", "/studies/{study_id:uuid}/ask"),
    ("POST", "/ask"),
}
"""What everybody may do for themselves, viewers too: a token can no more than its user, a question changes nothing."""

EDITORS_ONLY = {
    ("GET", "/studies/new"),
    ("GET", "/studies/{study_id:uuid}/delete"),
    ("GET", "/studies/{study_id:uuid}/contacts"),
    ("GET", "/studies/{study_id:uuid}/contacts/file"),
}
"""Pages that show nothing but a form which viewers may not send, and who said what."""


FEEDBACK = b"answer,plan\n" + b"The setup was slow and took weeks,small\n" * 4


def routes_of(application: Litestar) -> set[tuple[str, str]]:
    """Every page's method and path, so that a route which is added later is tested without a word here.

    The API takes no login but a token, and has the same tests of its own.
    """
    return {
        (method, route.path)
        for route in application.routes
        if isinstance(route, HTTPRoute) and not route.path.startswith("/api/")
        for method in route.methods - {"OPTIONS"}
    }


@dataclass
class Premises:
    """A workspace with one of everything, and somebody signed in to another one."""

    site: Site
    owner: Visitor
    stranger: Visitor
    ids: dict[str, str]

    def path(self, template: str) -> str:
        for name, value in self.ids.items():
            template = template.replace(f"{{{name}:uuid}}", value).replace(f"{{{name}:int}}", value)
            template = template.replace(f"{{{name}:str}}", value)
        assert "{" not in template, f"these tests know no id for {template}: add one to the fixture"
        return template


async def csrf_of(visitor: Visitor) -> str:
    """A form token that belongs to the visitor's cookie."""
    await visitor.request("GET", "/login")
    return visitor.cookies["verbatim_form"]


async def furnish(site: Site) -> Premises:
    owner, stranger = await site.researcher(), await site.researcher("eve@example.org")
    study, link = await site.live_study(owner)
    participant = await site.begin(link)
    await participant.send("The setup took six weeks because the import kept failing.")
    await participant.send("", to="stop", reply_to=0)
    await owner.get(f"/studies/{study}/contacts")
    await owner.submit("/contacts", {"offered": "yes"})
    await participant.visitor.get(participant.path)
    await participant.visitor.submit("/contact", {"address": "six-weeks@example.org"})
    await owner.get(f"/studies/{study}/import")
    await owner.submit("/import", files={"file": ("answers.csv", FEEDBACK)})
    file = owner.page.url.path.rpartition("/")[2]
    await owner.submit(f"/imports/{file}")
    await site.jobs_done()
    await owner.get(f"/studies/{study}/summary")
    await owner.submit("/analyses")
    await site.jobs_done()
    jobs = await site.rows(select(Job))
    runs = await site.rows(select(AnalysisRun))
    await owner.get("/settings")
    await owner.submit("/settings/tokens", {"name": "a program"})
    tokens = await site.rows(select(ApiToken))
    contacts = await site.rows(select(Contact))
    assert len(jobs) == 2
    assert runs[0].finished_at is not None
    await owner.get("/settings/brand")
    await owner.submit("/settings/brand", files={"file": ("logo.png", picture())})
    edit = ThemeEdit(workspace_id=runs[0].workspace_id, study_id=UUID(study), ordinal=0, edit={})
    async with site.database.write(SEES_ALL) as session:
        session.add(edit)
    ids = {
        "edit_id": str(edit.id),
        "what": "undo",
        "study_id": study,
        "interview_id": str(await participant.interview_id()),
        "import_id": file,
        "job_id": str(jobs[0].id),
        "run_id": str(runs[0].id),
        "simulation_id": str(await simulated_run(site, study)),
        "token_id": str(tokens[0].id),
        "contact_id": str(contacts[0].id),
        "thread_id": str(await asked_thread(site, study)),
        "asked_id": str(await asked_thread(site, study, whole=True)),
        "number": "1",
        "key": runs[0].summary["friction_points"][0]["key"],
        "kind": "rename",
        "name": "themes.csv",
    }
    return Premises(site, owner, stranger, ids)


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "#336699").save(buffer, "PNG")
    return buffer.getvalue()


async def simulated_run(site: Site, study: str) -> UUID:
    """A run that has not been held; returns its id."""
    revision = (await site.rows(select(PlanRevision).where(PlanRevision.study_id == UUID(study))))[0]
    run = SimulationRun(
        workspace_id=revision.workspace_id, study_id=UUID(study), revision_id=revision.id, participants=11, seed="1"
    )
    async with site.database.write(SEES_ALL) as session:
        session.add(run)
    return run.id


async def asked_thread(site: Site, study: str, *, whole: bool = False) -> UUID:
    """A thread in which nothing was asked yet, about the study or the whole workspace; returns its id."""
    row = (await site.rows(select(Study).where(Study.id == UUID(study))))[0]
    thread = AskThread(workspace_id=row.workspace_id, study_id=None if whole else row.id)
    async with site.database.write(SEES_ALL) as session:
        session.add(thread)
    return thread.id


async def test_every_route_is_closed_to_strangers(site: Site) -> None:
    """Signed out: to the door. Signed in elsewhere: not found. A viewer: may read all and change nothing."""
    premises = await furnish(site)
    nobody = site.visitor()
    tokens = {visitor: await csrf_of(visitor) for visitor in (nobody, premises.stranger, premises.owner)}
    before = await snapshot(site)
    protected = routes_of(site.application) - PUBLIC
    assert routes_of(site.application) >= PUBLIC
    assert len(protected) >= 20

    for method, template in sorted(protected):
        path = premises.path(template)
        answer = await nobody.request(method, path, headers={"x-csrftoken": tokens[nobody]})
        assert answer.status_code == 303, f"{method} {template} without an account: {answer.status_code}"
        assert answer.headers["location"].startswith("/login?next=/"), template
        answer = await nobody.request(
            method, path, headers={"x-csrftoken": tokens[nobody], "accept": "application/json"}
        )
        assert answer.status_code == 401, f"{method} {template} without an account, as JSON: {answer.status_code}"

    parametrised = [route for route in protected if "{" in route[1]]
    for method, template in sorted(parametrised):
        answer = await premises.stranger.request(
            method, premises.path(template), headers={"x-csrftoken": tokens[premises.stranger]}
        )
        assert answer.status_code == 404, f"{method} {template} from another workspace: {answer.status_code}"
        assert "six weeks" not in answer.text

    await site.set_role("ada@example.org", Role.VIEWER)
    changing = {route for route in protected - PERSONAL if route[0] != "GET"}
    for method, template in sorted(changing | EDITORS_ONLY):
        answer = await premises.owner.request(
            method, premises.path(template), headers={"x-csrftoken": tokens[premises.owner]}
        )
        assert answer.status_code == 403, f"{method} {template} as a viewer: {answer.status_code}"
    for method, template in sorted(protected - EDITORS_ONLY):
        if method == "GET" and not template.endswith("/events"):
            answer = await premises.owner.request(method, premises.path(template))
            assert answer.status_code == 200, f"{template} as a viewer: {answer.status_code}"

    assert await snapshot(site) == before


async def test_a_viewer_is_shown_nothing_that_would_be_refused(sqlite_site: Site) -> None:
    premises = await furnish(sqlite_site)
    await sqlite_site.set_role("ada@example.org", Role.VIEWER)
    protected = routes_of(sqlite_site.application) - PUBLIC
    refused = {route for route in protected - PERSONAL if route[0] != "GET"} | EDITORS_ONLY
    shown = set()
    for method, template in sorted(protected - EDITORS_ONLY):
        if method != "GET" or template.endswith("/events"):
            continue
        path = premises.path(template)
        answer = await premises.owner.request("GET", path)
        assert answer.status_code == 200, template
        page = answer.text
        assert page.count('method="post"') == len(re.findall('<form method="post" action=', page)), "as all are written"
        forms = re.findall(r'<form method="post" action="([^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL)
        # A form of which everything is disabled shows what is there, and sends nothing.
        able = [action for action, inside in forms if not re.fullmatch(_DISABLED, inside, re.DOTALL)]
        sent = {("POST", action or path) for action in (*able, *re.findall('formaction="([^"]*)"', page))}
        followed = {("GET", link) for link in re.findall(r'<a[^>]*href="(/[^"?#]*)', page)}
        for kind, address in sent | followed:
            if any(kind == method and _leads_to(address, route) for method, route in refused):
                shown.add((template, kind, address))
    assert not shown, "\n".join(map(str, sorted(shown)))


_DISABLED = r"(?:(?!<button).)*<fieldset[^>]*\bdisabled\b.*</fieldset>(?:(?!<button).)*"


def _leads_to(address: str, template: str) -> bool:
    pattern = re.sub(r"\\\{\w+:(?:uuid|int|str)\\\}", "[^/]+", re.escape(template))
    return re.fullmatch(pattern, address.partition("?")[0]) is not None


async def snapshot(site: Site) -> tuple[object, ...]:
    studies = await site.rows(
        select(Study.title, Study.status, Study.researcher_name, Study.token_budget).order_by(Study.id)
    )
    counts = [
        (await site.rows(select(func.count()).select_from(table)))[0]
        for table in (PlanRevision, Job, ImportFile, ApiToken, Contact)
    ]
    return (studies, counts, await site.rows(select(ImportFile.status)))


async def test_ids_of_one_study_open_nothing_in_another(sqlite_site: Site) -> None:
    """Also within a workspace an address that mixes two studies leads nowhere."""
    premises = await furnish(sqlite_site)
    other, _ = await premises.site.live_study(premises.owner)
    token = await csrf_of(premises.owner)
    mixed = premises.ids | {"study_id": other}
    for method, template in sorted(routes_of(premises.site.application) - PUBLIC):
        if template.count(":uuid}") == 2:
            path = Premises(premises.site, premises.owner, premises.stranger, mixed).path(template)
            answer = await premises.owner.request(method, path, headers={"x-csrftoken": token})
            assert answer.status_code == 404, f"{method} {template}: {answer.status_code}"


async def test_a_membership_that_ended_opens_nothing(sqlite_site: Site) -> None:
    owner = await sqlite_site.researcher()
    async with sqlite_site.database.write(SEES_ALL) as session:
        await session.exec(delete(Membership))
    answer = await owner.request("GET", "/studies")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


# What a session can see and do.


@dataclass
class Two:
    """Two workspaces, each with a study and two participants in it."""

    database: Database
    mine: Scope
    mine_id: UUID
    theirs_id: UUID
    my_study: UUID
    their_study: UUID


@pytest.fixture
async def two(settings: Settings) -> AsyncIterator[Two]:
    database = Database(settings)
    workspaces = [Workspace(name="Mine"), Workspace(name="Theirs")]
    studies = [
        Study(workspace_id=workspace.id, title=workspace.name, question="?", link_token=uuid4().hex)
        for workspace in workspaces
    ]
    async with database.write(SEES_ALL) as session:
        session.add_all(workspaces)
        await session.flush()
        session.add_all(studies)
        await session.flush()
        for study in studies:
            people = [
                Participant(workspace_id=study.workspace_id, study_id=study.id, number=number) for number in (1, 2)
            ]
            session.add_all(people)
    mine, theirs = workspaces
    yield Two(database, Scope.workspace(mine.id), mine.id, theirs.id, studies[0].id, studies[1].id)
    await database.close()


async def titles(session: AsyncSession, statement: object) -> list[str]:
    return sorted((await session.exec(statement)).all())  # type: ignore[call-overload] # any select of titles


async def test_every_shape_of_select_sees_one_workspace(two: Two) -> None:
    other = aliased(Study)
    inner = select(Study.id, Study.title).subquery()
    cte = select(Study.title).cte()
    of_study = select(func.count()).where(Participant.study_id == Study.id).correlate(Study).scalar_subquery()
    async with two.database.read(two.mine) as session:
        assert await titles(session, select(Study.title)) == ["Mine"]
        assert await titles(session, select(other.title)) == ["Mine"]
        assert await titles(session, select(inner.c.title)) == ["Mine"]
        assert await titles(session, select(cte.c.title)) == ["Mine"]
        assert await titles(session, union(select(Study.title), select(other.title))) == [("Mine",)]
        joined = select(Study.title).join(Participant, col(Participant.study_id) == Study.id)
        assert await titles(session, joined) == ["Mine", "Mine"]
        outside = select(Workspace.name).join(Study, col(Study.workspace_id) == Workspace.id)
        assert await titles(session, outside) == ["Mine"]
        known = select(Workspace.name).where(exists().where(col(Study.workspace_id) == Workspace.id))
        assert await titles(session, known) == ["Mine"]
        assert (await session.exec(select(func.count()).select_from(Study))).one() == 1
        assert (await session.exec(select(func.count(col(Participant.id))))).one() == 2
        assert (await session.exec(select(Study.title, of_study))).all() == [("Mine", 2)]
        assert (await session.exec(select(Study).where(Study.id == two.their_study))).first() is None
        assert (await session.exec(select(Study).options(selectinload("*")))).one().title == "Mine"


async def test_rows_of_another_workspace_cannot_be_got_by_their_key(two: Two) -> None:
    async with two.database.read(two.mine) as session:
        assert await session.get(Study, two.their_study) is None
        assert await session.get(Study, two.my_study) is not None
        assert await session.scalar(select(Study.title).where(Study.id == two.their_study)) is None


async def test_updates_and_deletes_reach_one_workspace(two: Two) -> None:
    async with two.database.write(two.mine) as session:
        changed = await session.exec(update(Study).values(researcher_name="Ada"))
        assert changed.rowcount == 1
        gone = await session.exec(delete(Participant).where(col(Participant.number) == 1))
        assert gone.rowcount == 1
        missed = await session.exec(update(Study).where(col(Study.id) == two.their_study).values(title="Taken"))
        assert missed.rowcount == 0
    async with two.database.read(SEES_ALL) as session:
        assert (await session.exec(select(Study.researcher_name).where(Study.id == two.their_study))).one() == ""
        left = select(func.count()).where(Participant.study_id == two.their_study)
        assert (await session.exec(left)).one() == 2


async def test_new_rows_are_stamped_and_foreign_ones_refused(two: Two) -> None:
    async with two.database.write(two.mine) as session:
        study = Study(title="New", question="?", link_token=uuid4().hex)
        session.add(study)
        await session.flush()
        assert study.workspace_id == two.mine_id
    with pytest.raises(ScopeViolation):
        async with two.database.write(two.mine) as session:
            session.add(Study(workspace_id=two.theirs_id, title="Planted", question="?", link_token=uuid4().hex))


async def test_no_statement_moves_a_row_into_another_workspace(two: Two) -> None:
    with pytest.raises(ScopeViolation):
        async with two.database.write(two.mine) as session:
            (await session.exec(select(Study))).one().workspace_id = two.theirs_id
    with pytest.raises(ScopeViolation):
        async with two.database.write(two.mine) as session:
            await session.exec(update(Study).values(workspace_id=two.theirs_id))
    row = {"id": uuid4(), "study_id": two.my_study, "number": 9, "workspace_id": two.theirs_id, "attributes": {}}
    with pytest.raises(ScopeViolation):
        async with two.database.write(two.mine) as session:
            await session.exec(insert(Participant), params=[row])
    with pytest.raises(ScopeViolation):
        async with two.database.write(two.mine) as session:
            await session.exec(insert(Participant).values(**row))


async def test_a_row_of_another_workspace_cannot_be_deleted(two: Two) -> None:
    async with two.database.read(SEES_ALL) as session:
        theirs = (await session.exec(select(Study).where(Study.id == two.their_study))).one()
        session.expunge(theirs)
    with pytest.raises(ScopeViolation):
        async with two.database.write(two.mine) as session:
            await session.delete(theirs)


async def test_statements_that_cannot_be_filtered_are_refused(two: Two) -> None:
    """Tables and texts know no workspaces, and updates by primary key take no condition."""
    refused = (
        select(Study.__table__.c.title),
        text("SELECT title FROM study"),
        update(Study.__table__).values(title="Taken"),
    )
    for statement in refused:
        with pytest.raises(ScopeViolation):
            async with two.database.write(two.mine) as session:
                await session.exec(statement)
    with pytest.raises(ScopeViolation):
        async with two.database.write(two.mine) as session:
            await session.exec(update(Study), params=[{"id": two.their_study, "title": "Taken"}])
    async with two.database.read(SEES_ALL) as session:
        assert await titles(session, select(Study.title)) == ["Mine", "Theirs"]


async def test_a_session_without_a_scope_runs_nothing(two: Two) -> None:
    async with AsyncSession(two.database.reader, sync_session_class=ScopedSession) as session:
        with pytest.raises(ScopeViolation, match="take a scope"):
            await session.exec(select(Study))
    async with AsyncSession(two.database.writer, sync_session_class=ScopedSession) as session:
        session.add(Study(workspace_id=two.mine_id, title="Loose", question="?", link_token=uuid4().hex))
        with pytest.raises(ScopeViolation, match="take a scope"):
            await session.flush()
    with pytest.raises(ValueError, match="say why"):
        Scope.system("")


async def test_looking_across_workspaces_is_possible_with_a_reason(two: Two) -> None:
    async with two.database.read(Scope.system("a test compares")) as session:
        assert await titles(session, select(Study.title)) == ["Mine", "Theirs"]
        assert (await session.exec(select(func.count()).select_from(Interview))).one() == 0
