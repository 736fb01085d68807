"""MEASURE: scores on kept cases; nothing imports it."""
