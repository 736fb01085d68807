"""The versions of the schema, oldest first; a version that was released is never edited."""
