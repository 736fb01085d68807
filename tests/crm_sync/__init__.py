"""Tests of crm_sync."""
