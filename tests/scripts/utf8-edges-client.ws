# RFC 6455 §8.1, RFC 3629 §3: the first and last code points of each length are text, and so are
# non-characters
client open
< 81 19 00 c280 dfbf e0a080 ed9fbf ee8080 efbfbf f0908080 f48fbfbf
! text 00 c280 dfbf e0a080 ed9fbf ee8080 efbfbf f0908080 f48fbfbf
