# RFC 6455 §5.4: the end of a message is told, though its last fragment is empty
server open delivery=chunk
< 01 81 00000000 "a"
! chunk text "a"
< 80 80 00000000
! chunk text last
< 82 80 00000000
! chunk binary last
