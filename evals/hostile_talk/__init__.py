"""Calls on which somebody speaks to the machine, worst-case models that obey, and what came of them."""
