# RFC 6455 §5.4: frame by frame, each fragment is handed out when it is complete
server open delivery=frame
< 01 82 00000000 "ab"
! chunk text "ab"
< 00 80 00000000
! chunk text
< 00 82 00000000 "c"
< "d"
! chunk text "cd"
< 80 81 00000000 "e"
! chunk text last "e"
< 82 81 00000000 "f"
! chunk binary last "f"
