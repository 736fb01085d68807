"""What two channels have to do with each other: the same sound twice, or one side faintly on the other."""
