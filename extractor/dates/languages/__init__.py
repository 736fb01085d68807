"""Languages other than English, each as a table that says its phrases about time in plain English."""
