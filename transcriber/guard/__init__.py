"""Behind the recogniser: what it wrote although nobody said it is left out, counted and told."""
