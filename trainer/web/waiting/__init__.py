"""What a person has asked for and waits for."""
