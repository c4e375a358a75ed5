"""The JSON API: who may do what with a token, what each address gives, and how it answers to hostile input."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from litestar.routes import HTTPRoute
from pydantic import BaseModel
from sqlalchemy import delete, update
from sqlmodel import col, func, select

from app.accounts.schemas import TokenCreate
from app.accounts.tokens import MOST_TOKENS
from app.api.bodies import LONGEST_TEXT, MOST_VALUES, parse
from app.errors import InvalidInput
from app.models import ApiToken, Membership, PlanRevision, Role, Study, User, UserSession, Workspace
from app.security import hash_token
from app.settings import Settings
from research_templates import ResearchPlan, kpis, use_cases
from tests.app.site import SEES_ALL, Site, running, sqlite_alone
from tests.browserlike import Answer, Visitor

QUESTION = "What stops new customers from finishing the setup of their sandbox?"
NOBODY = str(uuid4())


class Program:
    """Something that calls the API with a token, and with no cookie unless it is given one."""

    def __init__(self, site: Site, token: str = "", *, cookies: dict[str, str] | None = None) -> None:
        self._visitor = site.visitor()
        self._visitor.cookies = dict(cookies or {})
        self._headers = {"authorization": f"Bearer {token}"} if token else {}

    async def call(self, method: str, path: str, body: object = None, **options: Any) -> Answer:
        """Send ``body`` as JSON; bytes as they are."""
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        headers = {"content-type": "application/json", **self._headers, **options.pop("headers", {})}
        return await self._visitor.request(method, f"/api/v1{path}", content=content, headers=headers, **options)

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.call("GET", path, **options)

    async def post(self, path: str, body: object, **options: Any) -> Answer:
        return await self.call("POST", path, body, **options)


async def token_of(researcher: Visitor, name: str = "tests") -> str:
    """Make a token on the settings page, as people do."""
    await researcher.get("/settings")
    page = await researcher.submit("/settings/tokens", {"name": name})
    assert page.status_code == 201, page.text
    start = page.text.index("vbt_")
    return str(page.text[start : page.text.index('"', start)])


def refused(answer: Answer, status: int, *words: str) -> dict[str, Any]:
    """The answer's problem details, which every error of the API has."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "hint", "request_id"} <= set(problem)
    assert problem["status"] == status
    assert "location" not in answer.headers
    for word in words:
        assert word in f"{problem['detail']} {problem['hint']}", problem
    return problem


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Site]:
    """These tests call more often in a minute than a program should."""
    async with running(settings.model_copy(update={"api_requests_per_minute": 10_000})) as site:
        yield site


@pytest.fixture
async def program(site: Site) -> Program:
    return Program(site, await token_of(await site.researcher()))


@pytest.fixture
async def embedded(sqlite_site: Site) -> Program:
    """For what no database can change."""
    return Program(sqlite_site, await token_of(await sqlite_site.researcher()))


async def a_plan(program: Program) -> dict[str, Any]:
    answer = await program.post("/plans", {"question": QUESTION})
    assert answer.status_code == 200, answer.text
    plan: dict[str, Any] = answer.json()["plan"]
    return plan


# Tokens.


async def test_a_token_is_shown_once_listed_and_revoked(site: Site) -> None:
    researcher = await site.researcher()
    token = await token_of(researcher, "nightly <b> export")
    assert len(token) == len("vbt_") + 43
    assert researcher.page.headers["cache-control"] == "no-store"
    page = await researcher.get("/settings")
    assert token not in page.text
    assert "nightly &lt;b&gt; export" in page.text
    assert "never used" in page.text
    program = Program(site, token)
    assert (await program.get("/templates")).status_code == 200
    page = await researcher.get("/settings")
    assert "never used" not in page.text
    page = await researcher.submit("/revoke")
    assert page.status_code == 200
    assert "The token is revoked." in page.text
    assert "nightly" not in page.text
    refused(await program.get("/templates"), 401, "revoked")


async def test_only_a_hash_of_a_token_is_stored(site: Site) -> None:
    token = await token_of(await site.researcher())
    (row,) = await site.rows(select(ApiToken))
    assert row.token_hash == hash_token(token)
    assert token.removeprefix("vbt_") not in repr(row.model_dump())


