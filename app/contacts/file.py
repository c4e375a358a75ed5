"""The contacts of a study as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterable

from analysis.reporting.exports import safe_cell
from app.contacts.schemas import ContactRead

COLUMNS = ("participant", "name", "address", "agreed_at", "agreed_to", "preview", "transcript")


def contacts_file(contacts: Iterable[ContactRead], transcripts_url: str) -> bytes:
    """CSV in UTF-8 with a mark of its encoding. ``transcripts_url`` is the address that interview ids follow.

    A cell that a spreadsheet would take for a formula is preceded by an apostrophe, telephone numbers too.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for contact in contacts:
        cells = (
            contact.participant,
            contact.name,
            contact.address,
            contact.agreed_at.isoformat(timespec="seconds"),
            contact.consent,
            "yes" if contact.preview else "no",
            f"{transcripts_url}/{contact.interview_id}",
        )
        writer.writerow(safe_cell(cell) for cell in cells)
    return written.getvalue().encode("utf-8-sig")
