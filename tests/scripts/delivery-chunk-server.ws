# RFC 6455 §5.4: bytes may be handed out as they arrive, before their frame is complete
server open delivery=chunk
< 02 85 00000000 "ab"
! chunk binary "ab"
< "cde"
! chunk binary "cde"
< 80 82 00000000 "f"
! chunk binary "f"
< "g"
! chunk binary last "g"
