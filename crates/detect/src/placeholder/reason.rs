//! Why a value is not a secret.

/// Why a value is not a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// `${VAR}`, `{{ x }}`, `<token>`, `%VAR%`, `$(cmd)`: read from elsewhere, as secrets should be.
    Reference,
    /// `sk-...`, `AKIA****`: cut or masked.
    Masked,
    /// `your-api-key-here`, `changeme`, `EXAMPLE`.
    Words,
    /// `xxxxxx`, `000000`.
    Run,
    /// `123456`, `abcdef`, `abc123def456`, `a1b2c3d4`.
    Sequence,
    /// `deadbeefdeadbeef`, `abcabcabc`.
    Repetition,
    /// Fewer distinct characters than any random value has.
    FewCharacters,
    /// A value published in a manual or a standard; the digest of nothing or of a common word.
    Published,
}
