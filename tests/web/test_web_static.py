"""What is served as files: sizes, licences, and nothing fetched from elsewhere."""

import re

import pytest

from web.paths import STATIC

SCRIPTS = sorted((STATIC / "js").iterdir())
SHEETS = sorted((STATIC / "css").iterdir())


def test_fonts_are_small_and_licensed() -> None:
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert sum(font.stat().st_size for font in fonts) < 400_000
    for font in fonts:
        family = font.name.partition("-latin")[0]
        assert "SIL Open Font License" in (STATIC / "fonts" / f"{family}-OFL.txt").read_text(encoding="utf-8")


def test_vendored_scripts_have_their_licence() -> None:
    scripts = list((STATIC / "vendor").glob("*.js"))
    assert len(scripts) == 3
    for script in scripts:
        assert (STATIC / "vendor" / f"{re.sub(r'-[0-9.]+min.js$', '', script.name)}-LICENSE.txt").is_file()


def test_the_participants_script_is_small() -> None:
    assert (STATIC / "js" / "participant.js").stat().st_size < 11_000


@pytest.mark.parametrize("path", [*SCRIPTS, *SHEETS], ids=lambda path: path.name)
def test_nothing_comes_from_another_server_or_is_made_at_run_time(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?://", text)
    assert "@import" not in text
    assert not re.search(r"\beval\(|new Function|\.setAttribute\(.style", text)


def test_style_sheets_refer_to_files_and_colours_that_exist() -> None:
    together = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    for address in re.findall(r'url\("\.\./([^"]+)"\)', together):
        assert (STATIC / address).is_file()
    defined = set(re.findall(r"(--[a-z0-9-]+):", together))
    used = set(re.findall(r"var\((--[a-z0-9-]+)", together))
    assert used <= defined
