"""STEP 1: recording -> Transcript. Decodes, recognises, and says who spoke."""
