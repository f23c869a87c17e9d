"""How the reader of `rag.reading` is trained: texts, examples, network and export."""
