//! What the host gives, as the core wants it. `None` for names that are not even text.

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::Duration;

use witsocket as core;

use crate::bindings::exports::witsocket::protocol::types as wit;

pub(crate) fn seed((a, b, c, d): wit::Seed) -> [u8; 32] {
    let mut seed = [0; 32];
    for (part, word) in seed.chunks_exact_mut(8).zip([a, b, c, d]) {
        part.copy_from_slice(&word.to_le_bytes());
    }
    seed
}

pub(crate) fn config(config: wit::Config) -> Option<core::Config> {
    let wit::Limits {
        max_message,
        max_frame,
        max_fragments,
        max_ratio,
        max_line,
        max_headers,
        max_head,
        max_body,
        high_water,
        low_water,
        max_buffered,
        max_together,
    } = config.limits;
    let wit::Timeouts { open, close, ping_interval, ping_timeout, idle, lifetime, message } =
        config.timeouts;
    let duration = |nanos: Option<u64>| nanos.map(Duration::from_nanos);
    Some(core::Config {
        limits: core::Limits {
            max_message,
            max_frame,
            max_fragments,
            max_ratio,
            max_line: max_line as usize,
            max_headers: max_headers as usize,
            max_head: max_head as usize,
            max_body: max_body as usize,
            high_water: high_water as usize,
            low_water: low_water as usize,
            max_buffered: max_buffered as usize,
            together: max_together.map(together).unwrap_or_default(),
        },
        timeouts: core::Timeouts {
            open: duration(open),
            close: duration(close),
            ping_interval: duration(ping_interval),
            ping_timeout: duration(ping_timeout),
            idle: duration(idle),
            lifetime: duration(lifetime),
            message: duration(message),
        },
        delivery: match config.delivery {
            wit::Delivery::Message => core::Delivery::Message,
            wit::Delivery::Frame => core::Delivery::Frame,
            wit::Delivery::Chunk => core::Delivery::Chunk,
        },
        max_fragment: config.max_fragment.map(|bytes| bytes as usize),
        deflate: config.deflate.map(deflate),
        extensions: extensions(),
        auto_pong: config.auto_pong,
        auto_close: config.auto_close,
        check_utf8: config.check_utf8,
        accept_unmasked: config.accept_unmasked,
        trace: config.trace,
        subprotocols: strings(config.subprotocols)?,
        origins: match config.origins {
            wit::Origins::SameHost => core::Origins::SameHost,
            wit::Origins::Any => core::Origins::Any,
            wit::Origins::Only(list) => core::Origins::Only(strings(list)?),
        },
        authentication: optional(config.authentication, authentication)?.map(Arc::new),
        review: config.review,
        hosts: optional(config.hosts, strings)?,
        product: optional(config.product, string)?,
        unix_time: config.unix_time,
    })
}

fn authentication(authentication: wit::Authentication) -> Option<core::Authentication> {
    let users =
        |list: Vec<wit::Credentials>| list.into_iter().map(credentials).collect::<Option<_>>();
    Some(core::Authentication {
        realm: string(authentication.realm)?,
        basic: users(authentication.basic)?,
        digest: users(authentication.digest)?,
        secret: seed(authentication.secret),
        nonce_lifetime: Duration::from_nanos(authentication.nonce_lifetime),
    })
}

pub(crate) fn credentials(credentials: wit::Credentials) -> Option<core::Credentials> {
    let (user, password) = (string(credentials.user)?, string(credentials.password)?);
    Some(core::Credentials { user, password })
}

fn deflate(deflate: wit::Deflate) -> core::Deflate {
    core::Deflate {
        offers: deflate.offers.into_iter().map(offer).collect(),
        terms: offer(deflate.terms),
        require_client_max_window_bits: deflate.require_client_max_window_bits,
        level: deflate.level,
        mem_level: deflate.mem_level,
        strategy: match deflate.strategy {
            wit::Strategy::Default => core::Strategy::Default,
            wit::Strategy::Filtered => core::Strategy::Filtered,
            wit::Strategy::HuffmanOnly => core::Strategy::HuffmanOnly,
            wit::Strategy::Rle => core::Strategy::Rle,
            wit::Strategy::Fixed => core::Strategy::Fixed,
        },
        threshold: deflate.threshold as usize,
        pool: POOL.with(Clone::clone),
    }
}

#[cfg(feature = "extensible")]
fn extensions() -> core::Extensions {
    crate::extension::all()
}