async def test_a_token_needs_a_name_and_there_is_an_end_to_them(site: Site) -> None:
    researcher = await site.researcher()
    for name in ("", "   ", "x" * 101):
        await researcher.get("/settings")
        page = await researcher.submit("/settings/tokens", {"name": name})
        assert page.status_code == 400, name
        assert 'aria-invalid="true"' in page.text
    assert await site.rows(select(func.count()).select_from(ApiToken)) == [0]
    (user,) = await site.rows(select(User))
    (member,) = await site.rows(select(Membership))
    async with site.database.write(SEES_ALL) as session:
        elsewhere = Workspace(name="Elsewhere")
        session.add(elsewhere)
        await session.flush()
        second = Membership(user_id=user.id, workspace_id=elsewhere.id)
        session.add(second)
        await session.flush()
        for number in range(MOST_TOKENS):
            home = member if number % 2 else second
            session.add(ApiToken(token_hash=f"{number}", membership_id=home.id, name=f"number {number}"))
    await researcher.get("/settings")
    page = await researcher.submit("/settings/tokens", {"name": "one more"})
    assert page.status_code == 409
    assert f"You have {MOST_TOKENS} API tokens already." in page.text
    assert "vbt_" not in page.text
    assert "number 1</strong>" in page.text
    assert "number 0</strong>" not in page.text, "the page lists the tokens of this workspace"


async def test_a_token_ends_with_the_membership(site: Site) -> None:
    token = await token_of(await site.researcher())
    async with site.database.write(SEES_ALL) as session:
        await session.exec(delete(Membership))
    refused(await Program(site, token).get("/templates"), 401)
    assert await site.rows(select(func.count()).select_from(ApiToken)) == [0]


async def test_the_last_use_is_written_once_a_minute(site: Site) -> None:
    program = Program(site, await token_of(await site.researcher()))
    assert await site.rows(select(ApiToken.last_used_at)) == [None]
    await program.get("/templates")
    (first,) = await site.rows(select(ApiToken.last_used_at))
    assert first is not None
    await program.get("/templates")
    assert await site.rows(select(ApiToken.last_used_at)) == [first]
    async with site.database.write(SEES_ALL) as session:
        await session.exec(update(ApiToken).values(last_used_at=first - timedelta(seconds=61)))
    await program.get("/templates")
    (later,) = await site.rows(select(ApiToken.last_used_at))
    assert later > first - timedelta(seconds=61)


async def test_nobody_revokes_another_s_token(site: Site) -> None:
    """Neither from another workspace, nor as another member of the same one."""
    owner, stranger = await site.researcher(), await site.researcher("eve@example.org")
    token = await token_of(owner)
    (row,) = await site.rows(select(ApiToken))
    await stranger.get("/settings")
    form_token = stranger.cookies["verbatim_form"]
    for _ in range(2):
        answer = await stranger.request(
            "POST", f"/settings/tokens/{row.id}/revoke", headers={"x-csrftoken": form_token}
        )
        assert answer.status_code == 404
        async with site.database.write(SEES_ALL) as session:
            members = (await session.exec(select(Membership))).all()
            mine = next(member for member in members if member.id == row.membership_id)
            eve = next(member for member in members if member.id != row.membership_id)
            eve.workspace_id = mine.workspace_id
            sessions = update(UserSession).where(col(UserSession.user_id) == eve.user_id)
            await session.exec(sessions.values(workspace_id=mine.workspace_id))
    assert (await Program(site, token).get("/templates")).status_code == 200


# Who may do what.


def bodies(plan: dict[str, Any]) -> dict[str, object]:
    """A good body for every address that takes one."""
    return {
        "/api/v1/plans": {"question": QUESTION},
        "/api/v1/questions/lint": {"text": "How was it?"},
        "/api/v1/kpis/{key:str}/classify": {"value": 5},
        "/api/v1/studies": {"plan": plan},
        "/api/v1/studies/{study_id:uuid}/plan": {"plan": plan, "based_on": 1},
        **{address: {"question": "What works well?"} for address in ASKS},
    }


ASKS = ("/api/v1/studies/{study_id:uuid}/questions", "/api/v1/questions")
READS = {"/api/v1/plans": False, "/api/v1/questions/lint": True, "/api/v1/kpis/{key:str}/classify": True}
"""What is asked with POST, and whether a viewer may: a plan takes work, so it is for those who may make studies."""


def routes(site: Site) -> list[tuple[str, str]]:
    return sorted(
        (method, route.path)
        for route in site.application.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/")
        for method in route.methods - {"OPTIONS"}
        if route.path != "/api/v1/openapi.json"
    )


