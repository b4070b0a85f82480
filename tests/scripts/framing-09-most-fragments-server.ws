# RFC 6455 §5.4: a message of 16384 fragments is the longest that the default limit takes
server open
< 01 80 00000000
< 16382*(00 80 00000000)
< 80 81 00000000 "x"
! text "x"
