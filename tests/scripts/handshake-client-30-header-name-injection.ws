# RFC 9110 §5.1: the name of a header is a token
client header="X Y\r\n: a"
err invalid-header
