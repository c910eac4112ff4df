"""Sheets as files to print, laid out by programs of their own: web workers stay small.

A program reads a sheet as JSON and writes the file. A sheet is `title`, `language`, `by` (whose it
is), `made` (when, ISO 8601), `about` (lines), `sections` and `foot` (lines); a section is
`heading`, `language`, `text` (paragraphs), `about` (lines), `caption` and `rows` (lists of cells).
It may have `parts`, each a `heading` and `blocks` (`kind`, a quote or a line, `text`, `language`,
`address` or none), and lines in `small` letters below them.
"""
