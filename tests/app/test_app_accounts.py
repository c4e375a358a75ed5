"""Accounts: what is stored, what the cookies carry, and what strangers can try."""

import re
import statistics
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from argon2 import Type, extract_parameters
from sqlalchemy import update
from sqlmodel import select

from analysis.embedding import HashingEmbedder
from app.accounts.schemas import SignUp
from app.jobs import InlineJobs
from app.main import build_house
from app.models import LoginAttempt, User, UserSession, utc_now
from app.security import PASSWORDS, hash_token
from app.settings import Settings
from tests.app.site import SEES_ALL, Site, running
from tests.app.test_app_isolation import PUBLIC, furnish, routes_of
from tests.browserlike import Answer, Visitor

PASSWORD = "correct horse battery"


async def sign_in(visitor: Visitor, password: str = PASSWORD, email: str = "ada@example.org", **more: str) -> Answer:
    """Send the sign-in form; the answer itself, not where it leads."""
    await visitor.get("/login")
    fields = dict(visitor.form("/login")["fields"])
    return await visitor.request("POST", "/login", data=fields | {"email": email, "password": password} | more)


@pytest.fixture
async def secure_site(sqlite_settings: Settings) -> AsyncIterator[Site]:
    """Behind TLS."""
    async with running(sqlite_settings.model_copy(update={"base_url": "https://verbatim.example.org"})) as site:
        yield site


async def test_only_an_argon2_hash_of_the_password_is_stored_and_it_is_hard_to_try(sqlite_settings: Settings) -> None:
    house = build_house(sqlite_settings, embedder=HashingEmbedder(), queue=InlineJobs)
    details = SignUp(name="Ada", email="ada@example.org", password=PASSWORD, workspace_name="W")
    await house.services.accounts.sign_up(details, address="127.0.0.1")
    async with house.database.read(SEES_ALL) as session:
        stored = (await session.exec(select(User))).one().password_hash
    await house.database.close()
    assert PASSWORD not in stored
    work = extract_parameters(stored)
    # What OWASP asks for at the least.
    assert (work.type, work.time_cost >= 2, work.memory_cost >= 19 * 1024) == (Type.ID, True, True)


async def test_the_session_cookie_is_kept_from_scripts_and_other_sites(sqlite_site: Site) -> None:
    await sqlite_site.researcher()
    visitor = sqlite_site.visitor()
    answer = await sign_in(visitor)
    (cookie,) = [header for header in answer.headers.get_list("set-cookie") if header.startswith("verbatim=")]
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert "secure" not in flags
    (form,) = [cookie for cookie in answer.headers.get_list("set-cookie") if cookie.startswith("verbatim_form=")] or [
        "httponly; samesite=lax"
    ]
    assert "httponly" in form.lower()


async def test_behind_tls_cookies_are_secure_and_tied_to_the_host(secure_site: Site) -> None:
    visitor = secure_site.visitor()
    door = await visitor.get("/signup")
    (form,) = door.headers.get_list("set-cookie")
    assert "secure" in form.lower()
    answer = await visitor.request(
        "POST",
        "/signup",
        data={
            "_csrf_token": visitor.cookies["verbatim_form"],
            "name": "Ada",
            "email": "ada@example.org",
            "password": PASSWORD,
            "workspace_name": "Acme",
        },
    )
    (cookie,) = [header for header in answer.headers.get_list("set-cookie") if "verbatim_form" not in header]
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert cookie.startswith("__Host-verbatim=")
    assert {"httponly", "samesite=lax", "path=/", "secure"} <= flags
    assert not any(flag.startswith("domain") for flag in flags)
    page = await visitor.request("GET", "/studies")
    assert page.status_code == 200
    assert "max-age" in page.headers["strict-transport-security"]


