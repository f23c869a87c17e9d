"""Chat models: OpenAI, any server that speaks its API, and GGUF files in this process."""

from rag.chat_models.base import ChatModel, Completion, Message, Price, TokenLogprob, Usage
from rag.chat_models.opening import chosen_name, open_chat_model

__all__ = [
    "ChatModel",
    "Completion",
    "Message",
    "Price",
    "TokenLogprob",
    "Usage",
    "chosen_name",
    "open_chat_model",
]
