//! Which network addresses are public.
//!
//! The IANA special-purpose registries for IPv4 and IPv6 (RFC 6890 and its updates), taken strictly: what has any special
//! meaning is refused, and of IPv6 only global unicast (2000::/3, RFC 4291) is let through. Addresses that carry an IPv4
//! address within (mapped, compatible, SIIT, NAT64, 6to4, Teredo, ISATAP) are refused whatever they carry: no page that
//! people link to lives there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 blocks with a special meaning: first address and length of the prefix.
const SPECIAL_V4: [([u8; 4], u32); 19] = [
    ([0, 0, 0, 0], 8),          // this network, RFC 791
    ([10, 0, 0, 0], 8),         // private use, RFC 1918
    ([100, 64, 0, 0], 10),      // shared address space, RFC 6598
    ([127, 0, 0, 0], 8),        // loopback, RFC 1122
    ([169, 254, 0, 0], 16),     // link local, cloud metadata, RFC 3927
    ([172, 16, 0, 0], 12),      // private use, RFC 1918
    ([192, 0, 0, 0], 24),       // IETF protocol assignments, RFC 6890
    ([192, 0, 2, 0], 24),       // documentation, RFC 5737
    ([192, 31, 196, 0], 24),    // AS112, RFC 7535
    ([192, 52, 193, 0], 24),    // AMT, RFC 7450
    ([192, 88, 99, 0], 24),     // 6to4 relay anycast, RFC 7526
    ([192, 168, 0, 0], 16),     // private use, RFC 1918
    ([192, 175, 48, 0], 24),    // AS112, RFC 7534
    ([198, 18, 0, 0], 15),      // benchmarking, RFC 2544
    ([198, 51, 100, 0], 24),    // documentation, RFC 5737
    ([203, 0, 113, 0], 24),     // documentation, RFC 5737
    ([224, 0, 0, 0], 4),        // multicast, RFC 5771
    ([240, 0, 0, 0], 4),        // reserved, RFC 1112
    ([255, 255, 255, 255], 32), // limited broadcast, RFC 8190
];

/// Blocks within 2000::/3 with a special meaning: first address and length of the prefix.
const SPECIAL_V6: [([u16; 8], u32); 5] = [
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), // IETF protocol assignments, Teredo among them, RFC 2928, 4380
    ([0x2001, 0x0db8, 0, 0, 0, 0, 0, 0], 32), // documentation, RFC 3849
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), // 6to4, RFC 3056
    ([0x2620, 0x004f, 0x8000, 0, 0, 0, 0, 0], 48), // AS112, RFC 7534
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), // documentation, RFC 9637
];

/// Whether an address is one of the public internet's.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    !SPECIAL_V4
        .iter()
        .any(|(start, length)| same_prefix(bits.into(), Ipv4Addr::from(*start).to_bits().into(), 32 - length))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = address.to_bits();
    let [first, ..] = address.segments();
    let special = |(start, length): &([u16; 8], u32)| same_prefix(bits, Ipv6Addr::from(*start).to_bits(), 128 - length);
    (0x2000..0x4000).contains(&first) && !SPECIAL_V6.iter().any(special) && !is_isatap(address)
}

/// Whether two addresses are alike in all but their last bits.
fn same_prefix(one: u128, other: u128, last_bits: u32) -> bool {
    one.checked_shr(last_bits) == other.checked_shr(last_bits)
}

/// An interface identifier that carries an IPv4 address (RFC 5214 section 6.1), under any prefix.
fn is_isatap(address: Ipv6Addr) -> bool {
    let [.., high, mark, _, _] = address.segments();
    mark == 0x5efe && matches!(high, 0 | 0x0200)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        is_public(address.parse().unwrap())
    }

    #[test]
    fn addresses_of_the_internet_are_public() {
        for address in
            ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "198.20.0.1", "223.255.255.254"]
        {
            assert!(public(address), "{address}");
        }
        for address in ["2606:4700:4700::1111", "2a00:1450:4001:829::200e", "2001:4860:4860::8888", "2400:cb00::1"] {
            assert!(public(address), "{address}");
        }
    }

    #[test]
    fn special_ranges_of_version_4_are_not_at_either_end() {
        for address in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.0.0",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.0",
            "192.0.0.255",
            "192.0.2.1",
            "192.31.196.1",
            "192.52.193.1",
            "192.88.99.1",
            "192.168.0.0",
            "192.168.255.255",
            "192.175.48.1",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn special_ranges_of_version_6_are_not() {
        for address in [
            "::",
            "::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "100:0:0:1::1",
            "5f00::1",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "3fff:0fff::1",
            "2620:4f:8000::1",
            "4000::1",
            "1fff::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn version_4_within_version_6_is_not_in_any_spelling() {
        for address in [
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:7f00:1",
            "::127.0.0.1",
            "::8.8.8.8",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::808:808",
            "64:ff9b:1::10.0.0.1",
            "2002:7f00:1::",
            "2002:808:808::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2a00:1450::5efe:10.0.0.1",
            "2a00:1450::200:5efe:10.0.0.1",
        ] {
            assert!(!public(address), "{address}");
        }
    }
}
