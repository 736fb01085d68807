"""MEASURE: scoring and benchmarks on scripted calls whose truth is known; nothing imports it."""
