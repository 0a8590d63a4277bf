//! The zip of an export: opened with distrust, read file by file.
//!
//! Whoever wrote the zip may want to fill the disk or the memory, or to reach other files. So nothing is ever unpacked, every
//! size is bounded twice (as declared at the opening, as met while reading), and names are only ever compared. It must know
//! nothing of what the files say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use zip::{CompressionMethod, ZipArchive};

/// Entries of a zip.
const MOST_ENTRIES: usize = 500_000;
/// One file, in bytes.
const MOST_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// All JSON files together, in bytes.
const MOST_BYTES: u64 = 8 * 1024 * 1024 * 1024;
/// How many times larger than its compressed form a file may be; small files are let through whatever their ratio.
const MOST_RATIO: u64 = 300;
/// Up to this size the ratio does not matter, in bytes.
const SMALL_BYTES: u64 = 1024 * 1024;
/// The file every export has; where it lies, the export begins.
const MARK: &str = "users.json";

/// An open export.
#[derive(Debug)]
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    /// The JSON files by their path within the export, with their places in the zip.
    files: BTreeMap<String, usize>,
}

impl Archive {
    /// Opens a zip and looks at all its entries.
    ///
    /// # Errors
    /// A sentence for a person: no such file, no zip, no export, hostile.
    pub fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| format!("{} cannot be opened: {error}.", path.display()))?;
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            return Err(format!("{} is a folder. Give the zip as it was downloaded.", path.display()));
        }
        let broken = |error| format!("{} is no zip that can be read: {error}.", path.display());
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
        if zip.len() > MOST_ENTRIES {
            return Err(format!("The zip has more than {MOST_ENTRIES} entries."));
        }
        let mut all = BTreeMap::new();
        let mut bytes = 0_u64;
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at).map_err(broken)?;
            let name = entry.name().map_err(broken)?.into_owned();
            require_harmless(&name, entry.is_symlink())?;
            if entry.is_dir() || !name.ends_with(".json") {
                continue;
            }
            if entry.encrypted() {
                return Err(format!("{name} in the zip is encrypted."));
            }
            if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
                return Err(format!("{name} in the zip is compressed in a way that is not supported."));
            }
            require_size(&name, entry.size(), entry.compressed_size())?;
            bytes = bytes.saturating_add(entry.size());
            if all.insert(name.clone(), at).is_some() {
                return Err(format!("{name} is in the zip twice."));
            }
        }
        if bytes > MOST_BYTES {
            return Err("The zip's files are larger than 8 GiB together.".to_owned());
        }
        Ok(Self { zip, files: of_export(all)? })
    }

    /// A file of the export; none when it is not there.
    ///
    /// # Errors
    /// A sentence for a person: broken or larger than declared.
    pub fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(at) = self.files.get(path) else { return Ok(None) };
        let broken = |error: &dyn std::fmt::Display| format!("{path} in the zip is broken: {error}.");
        let entry = self.zip.by_index(*at).map_err(|error| broken(&error))?;
        let declared = entry.size();
        let mut bytes = Vec::new();
        let mut bounded = entry.take(declared.min(MOST_FILE_BYTES) + 1);
        bounded.read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        if bytes.len() as u64 != declared {
            return Err(broken(&"its size is not the one declared"));
        }
        Ok(Some(bytes))
    }

    /// The paths of a folder's files, in order; those of a folder within it are not among them.
    #[must_use]
    pub fn days(&self, folder: &str) -> Vec<String> {
        let start = format!("{folder}/");
        let inside = |path: &&String| path.strip_prefix(&start).is_some_and(|name| !name.contains('/'));
        self.files
            .range(start.clone()..)
            .map(|(path, _)| path)
            .take_while(|path| path.starts_with(&start))
            .filter(inside)
            .cloned()
            .collect()
    }

    /// The folders that hold files, in order.
    #[must_use]
    pub fn folders(&self) -> BTreeSet<String> {
        self.files.keys().filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder.to_owned()).collect()
    }
}

/// Goes on unless a name leads out of the zip or is no plain name.
fn require_harmless(name: &str, is_link: bool) -> Result<(), String> {
    let leads_out = name.starts_with('/') || name.split('/').any(|part| part == ".." || part == ".");
    let is_odd = name.contains('\\') || name.chars().any(char::is_control);
    if leads_out || is_odd {
        return Err(format!(
            "The zip holds a file with a forbidden name: {:?}.",
            name.chars().take(100).collect::<String>()
        ));
    }
    if is_link {
        return Err(format!("The zip holds a link: {name}."));
    }
    Ok(())
}

fn require_size(name: &str, size: u64, compressed: u64) -> Result<(), String> {
    if size > MOST_FILE_BYTES {
        return Err(format!("{name} in the zip is larger than 64 MiB."));
    }
    if size > SMALL_BYTES && size / compressed.max(1) > MOST_RATIO {
        return Err(format!(
            "{name} in the zip grows {} times when unpacked: this is no honest file.",
            size / compressed.max(1)
        ));
    }
    Ok(())
}

/// The files of the export, by their paths within it: some zips have a folder around everything.
fn of_export(all: BTreeMap<String, usize>) -> Result<BTreeMap<String, usize>, String> {
    let is_mark = |path: &&String| path.as_str() == MARK || path.ends_with(&format!("/{MARK}"));
    let mark = all
        .keys()
        .filter(is_mark)
        .filter(|path| !path.starts_with("__MACOSX/"))
        .min_by_key(|path| path.matches('/').count());
    let Some(mark) = mark else {
        return Err("The zip holds no users.json: this is no Slack export.".to_owned());
    };
    let around = mark.strip_suffix(MARK).unwrap_or_default().to_owned();
    let within = |(path, at): (String, usize)| path.strip_prefix(&around).map(|path| (path.to_owned(), at));
    Ok(all.into_iter().filter_map(within).collect())
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
