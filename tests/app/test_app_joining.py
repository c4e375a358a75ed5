"""A model that says what is one matter: the researcher sees one theme, in the next analysis too."""

from app.settings import Settings
from tests.app.site import JSON, running
from tests.browserlike import Visitor
from tests.sorting import Sorter

LATE = ("The parcel was terribly late", "Nobody rang our bell, annoying", "Waiting hopelessly beside an empty porch")
SOUR = ("Horrible rotten tomatoes inside", "Bad mould grew upon the bread", "Awful slimy lettuce leaves")


async def friction(researcher: Visitor, study: str) -> list[tuple[str, int]]:
    answer = await researcher.request("GET", f"/studies/{study}/themes?polarity=friction", headers=JSON)
    return [(theme["key"], theme["count"]["people"]) for theme in answer.json()["themes"]]


async def test_what_is_said_in_other_words_is_one_theme_and_stays_it(sqlite_settings: Settings) -> None:
    sorter = Sorter(lambda quote: "late" if quote.startswith(LATE) else "sour" if quote.startswith(SOUR) else "")
    async with running(sqlite_settings, model=sorter) as site:
        researcher = await site.researcher()
        study, _ = await site.live_study(researcher)

        async def analysed(said: tuple[str, ...]) -> list[tuple[str, int]]:
            await researcher.get(f"/studies/{study}/import")
            rows = "answer\n" + "\n".join(f'"{words}"' for words in said)
            await researcher.submit(f"/studies/{study}/import", files={"file": ("a.csv", rows, "text/csv")})
            await researcher.submit(researcher.page.url.path, {"text_column": "answer"})
            await site.jobs_done()
            await researcher.get(f"/studies/{study}/summary")
            await researcher.submit("/analyses")
            await site.jobs_done()
            return await friction(researcher, study)

        first = await analysed((*LATE, *SOUR, *(f"{words} again" for words in LATE)))
        assert sorted(people for _, people in first) == [3, 6]
        second = await analysed(tuple(f"{words} as ever" for words in SOUR))
        assert dict(second) == dict.fromkeys(dict(first), 6)
