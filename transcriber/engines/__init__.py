"""Speech engines: one file each, behind the one protocol of transcriber/engine.py."""
