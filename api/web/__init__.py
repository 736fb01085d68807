"""Pages for people: server-rendered, whole without JavaScript, made quick by small ES modules."""
