//! Detects instructions beyond those of every x86-64 processor. CPUID traps cost about 0.1 ms in a virtual machine, as long
//! as several scans of a small commit take, so detection waits until `WARMUP_BLOCKS` blocks were scanned.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Blocks, of some thousand bytes each, that are scanned before features are detected.
const WARMUP_BLOCKS: usize = 32;

static BLOCKS: AtomicUsize = AtomicUsize::new(0);

/// May features be detected? True after [`WARMUP_BLOCKS`] blocks.
#[inline]
pub(crate) fn may_be_asked() -> bool {
    BLOCKS.load(Ordering::Relaxed) >= WARMUP_BLOCKS
}

/// Counts a block that is scanned.
#[inline]
pub fn reads_a_block() {
    // No further than the limit: every write moves the counter between the cores.
    if !may_be_asked() {
        BLOCKS.fetch_add(1, Ordering::Relaxed);
    }
}

/// Does the processor have AVX2, BMI1 and POPCNT? False until features may be detected.
#[inline]
pub fn has_avx2() -> bool {
    may_be_asked()
        && std::arch::is_x86_feature_detected!("avx2")
        && std::arch::is_x86_feature_detected!("bmi1")
        && std::arch::is_x86_feature_detected!("popcnt")
}
