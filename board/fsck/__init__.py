"""The database read again, every stored byte of every log, and each fault named where it is.

The start of the product computes the roots of open logs again (board/recomputation.py). This goes
further: frozen logs too, and every column of every row, the signer's memory and the public folder.
Rows and files are read as if a stranger had left them. Nothing is changed.

A log says everything several times: in an entry's bytes, its leaf, the running chain, the nodes
above, the signed roots, and the files. Where two of them differ, a third tells which one is wrong,
so that one spoiled byte is one fault.

Source: docs/spec/board.md sections 2, 3, 7 and 8.
"""
