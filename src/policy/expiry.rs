//! How long an override is valid.

use akguard_common::error::Failure;
use anyhow::Result;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};

use super::{Policy, Reason};

/// The time of this run; taken once, so that all parts agree.
#[derive(Debug, Clone, Copy)]
pub struct Today {
    now: Timestamp,
}

impl Today {
    /// The clock's time.
    pub fn now() -> Self {
        Self { now: Timestamp::now() }
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> i64 {
        self.now.as_second()
    }

    /// The date in UTC.
    pub fn date(&self) -> Date {
        self.now.to_zoned(TimeZone::UTC).date()
    }

    /// Is a time later than now, by more than two clocks may differ?
    pub fn is_future(&self, time: Timestamp) -> bool {
        time.duration_since(self.now) > CLOCK_DIFFERENCE
    }

    /// `2026-11-20T20:15:04Z`
    pub fn stamp(&self) -> String {
        Timestamp::from_second(self.now.as_second()).unwrap_or(self.now).to_string()
    }
}

/// Maximum difference between the clocks of two machines: that of a wrong time zone, at worst.
const CLOCK_DIFFERENCE: SignedDuration = SignedDuration::from_hours(24);

/// How long a `fix-later` record is valid if no date is given, in days.
const FIX_LATER_DAYS: i64 = 14;

/// The last day on which a record counts: from `14d` or `2026-12-31`; `fix-later` always has one.
///
/// # Errors
/// A date that is unreadable, past or beyond the policy's limit.
pub fn expiry(text: Option<&str>, reason: Reason, policy: &Policy, today: Today) -> Result<Option<Date>> {
    let date = match text {
        None if reason != Reason::FixLater => return Ok(None),
        None => today.date().saturating_add(FIX_LATER_DAYS.min(policy.max_expiry_days).days()),
        Some(text) => {
            let days = text.strip_suffix('d').and_then(|d| d.parse::<i64>().ok()).filter(|d| (1..=3650).contains(d));
            let date = days.map(|d| today.date().saturating_add(d.days())).or_else(|| text.parse::<Date>().ok());
            date.ok_or_else(|| {
                Failure::new("`--expires` is neither days nor a date")
                    .help("for example --expires 14d or --expires 2027-01-31")
            })?
        }
    };
    if date < today.date() {
        return Err(Failure::new("`--expires` is in the past").into());
    }
    if reason == Reason::FixLater && date > today.date().saturating_add(policy.max_expiry_days.days()) {
        let cause = format!("`fix-later` may last {} days at most", policy.max_expiry_days);
        return Err(Failure::new(cause).help("choose an earlier --expires").into());
    }
    Ok(Some(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table() {
        let policy = Policy::default();
        let today = Today { now: "2026-11-20T10:00:00Z".parse().unwrap() };
        let read =
            |text, reason| expiry(text, reason, &policy, today).map(|d| d.map(|d| d.to_string()).unwrap_or_default());
        assert_eq!(today.stamp(), "2026-11-20T10:00:00Z");
        assert_eq!(read(None, Reason::Test).unwrap(), "");
        assert_eq!(read(None, Reason::FixLater).unwrap(), "2026-12-04");
        assert_eq!(read(Some("14d"), Reason::Test).unwrap(), "2026-12-04");
        assert_eq!(read(Some("2027-01-31"), Reason::Public).unwrap(), "2027-01-31");
        assert_eq!(read(Some("30d"), Reason::FixLater).unwrap(), "2026-12-20");
        for (text, reason) in
            [("31d", Reason::FixLater), ("2026-11-19", Reason::Test), ("0d", Reason::Test), ("soon", Reason::Test)]
        {
            assert!(read(Some(text), reason).is_err(), "{text}");
        }
    }
}
