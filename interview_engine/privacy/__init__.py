"""Personal data in texts: where it stands, how it is masked before a text leaves the machine, and how it comes back."""

from interview_engine.privacy.masker import Masked, Placeholders, mask, mask_together, personal_spans, reserve
from interview_engine.privacy.spans import Kind, Span

__all__ = ["Kind", "Masked", "Placeholders", "Span", "mask", "mask_together", "personal_spans", "reserve"]
