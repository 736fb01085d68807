"""SHELVES: the database, the encrypted audio store, and the ports that steps borrow from them."""
