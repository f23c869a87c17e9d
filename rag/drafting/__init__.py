"""What lies around a model's draft: the passages it is given, and the claims it makes."""

from rag.drafting.claims import claims_of
from rag.drafting.packing import Packed, pack, room_for_passages

__all__ = ["Packed", "claims_of", "pack", "room_for_passages"]
