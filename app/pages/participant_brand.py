"""A workspace's brand on the pages of its participants: a stylesheet that is made of a colour, and the logo."""

import re
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from analysis.reporting.content import Brand
from app.errors import NotFound
from app.http.dependencies import AnyRequest, Services, limit_public
from app.pages.views import ParticipantBrand

PAPER: Final = {"light": "#f2f0ea", "dark": "#1e1e1b"}
"""Of the grounds in tokens.css, those on which coloured text is hardest to read."""
_STYLESHEET: Final = re.compile(r"([0-9a-f]{6})\.css")
_UNCHANGED: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_FOR_AN_HOUR: Final = {"Cache-Control": "private, max-age=3600"}


async def participants_brand(services: Services, *, link: str = "", token: str = "") -> ParticipantBrand | None:
    """What the pages behind a link or a token show of the brand; None where the workspace has set none."""
    look = await services.brands.shown(link=link, token=token)
    if look is None:
        return None
    logo_url = (f"/i/{token}/logo" if token else f"/s/{link}/logo") if look.has_logo else ""
    return ParticipantBrand(name=look.name, style_url=f"/brand/{look.colour[1:]}.css", logo_url=logo_url)


def stylesheet(brand: Brand) -> str:
    """The colour on buttons, links and the bar of progress; its text and its links hold a contrast of 4.5."""
    light, dark = (brand.readable_on(PAPER[scheme]) for scheme in ("light", "dark"))
    return (
        f":root {{ --button: {brand.colour}; --button-over: {brand.colour}; --button-ink: {brand.on_colour}; "
        f"--accent: light-dark({light}, {dark}); --brand-bar: light-dark({light}, {dark}); }}\n"
    )


@get("/brand/{name:str}")
async def brand_style(name: FromPath[str]) -> Response[str]:
    """Made of its address alone, so that it tells nobody whose it is."""
    found = _STYLESHEET.fullmatch(name)
    if found is None:
        raise NotFound("There is no such stylesheet.")
    return Response(stylesheet(Brand(colour=f"#{found[1]}")), media_type="text/css", headers=_UNCHANGED)


@get("/s/{link:str}/logo")
async def logo_of_link(
    request: AnyRequest, services: NamedDependency[Services], link: FromPath[str]
) -> Response[bytes]:
    limit_public(request)
    found = await services.brands.shown_logo(link=link)
    return Response(found.data, media_type=found.mime, headers=_FOR_AN_HOUR)


@get("/i/{token:str}/logo")
async def logo_of_interview(
    request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]
) -> Response[bytes]:
    limit_public(request)
    found = await services.brands.shown_logo(token=token)
    return Response(found.data, media_type=found.mime, headers=_FOR_AN_HOUR)


HANDLERS = [brand_style, logo_of_link, logo_of_interview]
