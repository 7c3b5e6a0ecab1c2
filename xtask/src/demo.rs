//! `cargo xtask demo`: three recorded packs verified on the command line, and what each run shows.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::build::build;
use crate::process::line;
use crate::project::Project;

struct Scene {
    title: &'static str,
    pack: &'static str,
    checkpoint: Checkpoint,
    expected_status: i32,
    lesson: &'static str,
}

enum Checkpoint {
    Save,
    None,
    Compare,
}

const SCENES: [Scene; 3] = [
    Scene {
        title: "A pack as the server sent it",
        pack: "evidence-pack.json",
        checkpoint: Checkpoint::Save,
        expected_status: 0,
        lesson: "Intact: every entry's hash was recomputed from the received bytes and every link was checked. \
                 The checkpoint that was saved remembers where the chain ended.",
    },
    Scene {
        title: "The same pack after somebody rewrote two entries",
        pack: "tampered-two-principals.json",
        checkpoint: Checkpoint::None,
        expected_status: 1,
        lesson: "Broken: both edits were found and named, each one at its own entry. \
                 The server's own answer in the file names only the first.",
    },
    Scene {
        title: "The same pack with its newest entries cut off",
        pack: "deleted-tail.json",
        checkpoint: Checkpoint::Compare,
        expected_status: 1,
        lesson: "Broken: what is left links up perfectly, so no look at this file alone can tell. \
                 The checkpoint from the first run can: the chain once reached further.",
    },
];

pub(crate) fn demo(project: &Project) -> Result<()> {
    build(project)?;
    let folder = project.scratch("demo");
    fs::create_dir_all(&folder)?;
    let checkpoint = folder.join("checkpoint.json");
    if checkpoint.exists() {
        fs::remove_file(&checkpoint)?;
    }

    let mut wrong = Vec::new();
    for (number, scene) in (1..).zip(&SCENES) {
        println!("\n── {number}. {} ──", scene.title);
        let status = play(project, scene, &checkpoint)?;
        println!("── exit status {status}");
        if status == scene.expected_status {
            println!("── {}", scene.lesson);
        } else {
            println!("── this is wrong: {} was expected", scene.expected_status);
            wrong.push(scene.pack);
        }
    }
    if !wrong.is_empty() {
        bail!("the demo went wrong with {}", wrong.join(", "));
    }
    println!(
        "\nThe three runs gave what they should: intact, broken, broken.\n\
         The same in a browser, with a file of your own if you like:\n\n    cargo xtask serve\n\n\
         then open the address that it prints and drop a pack on the page, for instance one of\n\
         tests/fixtures/recorded/. Nothing that you drop leaves the machine."
    );
    Ok(())
}

fn play(project: &Project, scene: &Scene, checkpoint: &Path) -> Result<i32> {
    // Relative, so that the line printed can be typed in the repository.
    let checkpoint = checkpoint.strip_prefix(project.root()).unwrap_or(checkpoint);
    let mut command = Command::new("node");
    command
        .args(["pkg/bin/grantex-compliance.js", "verify"])
        .arg(format!("tests/fixtures/recorded/{}", scene.pack))
        .current_dir(project.root())
        .stdin(Stdio::null());
    match scene.checkpoint {
        Checkpoint::Save => command.arg("--save-checkpoint").arg(checkpoint),
        Checkpoint::None => &mut command,
        Checkpoint::Compare => command.arg("--checkpoint").arg(checkpoint),
    };
    println!("$ {}\n", line(&command));
    let status = command.status().context("cannot run node")?;
    println!();
    status.code().with_context(|| format!("`{}` was ended by a signal", line(&command)))
}
