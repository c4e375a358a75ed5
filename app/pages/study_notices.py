"""What a researcher is told about a study whose participants notice nothing of it."""

from datetime import timedelta

from app.accounts.schemas import Actor
from app.http.dependencies import Services
from app.models import utc_now
from app.studies.schemas import StudyRead

_TOLD_FOR = timedelta(days=7)


async def notices(services: Services, actor: Actor, study: StudyRead) -> tuple[str, ...]:
    """Sentences about what has reached a limit; most often there are none."""
    found = []
    tokens = await services.budgets.of_study(actor.scope, study.id)
    # With a budget of 0 somebody decided that no model is asked: that is no news.
    if tokens.budget and tokens.spent:
        found.append(
            f"The language model's budget for this study is used up: {tokens.used.total:,} of {tokens.budget:,} tokens."
            " Interviews go on with questions from the question bank."
        )
    refused = study.starts_refused_at
    if refused is not None and utc_now() - refused < _TOLD_FOR:
        found.append(
            f"New participants were turned away, most recently on {refused:%d %B %Y at %H:%M} UTC: more than"
            f" {services.settings.starts_per_hour:,} interviews began within an hour. If you do not expect so many,"
            " look at who has the link, or close the study to new answers."
        )
    return tuple(found)
