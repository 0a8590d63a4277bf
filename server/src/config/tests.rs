//! What the configuration promises.

use std::path::{Path, PathBuf};

use super::given::Sources;
use super::*;

fn environment(pairs: &[(&str, &str)]) -> Sources {
    let environment = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    Sources { environment, ..Sources::default() }
}

fn refusal(sources: Sources) -> String {
    Config::load(sources).unwrap_err()
}

/// A configuration file, and the sources that name it.
fn file(text: &str) -> (tempfile::NamedTempFile, Sources) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let sources = Sources { file: Some(file.path().to_owned()), ..Sources::default() };
    (file, sources)
}

#[test]
fn without_any_source_the_server_is_for_this_machine_on_sqlite() {
    let config = Config::load(Sources::default()).unwrap();
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert!(matches!(config.data_source(), DataSource::Sqlite(file) if file == Path::new("data/relaydesk.db")));
    assert_eq!(config.public_url(9).origin(), "http://localhost:9");
    assert!(config.limits.rates);
}

#[test]
fn flags_count_more_than_the_environment_and_that_more_than_the_file() {
    let (_file, mut sources) =
        file("listen = '10.0.0.1:1'\ndata = 'one'\nlog_level = 'warn'\nrates = false\ndatabase_pool = 3");
    sources.environment = environment(&[("RELAYDESK_DATA", "two"), ("RELAYDESK_LOG_LEVEL", "error")]).environment;
    sources.flags = vec![("log_level", "debug".to_owned())];
    let config = Config::load(sources).unwrap();
    assert_eq!(config.server.listen.to_string(), "10.0.0.1:1");
    assert_eq!(config.server.data, Path::new("two"));
    assert_eq!(config.log.level, tracing::Level::DEBUG);
    assert!(!config.limits.rates);
    assert_eq!(config.database.pool.0, 3);
}

#[test]
fn the_environment_can_name_the_file_and_the_file_can_hold_lists() {
    let (file, _) = file("trusted_proxies = ['10.0.0.0/8', '::1']");
    let config = Config::load(environment(&[("RELAYDESK_CONFIG", file.path().to_str().unwrap())])).unwrap();
    assert_eq!(config.server.trusted_proxies.len(), 2);
}

#[test]
fn a_key_that_does_not_exist_is_refused_wherever_it_stands() {
    let (_file, sources) = file("lisen = '10.0.0.1:1'");
    assert!(refusal(sources).contains("lisen is no setting"));
    assert!(refusal(environment(&[("RELAYDESK_LISEN", "x")])).contains("RELAYDESK_LISEN is no setting"));
    assert!(refusal(environment(&[("RELAYDESK_LISTEN_FILE", "x")])).contains("RELAYDESK_LISTEN_FILE is no setting"));
}

#[test]
fn variables_of_others_are_left_alone() {
    let others = ["RELAYDESK_TEST_ENGINE", "RELAYDESK_SERVICE_HOST", "RELAYDESK_PORT_8080_TCP", "RELAY", "PATH"];
    Config::load(environment(&others.map(|name| (name, "x")))).unwrap();
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let config = Config::load(environment(&[("RELAYDESK_LISTEN", ""), ("RELAYDESK_CONFIG", "")])).unwrap();
    assert_eq!(config.server.listen.port(), 8080);
}

#[test]
fn a_wrong_value_is_told_with_its_place_and_what_would_do() {
    let said = refusal(environment(&[("RELAYDESK_DATABASE_POOL", "many")]));
    assert_eq!(said, "RELAYDESK_DATABASE_POOL: \"many\" is not a number from 1 to 1000.");
    let (_file, sources) = file("database_pool = 0");
    assert!(refusal(sources).ends_with(": database_pool: \"0\" is not a number from 1 to 1000."));
    let flags = vec![("log_format", "xml".to_owned())];
    let said = refusal(Sources { flags, ..Sources::default() });
    assert_eq!(said, "--log-format: \"xml\" is none of `auto`, `json` and `text`.");
}

#[test]
fn a_file_that_is_absent_or_not_toml_is_told_with_its_place() {
    let sources = Sources { file: Some("/nonexistent.toml".into()), ..Sources::default() };
    assert!(refusal(sources).starts_with("The configuration file /nonexistent.toml cannot be read"));
    let (_file, sources) = file("rates = true\nlisten = = 3");
    assert!(refusal(sources).contains("(line 2)"));
    let (_file, sources) = file("[listen]\nport = 3");
    assert!(refusal(sources).contains("listen must be a text"));
}

