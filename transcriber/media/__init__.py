"""ffmpeg and nothing else: from a file of any accepted format to a stream of 16 kHz samples, under limits."""
