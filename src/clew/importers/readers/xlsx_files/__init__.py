"""XLSX: the source, and the child process that reads the workbook."""