#[test]
fn a_secret_can_be_in_a_file_of_its_own_and_is_never_shown() {
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "postgres://relaydesk:hunter2@db/relaydesk\n").unwrap();
    let path = secret.path().to_str().unwrap();
    let config = Config::load(environment(&[("RELAYDESK_DATABASE_URL_FILE", path)])).unwrap();
    let DataSource::Postgres { url, pool: 16 } = config.data_source() else { panic!("{config:?}") };
    assert_eq!(url.0, "postgres://relaydesk:hunter2@db/relaydesk");
    assert!(!format!("{config:?}").contains("hunter2"));

    let said = refusal(environment(&[("RELAYDESK_DATABASE_URL", "mysql://relaydesk:hunter2@db")]));
    assert!(said.contains("postgres://") && !said.contains("hunter2"), "{said}");
    let both = [("RELAYDESK_DATABASE_URL", "postgres://a"), ("RELAYDESK_DATABASE_URL_FILE", path)];
    assert!(refusal(environment(&both)).contains("are both set"));
    let absent = [("RELAYDESK_REDIS_URL_FILE", "/nonexistent")];
    assert!(refusal(environment(&absent)).contains("/nonexistent cannot be read"));
}

#[test]
fn several_servers_need_postgresql() {
    assert!(refusal(environment(&[("RELAYDESK_REDIS_URL", "redis://cache")])).contains("PostgreSQL"));
}

#[test]
fn files_are_in_the_data_folder_unless_a_bucket_is_named_whole() {
    let config = Config::load(Sources::default()).unwrap();
    let place = config.files.place(&config.server.data).unwrap();
    assert!(matches!(place, files::FilesPlace::Folder(folder) if folder == Path::new("data/files")));
    assert_eq!(config.files.upload_limit.bytes(), wire::limits::UPLOAD_BYTES);

    let bucket = ("RELAYDESK_S3_BUCKET", "chat");
    assert!(refusal(environment(&[bucket])).contains("without s3_access_key"));
    let keys = [bucket, ("RELAYDESK_S3_ACCESS_KEY", "name"), ("RELAYDESK_S3_SECRET_KEY", "hunter2")];
    let config = Config::load(environment(&keys)).unwrap();
    let files::FilesPlace::S3 { bucket: "chat", endpoint: None, region: "us-east-1", .. } =
        config.files.place(Path::new("data")).unwrap()
    else {
        panic!("{config:?}")
    };
    assert!(!format!("{config:?}").contains("hunter2"));
    let both = [&keys[..], &[("RELAYDESK_FILES_FOLDER", "/srv")]].concat();
    assert!(refusal(environment(&both)).contains("one of them"));
    for endpoint in ["s3.example.org", "ftp://s3", "https://s3/bucket", "https://a:b@s3"] {
        assert!(refusal(environment(&[("RELAYDESK_S3_ENDPOINT", endpoint)])).contains("is not an address"));
    }
    assert!(refusal(environment(&[("RELAYDESK_UPLOAD_MIB", "0")])).contains("from 1 to 10240"));
}

#[test]
fn each_key_is_named_and_explained_once() {
    let keys = keys();
    let names: std::collections::BTreeSet<_> = keys.iter().map(|key| key.name).collect();
    assert_eq!(names.len(), keys.len());
    for key in keys {
        assert!(key.doc.trim().ends_with('.'), "{} is explained in sentences", key.name);
        assert!(key.default.is_empty() || !key.secret, "{} is a secret and must have no default", key.name);
    }
}

#[test]
fn the_reference_and_the_example_are_up_to_date() {
    for (path, fresh) in [("docs/configuration.md", document::reference()), (".env.example", document::example())] {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
        #[expect(clippy::disallowed_methods, reason = "a switch of this test, not a setting of the server")]
        if std::env::var_os("RELAYDESK_TEST_UPDATE").is_some() {
            std::fs::write(&file, &fresh).unwrap();
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            kept == fresh,
            "{path} is stale: run `RELAYDESK_TEST_UPDATE=1 cargo test -p relaydesk config` and commit it"
        );
    }
}
