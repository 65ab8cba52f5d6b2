"""The benchmark (make bench): our speed, memory and error beside those of other programs, on seeded rasters."""
