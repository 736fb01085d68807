"""WORDS: the frozen domain types, the stages of a call and the error tree; every room speaks them."""
