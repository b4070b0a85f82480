//! From flags to settings.

use std::time::Duration;

use witsocket_host::{Authentication, Backoff, Config, Deflate, Limits, Origins, Timeouts};

use super::args::{Common, Connect, Serve};
use super::deflate::DeflateKeys;
use super::exit::Failure;
use super::values::{Login, Size};

impl Serve {
    pub fn config(&self) -> Config {
        let any = self.origin.iter().any(|origin| origin == "any");
        let origins = match &self.origin[..] {
            [] => Origins::SameHost,
            _ if any => Origins::Any,
            origins => Origins::Only(origins.to_vec()),
        };
        Config {
            subprotocols: self.subprotocol.clone(),
            product: self.server.0.clone(),
            accept_unmasked: self.accept_unmasked,
            origins,
            authentication: self.authentication(),
            hosts: (!self.host.is_empty()).then(|| self.host.clone()),
            deflate: self.common.deflate(DeflateKeys::server),
            ..self.common.config()
        }
    }
}

impl Serve {
    fn authentication(&self) -> Option<Authentication> {
        if self.basic.is_empty() && self.digest.is_empty() {
            return None;
        }
        let mut authentication = Authentication::new(&self.realm)
            .nonce_lifetime(self.nonce_lifetime.0.unwrap_or(FOR_EVER));
        for Login { user, password } in &self.basic {
            authentication = authentication.basic(user, password);
        }
        for Login { user, password } in &self.digest {
            authentication = authentication.digest(user, password);
        }
        Some(authentication)
    }
}

impl Connect {
    pub fn config(&self) -> Config {
        let mut config = Config {
            subprotocols: self.subprotocol.clone(),
            product: self.user_agent.0.clone(),
            deflate: self.common.deflate(DeflateKeys::client),
            ..self.common.config()
        };
        config.limits.max_body = self.max_body.or_max();
        config
    }

    pub fn backoff(&self) -> Backoff {
        Backoff {
            initial: self.backoff_initial.0.unwrap_or_default(),
            min: self.backoff_min.0.unwrap_or_default(),
            factor: self.backoff_factor,
            max: self.backoff_max.0.unwrap_or(FOR_EVER),
        }
    }
}

impl Common {
    /// The component to run in place of ours.
    pub fn component(&self) -> Result<Option<Vec<u8>>, Failure> {
        let Some(path) = &self.component else { return Ok(None) };
        let failed = |error| Failure::new(format_args!("{}: {error}", path.display()));
        std::fs::read(path).map(Some).map_err(failed)
    }

    fn deflate(&self, settings: impl Fn(&DeflateKeys) -> Deflate) -> Option<Deflate> {
        match &self.deflate {
            _ if self.no_deflate => None,
            Some(keys) => Some(settings(keys)),
            None => Some(Deflate::default()),
        }
    }

    fn config(&self) -> Config {
        Config {
            limits: Limits {
                max_message: self.max_message.0,
                max_frame: self.max_frame.0,
                max_fragments: self.max_fragments.0,
                max_ratio: self.max_ratio.0,
                max_line: self.max_line.or_max(),
                max_headers: self.max_headers.0.unwrap_or(u32::MAX),
                max_head: self.max_head.or_max(),
                max_buffered: self.max_buffered.or_max(),
                high_water: self.high_water.or_max(),
                low_water: self.low_water.or_max(),
                ..Limits::default()
            },
            timeouts: Timeouts {
                open: self.open_timeout.0,
                close: self.close_timeout.0,
                ping_interval: self.ping_interval.0,
                ping_timeout: self.ping_timeout.0,
                idle: self.idle_timeout.0,
                lifetime: self.lifetime.0,
                message: self.message_timeout.0,
            },
            max_fragment: self.fragment.filter(|size| size.0.is_some()).map(Size::or_max),
            auto_pong: !self.no_auto_pong,
            queue: self.queue,
            trace: self.verbose >= 3,
            ..Config::default()
        }
    }
}

