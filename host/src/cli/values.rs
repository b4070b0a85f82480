//! What the values of the flags look like: sizes, counts and times in which 0 means none,
//! addresses, headers, and texts that `none` takes away.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

/// Bytes, as `1048576`, `1024k` or `1M`. `None` is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub Option<u64>);

impl FromStr for Size {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (digits, shift) = match text.as_bytes().last() {
            Some(b'k' | b'K') => (&text[..text.len() - 1], 10),
            Some(b'M') => (&text[..text.len() - 1], 20),
            Some(b'G') => (&text[..text.len() - 1], 30),
            _ => (text, 0),
        };
        let count: u64 =
            digits.parse().map_err(|_| "not a number of bytes, as 65536, 64k or 1M")?;
        let bytes = count.checked_mul(1 << shift).ok_or("too large")?;
        Ok(Self((bytes != 0).then_some(bytes)))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.unwrap_or(0);
        for (suffix, shift) in [("G", 30), ("M", 20), ("k", 10)] {
            if bytes != 0 && bytes.trailing_zeros() >= shift {
                return write!(f, "{}{suffix}", bytes >> shift);
            }
        }
        write!(f, "{bytes}")
    }
}

impl Size {
    /// The number for a limit that has one always.
    pub fn or_max(self) -> u32 {
        self.0.map_or(u32::MAX, |bytes| u32::try_from(bytes).unwrap_or(u32::MAX))
    }
}

impl From<u32> for Size {
    fn from(bytes: u32) -> Self {
        Self(Some(bytes.into()))
    }
}

/// A number of things. `None` is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub Option<u32>);

impl FromStr for Count {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count: u32 = text.parse().map_err(|_| "not a whole number")?;
        Ok(Self((count != 0).then_some(count)))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.unwrap_or(0))
    }
}

/// A time in seconds, as `20` or `0.5`. `None` is never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seconds(pub Option<Duration>);

impl FromStr for Seconds {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let seconds: f64 = text.parse().map_err(|_| "not a number of seconds")?;
        let time = Duration::try_from_secs_f64(seconds).map_err(|_| "not a length of time")?;
        if time.is_zero() && seconds != 0.0 {
            return Err("too short");
        }
        // A clock of nanoseconds in 64 bits ends after five centuries.
        if time.as_secs() > u64::from(u32::MAX) {
            return Err("too long");
        }
        Ok(Self((!time.is_zero()).then_some(time)))
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.unwrap_or_default().as_secs_f64())
    }
}

/// A header field, as `Name: value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub name: String,
    pub value: String,
}

impl FromStr for Header {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, value) = text.split_once(':').ok_or("not of the form 'Name: value'")?;
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err("the name has a character that cannot stand in one");
        }
        let value = field_value(value.trim_matches([' ', '\t']))?;
        Ok(Self { name: name.to_owned(), value })
    }
}

/// A user and a password, as `user:password`.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    pub user: String,
    pub password: String,
}

impl FromStr for Login {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (user, password) = text.split_once(':').ok_or("not of the form 'user:password'")?;
        // RFC 7617 §2, RFC 7616 §4: they must not have any.
        if text.contains(char::is_control) {
            return Err("a control character");
        }
        Ok(Self { user: user.to_owned(), password: password.to_owned() })
    }
}

/// Logs show command lines, and need no passwords.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

/// A host name or address and a port, as `localhost:8765`, `127.0.0.1:0` or `[::1]:8765`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPort(pub String);

impl FromStr for HostPort {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, port) = text.rsplit_once(':').ok_or("the port is missing")?;
        let _: u16 = port.parse().map_err(|_| "the port is not a number up to 65535")?;
        if host.is_empty() {
            return Err("the host is missing");
        }
        if host.contains(':') && text.parse::<SocketAddr>().is_err() {
            return Err("an IPv6 address with a port is of the form '[::1]:8765'");
        }
        Ok(Self(text.to_owned()))
    }
}

