"""Every template, rendered with ordinary, empty, very long and hostile views."""

import re
from collections import Counter
from dataclasses import dataclass, is_dataclass
from html.parser import HTMLParser
from typing import Any

import pytest

from app.pages import views
from tests.rows import each_of
from web.filters import build_environment
from web.locales import languages, texts
from web.paths import STATIC, TEMPLATES

ENVIRONMENT = build_environment(lambda path: f"/static/{path}?v=1")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
PARTS = {"document.html", "researcher.html", "account.html", "participant.html"}
PAGES = sorted(
    str(path.relative_to(TEMPLATES))
    for folder in ("researcher", "participant")
    for path in (TEMPLATES / folder).iterdir()
)


class Document(HTMLParser):
    """What the assertions need: elements with their attributes, the form they are in, and the text of each."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str], int]] = []
        self._pieces: dict[int, list[str]] = {}
        self.unclosed: list[str] = []
        self._open: list[tuple[str, int]] = []
        self._form = -1
        self.feed(source)
        self.close()
        self.unclosed += [tag for tag, _ in self._open]
        self.text = {place: "".join(pieces) for place, pieces in self._pieces.items()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form":
            self._form = len(self.elements)
        self.elements.append((tag, {name: value or "" for name, value in attrs}, self._form))
        if tag not in VOID:
            self._open.append((tag, len(self.elements) - 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}, self._form))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = -1
        if not self._open or self._open.pop()[0] != tag:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        for _, place in self._open:
            self._pieces.setdefault(place, []).append(data)

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes, _ in self.elements if tag in tags]


def render(template: str, page: Any, viewer: views.ViewerView | None = None, **changes: Any) -> str:
    context = {
        "csrf_token": "t0ken",
        "viewer": viewer,
        "model_status": "offline",
        "flash": None,
        "page": page,
        "brand": None,
    }
    return ENVIRONMENT.get_template(template).render(context | changes)


def is_fragment(template: str) -> bool:
    return template.rpartition("/")[2].startswith("_")


@dataclass(frozen=True)
class Rendered:
    """A template with one of its samples; ``kind`` says whether that is hostile."""

    kind: str
    sample: str
    template: str
    view: Any
    source: str
    document: Document


@pytest.fixture(scope="session")
def all_rendered(every_case: list[tuple[str, str, str, Any]], viewer: views.ViewerView) -> list[Rendered]:
    sources = [render(template, view, viewer) for _, _, template, view in every_case]
    return [Rendered(*case, source, Document(source)) for case, source in zip(every_case, sources, strict=True)]


def name_of(rendered: Rendered) -> str:
    return f"{rendered.template} ({rendered.kind}, {rendered.sample})"


def test_every_template_has_samples(every_case: list[tuple[str, str, str, Any]]) -> None:
    assert {template for _, _, template, _ in every_case} == set(PAGES)


@each_of("all_rendered", name=name_of)
def test_templates_name_the_view_they_take(rendered: Rendered) -> None:
    view = rendered.view
    first = (TEMPLATES / rendered.template).read_text(encoding="utf-8").partition("\n")[0]
    assert is_dataclass(view)
    assert re.match(rf"\{{# page: {type(view).__name__}\b", first)


@each_of("all_rendered", name=name_of)
def test_nothing_that_the_security_policy_forbids(rendered: Rendered) -> None:
    document = rendered.document
    for tag, attributes, _ in document.elements:
        assert tag != "style"
        assert tag != "script" or attributes["src"].startswith("/static/"), attributes
        forbidden = [name for name in attributes if name == "style" or name.startswith(("on", "hx-on"))]
        assert not forbidden, (tag, forbidden)
        for name in ("src", "href", "action", "formaction"):
            assert not attributes.get(name, "").strip().lower().startswith(("javascript:", "data:")), attributes


@each_of("all_rendered", name=name_of)
def test_markup_is_closed_and_ids_are_unique(rendered: Rendered) -> None:
    document = rendered.document
    assert document.unclosed == []
    repeated = [
        name for name, n in Counter(a["id"] for a in document.all(*_tags(document)) if "id" in a).items() if n > 1
    ]
    # The highlighted message is listed once in each sample; quotes of the long sample repeat their theme.
    assert not [name for name in repeated if not name.startswith(("theme-", "interview-"))]


def _tags(document: Document) -> set[str]:
    return {tag for tag, _, _ in document.elements}


@each_of("all_rendered", name=name_of)
def test_pages_have_one_heading_a_title_and_landmarks(rendered: Rendered) -> None:
    template, source, document = rendered.template, rendered.source, rendered.document
    if is_fragment(template):
        assert "<html" not in source
        return
    assert len(document.all("h1")) == 1
    assert len(document.all("main")) == 1
    assert document.all("html")[0]["lang"] in languages()
    title = next(place for place, (tag, _, _) in enumerate(document.elements) if tag == "title")
    assert document.text[title].strip()


@each_of("all_rendered", name=name_of)
def test_every_control_has_a_label(rendered: Rendered) -> None:
    document = rendered.document
    labelled = {attributes["for"] for attributes in document.all("label") if "for" in attributes}
    for attributes in document.all("input", "select", "textarea"):
        if attributes.get("type") in {"hidden", "radio", "checkbox"}:
            continue  # radio buttons and checkboxes stand inside their labels
        assert attributes["id"] in labelled, attributes
    ids = {attributes["id"] for attributes in document.all(*_tags(document)) if "id" in attributes}
    for attributes in document.all(*_tags(document)):
        for name in ("aria-describedby", "aria-labelledby"):
            assert set(attributes.get(name, "").split()) <= ids, attributes


@each_of("all_rendered", name=name_of)
def test_every_button_and_link_has_words(rendered: Rendered) -> None:
    template, document = rendered.template, rendered.document
    for place, (tag, attributes, _) in enumerate(document.elements):
        if tag in {"button", "a"} and "example" not in attributes.get("class", ""):
            words = document.text.get(place, "").strip() or attributes.get("aria-label", "")
            unnamed = attributes.get("href", "").startswith(("/studies/", "#")) and template.endswith(
                ("studies.html", "import.html")
            )
            assert words or unnamed, (tag, attributes)


@each_of("all_rendered", name=name_of)
def test_researcher_forms_carry_the_token(rendered: Rendered) -> None:
    template, document = rendered.template, rendered.document
    forms = [n for n, (tag, a, _) in enumerate(document.elements) if tag == "form" and a.get("method") == "post"]
    tokens = {
        form
        for tag, a, form in document.elements
        if tag == "input" and a.get("name") == "_csrf_token" and a["value"] == "t0ken"
    }
    expected = set(forms) if template.startswith("researcher/") else set()
    assert tokens == expected


@each_of("all_rendered", name=name_of)
def test_hostile_words_are_shown_and_stay_words(rendered: Rendered) -> None:
    kind, source, document = rendered.kind, rendered.source, rendered.document
    assert "<script>alert" not in source
    assert "{{" not in source.replace("{{ 7 * 7 }}", "")
    assert not [a for a in document.all("script") if "src" not in a]
    if kind == "hostile" and "Done." not in source and "This did not work." not in source:
        assert "alert(1)" in source


@pytest.mark.parametrize(
    "template",
    [
        "participant/chat.html",
        "participant/end.html",
        "participant/closed.html",
        "participant/error.html",
        "participant/consent.html",
        "participant/pause.html",
        "participant/receipt.html",
        "participant/answer.html",
        "participant/withdraw.html",
        "participant/contact.html",
    ],
)
def test_spanish_pages_hold_no_english(template: str, every_case: list[tuple[str, str, str, Any]]) -> None:
    english = {text for section in texts("en").values() for text in section.values()}
    spanish = {text for section in texts("es").values() for text in section.values()}
    shown = [view for kind, _, name, view in every_case if name == template and kind == "long"]
    assert shown
    for view in shown:
        document = Document(render(template, view))
        assert document.all("html")[0]["lang"] == "es"
        spoken = {text.strip() for text in document.text.values()}
        spoken |= {value for a in document.all(*_tags(document)) for value in a.values()}
        assert not spoken & (english - spanish)
        assert spoken & (spanish - english)


def test_the_model_failure_is_never_told_to_participants() -> None:
    for language in languages():
        words = " ".join(text for section in texts(language).values() for text in section.values()).lower()
        assert "fallback" not in words
        assert "language model" not in words


def test_a_missing_name_is_an_error() -> None:
    with pytest.raises(Exception, match="csrf_token"):
        ENVIRONMENT.get_template("researcher/login.html").render(page=views.LoginPage(), flash=None)


def test_errors_are_tied_to_their_fields() -> None:
    error = views.FieldError("email", "There is already an account with this address.")
    document = Document(render("researcher/signup.html", views.SignupPage(email="ada@example.com", errors=(error,))))
    field = next(a for a in document.all("input") if a.get("name") == "email")
    assert field["value"] == "ada@example.com"
    assert field["aria-invalid"] == "true"
    described = next(n for n, (_, a, _) in enumerate(document.elements) if a.get("id") == field["aria-describedby"])
    assert document.text[described] == error.message


@each_of("all_rendered", name=name_of)
def test_asset_references_exist(rendered: Rendered) -> None:
    for path in re.findall(r"/static/([^?\"]+)", rendered.source):
        assert (STATIC / path).is_file(), path


def test_errors_show_without_a_viewer() -> None:
    view = views.ErrorPage(404, "Not found", "There is nothing here.")
    source = render("researcher/error.html", view)
    assert "Sign in" in source
    assert "Sign out" not in source


def test_the_chat_can_be_used_without_script(every_case: list[tuple[str, str, str, Any]]) -> None:
    view = next(view for kind, name, _, view in every_case if (kind, name) == ("ordinary", "chat"))
    document = Document(render("participant/chat.html", view))
    form = next(
        n for n, (tag, a, _) in enumerate(document.elements) if tag == "form" and a["action"].endswith("/answers")
    )
    sent = {a["name"] for tag, a, owner in document.elements if owner == form and a.get("name")}
    assert sent == {"text", "reply_to", "edition"}
    assert next(a for a in document.all("button") if "data-skip" in a)["formaction"] == f"{view.url}/skip"
    assert not [a for a in document.all("button") if "data-send" in a and "disabled" in a]
