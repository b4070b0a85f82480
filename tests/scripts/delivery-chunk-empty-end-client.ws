# RFC 6455 §5.4: the end of a message is told, though its last fragment is empty
client open delivery=chunk
< 01 01 "a"
! chunk text "a"
< 80 00
! chunk text last
< 82 00
! chunk binary last
