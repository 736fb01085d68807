"""Scripts for the makers: not part of the program, nothing imports them but tests."""
