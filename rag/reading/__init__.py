"""Reading: does a passage answer a question, and with which words?

The embedded model compares texts; it does not read. Here a second small model, the same
MiniLM trained further on fictional news with questions (eval/reader), reads the question and
a few passages together.
"""

from rag.reading.model import Read, ReadingModel, Span
from rag.reading.windows import Window, windows_of

__all__ = ["Read", "ReadingModel", "Span", "Window", "windows_of"]
