"""The report as the last step of an analysis, which is complete without it."""

from app.db import Database
from app.errors import UNEXPECTED, presentation_of
from app.insights.report import store_report
from app.insights.results import find_run
from app.jobs import JobContext
from app.log import get_logger

_log = get_logger(__name__)


async def report_or_notice(database: Database, context: JobContext, secret: str) -> None:
    """Make the report of the job's run and keep it; where that fails, the run has a notice of it.

    It can be made again whenever somebody asks for it: its failure does not make the analysis a failed one.
    """
    try:
        await store_report(database, context.scope, context.subject_id, secret)
    except Exception as error:  # noqa: BLE001 - see above
        _log.warning("report.failed", run_id=str(context.subject_id), error_type=type(error).__name__)
        reason = str(error) if presentation_of(error) is not UNEXPECTED else "Something unexpected went wrong."
        notice = f"The PDF report could not be made: {reason} Everything else is complete; download it to try again."
        async with database.write(context.scope) as session:
            run = await find_run(session, context.subject_id, lock=True)
            if notice not in run.notices:
                run.notices = [*run.notices, notice]
