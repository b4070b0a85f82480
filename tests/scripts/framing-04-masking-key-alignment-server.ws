# RFC 6455 §5.3: byte i of the payload is masked with byte i modulo 4 of the key
server open
< 82 fe 1003 01020304 1024*(60636265) 606362
! binary 4099*"a"
< 02 81 01020304 60
< 80 85 ff00ff00 9e 61 9e 61 9e
! binary "aaaaaa"
