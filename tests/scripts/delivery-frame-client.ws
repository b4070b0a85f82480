# RFC 6455 §5.4: frame by frame, each fragment is handed out when it is complete
client open delivery=frame
< 01 02 "ab"
! chunk text "ab"
< 00 00
! chunk text
< 00 02 "c"
< "d"
! chunk text "cd"
< 80 01 "e"
! chunk text last "e"
< 82 01 "f"
! chunk binary last "f"
