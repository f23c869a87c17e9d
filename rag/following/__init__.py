"""Follow-up questions, made to stand alone: `standalone(question, turns_of(history))`."""

from rag.following.rewriting import standalone
from rag.following.turns import Turn, turns_of

__all__ = ["Turn", "standalone", "turns_of"]
