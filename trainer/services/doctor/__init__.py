"""`trainer doctor`: looks at everything that the program stands on, and says what to do. It changes nothing."""
