"""For those with another CRM: every operation as signed JSON to a URL, as rows of CSV files, or both."""

from crm_sync.adapters.webhook_csv.adapter import WebhookCsvAdapter
from crm_sync.adapters.webhook_csv.folder import CsvFolder
from crm_sync.adapters.webhook_csv.receiver import Receiver

__all__ = ["CsvFolder", "Receiver", "WebhookCsvAdapter"]
