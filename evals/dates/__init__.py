"""Due dates measured: 2,000 phrases at moments, whose meaning is found without the resolver's rules."""
