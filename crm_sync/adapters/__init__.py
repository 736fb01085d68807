"""CRM adapters: one closed folder per vendor, behind the one protocol of crm_sync/adapter.py."""