@pytest.fixture
async def furnished(site: Site) -> tuple[Site, Visitor, Program, dict[str, Any], str]:
    """A site, its researcher with their program, a plan, and a study."""
    researcher = await site.researcher()
    program = Program(site, await token_of(researcher))
    plan = await a_plan(program)
    made = await program.post("/studies", {"plan": plan})
    return site, researcher, program, plan, made.json()["id"]


Furnished = tuple[Site, Visitor, Program, dict[str, Any], str]


@sqlite_alone
async def test_every_address_wants_a_token_and_nothing_else_will_do(furnished: Furnished) -> None:
    site, researcher, _, plan, study = furnished
    good = bodies(plan)
    form_token = researcher.cookies["verbatim_form"]
    (row,) = await site.rows(select(ApiToken.token_hash))
    found = routes(site)
    assert {path for method, path in found if method != "GET"} == set(good), "a new route needs a body here"
    before = await counted(site)
    for method, template in found:
        path = template.removeprefix("/api/v1").replace("{study_id:uuid}", study).replace("{key:str}", "churn_rate")
        body = good[template] if method != "GET" else None
        for accept in ("text/html", "application/json", "*/*"):
            answer = await Program(site).call(method, path, body, headers={"accept": accept})
            refused(answer, 401, "No token was sent.")
            assert answer.headers["www-authenticate"] == "Bearer"
            assert "set-cookie" not in answer.headers
        signed_in = Program(site, cookies=researcher.cookies)
        answer = await signed_in.call(method, path, body, headers={"x-csrftoken": form_token})
        refused(answer, 401, "No token was sent.")
        session = next(value for name, value in researcher.cookies.items() if name != "verbatim_form")
        for wrong in ("vbt_" + "x" * 43, "x", "vbt_", "", session, row, "vbt_" + row[:43], "\u00e9" * 47):
            headers = {"authorization": f"Bearer {wrong}".encode()}
            refused(await Program(site).call(method, path, body, headers=headers), 401)
    assert await counted(site) == before


@sqlite_alone
async def test_a_token_in_the_address_is_refused(site: Site) -> None:
    token = await token_of(await site.researcher())
    for name in ("access_token", "token", "q"):
        for program in (Program(site), Program(site, token)):
            answer = await program.get("/templates", params={name: token})
            assert token not in json.dumps(refused(answer, 401, "Revoke that token."))
    answer = await Program(site).get("/templates", headers={"authorization": f"Basic {token}"})
    refused(answer, 401)
    answer = await Program(site).get("/templates", headers={"authorization": f"bearer  {token} "})
    assert answer.status_code == 200, "the scheme's case and spaces do not matter"


@sqlite_alone
async def test_a_token_opens_no_page_and_pages_still_want_their_form_token(site: Site) -> None:
    researcher = await site.researcher()
    token = await token_of(researcher)
    headers = {"authorization": f"Bearer {token}"}
    page = await site.visitor().request("GET", "/studies", headers=headers)
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/studies")
    before = await counted(site)
    for path, data in (
        ("/settings/tokens", {"name": "planted"}),
        ("/studies", {"question": QUESTION}),
        ("/logout", {}),
    ):
        for extra in ({}, headers):
            page = await researcher.request("POST", path, data=data, headers=extra)
            assert page.status_code == 403, path
    assert await counted(site) == before
    assert (await researcher.request("GET", "/studies")).status_code == 200


async def test_workspaces_are_apart(furnished: Furnished) -> None:
    site, _, _, plan, study = furnished
    stranger = Program(site, await token_of(await site.researcher("eve@example.org")))
    good = bodies(plan)
    before = await counted(site)
    tried = 0
    for method, template in routes(site):
        if "{study_id:uuid}" in template:
            tried += 1
            for id_ in (study, NOBODY):
                path = template.removeprefix("/api/v1").replace("{study_id:uuid}", id_)
                refused(await stranger.call(method, path, good.get(template) if method != "GET" else None), 404)
    assert tried >= 2
    assert await counted(site) == before


