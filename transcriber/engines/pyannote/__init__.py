"""The diarizer `pyannote`: pyannote.audio 4, an extra, with a model in a folder of the operator's own.

Not here: a word of what pyannote is outside this folder; deleting it deletes the vendor.
"""
