//! Why a handshake failed, in words.

use std::io;

use rustls::{CertificateError, Error};

/// The same error with a message that says what it means.
pub(super) fn failure(server_name: &str, error: io::Error) -> io::Error {
    let kind = error.kind();
    let reason = match error.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(Error::InvalidCertificate(reason)) => certificate(server_name, reason),
        Some(Error::InvalidMessage(_)) => format!("{server_name} does not speak TLS"),
        Some(Error::AlertReceived(alert)) => {
            format!("{server_name} refused the handshake: {alert:?}")
        }
        Some(other) => other.to_string(),
        None if kind == io::ErrorKind::UnexpectedEof => {
            format!("{server_name} ended the connection during the handshake")
        }
        // A failure of the transport.
        None => return error,
    };
    io::Error::new(kind, format!("TLS: {reason}"))
}

fn certificate(server_name: &str, error: &CertificateError) -> String {
    let what = match error {
        CertificateError::UnknownIssuer => "is of an unknown issuer",
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "is for another name"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "is not valid yet"
        }
        CertificateError::Revoked => "is revoked",
        CertificateError::BadSignature => "has a bad signature",
        other => return format!("the certificate of {server_name} is not accepted: {other}"),
    };
    format!("the certificate of {server_name} {what}")
}
