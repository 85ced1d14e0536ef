"""What an exam is made of."""
