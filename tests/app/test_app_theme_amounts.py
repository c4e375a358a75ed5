"""Amounts that several people name with one theme stand on the summary and on the theme's page, as words."""

import re

from tests.app.site import Site

TOLD = "named a length of time with it: the median is 11 days, and all that they named lies between 8 and 14 days."


async def test_a_theme_tells_the_amounts_that_were_named_with_it(site: Site) -> None:
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    rows = [f"We waited {n} days until the awful invoice export worked <b>at last</b>" for n in range(8, 15)]
    rows += [f"The dashboard is lovely to use, says person {n}" for n in range(7)]
    await researcher.get(f"/studies/{study}/import")
    file = {"file": ("answers.csv", "answer\n" + "\n".join(f'"{row}"' for row in rows), "text/csv")}
    await researcher.submit(f"/studies/{study}/import", files=file)
    await researcher.submit(researcher.page.url.path, {"text_column": "answer"})
    await site.jobs_done()
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    summary = await researcher.get(f"/studies/{study}/summary")
    assert "In numbers that people named" in summary.text
    assert TOLD in summary.text
    assert "11 days, the median of 7 people (all that was named lies between 8 and 14 days)" in summary.text
    pages = [
        await researcher.get(path) for path in set(re.findall(rf"/studies/{study}/themes/[0-9a-f]+", summary.text))
    ]
    assert [TOLD in page.text for page in pages].count(True) == 1
    assert not any("<b>at last" in page.text for page in (summary, *pages))