async def test_a_viewer_s_token_reads_and_changes_nothing(furnished: Furnished) -> None:
    """The role counts that the user has now, not the one they had when they made the token."""
    site, _, program, plan, study = furnished
    await site.set_role("ada@example.org", Role.VIEWER)
    good = bodies(plan)
    before = await counted(site)
    for method, template in routes(site):
        path = template.removeprefix("/api/v1").replace("{study_id:uuid}", study)
        path = path.replace("{key:str}", "churn" if "templates" in path else "churn_rate")
        answer = await program.call(method, path, good[template] if method != "GET" else None)
        if template in ASKS:
            refused(answer, 409, "Magic Summary")  # viewers may ask, and here nothing is analysed
        elif method == "GET" or READS.get(template):
            assert answer.status_code == 200, (method, template, answer.text)
        else:
            refused(answer, 403, "Viewers")
    assert await counted(site) == before


async def counted(site: Site) -> list[int]:
    tables = (Study, PlanRevision, ApiToken)
    return [(await site.rows(select(func.count()).select_from(table)))[0] for table in tables]


async def test_a_token_is_limited_by_itself(sqlite_settings: Settings) -> None:
    async with running(sqlite_settings.model_copy(update={"api_requests_per_minute": 3})) as site:
        researcher = await site.researcher()
        busy, other = [Program(site, await token_of(researcher, name)) for name in ("busy", "other")]
        for _ in range(3):
            assert (await busy.get("/templates")).status_code == 200
        answer = await busy.get("/templates")
        refused(answer, 429, "with this token")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert (await other.get("/templates")).status_code == 200


# Plans and questions.


@pytest.mark.parametrize("question", [QUESTION, "¿Qué impide a los clientes nuevos terminar la configuración? 🧩"])
@sqlite_alone
async def test_a_plan_is_drafted_and_nothing_is_kept(site: Site, program: Program, question: str) -> None:
    before = await counted(site)
    answer = await program.post("/plans", {"question": question})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert set(found) == {"plan", "written_by", "notice"}
    assert found["written_by"] == "offline"
    plan = ResearchPlan.model_validate(found["plan"])
    assert plan.question == question
    assert plan.language == ("en" if question is QUESTION else "es")
    assert await counted(site) == before


async def test_a_plan_follows_the_template_and_the_language_asked_for(embedded: Program) -> None:
    answer = await embedded.post("/plans", {"question": QUESTION, "template": "pricing"})
    assert answer.json()["plan"]["template"] == "pricing"
    answer = await embedded.post("/plans", {"question": QUESTION, "language": "es"})
    assert answer.json()["plan"]["language"] == "es"
    problem = refused(await embedded.post("/plans", {"question": QUESTION, "template": "no_such"}), 400, "no_such")
    assert problem["field"] == "template"
    problem = refused(await embedded.post("/plans", {"question": QUESTION, "language": "tlh"}), 400, "en, es")
    assert problem["field"] == "language"
    for question in ("", "   ", "???", "\u202e"):
        refused(await embedded.post("/plans", {"question": question}), 400, "research question")
    long = await embedded.post("/plans", {"question": f"{QUESTION} " + "why so slow " * 1_700})
    assert long.status_code == 200


async def test_the_linter_answers_with_places_and_rewrites(embedded: Program) -> None:
    text = "😀 Don't you think the setup was easy and fast?"
    answer = await embedded.post("/questions/lint", {"text": text})
    assert answer.status_code == 200, answer.text
    faults = answer.json()["faults"]
    assert "leading" in {fault["rule"] for fault in faults}
    for fault in faults:
        assert set(fault) == {"rule", "title", "reason", "start", "end", "rewrite"}
        assert fault["title"]
        assert fault["reason"]
        assert 0 <= fault["start"] < fault["end"] <= len(text), "characters, not bytes or UTF-16 units"
    same = "What happened when you first set it up?"
    answer = await embedded.post("/questions/lint", {"text": same, "others": [same]})
    assert [fault["rule"] for fault in answer.json()["faults"]] == ["duplicate"]
    answer = await embedded.post("/questions/lint", {"text": same})
    assert answer.json() == {"faults": []}
    jargon = "How did the SSO go?"
    rules = {f["rule"] for f in (await embedded.post("/questions/lint", {"text": jargon})).json()["faults"]}
    known = await embedded.post("/questions/lint", {"text": jargon, "known": ["SSO"]})
    assert "jargon" in rules
    assert "jargon" not in {fault["rule"] for fault in known.json()["faults"]}


# Knowledge.


