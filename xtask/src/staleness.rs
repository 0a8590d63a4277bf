//! Whether what was built is older than what it is built from.

use std::path::Path;
use std::time::SystemTime;

/// Folders that hold products, not sources.
const PRODUCTS: [&str; 5] = ["node_modules", "dist", "coverage", "target", ".git"];

/// True when `product` is missing or older than any of `sources` (files, or folders with all that is in them).
pub fn is_stale(product: &Path, sources: &[&Path]) -> bool {
    changed_at(product).is_none_or(|built| newest_change(sources).is_some_and(|edited| edited > built))
}

/// When the newest of these files and folders changed; a folder changes, too, when something in it is removed.
pub fn newest_change(sources: &[&Path]) -> Option<SystemTime> {
    sources.iter().filter_map(|source| if source.is_dir() { newest_within(source) } else { changed_at(source) }).max()
}

/// The folder's own time does not count: making a product inside changes it.
fn newest_within(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let sources = entries.filter(|entry| !PRODUCTS.iter().any(|product| entry.file_name() == *product));
    let times = sources.map(|entry| {
        let path = entry.path();
        let within = if path.is_dir() { newest_within(&path) } else { None };
        changed_at(&path).max(within)
    });
    times.max().flatten()
}

fn changed_at(path: &Path) -> Option<SystemTime> {
    path.metadata().ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{File, create_dir_all, remove_dir_all, write};
    use std::path::PathBuf;
    use std::time::Duration;

    /// A tree with one product and one source, both of the same age.
    fn tree(name: &str) -> PathBuf {
        let root = std::env::temp_dir().join(format!("staleness-{name}-{}", std::process::id()));
        let _left_over = remove_dir_all(&root);
        for folder in ["dist", "src/deep", "node_modules"] {
            create_dir_all(root.join(folder)).unwrap();
        }
        for file in ["dist/index.html", "src/deep/a.ts", "node_modules/x.js"] {
            write(root.join(file), "").unwrap();
        }
        for path in ["dist/index.html", "src/deep/a.ts", "node_modules/x.js", "src", "src/deep", "dist", "node_modules"]
        {
            set_age(&root.join(path), 100);
        }
        root
    }

    fn set_age(path: &Path, seconds: u64) {
        // Whole seconds of a fixed day, so that equal ages are equal times.
        let day = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        File::open(path).unwrap().set_modified(day - Duration::from_secs(seconds)).unwrap();
    }

    fn stale(root: &Path) -> bool {
        is_stale(&root.join("dist/index.html"), &[root])
    }

    #[test]
    fn a_missing_product_is_stale() {
        let root = tree("missing");
        assert!(!stale(&root));
        std::fs::remove_file(root.join("dist/index.html")).unwrap();
        assert!(stale(&root));
        remove_dir_all(root).unwrap();
    }

    #[test]
    fn an_edited_source_deep_in_the_tree_makes_the_product_stale() {
        let root = tree("edited");
        set_age(&root.join("src/deep/a.ts"), 50);
        assert!(stale(&root));
        remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_removed_source_makes_the_product_stale() {
        let root = tree("removed");
        std::fs::remove_file(root.join("src/deep/a.ts")).unwrap();
        assert!(stale(&root));
        remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_newer_product_or_package_is_no_source() {
        let root = tree("product");
        set_age(&root.join("node_modules/x.js"), 1);
        set_age(&root.join("dist"), 1);
        assert!(!stale(&root));
        remove_dir_all(root).unwrap();
    }
}
