"""DOORS, unattended: signed hooks from phone systems."""
