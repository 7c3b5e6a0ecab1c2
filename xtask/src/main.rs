//! The commands of the README: `cargo xtask <command>`.
//!
//! Everything that they need and the machine lacks is set up on the way: below `target/tools` where that is possible,
//! as Debian packages (only as root) where it is not.

mod bench;
mod browsers;
mod build;
mod demo;
mod dev_server;
mod ecosystem;
mod fuzz;
mod licences;
mod map_reduce;
mod package;
mod page;
mod process;
mod project;
mod reproducible;
mod serve;
mod soak;
mod system;
mod tally;
mod test;
mod toolchain;
mod tools;
mod types;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::project::Project;

struct Command {
    name: &'static str,
    usage: &'static str,
    summary: &'static str,
    run: fn(&Project, &[String]) -> Result<ExitCode>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "demo",
        usage: "",
        summary: "build, then verify an intact, a tampered and a shortened pack on the command line",
        run: |project, arguments| {
            no_arguments("demo", arguments)?;
            demo::demo(project)?;
            Ok(ExitCode::SUCCESS)
        },
    },
    Command {
        name: "serve",
        usage: "[--port N]",
        summary: "serve the verification page to this machine",
        run: |project, arguments| {
            serve::serve(project, arguments)?;
            Ok(ExitCode::SUCCESS)
        },
    },
    Command {
        name: "build",
        usage: "",
        summary: "compile the crate to WebAssembly and leave a working npm package in pkg/",
        run: |project, arguments| {
            no_arguments("build", arguments)?;
            build::build(project)?;
            Ok(ExitCode::SUCCESS)
        },
    },
    Command {
        name: "page",
        usage: "",
        summary: "build the verification page: files for a web server, and one file that works from a disk",
        run: |project, arguments| {
            no_arguments("page", arguments)?;
            page::page(project)?;
            Ok(ExitCode::SUCCESS)
        },
    },
    Command {
        name: "test",
        usage: "[--only STEP[,STEP]]",
        summary: "run every check, in Rust, in Node and in three browser engines",
        run: test::test,
    },
    Command {
        name: "test-ecosystem",
        usage: ecosystem::USAGE,
        summary: "install the packed package into a project for each toolchain, run it there, print a table",
        run: ecosystem::test_ecosystem,
    },
    Command {
        name: "licences",
        usage: "",
        summary: "hold every dependency's licence and source against deny.toml",
        run: |project, arguments| {
            no_arguments("licences", arguments)?;
            let failed = licences::check(project)?.failed > 0;
            Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        },
    },
    Command {
        name: "reproducible",
        usage: "",
        summary: "build and pack the commit twice, in two places, and compare the bytes",
        run: |project, arguments| {
            no_arguments("reproducible", arguments)?;
            reproducible::reproducible(project)?;
            Ok(ExitCode::SUCCESS)
        },
    },
    Command {
        name: "fuzz",
        usage: fuzz::USAGE,
        summary: "run every parser on inputs that coverage guides; no nightly compiler is needed",
        run: fuzz::fuzz,
    },
    Command {
        name: "soak",
        usage: soak::USAGE,
        summary: "verify generated documents, ten times as many as the tests do: honest ones, and ones tampered with in every way",
        run: soak::soak,
    },
    Command {
        name: "bench",
        usage: bench::USAGE,
        summary: "compare the package with JSON.parse and with plain verifiers, in one table",
        run: |project, arguments| {
            bench::bench(project, arguments)?;
            Ok(ExitCode::SUCCESS)
        },
    },
    Command {
        name: "bench-download",
        usage: "[--entries N] [--browser NAME]",
        summary: "measure the memory that downloading and verifying a large pack takes, in Node and in a browser",
        run: dev_server::bench_download,
    },
    Command {
        name: "dev-server",
        usage: dev_server::USAGE,
        summary: "run a Grantex API for development on this machine, with every fault on demand",
        run: dev_server::dev_server,
    },
    Command {
        name: "types",
        usage: "",
        summary: "write pkg/types/generated.d.ts and schemas/ anew from the Rust types",
        run: |project, arguments| {
            no_arguments("types", arguments)?;
            types::types(project)?;
            Ok(ExitCode::SUCCESS)
        },
    },
    Command {
        name: "docs",
        usage: "",
        summary: "write docs/api.md anew from the declarations and their examples",
        run: |project, arguments| {
            no_arguments("docs", arguments)?;
            types::docs(project)?;
            Ok(ExitCode::SUCCESS)
        },
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let Some((name, rest)) = arguments.split_first() else {
        print_help();
        return Ok(ExitCode::SUCCESS);
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") || rest.iter().any(|word| word == "--help") {
        print_help();
        return Ok(ExitCode::SUCCESS);
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        print_help();
        bail!("there is no command `{name}`");
    };
    (command.run)(&Project::locate()?, rest)
}

fn no_arguments(name: &str, arguments: &[String]) -> Result<()> {
    match arguments.first() {
        None => Ok(()),
        Some(extra) => bail!("`cargo xtask {name}` takes no arguments (found `{extra}`)"),
    }
}

fn print_help() {
    println!("usage: cargo xtask <command>\n");
    for command in COMMANDS {
        println!("  {:<14} {:<30} {}", command.name, command.usage, command.summary);
    }
    println!("\nsteps of `test`: {}", test::step_names().join(", "));
    println!("{}", bench::OPTIONS);
    println!("ENGINES=chrome,firefox,webkit chooses the browser engines for `test`; all three are the default");
}
