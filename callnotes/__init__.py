"""PROGRAM: settings, wiring, command line, server, worker, doctor and demo."""

__version__ = "0.1.0"
