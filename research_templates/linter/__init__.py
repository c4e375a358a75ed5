"""The question linter: what the published rules of interviewing call a fault, as one table of rules.

A fault that is missed and a fault that is invented weigh the same: the first lets a bad question pass, the second
teaches people to ignore the linter. The rules read English; in Spanish, German, French and Portuguese a few of them
can be precise (yes or no, either-or, suggestion, praise); in other languages only length and the number of questions
are judged.
"""

from research_templates.linter.check import lint
from research_templates.linter.duplicates import Pair, duplicates
from research_templates.linter.model import Fault, Rule
from research_templates.linter.table import DUPLICATE, RULES

__all__ = ["DUPLICATE", "RULES", "Fault", "Pair", "Rule", "duplicates", "lint"]
