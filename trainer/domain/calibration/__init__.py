"""What answers say of items: difficulty, discrimination, options, reliability of mocks."""
