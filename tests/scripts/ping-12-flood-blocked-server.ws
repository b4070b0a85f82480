# RFC 6455 §5.5.3: if several pings wait for an answer, only the latest one is answered; they wait
# when the transport takes no more
server open high-water=1000 low-water=100
block
send binary 1000*00
< 89 81 00000000 "1"
! ping "1"
< 89 81 00000000 "2"
< 89 81 00000000 "3"
! ping "2"
! ping "3"
unblock
> 82 7e 03e8 1000*00
> 8a 01 "3"
! writable
