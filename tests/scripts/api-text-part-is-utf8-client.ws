# RFC 6455 §5.6: a fragment may end inside a code point, but the text must be UTF-8
client open
begin text
part "a" c3
> 01 82 %mask "a" c3
part ff
err invalid-utf8
finish
err invalid-utf8
part a9
> 00 81 %mask a9
finish
> 80 80 %mask
