# RFC 6455 §5.4: a message of 16384 fragments is the longest that the default limit takes
client open
< 01 00
< 16382*(00 00)
< 80 01 "x"
! text "x"
