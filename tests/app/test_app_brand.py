"""The brand of a workspace: who may change it, what is kept of a picture, and that reports carry it."""

import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile, PngImagePlugin
from sqlmodel import select

from app.accounts.pictures import drawn_anew
from app.errors import InvalidInput, TooLarge
from app.models import Report, Role, WorkspaceBrand
from app.settings import Settings
from tests.app.site import Site, running
from tests.browserlike import Visitor

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 100), mode: str = "RGB", **saved: object) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, 90 if mode in {"L", "1"} else None).save(buffer, kind, **saved)
    return buffer.getvalue()


def hidden() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script> made by Ada in Lovelace Road")
    return info


@pytest.mark.parametrize(
    "sent",
    [
        picture(pnginfo=hidden()),
        picture("JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00"),
        picture(mode="RGBA"),
        picture(mode="P"),
        picture(mode="L"),
        picture("JPEG", mode="CMYK"),
        picture(size=(4_000, 2_000)) + b"PK\x03\x04 and a second file behind it <script>",
    ],
    ids=["text in it", "exif", "transparent", "palette", "grey", "print colours", "two files in one"],
)
def test_of_a_picture_only_its_pixels_are_kept(sent: bytes) -> None:
    kept = drawn_anew(sent)
    assert kept.mime == "image/png"
    assert b"script" not in kept.data
    assert b"Lovelace" not in kept.data
    with Image.open(io.BytesIO(kept.data)) as drawn:
        assert drawn.size[0] <= 960
        assert drawn.size[1] <= 360
        assert not drawn.info
    assert drawn_anew(kept.data).data == kept.data


@pytest.mark.parametrize(
    "sent",
    [
        SVG,
        b"",
        b"GIF89a",
        picture()[:60],
        picture("JPEG")[:300],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        b"\xff\xd8\xff",
        picture(size=(8, 8)),
    ],
    ids=["svg", "nothing", "gif", "cut off", "cut off photo", "zeros", "begun", "tiny"],
)
def test_what_is_not_a_sound_picture_is_refused_in_words(sent: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"picture|SVG"):
        drawn_anew(sent)


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(TooLarge):
        drawn_anew(b"\x89PNG\r\n" + b"\x00" * 2_000_000)
    with pytest.raises(TooLarge, match="pixels"):
        drawn_anew(picture(size=(8_000, 4_000), mode="1"))


@given(st.binary(max_size=300), st.integers(0, 200))
def test_damage_is_never_worse_than_a_refusal(noise: bytes, at: int) -> None:
    whole = picture(size=(40, 30))
    with suppress(InvalidInput, TooLarge):
        assert drawn_anew(whole[:at] + noise + whole[at + len(noise) :]).data


def test_damage_is_refused_also_once_reports_are_printed_in_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does when it is imported
    whole = picture(size=(40, 30))
    for at in range(8, 60):
        damaged = whole[:at] + b" " + whole[at + 1 :]
        with suppress(InvalidInput, TooLarge):
            assert drawn_anew(damaged).data


async def brand(researcher: Visitor, values: dict[str, str], file: bytes | None = None) -> int:
    await researcher.get("/settings/brand")
    files = {"file": ("logo", file)} if file is not None else None
    return int((await researcher.submit("/settings/brand", values, files=files)).status_code)


async def test_a_brand_is_entered_shown_and_taken_back(site: Site) -> None:
    researcher = await site.researcher()
    page = await researcher.get("/settings/brand")
    assert "Ada&#39;s workspace" in page.text
    assert await brand(researcher, {"name": "Acme <b>", "colour": "#FFEE00"}, picture()) == 200
    page = await researcher.get("/settings/brand")
    assert "Acme &lt;b&gt;" in page.text
    assert "#ffee00" in page.text
    assert "darkened to" in page.text
    assert 'by <span dir="auto">Ada</span>' in page.text
    logo = await researcher.request("GET", "/settings/brand/logo")
    assert logo.headers["content-type"] == "image/png"
    assert await brand(researcher, {"name": "", "colour": ""}) == 200
    assert (await researcher.request("GET", "/settings/brand/logo")).content == logo.content
    await researcher.submit("/settings/brand/remove-logo")
    assert "The logo is removed" in researcher.page.text
    assert (await researcher.request("GET", "/settings/brand/logo")).status_code == 404
    assert len(await site.rows(select(WorkspaceBrand))) == 1


async def test_what_cannot_be_used_is_told_and_nothing_is_lost(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    for values, file, status in (
        ({"name": "Acme", "colour": "red"}, None, 400),
        ({"name": "Acme", "colour": "#12345g"}, None, 400),
        ({"name": "x" * 81, "colour": ""}, None, 400),
        ({"name": "\u202e\u2066", "colour": ""}, None, 400),
        ({"name": "Acme", "colour": ""}, SVG, 400),
        ({"name": "Acme", "colour": ""}, picture() + b"\x00" * 2_000_001, 413),
    ):
        assert await brand(researcher, values, file) == status, values
        assert values["name"][:80] in researcher.page.text
    assert not await sqlite_site.rows(select(WorkspaceBrand))


async def test_members_look_and_owners_decide(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    await researcher.get("/settings/brand")
    fields = dict(researcher.form("/settings/brand")["fields"])
    for role, allowed in ((Role.MEMBER, 403), (Role.VIEWER, 403), (Role.ADMIN, 303)):
        await sqlite_site.set_role("ada@example.org", role)
        page = await researcher.request("GET", "/settings/brand")
        assert page.status_code == 200
        assert ('action="/settings/brand"' in page.text) is (allowed == 303)
        assert (await researcher.request("POST", "/settings/brand", data=fields)).status_code == allowed


@pytest.fixture
async def printing_site(sqlite_settings: Settings) -> AsyncIterator[Site]:
    """As installations are by default: an analysis ends with its report."""
    async with running(sqlite_settings.model_copy(update={"print_reports": True})) as site:
        yield site


async def test_reports_carry_the_brand_and_are_made_again(printing_site: Site) -> None:
    site = printing_site
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    for _ in range(2):
        participant = await site.begin(link)
        await participant.send("The import kept failing and nobody could say why.")
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    assert len(await site.rows(select(Report))) == 1
    assert await brand(researcher, {"name": "Acme & Sons", "colour": "#ffee00"}, picture()) == 200
    assert not await site.rows(select(Report))
    html = (await researcher.request("GET", f"/studies/{study}/exports/report.html")).text
    assert "--brand: #ffee00" in html
    assert "--on-brand: #000000" in html
    assert "Acme &amp; Sons" in html
    assert "data:image/png;base64," in html
    docx = (await researcher.request("GET", f"/studies/{study}/exports/report.docx")).content
    parts = zipfile.ZipFile(io.BytesIO(docx))
    assert parts.read("word/media/logo.png").startswith(b"\x89PNG")
    assert "Acme &amp; Sons" in parts.read("word/document.xml").decode()
    pdf = await researcher.request("GET", f"/studies/{study}/report.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert len(await site.rows(select(Report))) == 1
