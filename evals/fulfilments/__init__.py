"""Written cases of what a later call says of a promise."""
