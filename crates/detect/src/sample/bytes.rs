//! A small deterministic source of bytes.

use sha2::{Digest, Sha256};

/// A small deterministic source of bytes: SHA-256 in counter mode over template and seed.
pub(super) struct Bytes {
    pub(super) key: Vec<u8>,
    pub(super) counter: u64,
    pub(super) pool: Vec<u8>,
}

impl Bytes {
    pub(super) fn next(&mut self) -> u8 {
        if self.pool.is_empty() {
            self.pool =
                Sha256::new().chain_update(&self.key).chain_update(self.counter.to_le_bytes()).finalize().to_vec();
            self.counter += 1;
        }
        self.pool.pop().unwrap_or(0)
    }

    pub(super) fn pick(&mut self, set: &[u8], count: usize) -> String {
        (0..count)
            .map(|_| {
                loop {
                    // Reject the highest bytes, so that every character is equally likely.
                    let byte = usize::from(self.next());
                    if byte < 256 / set.len() * set.len() {
                        break char::from(set[byte % set.len()]);
                    }
                }
            })
            .collect()
    }

    pub(super) fn take(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next()).collect()
    }
}