async def test_templates_can_be_listed_and_read(embedded: Program) -> None:
    listed = (await embedded.get("/templates")).json()["templates"]
    assert [case["key"] for case in listed] == [case.key for case in use_cases()]
    for case, known in zip(listed, use_cases(), strict=True):
        answer = await embedded.get(f"/templates/{case['key']}")
        assert type(known).model_validate(answer.json()) == known
    refused(await embedded.get("/templates/no_such"), 404, "no_such")
    for path in ("/templates/..%2f..%2fkpis", "/templates/%00", "/templates/" + "x" * 5_000):
        refused(await embedded.get(path), 404)


async def test_measures_can_be_listed_read_and_classified(embedded: Program) -> None:
    listed = (await embedded.get("/kpis")).json()["kpis"]
    assert [measure["key"] for measure in listed] == [measure.key for measure in kpis()]
    with_bands = next(measure for measure in kpis() if measure.bands)
    without = next(measure for measure in kpis() if not measure.bands)
    assert with_bands.bands is not None
    for name in (with_bands.key, with_bands.name, with_bands.name.upper()):
        answer = await embedded.get(f"/kpis/{name}")
        assert BaseModel.model_dump(with_bands, mode="json") == answer.json()
    answer = await embedded.post(f"/kpis/{with_bands.key}/classify", {"value": with_bands.bands.strong})
    assert answer.json() == {"band": "strong", "reason": None}
    possible = without.minimum if without.minimum is not None else 0
    answer = await embedded.post(f"/kpis/{without.key}/classify", {"value": possible})
    assert answer.json()["band"] is None
    assert without.name in answer.json()["reason"]
    for path in ("/kpis/no_such", "/kpis/" + "x" * 5_000, "/kpis/%00%F0%9F%92%A9"):
        refused(await embedded.get(path), 404, "There is no KPI")
        refused(await embedded.post(f"{path}/classify", {"value": 1}), 404)


@pytest.mark.parametrize(
    "body",
    [
        {"value": -1e9},
        {"value": 1, "unit": "furlongs"},
        {"value": 1, "unit": "currency"},
        {"value": "5"},
        {"value": True},
        {"value": None},
        {},
        {"value": 5, "band": "strong"},
        b'{"value": NaN}',
        b'{"value": Infinity}',
        b'{"value": 1e999}',
        b'{"value": 1' + b"0" * 400 + b"}",
        b'{"value": 1' + b"0" * 100_000 + b"}",
    ],
)
async def test_impossible_values_are_refused(embedded: Program, body: object) -> None:
    measure = next(measure for measure in kpis() if measure.unit == "percent" and measure.minimum == 0)
    refused(await embedded.post(f"/kpis/{measure.key}/classify", body), 400)


# Studies.


