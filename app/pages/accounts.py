"""Signing up, in and out."""

from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect

from app.accounts.schemas import SignIn, SignUp
from app.errors import AppError, InvalidInput, presentation_of
from app.http.dependencies import AnyRequest, Services, client_address, session_cookie
from app.http.errors import headers_of
from app.pages.forms import read_form, texts
from app.pages.views import FieldError, LoginPage, SignupPage


@get("/")
async def start(request: AnyRequest, services: NamedDependency[Services]) -> Redirect:
    """Send people to their conversations, and newcomers to the sign-up or the sign-in page."""
    if session_cookie(services.settings) in request.cookies:
        return Redirect("/studies", status_code=303)
    return Redirect("/login" if await services.accounts.anybody() else "/signup", status_code=303)


@get("/signup")
async def signup_page(request: AnyRequest, services: NamedDependency[Services]) -> Response[str]:
    return services.pages.page(request, "researcher/signup.html", SignupPage())


@post("/signup")
async def sign_up(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    fields = texts(await request.form())
    data = read_form(SignUp, fields)
    if isinstance(data, SignUp):
        try:
            token = await services.accounts.sign_up(data, address=client_address(request))
        except AppError as error:
            return _signup_again(request, services, fields, (_complaint(error),), error)
        return _signed_in(services, token, "/studies")
    return _signup_again(request, services, fields, data, InvalidInput("The form is incomplete."))


@get("/login")
async def login_page(request: AnyRequest, services: NamedDependency[Services]) -> Response[str]:
    page = LoginPage(next=_inside(request.query_params.get("next", "")))
    return services.pages.page(request, "researcher/login.html", page)


@post("/login")
async def sign_in(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    fields = texts(await request.form())
    data = read_form(SignIn, fields)
    if isinstance(data, SignIn):
        try:
            token = await services.accounts.sign_in(data, address=client_address(request))
        except AppError as error:
            return _login_again(request, services, fields, (_complaint(error),), error)
        return _signed_in(services, token, _inside(data.next))
    return _login_again(request, services, fields, data, InvalidInput("The form is incomplete."))


@post("/logout")
async def sign_out(request: AnyRequest, services: NamedDependency[Services]) -> Redirect:
    name = session_cookie(services.settings)
    await services.accounts.sign_out(request.cookies.get(name, ""))
    response = Redirect("/login", status_code=303)
    response.delete_cookie(name, path="/")
    return response


def _login_again(
    request: AnyRequest, services: Services, fields: dict[str, str], errors: tuple[FieldError, ...], why: AppError
) -> Response[str]:
    page = LoginPage(email=fields.get("email", ""), next=_inside(fields.get("next", "")), errors=errors)
    return services.pages.page(
        request, "researcher/login.html", page, status=presentation_of(why).status, headers=headers_of(why)
    )


def _signup_again(
    request: AnyRequest, services: Services, fields: dict[str, str], errors: tuple[FieldError, ...], why: AppError
) -> Response[str]:
    page = SignupPage(
        name=fields.get("name", ""),
        email=fields.get("email", ""),
        workspace_name=fields.get("workspace_name", ""),
        errors=errors,
    )
    return services.pages.page(
        request, "researcher/signup.html", page, status=presentation_of(why).status, headers=headers_of(why)
    )


def _complaint(error: AppError) -> FieldError:
    return FieldError(field="", message=f"{error.detail} {error.hint}".strip())


def _inside(target: str) -> str:
    """Only addresses of this site: those that begin with two slashes or with a backslash lead out of it."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if inside else "/studies"


def _signed_in(services: Services, token: str, target: str) -> Redirect:
    response = Redirect(target, status_code=303)
    response.set_cookie(
        Cookie(
            key=session_cookie(services.settings),
            value=token,
            path="/",
            httponly=True,
            samesite="lax",
            secure=services.settings.secure_cookies,
            max_age=int(timedelta(days=services.settings.session_days).total_seconds()),
        )
    )
    return response


HANDLERS = [start, signup_page, sign_up, login_page, sign_in, sign_out]
