"""The parts of scripts/try-hard."""