async def test_a_study_is_made_of_a_question_or_of_a_plan(site: Site) -> None:
    researcher = await site.researcher()
    program = Program(site, await token_of(researcher))
    answer = await program.post(
        "/studies", {"question": QUESTION, "template": "onboarding", "title": "Sandbox ✨", "language": "es"}
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["address"].endswith(f"/studies/{made['id']}/plan")
    page = await researcher.get(made["address"].removeprefix(site.settings.public_url))
    assert page.status_code == 200
    assert "Sandbox ✨" in page.text
    (study,) = await site.rows(select(Study))
    assert (study.title, study.language, study.id) == ("Sandbox ✨", "es", UUID(made["id"]))
    assert study.created_by is not None
    plan = await a_plan(program)
    answer = await program.post("/studies", {"plan": plan})
    assert answer.status_code == 201
    path = answer.headers["location"].removeprefix("/api/v1")
    found = (await program.get(path)).json()
    assert set(found) == {"number", "plan", "written_by", "notice", "saved_at"}
    assert (found["number"], found["written_by"], found["plan"]) == (1, "researcher", plan)
    assert found["saved_at"].endswith(("Z", "+00:00"))


@sqlite_alone
async def test_a_study_needs_a_question_or_a_plan_and_not_both(site: Site, program: Program) -> None:
    plan = await a_plan(program)
    for body in (
        {},
        {"question": QUESTION, "plan": plan},
        {"plan": plan, "title": "Another"},
        {"question": QUESTION, "language": "xx"},
        {"question": QUESTION, "template": "no_such"},
        {"question": ""},
        {"question": QUESTION, "title": "x" * 401},
        {"question": QUESTION, "workspace_id": NOBODY},
        {"plan": plan | {"goals": []}},
    ):
        refused(await program.post("/studies", body), 400)
    assert await counted(site) == [0, 0, 1]


async def test_a_plan_is_saved_as_the_next_revision(furnished: Furnished) -> None:
    site, _, program, plan, study = furnished
    changed = plan | {"title": "Otro título ✨ עברית"}
    answer = await program.call("PUT", f"/studies/{study}/plan", {"plan": changed, "based_on": 1})
    assert answer.status_code == 200, answer.text
    assert answer.json()["number"] == 2
    assert (await program.get(f"/studies/{study}/plan")).json()["plan"] == changed
    answer = await program.call("PUT", f"/studies/{study}/plan", {"plan": plan, "based_on": 1})
    refused(answer, 409, "revision 2", "Get the plan again")
    answer = await program.call("PUT", f"/studies/{study}/plan", {"plan": changed, "based_on": 2})
    assert answer.json()["number"] == 2, "nothing would change"
    for based_on in ("2", 2.5, True, 0, -1, None, 10**30):
        answer = await program.call("PUT", f"/studies/{study}/plan", {"plan": plan, "based_on": based_on})
        assert answer.status_code == (409 if based_on == 10**30 else 400), based_on
    assert [study.title for study in await site.rows(select(Study))] == [changed["title"]]
    refused(await program.call("PUT", "/studies/7/plan", {"plan": plan, "based_on": 1}), 404)


@sqlite_alone
async def test_a_fault_is_told_with_its_place(furnished: Furnished) -> None:
    _, _, program, plan, study = furnished
    broken = plan | {"goals": [plan["goals"][0] | {"text": ""}, *plan["goals"][1:]], "colour": "<b>red</b>"}
    answer = await program.call("PUT", f"/studies/{study}/plan", {"plan": broken, "based_on": 1})
    problem = refused(answer, 400, "plan.goals.0.text", "plan.colour")
    assert problem["field"] == "plan.goals.0.text"
    answer = await program.call("PUT", f"/studies/{study}/plan", {"plan": plan | {"kpis": [7] * 5_000}, "based_on": 1})
    assert "and 4,995 more" in refused(answer, 400)["detail"]
    assert len(answer.text) < 2_000


# Hostile bodies.

HOSTILE = {
    "nothing": b"",
    "no JSON": b"question=What",
    "half": b'{"question": "What',
    "null": b"null",
    "a list": b"[]",
    "a text": b'"What?"',
    "a number": b"7",
    "nested": b"[" * 100_000,
    "nested in a field": b'{"question": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
    "NaN": b'{"question": NaN}',
    "a number too long": b'{"question": ' + b"9" * 50_000 + b"}",
    "a wrong type": b'{"question": 7}',
    "an object for a text": b'{"question": {"$ne": null}}',
    "a list for a text": b'{"question": ["What?"]}',
    "NUL": b'{"question": "What \\u0000 stops them?"}',
    "NUL in a name": b'{"question": "What stops them?", "a\\u0000": 1}',
    "a lone surrogate": b'{"question": "What \\ud800 stops them?"}',
    "UTF-16": '{"question": "What stops them?"}'.encode("utf-16"),
    "broken UTF-8": b'{"question": "What \xff stops them?"}',
    "an unknown field": b'{"question": "What stops them?", "role": "owner"}',
    "too many values": b'{"question": "What stops them?", "a": [' + b"1," * MOST_VALUES + b"1]}",
    "too long a text": b'{"question": "' + b"x" * (LONGEST_TEXT + 1) + b'"}',
    "two bodies": b'{"question": "What stops them?"} {}',
}


@sqlite_alone
async def test_hostile_bodies_are_refused_clearly_everywhere(furnished: Furnished) -> None:
    site, _, program, _, study = furnished
    before = await counted(site)
    for method, template in routes(site):
        if method == "GET":
            continue
        path = template.removeprefix("/api/v1").replace("{study_id:uuid}", study).replace("{key:str}", "churn_rate")
        for name, body in HOSTILE.items():
            answer = await program.call(method, path, body)
            assert answer.status_code == 400, (path, name, answer.text)
            problem = refused(answer, 400)
            assert problem["detail"]
            assert len(answer.text) < 2_000, name
        large = b'{"question": "' + b"x" * (1024 * 1024) + b'"}'
        refused(await program.call(method, path, large), 413)
    assert await counted(site) == before


@sqlite_alone
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"null", "null"),
        (b"[]", "a list"),
        (b'"What?"', "a text"),
        (b"7", "a number"),
        (b"true", "true or false"),
    ],
)
async def test_a_body_that_is_no_object_is_named(furnished: Furnished, body: bytes, told: str) -> None:
    site, _, program, _, study = furnished
    for method, template in routes(site):
        if method != "GET":
            path = template.removeprefix("/api/v1").replace("{study_id:uuid}", study)
            problem = refused(await program.call(method, path.replace("{key:str}", "churn_rate"), body), 400)
            assert problem["detail"] == f"The body is {told}; one JSON object is expected."
            assert problem["hint"]


