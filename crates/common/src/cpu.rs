//! What the processor knows beyond the instructions of every x86-64. To ask takes some 0.1 ms in a virtual machine, in which
//! a small commit is scanned several times, so only those ask who read much.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Blocks of some thousand bytes that are read without.
const PATIENCE: usize = 32;

static BLOCKS: AtomicUsize = AtomicUsize::new(0);

/// May it be asked? True once enough has been read.
#[inline]
pub(crate) fn may_be_asked() -> bool {
    BLOCKS.load(Ordering::Relaxed) >= PATIENCE
}

/// Another block is read.
#[inline]
pub fn reads_a_block() {
    // Only counted up to there: the cores share it.
    if !may_be_asked() {
        BLOCKS.fetch_add(1, Ordering::Relaxed);
    }
}

/// Has it AVX2, and what came with that? False as long as it may not be asked.
#[inline]
pub fn has_avx2() -> bool {
    may_be_asked()
        && std::arch::is_x86_feature_detected!("avx2")
        && std::arch::is_x86_feature_detected!("bmi1")
        && std::arch::is_x86_feature_detected!("popcnt")
}
