# RFC 6455 §10.4: without a limit, and handed out as it arrives, a message may have any length
client open delivery=chunk max-message=none
< 82 7f 7fffffffffffffff "abc"
! chunk binary "abc"
< 50000*00
! chunk binary 50000*00
< eof
> eof
! closed 1006 unclean cause=eof
