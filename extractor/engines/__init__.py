"""Notes engines: each proposes a draft that nobody believes before the evidence check."""
