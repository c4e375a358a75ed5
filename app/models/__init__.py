"""The tables. Table rows never leave the services as they are: pages and APIs get read schemas."""

from app.models.account import ApiToken, LoginAttempt, Membership, Role, User, UserSession, Workspace
from app.models.base import Row, WorkspaceOwned, utc_now
from app.models.finding import (
    AnalysisRun,
    CodedStatement,
    Job,
    JobKind,
    JobStatus,
    Report,
    Vector,
    WorkerLease,
)
from app.models.interview import (
    FIRST_PREVIEW,
    ConsentText,
    Contact,
    Interview,
    InterviewSource,
    InterviewStatus,
    Message,
    MessageVersion,
    Participant,
)
from app.models.study import ImportFile, ImportStatus, PlanRevision, SimulationRun, Study, StudyStatus

__all__ = [
    "FIRST_PREVIEW",
    "AnalysisRun",
    "ApiToken",
    "CodedStatement",
    "ConsentText",
    "Contact",
    "ImportFile",
    "ImportStatus",
    "Interview",
    "InterviewSource",
    "InterviewStatus",
    "Job",
    "JobKind",
    "JobStatus",
    "LoginAttempt",
    "Membership",
    "Message",
    "MessageVersion",
    "Participant",
    "PlanRevision",
    "Report",
    "Role",
    "Row",
    "SimulationRun",
    "Study",
    "StudyStatus",
    "User",
    "UserSession",
    "Vector",
    "WorkerLease",
    "Workspace",
    "WorkspaceOwned",
    "utc_now",
]
