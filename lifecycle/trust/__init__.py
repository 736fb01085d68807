"""Whether the machine deserves its trust: samples that are judged blind, accuracy, and the alarm of a drift.

Statistics alone stand here, without shelves, so that each can be tried on simulated people.
"""
