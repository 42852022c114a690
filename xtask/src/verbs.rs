//! The command line: which verb, with which options.

use crate::shell::{Result, Trouble};
use crate::{bench, build, codegen, deploy, dev, setup, size, test};

const HELP: &str = "\
cargo xtask <verb>

  dev [--port N] [--fresh]        set up, build, load the demo and serve it; rebuild when a file changes
  test [--only STAGE]…            every check, with a time table; installs what it needs
  build [FUNCTION…] [--release]   bundles to run locally (with test doors), or those to deploy
  bench                           measure, compare with the budgets, write target/bench/report.json
  codegen [--check]               write the schemas from the types, or only compare them
  holidays                        write the public holidays anew, from the package that setup pins
  size                            gzipped size of each release bundle against its budget
  deploy [--dry-run] [--first]    hand the release bundles to wrangler; --first when no function is deployed yet
  setup [--tests]                 only install what the verbs above need
";

/// Runs the verb that `arguments` name.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let Some((verb, rest)) = arguments.split_first() else {
        print!("{HELP}");
        return Ok(());
    };
    let mut rest = Arguments(rest.to_vec());
    match verb.as_str() {
        "dev" => {
            let port = rest.number("--port")?.unwrap_or(8787);
            let fresh = rest.flag("--fresh");
            rest.end()?;
            dev::dev(port, fresh)
        }
        "test" => {
            let mut only = Vec::new();
            while let Some(stage) = rest.value("--only")? {
                only.push(stage);
            }
            rest.end()?;
            test::test(&only)
        }
        "build" => {
            let release = rest.flag("--release");
            build::build(&rest.names()?, release)
        }
        "bench" => {
            rest.end()?;
            bench::bench()
        }
        "codegen" => {
            let check = rest.flag("--check");
            rest.end()?;
            codegen::codegen(check)
        }
        "holidays" => {
            rest.end()?;
            codegen::holidays()
        }
        "size" => {
            rest.end()?;
            size::size()
        }
        "deploy" => {
            let (dry_run, first) = (rest.flag("--dry-run"), rest.flag("--first"));
            rest.end()?;
            deploy::deploy(dry_run, first)
        }
        "setup" => {
            let tests = rest.flag("--tests");
            rest.end()?;
            setup::for_build()?;
            if tests { setup::for_tests().map(drop) } else { Ok(()) }
        }
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(Trouble::new(format!("There is no verb `{other}`.")).do_this(HELP)),
    }
}

/// What follows the verb; each option is taken out as it is read.
struct Arguments(Vec<String>);

impl Arguments {
    fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|argument| argument != name);
        self.0.len() < before
    }

    /// The value of `--name value` or `--name=value`, first occurrence.
    fn value(&mut self, name: &str) -> Result<Option<String>> {
        let assigned = format!("{name}=");
        let Some(at) = self.0.iter().position(|a| a == name || a.starts_with(&assigned)) else {
            return Ok(None);
        };
        let option = self.0.remove(at);
        if let Some(value) = option.strip_prefix(&assigned) {
            return Ok(Some(value.to_owned()));
        }
        if at < self.0.len() { Ok(Some(self.0.remove(at))) } else { Err(Trouble::new(format!("{name} needs a value.")).do_this(HELP)) }
    }

    fn number(&mut self, name: &str) -> Result<Option<u16>> {
        self.value(name)?
            .map(|text| text.parse().map_err(|_| Trouble::new(format!("{name} takes a number below 65536, not `{text}`."))))
            .transpose()
    }

    fn names(self) -> Result<Vec<String>> {
        match self.0.iter().find(|a| a.starts_with('-')) {
            Some(option) => Err(Trouble::new(format!("There is no option `{option}` here.")).do_this(HELP)),
            None => Ok(self.0),
        }
    }

    fn end(self) -> Result<()> {
        match self.0.first() {
            Some(extra) => Err(Trouble::new(format!("`{extra}` has no meaning here.")).do_this(HELP)),
            None => Ok(()),
        }
    }
}
