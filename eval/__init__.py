"""Running agents on tasks: the command line, the episode loop, the scheduler, and the records they leave."""
