"""The only files that run SQL: the locked engine of questions, the store's workbench, the compiler and the clock."""
