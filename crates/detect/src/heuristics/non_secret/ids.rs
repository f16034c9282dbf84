//! Ids of objects at services, in their vendors' own forms: names of things, which give no access.

/// A head, and the number of letters and digits after it.
struct Id {
    head: &'static str,
    min: usize,
    max: usize,
}

const fn id(head: &'static str, min: usize, max: usize) -> Id {
    Id { head, min, max }
}

/// Heads that only one vendor uses have a range of lengths; more common heads have an exact one.
#[rustfmt::skip]
const IDS: &[Id] = &[
    // Stripe: prices, products, customers, subscriptions, accounts, payments, events.
    id("price_", 14, 28), id("prod_", 14, 20), id("cus_", 14, 20), id("sub_", 14, 28), id("acct_", 14, 24),
    id("pi_", 24, 28), id("ch_", 24, 28), id("in_", 24, 28), id("evt_", 16, 28), id("plan_", 14, 20),
    id("cs_test_", 58, 66), id("seti_", 24, 28), id("txr_", 24, 28), id("we_", 24, 28), id("pm_", 24, 28),
    id("si_", 14, 20),
    // Airtable: bases, tables, views, fields, records.
    id("app", 14, 14), id("tbl", 14, 14), id("viw", 14, 14), id("fld", 14, 14), id("rec", 14, 14),
    // Okta's objects.
    id("0oa", 17, 17), id("00g", 17, 17), id("00u", 17, 17), id("00o", 17, 17), id("aus", 17, 17),
    // Vercel, Clerk, Linear, Convex, WorkOS.
    id("prj_", 20, 32), id("team_", 20, 32), id("dpl_", 20, 32), id("user_", 20, 32), id("org_", 14, 32),
    id("conn_", 20, 32), id("directory_", 20, 32), id("ins_", 20, 32),
    // Objects of AI services.
    id("asst_", 20, 32), id("thread_", 20, 32), id("run_", 20, 32), id("file-", 20, 32), id("org-", 20, 32),
    id("proj_", 20, 32), id("vs_", 20, 40), id("chatcmpl-", 20, 40), id("msg_", 20, 64), id("resp_", 30, 64),
    id("toolu_", 20, 32), id("call_", 20, 32), id("wrkspc_", 20, 32), id("batch_", 20, 40), id("ftjob-", 20, 32),
    id("modelcmpl-", 20, 40),
    // Amazon's resources: an instance, a volume, a network.
    id("i-0", 16, 16), id("vol-0", 16, 16), id("ami-0", 16, 16), id("sg-0", 16, 16), id("subnet-0", 16, 16),
    id("vpc-0", 16, 16), id("snap-0", 16, 16), id("eni-0", 16, 16), id("rtb-0", 16, 16), id("igw-0", 16, 16),
    id("lt-0", 16, 16), id("eipalloc-0", 16, 16),
    // Slack's channels, users and teams; Twilio's objects; SendGrid's templates; channels of YouTube.
    id("C0", 8, 10), id("U0", 8, 10), id("T0", 7, 10), id("D0", 8, 10), id("AC", 32, 32), id("MG", 32, 32),
    id("VA", 32, 32), id("PN", 32, 32), id("IS", 32, 32), id("ZS", 32, 32), id("d-", 32, 32), id("UC", 22, 22),
    // Contracts and addresses of Ethereum; Google's analytics; Turnstile's site keys (its secret ones are longer).
    id("0x", 40, 40), id("Qm", 44, 44), id("bafy", 52, 60), id("G-", 10, 10), id("GTM-", 6, 8), id("0x4AAAAAA", 15, 15),
];

/// Is it the id of an object?
pub(super) fn is_one(value: &[u8]) -> bool {
    let fits = |id: &Id| {
        value.strip_prefix(id.head.as_bytes()).is_some_and(|rest| {
            (id.min..=id.max).contains(&rest.len())
                && rest.iter().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(b))
                && is_of_its_alphabet(id.head, rest)
        })
    };
    value.starts_with(b"arn:") || value.starts_with(b"gid://") || is_pool(value) || IDS.iter().any(fits)
}

/// Short heads are followed by digits of one kind.
fn is_of_its_alphabet(head: &str, rest: &[u8]) -> bool {
    match head {
        "AC" | "MG" | "VA" | "PN" | "IS" | "ZS" | "d-" | "0x" => rest.iter().all(u8::is_ascii_hexdigit),
        "C0" | "U0" | "T0" | "D0" | "G-" | "GTM-" => rest.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()),
        _ if head.ends_with("-0") => rest.iter().all(u8::is_ascii_hexdigit),
        _ => true,
    }
}

/// `eu-west-1_Ab3dEfGhI`: a region, and a pool of users in it.
pub(crate) fn is_pool(value: &[u8]) -> bool {
    let Some(joint) = value.iter().position(|b| b"_:".contains(b)) else { return false };
    is_region(&value[..joint]) && value.len() <= joint + 40
}

/// `eu-west-1`, `us-gov-east-1`.
fn is_region(text: &[u8]) -> bool {
    let mut parts = text.split(|b| *b == b'-');
    let area = parts.next().is_some_and(|part| part.len() == 2 && part.iter().all(u8::is_ascii_lowercase));
    let rest: Vec<&[u8]> = parts.collect();
    let [words @ .., number] = rest.as_slice() else { return false };
    area && number.len() == 1
        && number[0].is_ascii_digit()
        && !words.is_empty()
        && words.iter().all(|word| word.iter().all(u8::is_ascii_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn ids_and_keys_of_the_same_services() {
        for template in [
            "price_1{alnum:23}",
            "app{alnum:14}",
            "0oa{alnum:17}",
            "team_{alnum:24}",
            "asst_{alnum:24}",
            "AC{hex:32}",
            "d-{hex:32}",
            "i-0{hex:16}",
            "eu-west-1_{alnum:9}",
            "us-gov-east-1:{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}",
            "arn:aws:kms:eu-west-1:{digits:12}:key/{hex:32}",
            "0x{hex:40}",
        ] {
            assert!(is_one(expand(template, 1).as_bytes()), "{template}");
        }
        for template in
            ["{alnum:17}", "sk_live_{alnum:24}", "{hex:40}", "AC{alnum:31}!", "0x{hex:64}", "west_{alnum:9}"]
        {
            assert!(!is_one(expand(template, 1).as_bytes()), "{template}");
        }
    }

    #[test]
    fn short_heads_have_digits_of_one_kind() {
        for head in ["AC", "d-"] {
            assert!(is_one(format!("{head}{}", "0f".repeat(16)).as_bytes()), "{head}");
            assert!(!is_one(format!("{head}{}", "0z".repeat(16)).as_bytes()), "{head}");
        }
    }
}
