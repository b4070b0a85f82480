//! What a library for all kinds of URI finds, and what we do.

use alloc::borrow::ToOwned as _;

use fluent_uri::{Iri, IriRef};
use proptest::prelude::*;

use super::*;

/// Scheme, userinfo, host, port, path, query, and whether there is a fragment.
type Parts = (String, Option<String>, String, String, String, Option<String>, bool);

fn parts(uri: &Iri<&str>) -> Option<Parts> {
    let authority = uri.authority()?;
    Some((
        uri.scheme().as_str().to_owned(),
        authority.userinfo().map(|it| it.as_str().to_owned()),
        authority.host().to_owned(),
        authority.port().map_or(String::new(), |it| it.as_str().to_owned()),
        uri.path().as_str().to_owned(),
        uri.query().map(|it| it.as_str().to_owned()),
        uri.fragment().is_some(),
    ))
}

fn ours(uri: &Reference<'_>, path: &str) -> Option<Parts> {
    let (userinfo, host, port) = uri.authority?;
    Some((
        uri.scheme?.to_owned(),
        userinfo.map(str::to_owned),
        host.to_owned(),
        port.to_owned(),
        path.to_owned(),
        uri.query.map(str::to_owned),
        uri.has_fragment,
    ))
}

fn text() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(
        &[
            "ws:", "a", "Z", "0", "9", "-", "+", ".", "..", "/", "//", "/./", "/../", "%2e",
            "%2E/", "%zz", ":", ":8", "@", "?", "#", "[", "]", "[::1]", "[::1:", "1.2", "::", "!",
            "=", " ", "\\", "|", "\u{e9}", "\u{ff3b}",
        ][..],
    );
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_uri_has_the_parts_that_a_library_finds(text in text(), prefix in "(ws://)?") {
        let Ok(text) = encode(&[prefix, text].concat()) else { return Ok(()) };
        let theirs = Iri::parse(&*text).ok();
        let mine = Reference::parse(&text).ok().filter(|uri| uri.scheme.is_some());
        prop_assert_eq!(mine.is_some(), theirs.is_some(), "{}", text);
        let mine = mine.and_then(|uri| ours(&uri, uri.path));
        prop_assert_eq!(mine, theirs.as_ref().and_then(parts));
    }

    #[test]
    fn a_reference_leads_where_a_library_says(
        text in text(),
        path in "(/|/a|/a/b|/a/[.][.]|/a/b/|/%2E)([?]c)?",
    ) {
        let Ok(text) = encode(&text) else { return Ok(()) };
        let base = ["ws://h", &path].concat();
        let theirs = IriRef::parse(&*text).ok();
        let mine = Reference::parse(&text).ok();
        prop_assert_eq!(mine.is_some(), theirs.is_some(), "{}", text);
        let (Some(mine), Some(theirs)) = (mine, theirs) else { return Ok(()) };
        let (uri, path) = mine.resolve(&Reference::parse(&base).unwrap());
        let theirs = theirs.resolve_against(&Iri::parse(&*base).unwrap()).unwrap();
        prop_assert_eq!(ours(&uri, &path), parts(&theirs.borrow()), "{} {}", base, text);
    }
}
