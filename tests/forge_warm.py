"""What a forged process has imported already, and has done once that the platform does once in a process's life."""

import dbos  # noqa: F401 - the platform imports this and the next ones when it needs them
import openai  # noqa: F401
import scipy.stats  # noqa: F401
import sentence_transformers  # noqa: F401
import sklearn.linear_model
import sklearn.model_selection  # noqa: F401
import sknetwork.clustering  # noqa: F401
import weasyprint  # noqa: F401

import app.cli
import app.commands
import app.server  # noqa: F401
from interview_engine import Interviewer

Interviewer()
