"""What bench/run.py is made of: one file a section, beside servers, load, machine and report."""
