"""What holds for the house as a whole: imports, light doors, documents, locks."""
