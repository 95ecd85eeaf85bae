"""Evil boards: faulty election records, each with one defect, judged by both checkers.

How each one is made stands in tests/verifier/defects. Here all of them are built from one seed, so
that anybody can make the same files again and count for himself what each checker finds.
"""
