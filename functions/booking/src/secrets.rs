//! Secrets that follow from where somebody is and from what they typed, so that an agenda can count what one network holds and
//! what one address has booked (A9) without knowing either. Each agenda is told another one: none can be compared.

use std::net::IpAddr;

use guichet_kernel::{EmailAddress, ObjectName, Token, link::KeyRing};
use http::HeaderMap;

/// The network address of whoever asks, as the gateway says it. On a machine without the platform's edge nobody says it.
const CLIENT: &str = "x-guichet-client";

/// The secret of the network that a request comes from.
pub(crate) fn network(keys: &KeyRing, agenda: &ObjectName, headers: &HeaderMap) -> Option<Token> {
    let address: IpAddr = headers.get(CLIENT)?.to_str().ok()?.parse().ok()?;
    keys.derive("network", &format!("{agenda} {}", network_of(address)))
}

/// An IPv4 address, or what one subscriber has of IPv6: the first 64 bits (RFC 4291 §2.5.4).
fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The secret of whoever reads mail at an address.
pub(crate) fn booker(keys: &KeyRing, agenda: &ObjectName, address: &EmailAddress) -> Option<Token> {
    keys.derive("booker", &format!("{agenda} {}", address.as_str().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn keys() -> KeyRing {
        KeyRing::from_json(r#"{"current":"k1","keys":{"k1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#).unwrap()
    }

    fn agenda(last: char) -> ObjectName {
        format!("eu:prn_0193a00000007000800000000000000{last}").parse().unwrap()
    }

    #[test]
    fn a_network_is_an_address_or_a_subscribers_64_bits() {
        let of = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(of("203.0.113.7"), "203.0.113.7");
        assert_eq!(of("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::9"));
        assert_ne!(of("2001:db8:1:2::9"), of("2001:db8:1:3::9"));
    }

    #[test]
    fn nobody_says_it_or_something_else_then_there_is_none() {
        let said = |text: &'static str| {
            network(&keys(), &agenda('d'), &HeaderMap::from_iter([(http::HeaderName::from_static(CLIENT), HeaderValue::from_static(text))]))
        };
        assert!(said("203.0.113.7").is_some());
        assert_eq!((said("unknown"), network(&keys(), &agenda('d'), &HeaderMap::new())), (None, None));
    }

    // A9: however it is typed, it is one address; and no two agendas can tell that it is.
    #[test]
    fn an_address_is_one_however_it_is_typed_and_another_to_each_agenda() {
        let of = |last, text: &str| booker(&keys(), &agenda(last), &EmailAddress::parse(text).unwrap());
        assert_eq!(of('d', "Zoe@Exemple.fr"), of('d', "zoe@exemple.fr"));
        assert_ne!(of('d', "zoe@exemple.fr"), of('d', "zoe2@exemple.fr"));
        assert_ne!(of('d', "zoe@exemple.fr"), of('e', "zoe@exemple.fr"));
    }
}
