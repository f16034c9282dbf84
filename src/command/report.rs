//! Collects what the report of a scan needs, and writes it to standard output.

use akguard_common::text::quote;
use anyhow::Result;

use crate::check::Context;
use crate::cli::{ScanArgs, Shared};
use crate::output::{print, print_error};
use crate::policy::Evaluation;
use crate::report::{self, Format, Human, Occasion, Outcome, Rescan};
use crate::sanitize::Untrusted;

/// What a command adds to the report.
pub(super) struct Ending {
    pub(super) occasion: Occasion,
    /// git ignores `.env` at the top of the repository.
    pub(super) env_is_ignored: bool,
    /// Lines for a report in which something stops.
    pub(super) advice: Vec<String>,
    /// Warnings besides those of the context.
    pub(super) warnings: Vec<Untrusted>,
}

impl Ending {
    /// Without advice and warnings.
    pub(super) fn of(occasion: Occasion) -> Self {
        Self { occasion, env_is_ignored: false, advice: Vec::new(), warnings: Vec::new() }
    }
}

/// What a scan's report is made from.
pub(super) struct Report<'r> {
    pub(super) context: &'r Context,
    pub(super) shared: &'r Shared,
    pub(super) arguments: &'r ScanArgs,
    pub(super) format: Format,
}

impl Report<'_> {
    /// Writes it to standard output.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, evaluation: &Evaluation<'_>, ending: Ending) -> Result<Outcome> {
        let context = self.context;
        let shared = self.shared;
        let program = crate::hook::program_word();
        let human = Human {
            program: &program,
            occasion: ending.occasion,
            limit: usize::MAX,
            rescan: Rescan::same(self.command(&program)),
            env_is_ignored: ending.env_is_ignored,
            quiet: shared.quiet || context.config.quiet,
            verbose: shared.verbose,
            advice: ending.advice,
            subject: None,
            range: self.arguments.range.as_deref(),
            disabled: context.config.rules_off(),
            weaker: context.config.weaker_settings(),
            sink: context.sink().hiding(&evaluation.hidden),
        };
        let mut out: Vec<u8> = Vec::new();
        let shown = context.warnings.iter().chain(&ending.warnings).map(|warning| human.sink.show(warning));
        let warnings: String = shown.map(|warning| format!("akguard: {warning}\n")).collect();
        match self.format {
            Format::Human => out.extend_from_slice(warnings.as_bytes()),
            // The JSON format is frozen and has no field for warnings.
            Format::Json => print_error(warnings.as_bytes()),
        }
        report::write(&mut out, self.format, &human, evaluation, context.begun.elapsed())?;
        print(&out)?;
        Ok(Outcome::of(evaluation))
    }

    /// The command line that repeats this scan.
    fn command(&self, program: &str) -> String {
        let ScanArgs { paths, range, base, history, no_ignore, .. } = self.arguments;
        let mut words = vec![program.to_owned(), "scan".to_owned()];
        let config = self.shared.config.as_ref().map(|path| ("--config", path.as_os_str().as_encoded_bytes()));
        let range = range.as_ref().map(|range| ("--range", range.as_bytes()));
        let base = base.as_ref().map(|base| ("--base", base.as_bytes()));
        for (name, value) in [config, range, base].into_iter().flatten() {
            words.extend([name.to_owned(), quote(value)]);
        }
        words.extend(history.then(|| "--history".to_owned()));
        words.extend(no_ignore.then(|| "--no-ignore".to_owned()));
        words.extend(paths.iter().map(|path| quote(path.as_os_str().as_encoded_bytes())));
        words.join(" ")
    }
}