/// What a clock of nanoseconds in 64 bits can still count.
const FOR_EVER: Duration = Duration::from_secs(1 << 33);

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Cli, Command};

    #[track_caller]
    fn connect(line: &str) -> Connect {
        match Cli::parse_from(line.split(' ')).command {
            Command::Connect(connect) => connect,
            _ => panic!("not connect"),
        }
    }

    #[track_caller]
    fn serve(line: &str) -> Serve {
        match Cli::parse_from(line.split(' ')).command {
            Command::Serve(serve) => serve,
            _ => panic!("not serve"),
        }
    }

    #[track_caller]
    fn assert_same(left: &Config, right: &Config) {
        assert_eq!(format!("{left:?}"), format!("{right:?}"));
    }

    #[test]
    fn without_flags_the_configuration_is_the_default() {
        assert_same(&serve("witsocket serve").config(), &Config::default());
        assert_same(&connect("witsocket connect ws://a/").config(), &Config::default());
    }

    #[test]
    fn limits_and_timeouts_are_configured() {
        let config = connect(
            "witsocket connect ws://a/ --max-message 0 --max-frame 64k --max-fragments 3 \
             --open-timeout 0.5 --close-timeout 1 --ping-interval 0 --ping-timeout 2 \
             --idle-timeout 3 --message-timeout 4 --lifetime 5 --max-ratio 6 --max-line 7k \
             --max-headers 8 --max-head 9 --max-body 0 --max-buffered 11 --high-water 12 \
             --low-water 13 --queue 14 --fragment 15 --no-auto-pong -vvv",
        )
        .config();
        let limits = Limits {
            max_message: None,
            max_frame: Some(65536),
            max_fragments: Some(3),
            max_ratio: Some(6),
            max_line: 7 << 10,
            max_headers: 8,
            max_head: 9,
            max_body: u32::MAX,
            max_buffered: 11,
            high_water: 12,
            low_water: 13,
        };
        let (queue, max_fragment, auto_pong) = (14, Some(15), false);
        let timeouts = Timeouts {
            message: Some(Duration::from_secs(4)),
            lifetime: Some(Duration::from_secs(5)),
            open: Some(Duration::from_millis(500)),
            close: Some(Duration::from_secs(1)),
            ping_interval: None,
            ping_timeout: Some(Duration::from_secs(2)),
            idle: Some(Duration::from_secs(3)),
        };
        let trace = true;
        let asked =
            Config { limits, timeouts, trace, queue, max_fragment, auto_pong, ..Config::default() };
        assert_same(&config, &asked);
    }

    #[test]
    fn any_allows_every_origin() {
        let origins = |line| serve(line).config().origins;
        assert_eq!(origins("witsocket serve --origin any"), Origins::Any);
        assert_eq!(origins("witsocket serve --origin http://a --origin any"), Origins::Any);
        let only = Origins::Only(vec!["http://a".into()]);
        assert_eq!(origins("witsocket serve --origin http://a"), only);
    }

    #[test]
    fn delays_of_attempts_are_configured() {
        assert_eq!(connect("witsocket connect ws://a/").backoff(), Backoff::default());
        let backoff = connect(
            "witsocket connect ws://a/ --backoff-initial 0 --backoff-min 0.5 --backoff-factor 2 \
             --backoff-max 3",
        )
        .backoff();
        let (initial, min) = (Duration::ZERO, Duration::from_millis(500));
        assert_eq!(backoff, Backoff { initial, min, factor: 2.0, max: Duration::from_secs(3) });
    }

    #[test]
    fn the_user_agent_can_be_left_out() {
        let product = |line| connect(line).config().product;
        assert_eq!(product("witsocket connect ws://a/ --user-agent none"), None);
        assert_eq!(product("witsocket connect ws://a/ --user-agent b/1"), Some("b/1".into()));
        assert_eq!(serve("witsocket serve --server none").config().product, None);
    }
}
