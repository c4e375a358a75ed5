"""Views of the pages beside the themes and of the brand, as ordinary, empty, very long and hostile ones."""

from typing import Any
from uuid import UUID

from app.pages import views as v

ID = str(UUID(int=1))


def pages_beside(sample: Any, now: Any) -> list[tuple[str, str, Any]]:
    """Name of the case, template, view; ``sample`` words and counts them."""
    head, words = sample.head(), sample.words
    base = f"/studies/{ID}"
    pages = v.PageLinks(26, 60, f"{base}/statements?first=1", f"{base}/statements?first=51")
    quote = sample.quote("I waited two weeks for somebody to connect our login.")
    options = (v.Option("", "All"), *sample.many(v.Option("setup", words("Setup"))))
    found = v.FoundStatement(
        quote,
        "friction",
        words("Setup"),
        words("What hindered you?"),
        sample.many(words("size: small")),
        sample.many(v.ThemeLink(words("Waiting"), f"{base}/themes/login")),
    )
    edit = v.HistoryRow("e1", words("Named a theme"), words("Ada"), now)
    undone = v.HistoryRow(
        "e2",
        words("Merged 2 themes"),
        "",
        now,
        undone=True,
        switched_by=words("Ben"),
        switched_at=now,
        at_once=False,
        waiting=True,
    )
    brand = v.BrandPage(
        typed_name=words("Acme"),
        typed_colour=words("#ffee00"),
        workspace_name=words("Acme Ltd"),
        name=words("Acme"),
        colour="#ffee00",
        on_colour="#000000",
        text_colour="#6b6400",
        has_logo=sample.kind == "long",
        changed_by=words("Ada"),
        changed_at=sample.maybe(lambda: now),
        can_edit=sample.kind != "empty",
        errors=sample.errors("name", "colour", "file"),
    )
    made = [
        (
            "researcher/statements.html",
            v.StatementsPage(
                head,
                available=True,
                found=sample.many(found),
                people=sample.count(9),
                words=words("login"),
                where="none" if sample.kind == "empty" else "",
                places=options,
                polarities=options,
                stages=options,
                segments=options,
                filtered=sample.kind == "long",
                pages=v.PageLinks() if sample.kind == "empty" else pages,
            ),
        ),
        ("researcher/statements.html", v.StatementsPage(head, available=False)),
        (
            "researcher/set_aside.html",
            v.SetAsidePage(
                head,
                available=True,
                reasons=sample.many(
                    v.ReasonRow("no_words", "No words", "emoji", 3, f"{base}/set-aside?reason=no_words")
                ),
                rows=sample.many(v.SetAsideRow(quote, words("What hindered you?"), "No words")),
                reason="no_words" if sample.kind == "long" else "",
                answers=sample.count(3),
                skipped=sample.count(1),
                pages=v.PageLinks() if sample.kind == "empty" else pages,
            ),
        ),
        ("researcher/set_aside.html", v.SetAsidePage(head, available=False)),
        (
            "researcher/edits.html",
            v.EditsPage(
                head,
                rows=sample.many(edit, undone),
                seen=words("none"),
                waiting=sample.kind == "long",
                can_edit=sample.kind != "ordinary",
                pages=v.PageLinks() if sample.kind == "empty" else pages,
            ),
        ),
        (
            "researcher/funnel.html",
            v.FunnelPage(
                head,
                available=True,
                before=sample.many(("Invited", 90), ("Opened the link", 60)),
                led=sample.maybe(lambda: 0.2),
                rows=(
                    v.FunnelRow("Started", "", 16, 1.0),
                    *sample.many(v.FunnelRow("Reached question 2", words("What hindered you?"), 8, 0.5, 0.5, 8)),
                ),
                steepest=words("The largest loss is early."),
                stopped=sample.count(2),
                unfinished=sample.count(1),
                notes=sample.many(words("The link counts openings, not people.")),
            ),
        ),
        ("researcher/funnel.html", v.FunnelPage(head, available=False, opened=sample.count(7))),
        ("researcher/brand.html", brand),
    ]
    return [(f"beside_{place}", template, view) for place, (template, view) in enumerate(made)]
