"""WIRES: what crosses the wall besides the CRM, such as recordings fetched from allowed addresses."""
