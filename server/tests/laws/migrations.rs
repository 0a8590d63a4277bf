//! The schema is the same on both engines: tables, columns, nullability, keys and indexes, as one text.
//!
//! Each engine describes itself and is held against the same golden file, so they cannot drift apart. Only the tables of the
//! search, whose names begin with `search`, are each engine's own.

use super::golden;
use super::inspect::Inspector;
use super::source::{assert_none, root};
use crate::harness::Server;

const SQLITE: &str = "
    SELECT m.name || '.' || c.name || ' ' || CASE WHEN c.type LIKE '%INT' OR c.type = 'INTEGER' THEN 'number'
        WHEN c.type = 'BLOB' THEN 'bytes' ELSE lower(c.type) END
        || CASE WHEN c.\"notnull\" OR c.pk THEN '' ELSE ' or null' END
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
    UNION ALL
    SELECT m.name || ' primary key (' || (SELECT group_concat(name, ', ') FROM
        (SELECT name FROM pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk)) || ')'
    FROM sqlite_master m WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE pk > 0)
    UNION ALL
    SELECT m.name || CASE WHEN i.\"unique\" THEN ' unique (' ELSE ' index (' END || (SELECT group_concat(name, ', ') FROM
        (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')' || CASE WHEN i.partial THEN ' partial' ELSE '' END
    FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin <> 'pk'
    UNION ALL
    SELECT m.name || '.' || f.\"from\" || ' references ' || f.\"table\"
    FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";

const POSTGRES: &str = "
    SELECT table_name || '.' || column_name || ' ' || CASE WHEN data_type IN ('bigint', 'integer', 'boolean') THEN 'number'
        WHEN data_type IN ('uuid', 'bytea') THEN 'bytes' ELSE data_type END
        || CASE is_nullable WHEN 'NO' THEN '' ELSE ' or null' END
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT t.relname || CASE WHEN i.indisprimary THEN ' primary key (' WHEN i.indisunique THEN ' unique (' ELSE ' index (' END
        || (SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (number, place)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) || ')'
        || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE n.nspname = 'public'
    UNION ALL
    SELECT c.conrelid::regclass || '.' || a.attname || ' references ' || c.confrelid::regclass
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) WHERE c.contype = 'f'";

#[tokio::test]
async fn both_databases_have_the_same_schema() {
    let server = Server::bare().await;
    let mut lines = Inspector::open(&server).await.lines(SQLITE, POSTGRES).await;
    lines.retain(|line| !line.starts_with("search") && !line.starts_with("sqlite_"));
    lines.sort();
    let text = "The schema on both engines. number: BIGINT, INTEGER or BOOLEAN; bytes: UUID, BYTEA or BLOB.\n\n"
        .to_owned()
        + &lines.join("\n")
        + "\n";
    golden::compare("schema.txt", &text, "the two trees of server/migrations/ must say the same; if they do,");
}

#[test]
fn both_trees_hold_the_same_migrations() {
    let names = |tree: &str| {
        let files = std::fs::read_dir(root().join("server/migrations").join(tree)).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"), "a migration has the same number and name in both trees");
}

#[test]
fn migrations_leave_times_and_ids_to_rust() {
    let mut broken = Vec::new();
    for file in super::source::files(&["server/migrations"], &[".sql"]) {
        let text = file.text.to_lowercase();
        let banned = ["serial", "autoincrement", "now()", "random()", "strftime", "current_timestamp"];
        broken.extend(banned.iter().filter(|word| text.contains(**word)).map(|word| format!("{}: {word}", file.path)));
    }
    assert_none(&broken, "One SQL text serves SQLite and PostgreSQL: times and ids come from Rust.");
}
