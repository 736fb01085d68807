"""LEAF: masking, evidence, transcript formats, spoken and written forms; any room may use it."""
