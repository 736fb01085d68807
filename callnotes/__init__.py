"""PROGRAM: settings, wiring, command line, server, worker, doctor and demo."""
