"""Tests of the scripts for makers."""
