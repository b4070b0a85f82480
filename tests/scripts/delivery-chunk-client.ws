# RFC 6455 §5.4: bytes may be handed out as they arrive, before their frame is complete
client open delivery=chunk
< 02 05 "ab"
! chunk binary "ab"
< "cde"
! chunk binary "cde"
< 80 02 "f"
! chunk binary "f"
< "g"
! chunk binary last "g"
