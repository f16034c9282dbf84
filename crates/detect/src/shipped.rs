//! Names of variables whose value a build puts into its pages. One table for the report and for known values.

/// First characters of such names: of Vite, Next, Create React App, Expo, Gatsby, Nuxt, Vue, SvelteKit and Astro, and
/// others.
pub const PREFIXES: [&str; 16] = [
    "VITE_",
    "NEXT_PUBLIC_",
    "REACT_APP_",
    "EXPO_PUBLIC_",
    "GATSBY_",
    "NUXT_PUBLIC_",
    "VUE_APP_",
    "PUBLIC_",
    "NG_APP_",
    "STORYBOOK_",
    "PREACT_APP_",
    "SNOWPACK_PUBLIC_",
    "BUN_PUBLIC_",
    "PLASMO_PUBLIC_",
    "RENDERER_VITE_",
    "RSBUILD_PUBLIC_",
];

/// Does the name of a variable, in capitals, begin with one of them: `VITE_TOKEN`, not `INVITE_TOKEN`?
pub(crate) fn is_shipped_name(name: &[u8]) -> bool {
    PREFIXES.iter().any(|prefix| name.starts_with(prefix.as_bytes()))
}