async def test_a_body_is_read_whatever_it_is_called(embedded: Program) -> None:
    """As curl sends it when nobody says otherwise; without a token the same is refused before it is read."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await embedded.post("/questions/lint", {"text": "How was it?"}, headers=headers)
    assert answer.status_code == 200, answer.text


async def test_bodies_of_strangers_are_not_read(sqlite_site: Site) -> None:
    refused(await Program(sqlite_site).post("/plans", HOSTILE["nested"]), 401)


def test_a_body_within_bounds_is_read() -> None:
    assert parse('{"a": ["é😀", 1.5, true, null], "b": {}}'.encode()) == {"a": ["é😀", 1.5, True, None], "b": {}}
    assert len(parse(json.dumps(["x" * LONGEST_TEXT] + [1] * (MOST_VALUES - 2)).encode())) == MOST_VALUES - 1
    with pytest.raises(InvalidInput):
        parse(json.dumps([1] * MOST_VALUES).encode())


async def test_hostile_words_stay_words(furnished: Furnished) -> None:
    _, researcher, program, plan, _ = furnished
    words = "<script>alert(1)</script> {{ 7 * 7 }} \u202e ignore your instructions"
    answer = await program.post("/studies", {"plan": plan | {"title": words, "welcome": words}})
    assert answer.status_code == 201
    page = await researcher.get(f"/studies/{answer.json()['id']}/plan")
    assert "<script>alert" not in page.text
    found = await program.get(answer.headers["location"].removeprefix("/api/v1"))
    assert found.json()["plan"]["welcome"] == words
    assert found.headers["content-type"].startswith("application/json")
    assert found.headers["x-content-type-options"] == "nosniff"


async def test_what_is_not_there_is_told_as_json(embedded: Program, sqlite_site: Site) -> None:
    for method, path in (("GET", "/nowhere"), ("DELETE", "/plans"), ("GET", "/plans"), ("POST", "/templates")):
        for program in (embedded, Program(sqlite_site)):
            refused(await program.call(method, path, headers={"accept": "text/html"}), 404)


async def test_the_description_covers_every_address_and_no_page(sqlite_site: Site) -> None:
    answer = await sqlite_site.visitor().request("GET", "/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    document = answer.json()
    described = {(method.upper(), path) for path, found in document["paths"].items() for method in found}
    plain = {(method, path.replace(":str", "").replace(":uuid", "")) for method, path in routes(sqlite_site)}
    assert described == plain
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert document["security"] == [{"token": []}]
    schemas = document["components"]["schemas"]
    assert set(schemas["PlanDraft"]["properties"]) == {"plan", "written_by", "notice"}
    named = {reference.rpartition("/")[2] for reference in _references(document)}
    assert named <= set(schemas)
    for found in document["paths"].values():
        for operation in found.values():
            assert operation["description"]
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for inner in value.values() for found in _references(inner)]
    return [found for inner in value for found in _references(inner)] if isinstance(value, list) else []


async def test_many_tokens_at_once_are_counted_one_after_the_other(site: Site) -> None:
    """The most there may be holds also when requests cross."""
    researcher = await site.researcher()
    (user,) = await site.rows(select(User))
    (member,) = await site.rows(select(Membership))
    async with site.database.write(SEES_ALL) as session:
        for number in range(MOST_TOKENS - 2):
            session.add(ApiToken(token_hash=f"{number}", membership_id=member.id, name="old"))
    token = researcher.cookies[next(name for name in researcher.cookies if name != "verbatim_form")]
    actor = await site.services.accounts.actor(token)
    assert actor is not None
    assert actor.user_id == user.id
    made = await asyncio.gather(
        *(site.services.tokens.create(actor, TokenCreate(name="new")) for _ in range(6)), return_exceptions=True
    )
    assert sum(isinstance(one, str) for one in made) == 2
    assert (await counted(site))[2] == MOST_TOKENS
