//! From flags to settings.

use witsocket_host::{Authentication, Config, Deflate, Limits, Origins, Timeouts};

use super::args::{Common, Connect, Serve};
use super::deflate::DeflateKeys;
use super::values::Login;

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
        let mut authentication = Authentication::new(&self.realm);
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
        Config {
            subprotocols: self.subprotocol.clone(),
            product: self.user_agent.0.clone(),
            deflate: self.common.deflate(DeflateKeys::client),
            ..self.common.config()
        }
    }
}

impl Common {
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
                ..Limits::default()
            },
            timeouts: Timeouts {
                open: self.open_timeout.0,
                close: self.close_timeout.0,
                ping_interval: self.ping_interval.0,
                ping_timeout: self.ping_timeout.0,
                idle: self.idle_timeout.0,
                lifetime: None,
                ..Timeouts::default()
            },
            trace: self.verbose >= 3,
            ..Config::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
             --idle-timeout 3 -vvv",
        )
        .config();
        let limits = Limits {
            max_message: None,
            max_frame: Some(65536),
            max_fragments: Some(3),
            ..Limits::default()
        };
        let timeouts = Timeouts {
            open: Some(Duration::from_millis(500)),
            close: Some(Duration::from_secs(1)),
            ping_interval: None,
            ping_timeout: Some(Duration::from_secs(2)),
            idle: Some(Duration::from_secs(3)),
            ..Timeouts::default()
        };
        assert_same(&config, &Config { limits, timeouts, trace: true, ..Config::default() });
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
    fn the_user_agent_can_be_left_out() {
        let product = |line| connect(line).config().product;
        assert_eq!(product("witsocket connect ws://a/ --user-agent none"), None);
        assert_eq!(product("witsocket connect ws://a/ --user-agent b/1"), Some("b/1".into()));
    }
}
