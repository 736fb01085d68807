"""The embedded CRM: contacts, companies, deals, notes and tasks in our own database, with no account."""

from crm_sync.adapters.local.adapter import LocalAdapter

__all__ = ["LocalAdapter"]
