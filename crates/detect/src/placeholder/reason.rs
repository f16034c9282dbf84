//! Why a value is no secret.

/// Why a value is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// `${VAR}`, `{{ x }}`, `<token>`, `%VAR%`, `$(cmd)`: read from elsewhere, which is the good practice.
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
    /// A value that a manual or a standard has printed; the digest of nothing or of a common word.
    Published,
}
