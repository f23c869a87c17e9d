"""Whether its quotes bear a sentence out: `Verifier().verify(sentence, sources)`."""

from rag.verifying.verdicts import CHECKS, Check, Source, Verdict
from rag.verifying.verifier import Verifier

__all__ = ["CHECKS", "Check", "Source", "Verdict", "Verifier"]
