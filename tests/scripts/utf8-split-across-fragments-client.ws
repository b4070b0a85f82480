# RFC 6455 §8.1, RFC 3629 §3: a code point may be split between fragments
client open
< 01 01 ce
< 00 03 ba cf8c
< 00 02 cf83
< 80 04 cebc ceb5
! text "κόσμε"
