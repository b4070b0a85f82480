# RFC 6455 §8.1, RFC 3629 §3: a code point may be split between fragments
server open
< 01 81 00000000 ce
< 00 83 00000000 ba cf8c
< 00 82 00000000 cf83
< 80 84 00000000 cebc ceb5
! text "κόσμε"
