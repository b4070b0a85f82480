# RFC 6455 §5.5.3: if several pings wait for an answer, only the latest one is answered; they wait
# when the transport takes no more
client open high-water=1000 low-water=100
block
send binary 1000*00
< 89 01 "1"
! ping "1"
< 89 01 "2"
< 89 01 "3"
! ping "2"
! ping "3"
unblock
> 82 fe 03e8 %mask 1000*00
> 8a 81 %mask "3"
! writable
