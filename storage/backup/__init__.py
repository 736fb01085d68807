"""A backup of database and recordings as one file, taken while the service works, and its way back."""
