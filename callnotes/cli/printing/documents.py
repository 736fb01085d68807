"""Prints the JSON documents of the command-line contract: one document on standard output, nothing else."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from api.v1.documents import call_document, dossier_document
from models.call import Call

if TYPE_CHECKING:
    from lifecycle.reading import Dossier
    from storage.crm_reading import CrmContents


def print_json(document: Any) -> None:  # noqa: ANN401 - any JSON
    """Print one JSON document."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def print_document(value: BaseModel) -> None:
    """Print a value in its own shape."""
    print_json(value.model_dump(mode="json"))


def print_calls_json(calls: tuple[Call, ...]) -> None:
    """Print the list of `calls --json`."""
    print_json([call_document(call) for call in calls])


def print_dossier_json(dossier: Dossier) -> None:
    """Print the document of `show --json`."""
    print_json(dossier_document(dossier))


def print_crm_json(contents: CrmContents) -> None:
    """Print the document of `crm show --json`."""
    print_document(contents)
