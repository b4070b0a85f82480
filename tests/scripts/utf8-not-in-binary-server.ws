# RFC 6455 §8.1, RFC 3629 §3: binary messages are any bytes
server open
< 82 84 00000000 eda0 c0ff
! binary eda0c0ff
