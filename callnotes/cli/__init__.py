"""The command line: one module per group of commands, thin over lifecycle and the steps."""
