"""What the commands print: for people on a terminal, or one JSON document for programs."""

from callnotes.cli.printing.accounts import print_accounts
from callnotes.cli.printing.calls import print_calls, print_said
from callnotes.cli.printing.crm import print_crm, print_records
from callnotes.cli.printing.diarization import print_diarization
from callnotes.cli.printing.documents import (
    print_calls_json,
    print_crm_json,
    print_document,
    print_dossier_json,
    print_json,
)
from callnotes.cli.printing.dossier import print_dossier, print_undo
from callnotes.cli.printing.exchanges import print_exchanges, print_exchanges_json
from callnotes.cli.printing.ledger import print_crm_status, print_findings
from callnotes.cli.printing.notes import print_notes
from callnotes.cli.printing.transcript import print_transcript

__all__ = [
    "print_accounts",
    "print_calls",
    "print_calls_json",
    "print_crm",
    "print_crm_json",
    "print_crm_status",
    "print_diarization",
    "print_document",
    "print_dossier",
    "print_dossier_json",
    "print_exchanges",
    "print_exchanges_json",
    "print_findings",
    "print_json",
    "print_notes",
    "print_records",
    "print_said",
    "print_transcript",
    "print_undo",
]
