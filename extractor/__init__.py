"""STEP 2: Transcript -> CallNotes. Engines propose claims; one check decides what has evidence."""