#[cfg(not(feature = "extensible"))]
fn extensions() -> core::Extensions {
    core::Extensions::default()
}

impl From<wit::AgreedExtension> for core::AgreedExtension {
    fn from(agreed: wit::AgreedExtension) -> Self {
        let parameter = |(name, value)| core::ExtensionParameter { name, value };
        Self {
            name: agreed.name,
            parameters: agreed.parameters.into_iter().map(parameter).collect(),
        }
    }
}

/// The instance's allowance.
fn together(bytes: u32) -> core::Allowance {
    TOGETHER.with(|it| it.get_or_init(|| core::Allowance::new(bytes as usize)).clone())
}

thread_local! {
    /// The connections of an instance share their memory for compression.
    static POOL: core::DeflatePool = core::DeflatePool::default();
    /// And for what peers have begun.
    static TOGETHER: OnceCell<core::Allowance> = const { OnceCell::new() };
}

fn offer(offer: wit::DeflateOffer) -> core::DeflateOffer {
    core::DeflateOffer {
        server_no_context_takeover: offer.server_no_context_takeover,
        client_no_context_takeover: offer.client_no_context_takeover,
        server_max_window_bits: offer.server_max_window_bits,
        client_max_window_bits: match offer.client_max_window_bits {
            wit::ClientWindow::Unsaid => core::ClientWindow::Unsaid,
            wit::ClientWindow::Any => core::ClientWindow::Any,
            wit::ClientWindow::Bits(bits) => core::ClientWindow::Bits(bits),
        },
    }
}

impl From<wit::DeflateParameters> for core::DeflateParameters {
    fn from(agreed: wit::DeflateParameters) -> Self {
        Self {
            server_no_context_takeover: agreed.server_no_context_takeover,
            client_no_context_takeover: agreed.client_no_context_takeover,
            server_max_window_bits: agreed.server_max_window_bits,
            client_max_window_bits: agreed.client_max_window_bits,
        }
    }
}

impl From<wit::Compress> for core::SendOptions {
    fn from(compress: wit::Compress) -> Self {
        Self {
            compress: match compress {
                wit::Compress::Auto => core::Compress::Auto,
                wit::Compress::Always => core::Compress::Always,
                wit::Compress::Never => core::Compress::Never,
            },
        }
    }
}

pub(crate) fn client_request(request: wit::ClientRequest) -> Option<core::ClientRequest> {
    Some(core::ClientRequest {
        host: string(request.host)?,
        target: string(request.target)?,
        authorization: optional(request.authorization, string)?,
        origin: optional(request.origin, string)?,
        headers: headers(request.headers),
    })
}

pub(crate) fn acceptance(acceptance: wit::Acceptance) -> Option<core::Acceptance> {
    Some(core::Acceptance {
        subprotocol: match acceptance.subprotocol {
            wit::Selection::Configured => core::Selection::Configured,
            wit::Selection::Nothing => core::Selection::Nothing,
            wit::Selection::Named(name) => core::Selection::Named(string(name)?),
        },
        headers: headers(acceptance.headers),
        request_headers: acceptance.request_headers.map(headers),
        user: optional(acceptance.user, string)?,
    })
}

pub(crate) fn response(response: wit::Response) -> core::Response {
    core::Response {
        status: response.status,
        reason: response.reason.into(),
        headers: headers(response.headers),
        body: response.body.into(),
    }
}

pub(crate) fn headers(headers: Vec<wit::Header>) -> core::Headers {
    let header =
        |header: wit::Header| core::Header { name: header.name.into(), value: header.value.into() };
    core::Headers(headers.into_iter().map(header).collect())
}

pub(crate) fn string(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok()
}

pub(crate) fn strings(list: Vec<Vec<u8>>) -> Option<Vec<String>> {
    list.into_iter().map(string).collect()
}

/// `None` stays as it is; `Some` must convert.
pub(crate) fn optional<T, U>(
    value: Option<T>,
    convert: impl Fn(T) -> Option<U>,
) -> Option<Option<U>> {
    match value {
        None => Some(None),
        Some(value) => convert(value).map(Some),
    }
}

impl From<wit::Role> for core::Role {
    fn from(role: wit::Role) -> Self {
        match role {
            wit::Role::Client => Self::Client,
            wit::Role::Server => Self::Server,
        }
    }
}

impl From<wit::Kind> for core::Kind {
    fn from(kind: wit::Kind) -> Self {
        match kind {
            wit::Kind::Text => Self::Text,
            wit::Kind::Binary => Self::Binary,
        }
    }
}
