"""DOORS, version 1: JSON for machines."""