async def test_signing_in_makes_a_new_session_whatever_cookie_came_in(sqlite_site: Site) -> None:
    await sqlite_site.researcher()
    victim = sqlite_site.visitor()
    victim.cookies["verbatim"] = "planted-by-somebody-else-000000000"
    assert (await sign_in(victim)).status_code == 303
    first = victim.cookies["verbatim"]
    assert first != "planted-by-somebody-else-000000000"
    assert (await sign_in(victim)).status_code == 303
    assert victim.cookies["verbatim"] != first
    planted = sqlite_site.visitor()
    planted.cookies["verbatim"] = "planted-by-somebody-else-000000000"
    assert (await planted.request("GET", "/studies")).status_code == 303
    hashes = await sqlite_site.rows(select(UserSession.token_hash))
    assert hash_token(first) in hashes
    assert first not in hashes


async def test_signing_out_ends_the_session_itself(sqlite_site: Site) -> None:
    visitor = await sqlite_site.researcher()
    thief = sqlite_site.visitor()
    thief.cookies = dict(visitor.cookies)
    assert (await thief.request("GET", "/studies")).status_code == 200
    await visitor.get("/studies")
    page = await visitor.submit("/logout")
    assert page.url.path == "/login"
    assert "verbatim" not in visitor.cookies
    assert (await thief.request("GET", "/studies")).status_code == 303
    assert await sqlite_site.rows(select(UserSession)) == []


async def test_a_session_ends_by_itself(site: Site) -> None:
    visitor = await site.researcher()
    async with site.database.write(SEES_ALL) as session:
        await session.exec(update(UserSession).values(expires_at=utc_now() - timedelta(seconds=1)))
    answer = await visitor.request("GET", "/studies")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/studies"


def without_secrets(page: str) -> str:
    """A page without what differs between two requests for good reasons."""
    return re.sub(r'(name="_csrf_token" value=")[^"]*|(name="email"[^>]*value=")[^"]*', "", page)


@pytest.fixture
async def careful_site(sqlite_settings: Settings) -> AsyncIterator[Site]:
    """With passwords hashed as installations do."""
    async with running(sqlite_settings, passwords=PASSWORDS) as site:
        yield site


async def test_an_unknown_e_mail_gets_the_same_answer_and_as_much_work(careful_site: Site) -> None:
    await careful_site.researcher()
    answers: dict[str, Answer] = {}
    took: dict[str, list[float]] = {"ada@example.org": [], "who@example.org": []}
    for _ in range(3):
        for email, times in took.items():
            visitor = careful_site.visitor()
            await visitor.get("/login")
            fields = dict(visitor.form("/login")["fields"])
            started = time.perf_counter()
            answers[email] = await visitor.request(
                "POST", "/login", data=fields | {"email": email, "password": "not the password"}
            )
            times.append(time.perf_counter() - started)
    known, unknown = answers.values()
    assert known.status_code == unknown.status_code == 401
    assert without_secrets(known.text) == without_secrets(unknown.text)
    assert "The e-mail or the password is not right." in known.text
    fast, slow = sorted(statistics.median(times) for times in took.values())
    assert slow < 4 * fast, f"one answer takes {slow:.3f} s, the other {fast:.3f} s"


async def test_too_many_failed_sign_ins_are_refused_even_with_the_right_password(site: Site) -> None:
    await site.researcher()
    visitor = site.visitor()
    limit = site.settings.login_attempts
    for _ in range(limit):
        assert (await sign_in(visitor, "wrong password")).status_code == 401
    answer = await sign_in(visitor)
    assert answer.status_code == 429
    assert "wait" in answer.text
    assert (await sign_in(visitor, email="ADA@example.org ")).status_code == 429
    async with site.database.write(SEES_ALL) as session:
        await session.exec(update(LoginAttempt).values(created_at=utc_now() - timedelta(minutes=16)))
    assert (await sign_in(visitor)).status_code == 303


async def test_the_limit_says_how_long_to_wait(sqlite_settings: Settings) -> None:
    async with running(sqlite_settings.model_copy(update={"login_attempts": 1})) as site:
        await site.researcher()
        visitor = site.visitor()
        await sign_in(visitor, "wrong password")
        answer = await sign_in(visitor)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/studies\r\nSet-Cookie: a=b",
        "",
    ],
)
async def test_signing_in_leads_nowhere_outside(sqlite_site: Site, target: str) -> None:
    await sqlite_site.researcher()
    answer = await sign_in(sqlite_site.visitor(), next=target)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/studies"
    page = await sqlite_site.visitor().request("GET", "/login", params={"next": target})
    assert "evil" not in page.text


