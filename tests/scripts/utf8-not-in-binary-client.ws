# RFC 6455 §8.1, RFC 3629 §3: binary messages are any bytes
client open
< 82 04 eda0 c0ff
! binary eda0c0ff
