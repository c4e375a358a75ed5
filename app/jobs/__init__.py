"""Background work. The engine that makes it durable is known to ``app.jobs.engine`` alone."""

from app.jobs.contract import Advance, JobContext, JobHandler, JobQueue, JobStep
from app.jobs.durable import DurableJobs, Role
from app.jobs.inline import InlineJobs
from app.jobs.reading import JobRead, follow_job, open_job, read_job

__all__ = [
    "Advance",
    "DurableJobs",
    "InlineJobs",
    "JobContext",
    "JobHandler",
    "JobQueue",
    "JobRead",
    "JobStep",
    "Role",
    "follow_job",
    "open_job",
    "read_job",
]