/// A text, or `none` for none at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextOrNone(pub Option<String>);

impl FromStr for TextOrNone {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // An empty variable of the environment takes it away, too.
        Ok(Self(match text {
            "none" | "" => None,
            text => Some(field_value(text)?),
        }))
    }
}

impl fmt::Display for TextOrNone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_deref().unwrap_or("none"))
    }
}

/// What can be the value of a header field, or a part of it.
pub fn field_value(text: &str) -> Result<String, &'static str> {
    // RFC 9110 §5.5: a control character in a field value is invalid.
    match text.bytes().any(|byte| byte != b'\t' && byte.is_ascii_control()) {
        true => Err("the value has a control character"),
        false => Ok(text.to_owned()),
    }
}

/// RFC 9110 §5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_takes_binary_suffixes_and_0_is_no_limit() {
        let size = |text: &str| text.parse::<Size>().map(|size| size.0);
        assert_eq!(size("0"), Ok(None));
        assert_eq!(size("0M"), Ok(None));
        assert_eq!(size("65536"), Ok(Some(65536)));
        assert_eq!(size("64k"), Ok(Some(65536)));
        assert_eq!(size("64K"), Ok(Some(65536)));
        assert_eq!(size("1M"), Ok(Some(1 << 20)));
        assert_eq!(size("2G"), Ok(Some(2 << 30)));
        assert_eq!(size("17179869184G"), Err("too large"));
        for wrong in ["", "k", "-1", "1.5M", "1T", "1 k", "é"] {
            assert!(size(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_size_is_shown_as_it_would_be_typed() {
        let shown = |bytes| Size(bytes).to_string();
        assert_eq!(shown(None), "0");
        assert_eq!(shown(Some(1000)), "1000");
        assert_eq!(shown(Some(1 << 20)), "1M");
        assert_eq!(shown(Some(3 << 10)), "3k");
    }

    #[test]
    fn seconds_take_fractions_and_0_is_never() {
        let seconds = |text: &str| text.parse::<Seconds>().map(|seconds| seconds.0);
        assert_eq!(seconds("0"), Ok(None));
        assert_eq!(seconds("0.25"), Ok(Some(Duration::from_millis(250))));
        assert_eq!(seconds("1e-12"), Err("too short"));
        assert_eq!(seconds("1e12"), Err("too long"));
        for wrong in ["", "-1", "nan", "inf", "10s", "1e300"] {
            assert!(seconds(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_host_and_a_port_stand_together() {
        for right in ["127.0.0.1:0", "localhost:8765", "[::1]:8765"] {
            assert_eq!(right.parse(), Ok(HostPort(right.into())));
        }
        for wrong in
            ["", "8765", ":8765", "localhost", "localhost:", "a:65536", "::1:8765", "[::1]"]
        {
            assert!(wrong.parse::<HostPort>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_login_is_a_user_a_colon_and_a_password() {
        let login = |text: &str| text.parse().map(|Login { user, password }| (user, password));
        assert_eq!(login("a:b:c"), Ok(("a".into(), "b:c".into())));
        assert_eq!(login(":"), Ok((String::new(), String::new())));
        for wrong in ["", "a", "a:b\n", "a\0:b"] {
            assert!(login(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(format!("{:?}", "a:b".parse::<Login>().unwrap()), "Login { user: \"a\", .. }");
    }

    #[test]
    fn a_header_is_a_name_a_colon_and_a_value() {
        let header =
            |text: &str| text.parse::<Header>().map(|Header { name, value }| (name, value));
        assert_eq!(header("X-A: b: c "), Ok(("X-A".into(), "b: c".into())));
        assert_eq!(header("X-A:"), Ok(("X-A".into(), String::new())));
        for wrong in ["", "X-A", ": b", "X A: b", "X-A : b", "X-A: b\r\nX-B: c", "X-A: \x1b[m"] {
            assert!(header(wrong).is_err(), "{wrong:?}");
        }
    }
}