async def test_signing_in_leads_back_to_where_one_was_going(sqlite_site: Site) -> None:
    await sqlite_site.researcher()
    visitor = sqlite_site.visitor()
    page = await visitor.get("/settings")
    assert page.url.path == "/login"
    await visitor.submit("/login", {"email": "ada@example.org", "password": PASSWORD})
    assert visitor.page.url.path == "/settings"


async def test_no_form_is_taken_without_its_token(sqlite_site: Site) -> None:
    """Every route that changes something for a researcher, whatever is added later."""
    premises = await furnish(sqlite_site)
    links = {route for route in PUBLIC if route[1].startswith(("/s/", "/i/"))}
    changing = {route for route in routes_of(sqlite_site.application) - links if route[0] not in {"GET", "HEAD"}}
    assert len(changing) >= 9
    right = premises.owner.cookies["verbatim_form"]
    other = sqlite_site.visitor()
    await other.get("/login")
    wrong = (None, "", "nonsense", right[:-1] + ("0" if right[-1] != "0" else "1"), other.cookies["verbatim_form"])
    for method, template in sorted(changing):
        for token in wrong:
            sent = {} if token is None else {"_csrf_token": token}
            answer = await premises.owner.request(method, premises.path(template), data=sent)
            assert answer.status_code == 403, f"{method} {template} with {token!r}: {answer.status_code}"
            if token:
                answer = await premises.owner.request(method, premises.path(template), headers={"x-csrftoken": token})
                assert answer.status_code == 403, f"{method} {template} with the header {token!r}"
    assert "out of date" in answer.text
    assert (await premises.owner.request("GET", "/studies")).status_code == 200


@pytest.mark.parametrize(
    "change", [lambda token: token[:-1], lambda token: token + "x", str.swapcase, lambda _: "é\x00"]
)
async def test_a_cookie_that_was_tampered_with_opens_nothing(sqlite_site: Site, change: object) -> None:
    visitor = await sqlite_site.researcher()
    visitor.cookies["verbatim"] = change(visitor.cookies["verbatim"])  # type: ignore[operator] # one of the above
    answer = await sqlite_site.client.request(
        "GET", "/studies", headers={"cookie": f"verbatim={visitor.cookies['verbatim']}".encode()}
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


async def test_sign_up_keeps_what_was_typed_and_says_what_is_wrong(sqlite_site: Site) -> None:
    visitor = sqlite_site.visitor()
    await visitor.get("/signup")
    typed = {"name": "Ada <b>L</b>", "email": "not-an-address", "password": "short", "workspace_name": "Acme & Co"}
    page = await visitor.submit("/signup", typed)
    assert page.status_code == 400
    again = dict(visitor.form("/signup")["fields"])
    assert {name: again[name] for name in ("name", "email", "workspace_name")} == {
        name: typed[name] for name in ("name", "email", "workspace_name")
    }
    assert again["password"] == ""
    assert "<b>L</b>" not in page.text
    assert "at least 10 characters" in page.text
    assert page.text.count('aria-invalid="true"') == 2
    assert await sqlite_site.rows(select(User)) == []


async def test_a_second_account_with_the_same_e_mail_is_refused(site: Site) -> None:
    await site.researcher()
    visitor = site.visitor()
    await visitor.get("/signup")
    typed = {"name": "Eve", "email": "ADA@Example.org", "password": "another password", "workspace_name": "Evil"}
    page = await visitor.submit("/signup", typed)
    assert page.status_code == 409
    assert "sign in instead" in page.text
    assert dict(visitor.form("/signup")["fields"])["workspace_name"] == "Evil"
    assert len(await site.rows(select(User))) == 1


async def test_nobody_is_led_to_sign_up_where_accounts_exist(sqlite_site: Site) -> None:
    newcomer = sqlite_site.visitor()
    assert (await newcomer.request("GET", "/")).headers["location"] == "/signup"
    owner = await sqlite_site.researcher()
    assert (await newcomer.request("GET", "/")).headers["location"] == "/login"
    assert (await owner.request("GET", "/")).headers["location"] == "/studies"
