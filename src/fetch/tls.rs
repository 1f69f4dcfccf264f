//! A certificate that the reader accepted for one feed: that one and no other, in place of what the
//! system trusts. There is no switch that accepts any.

use super::FetchError;
use crate::text::clean_line;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use std::sync::{Arc, Mutex, PoisonError};

/// Answers the fingerprint of a handshake.
pub type Seen = Arc<Mutex<Option<String>>>;

/// The settings of a client that trusts exactly the certificate with this fingerprint. Without one it
/// trusts none; either way `seen` tells which one was shown.
pub fn trusting(wanted: Option<&str>, is_http1: bool) -> Result<(ClientConfig, Seen), FetchError> {
    let provider = Arc::new(ring::default_provider());
    let seen = Seen::default();
    let verifier = Pinned {
        wanted: wanted.map(normal),
        seen: seen.clone(),
        algorithms: provider.signature_verification_algorithms,
    };
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| {
        FetchError::Tls(clean_line("this machine"), clean_line(&error.to_string()))
    })?;
    let mut config = builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    if !is_http1 {
        config.alpn_protocols.push(b"h2".to_vec());
    }
    config.alpn_protocols.push(b"http/1.1".to_vec());
    Ok((config, seen))
}

/// SHA-256 in small letters, without colons; whoever typed it may have copied them.
pub fn normal(fingerprint: &str) -> String {
    let hex = fingerprint.chars().filter(char::is_ascii_hexdigit);
    hex.map(|digit| digit.to_ascii_lowercase()).collect()
}

/// Of the certificate as it stands in the handshake; as `openssl x509 -fingerprint -sha256` shows it,
/// but for colons and capitals.
fn fingerprint(certificate: &[u8]) -> String {
    let suite = ring::cipher_suite::TLS13_AES_128_GCM_SHA256;
    let suite = suite.tls13().expect("a suite of TLS 1.3");
    let hash = suite.common.hash_provider.hash(certificate);
    hash.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[derive(Debug)]
struct Pinned {
    wanted: Option<String>,
    seen: Seen,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = fingerprint(end_entity);
        let is_wanted = self.wanted.as_ref() == Some(&shown);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        if is_wanted {
            return Ok(ServerCertVerified::assertion());
        }
        let why = "its certificate is not the one that you accepted for this feed";
        Err(Error::General(why.to_owned()))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// The process-wide choice that reqwest wants before it is used.
pub fn choose_provider() {
    if CryptoProvider::get_default().is_none() {
        // Another thread may have been quicker: then it is installed all the same.
        let _ = ring::default_provider().install_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_sha_256_however_it_is_written() {
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(fingerprint(b"abc"), of_abc);
        assert_eq!(normal("BA:78:16 bf"), "ba7816bf");
    }
}
