"""Due dates measured: 2,000 pairs of a phrase and a moment whose meaning is found without the resolver's rules."""
