"""ORDER: the durable workflow that runs the steps of a call and survives any crash."""
