"""Whole ways through the product, from a recording to the CRM."""
