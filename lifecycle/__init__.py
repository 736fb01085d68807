"""RULES: what may happen to a call and decided by whom; the only room that moves a call between stages."""
