"""Who spoke: by the channel where there are two, by the sound of the voice where there is one."""
