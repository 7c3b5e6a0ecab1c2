//! Just enough of Markdown to read tables and sections.

use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository.
pub(crate) fn source(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A page of the docs.
pub(crate) fn page(name: &str) -> String {
    source(&format!("docs/{name}"))
}

pub(crate) fn write(name: &str, text: &str) {
    std::fs::write(root().join("docs").join(name), text).unwrap();
}

/// The cells of all rows below every heading row that starts like this.
pub(crate) fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with(heading) {
            inside = true;
        } else if !line.starts_with('|') {
            inside = false;
        } else if inside && !line.starts_with("|-") {
            rows.push(line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect());
        }
    }
    assert!(!rows.is_empty(), "there is no table `{heading}…`");
    rows
}

/// The code in a cell: `` `a.b` `` or a link with that text.
pub(crate) fn code_cell(cell: &str) -> String {
    cell.split('`').nth(1).unwrap_or_else(|| panic!("`{cell}` names no code")).to_owned()
}

/// The sections that are headed by a code, with what stands below each heading.
pub(crate) fn sections(text: &str) -> Vec<(String, String)> {
    let heads: Vec<usize> = text.match_indices("\n## ").chain(text.match_indices("\n### ")).map(|(at, _)| at + 1).collect();
    let end_of = |start: usize| heads.iter().copied().filter(|&at| at > start).min().unwrap_or(text.len());
    let coded = heads.iter().filter(|&&at| text[at..].starts_with("### `"));
    coded
        .map(|&at| {
            let heading = text[at..].lines().next().unwrap();
            let body = at + heading.len() + 1;
            (code_cell(heading), text[body..end_of(at)].to_owned())
        })
        .collect()
}
