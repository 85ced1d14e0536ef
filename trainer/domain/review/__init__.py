"""What comes back, and when: spaced repetition up to the day of the exam."""
