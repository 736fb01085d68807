"""STEP 3: CallNotes + Decision <-> CRM. Plans keyed operations and performs each exactly once."""
