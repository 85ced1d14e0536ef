"""What is told about the field: figures with their age, and what a certification costs and brings back. Pure."""
