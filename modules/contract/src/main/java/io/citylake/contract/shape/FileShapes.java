package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.settings.AccessLogSettings.WhenLost;
import io.citylake.contract.settings.MaintainSettings;
import io.citylake.contract.settings.PasswordScheme;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;

/** The shapes of the small kinds of files, and the parts that several kinds share. */
public final class FileShapes {
  static final Fields TITLE =
      Fields.of(
          "title",
          required("zh", Scalars.LABEL, "In Chinese."),
          required("en", Scalars.LABEL, "In English."));

  static final ListOf TAGS = ListOf.any(Scalars.IDENTIFIER);

  static final Fields THRESHOLDS =
      Fields.of(
          "quarantine",
          optional(
              "max-records",
              Scalars.whole(0, Long.MAX_VALUE),
              "More refused records than this stop the run; nothing is published."),
          optional(
              "max-ratio",
              Scalars.RATIO_VALUE,
              "A greater share of the records read, refused, stops the run."),
          optional(
              "min-records",
              Scalars.whole(1, Long.MAX_VALUE),
              "Fewer refused records than this are borne whatever max-ratio says; for small"
                  + " files."),
          derived(
              "warn-ratio",
              Scalars.RATIO_VALUE,
              "0.2, and 0.5 for fewer than 10 refused records",
              "A greater share of the records read, refused, is warned of; the rest is"
                  + " published."));

  private static final Fields CATALOG =
      Fields.of(
          "catalog",
          derived(
              "uri",
              Scalars.LABEL,
              "jdbc:sqlite: with catalog.db under state-dir",
              "The database of table pointers and the run ledger: jdbc:sqlite:FILE or"
                  + " jdbc:postgresql://HOST:PORT/DATABASE."),
          optional("user", Scalars.LABEL, "Who logs in."),
          optional("password", Scalars.SECRET, "The password, by reference."));

  private static final Fields CAPS =
      Fields.of(
          "caps",
          withDefault("uncompressed", Scalars.SIZE, "64GB", "How large one file may unfold to."),
          withDefault(
              "ratio",
              Scalars.whole(1, Integer.MAX_VALUE),
              "200",
              "How many times its size a compressed file may unfold to."),
          withDefault(
              "entries",
              Scalars.whole(1, Integer.MAX_VALUE),
              "10000",
              "How many entries one archive may hold."),
          withDefault(
              "fields",
              Scalars.whole(1, Integer.MAX_VALUE),
              "10000",
              "How many fields one record may have."),
          withDefault("record", Scalars.SIZE, "16MB", "How long one record may be."));

  private static final Fields IDENTITY =
      Fields.of(
          "identity",
          required("issuer", Scalars.LABEL, "Who must have made a token (iss)."),
          required("audience", Scalars.LABEL, "Whom a token must be for (aud)."),
          derived(
              "jwks",
              Scalars.KEY_SET,
              "what ISSUER/.well-known/openid-configuration says",
              "The provider's public keys as a JWK set: a file, relative to the workspace, or an"
                  + " https:// address."),
          optional(
              "certificates",
              Scalars.LABEL,
              "A PEM file with the authorities that the provider's certificate is trusted from;"
                  + " else the JVM's."),
          withDefault(
              "roles-claim",
              Scalars.LABEL,
              "roles",
              "The claim with the roles, a list or a text with spaces; a.b for b inside a."),
          withDefault("user-claim", Scalars.LABEL, "sub", "The claim with the user's name."),
          withDefault(
              "keep-keys",
              Scalars.DURATION,
              "1d",
              "How long the keys that were read last hold where their address can't be reached."));

  private static final Fields DIRECTORY =
      Fields.of(
          "directory",
          required(
              "url",
              Scalars.DIRECTORY_URL,
              "ldaps://HOST, or ldap://HOST, which takes up TLS (StartTLS) before anything is"
                  + " said."),
          withDefault(
              "insecure",
              Scalars.BOOLEAN,
              "false",
              "Whether ldap:// goes without TLS, with passwords in the clear; to this machine"
                  + " only."),
          optional(
              "certificates",
              Scalars.LABEL,
              "A PEM file with the authorities that the directory's certificate is trusted from;"
                  + " else the JVM's."),
          optional("bind-dn", Scalars.LABEL, "The account that searches; anonymous without one."),
          optional("bind-password", Scalars.SECRET, "Its password."),
          required("base", Scalars.LABEL, "Below which users are."),
          withDefault(
              "user-attribute", Scalars.LDAP_ATTRIBUTE, "uid", "The attribute that users type."),
          optional(
              "filter",
              Scalars.LABEL,
              "What a user's entry must meet too (RFC 4515), as one that leaves out who is shut"
                  + " out."),
          withDefault(
              "group-attribute",
              Scalars.LDAP_ATTRIBUTE,
              "memberOf",
              "The attribute of a user's entry that names his groups."),
          optional(
              "group-base",
              Scalars.LABEL,
              "Below which groups name their members (member, uniqueMember), where the users'"
                  + " entries don't."),
          required(
              "roles",
              new MapOf("distinguished names of groups", Scalars.IDENTIFIER),
              "The role that members of a group have. Who is in none of them isn't let in."),
          withDefault(
              "recheck",
              Scalars.DURATION,
              "1m",
              "How long what was read of a user counts; who is shut out is out within it."));

  private static final Fields TLS =
      Fields.of(
          "tls",
          required(
              "certificate",
              Scalars.LABEL,
              "A PEM file with the server's certificate and those above it; relative to the"
                  + " workspace."),
          required("key", Scalars.LABEL, "A PEM file with its private key (PKCS#8)."));

  private static final Fields SERVE_LIMITS =
      Fields.of(
          "serve limits",
          withDefault(
              "body-time",
              Scalars.DURATION,
              "10s",
              "Within how long a request's body, or what a client puts, must have come."),
          withDefault(
              "connections-per-address",
              Scalars.whole(1, 100000),
              "256",
              "How many connections one address may hold, of HTTP and of Flight each; more behind a"
                  + " proxy."),
          withDefault(
              "calls-per-user",
              Scalars.whole(1, 100),
              "48",
              "How many requests of one user are under way at once, over both."),
          withDefault(
              "puts",
              Scalars.whole(1, 40),
              "16",
              "How many clients at once may bind parameters or run statements without an answer;"
                  + " one user a quarter of it."));

  private static final Fields RESULTS =
      Fields.of(
          "serve results",
          withDefault(
              "per-user", Scalars.SIZE, "1GB", "How many bytes of results are kept for one user."),
          withDefault("all", Scalars.SIZE, "4GB", "How many are kept for all users together."),
          withDefault("keep", Scalars.DURATION, "30m", "How long each is kept."));

  private static final Fields SERVE =
      Fields.of(
          "serve",
          withDefault(
              "host", Scalars.HOST_NAME, "127.0.0.1", "The address that the servers listen at."),
          withDefault(
              "flight-port", Scalars.whole(0, 65535), "32010", "Of Arrow Flight SQL; 0 for any."),
          withDefault("http-port", Scalars.whole(0, 65535), "32011", "Of HTTP; 0 for any."),
          withDefault(
              "health-port",
              Scalars.whole(0, 65535),
              "32012",
              "Of /health and /metrics on threads of their own; 0 for any."),
          optional("tls", TLS, "Certificate and key; needed for any host but loopback."),
          withDefault(
              "insecure",
              Scalars.BOOLEAN,
              "false",
              "Whether to listen beyond loopback without TLS, with passwords and rows in the"
                  + " clear."),
          withDefault(
              "cache", Scalars.SIZE, "256MB", "How many bytes of answers are kept in memory."),
          optional("limits", SERVE_LIMITS, "What clients may take of the servers."),
          optional(
              "results",
              RESULTS,
              "Answers that are kept in the state directory for those who page through them."));

  private static final Fields RECEIVE =
      Fields.of(
          "receive",
          withDefault(
              "host", Scalars.HOST_NAME, "127.0.0.1", "The address that the receivers listen at."),
          withDefault("http-port", Scalars.whole(0, 65535), "32014", "Of HTTP push; 0 for any."),
          withDefault(
              "health-port",
              Scalars.whole(0, 65535),
              "32015",
              "Where citylake receive answers /health and /metrics, on loopback; 0 for any."),
          optional("tls", TLS, "Certificate and key; needed for any host but loopback."),
          withDefault(
              "insecure",
              Scalars.BOOLEAN,
              "false",
              "Whether to listen beyond loopback without TLS, with keys and messages in the"
                  + " clear."),
          withDefault(
              "body-time",
              Scalars.DURATION,
              "30s",
              "Within how long a request's body must have come, and a new connection's head."),
          withDefault(
              "connections",
              Scalars.whole(1, 1_000_000),
              "10000",
              "How many senders may be connected at once, at most three quarters of the files that"
                  + " the process may open; more wait to be let in. As many devices beside by"
                  + " MQTT, of which more are turned away."),
          withDefault(
              "mqtt-port",
              Scalars.whole(0, 65535),
              "32017",
              "Of MQTT, where a feed has groups of devices; 0 for any."),
          optional(
              "mqtt-authorities",
              Scalars.LABEL,
              "A PEM file with who signs devices' certificates, relative to the workspace."));

  private static final Fields ACCESS_LOG =
      Fields.of(
          "access-log",
          optional(
              "key",
              Scalars.LABEL,
              "A PEM file with the private key, Ed25519 or SM2, that signs the head of the chain;"
                  + " relative to the workspace, and not under state-dir. Without one, who may"
                  + " write the log may make it anew."),
          optional(
              "target",
              Scalars.HEAD_TARGET,
              "Where heads are sent too: file:PATH, syslog://HOST:PORT (RFC 5424 over TCP) or an"
                  + " https:// address."),
          withDefault(
              "when-lost",
              Scalars.oneOf(WhenLost.class),
              "stop_administration",
              "What stops while the target can't be reached: what is done at the machine itself"
                  + " (users, SQL without --as, quarantined rows), or every answer too"
                  + " (stop_all)."),
          withDefault(
              "keep",
              Scalars.LOG_RETENTION,
              "180d",
              "How long lines are kept at least; citylake audit prune deletes older ones. Never"
                  + " less than 180d."));

  private static final Fields DEPARTMENT =
      Fields.of(
          "department",
          required(
              "code", Scalars.LABEL, "Its unified social credit code (资源提供方代码), GB 32100-2015."),
          required("responsible", Scalars.LABEL, "The person or post that answers for its data."),
          optional("contact", Scalars.LABEL, "How they are reached."));

  private static final Fields POOL =
      Fields.of(
              "pool",
              required("places", Scalars.whole(1, 1000), "How many runs go at once."),
              optional(
                  "hours",
                  Scalars.HOURS,
                  "In which they may begin, in the settings' zone: 22:00-06:00."))
          .withShorthand("places");

  private static final Fields OBSERVE =
      Fields.of(
          "observe",
          withDefault(
              "scheduler-port",
              Scalars.whole(0, 65535),
              "32013",
              "Where citylake scheduler answers /health and /metrics, on loopback; 0 for any."),
          withDefault(
              "stream-port",
              Scalars.whole(0, 65535),
              "32016",
              "Where citylake stream answers /health and /metrics, on loopback; 0 for any."),
          optional(
              "lineage",
              Scalars.EVENT_TARGET,
              "Where events of OpenLineage go, one for each begin and end of a run: file:PATH, to"
                  + " which lines are added, or an https:// address. What can't be sent is given"
                  + " up."),
          withDefault(
              "namespace",
              Scalars.LABEL,
              "citylake",
              "Of jobs and tables in those events; sources are in NAMESPACE.source."));

  private static final Fields HISTORY =
      Fields.of(
          "history",
          withDefault(
              "runs",
              Scalars.DURATION,
              "30d",
              "Of runs that found nothing new, or only looked. Other runs stay: they say which"
                  + " job's a row is."),
          withDefault("stages", Scalars.DURATION, "90d", "How long each stage of a run took."),
          withDefault("logs", Scalars.DURATION, "90d", "Logs of runs, and their results."),
          withDefault(
              "moments",
              Scalars.DURATION,
              "62d",
              "Slots, with their changes, of what runs more often than daily."),
          withDefault(
              "slots",
              Scalars.DURATION,
              "400d",
              "Slots, with their changes, of what runs once a day, and of backfills."),
          withDefault("entries", Scalars.DURATION, "400d", "What upkeep did."),
          optional(
              "quarantine",
              Scalars.DURATION,
              "Refused rows that were settled: replayed, discarded or superseded; for ever"
                  + " without."));

  private static final Fields MAINTAIN =
      Fields.of(
          "maintain",
          optional(
              "schedule",
              JobShape.SCHEDULE,
              "When the scheduler does it, beside what else runs; it is the job _sys.maintain."),
          optional(
              "hours",
              Scalars.HOURS,
              "In which it begins something, in the settings' zone: 01:00-06:00."),
          withDefault("budget", Scalars.DURATION, "30m", "After it nothing more is begun."),
          optional(
              "budget-bytes",
              Scalars.SIZE,
              "So much is written anew at most in one go, such as 200GB."),
          withDefault(
              "keep-snapshots",
              Scalars.DURATION,
              "1d",
              "Younger snapshots stay, whether somebody needs them or not; at least 1h."),
          withDefault(
              "all-releases", Scalars.DURATION, "1h", "So long every release can be asked for."),
          withDefault(
              "hourly-releases", Scalars.DURATION, "1d", "So long the last release of each hour."),
          optional(
              "daily-releases",
              Scalars.DURATION,
              "So long the last release of each day; for ever without, with the rows that were"
                  + " deleted since."),
          withDefault(
              "orphans",
              Scalars.oneOf(MaintainSettings.Orphans.class),
              "ignore",
              "Files older than a day that no metadata names: remove them, or count them, which"
                  + " reads every manifest."),
          optional("history", HISTORY, "How long what the lake knows of its past is kept."));

  /** {@code conf/citylake.yaml}. */
  public static final Fields SETTINGS =
      Fields.of(
          "citylake",
          withDefault(
              "state-dir",
              Scalars.LABEL,
              ".citylake",
              "Where everything that a run makes goes; relative to the workspace."),
          optional("catalog", CATALOG, "Where table pointers, the run ledger and leases live."),
          derived(
              "warehouse",
              Scalars.LABEL,
              "warehouse under state-dir",
              "Where the tables' files are: a path, or a Hadoop URI such as s3a://bucket/lake."),
          derived(
              "source-roots",
              ListOf.some(Scalars.LABEL),
              "[landing]",
              "Directories that file sources may read, after links are resolved; relative to the"
                  + " workspace."),
          withDefault(
              "zone",
              Scalars.ZONE,
              "Asia/Shanghai",
              "Of the business date, and of local times that say nothing else."),
          optional("quarantine", THRESHOLDS, "Thresholds of jobs that have none of their own."),
          optional("caps", CAPS, "What one source file may unfold to, against bombs."),
          optional(
              "identity",
              IDENTITY,
              "An identity provider (OIDC, JWT) whose tokens log in beside the users of citylake"
                  + " user."),
          optional(
              "directory",
              DIRECTORY,
              "A directory (LDAP) whose users log in with their passwords there, beside those of"
                  + " citylake user."),
          withDefault(
              "password-hash",
              Scalars.oneOf(PasswordScheme.class),
              "argon2id",
              "How passwords of citylake user are hashed that are set from now on: argon2id, or"
                  + " pbkdf2_hmac_sm3 (GB/T 32905)."),
          optional("serve", SERVE, "How citylake serve listens."),
          optional("receive", RECEIVE, "How citylake receive listens."),
          optional(
              "schedule",
              JobShape.SCHEDULE,
              "When jobs run for which neither they nor their themes say it."),
          optional(
              "timeout",
              Scalars.DURATION,
              "How long one run may take of what neither says it nor its theme; none without."),
          optional(
              "pools",
              new MapOf("names of pools", POOL),
              "What scheduled runs share: how many begin at once, and when."),
          optional(
              "alert-hosts",
              ListOf.some(AlertShape.TARGET),
              "The only hosts that alerts may be sent to."),
          optional("access-log", ACCESS_LOG, "How the access log is signed, sent and kept."),
          optional(
              "departments",
              new MapOf("names of departments, as owners are called", DEPARTMENT),
              "The departments that own datasets, for the catalogue; where any is declared, every"
                  + " owner must be."),
          optional("observe", OBSERVE, "How health and metrics are asked for."),
          optional("maintain", MAINTAIN, "How upkeep works, and when."),
          optional("spark", new MapOf("Spark's keys", Scalars.VALUE), "More Spark settings."),
          optional(
              "hadoop",
              new MapOf("Hadoop's keys", Scalars.REFERENCE),
              "Hadoop client settings, such as an S3A endpoint; values by reference, since some are"
                  + " keys."));

  /** {@code conf/themes/THEME.yaml}. */
  public static final Fields THEME =
      Fields.of(
          "theme",
          required("title", TITLE, "What the theme database is called."),
          required("owner", Scalars.LABEL, "The department that answers for it."),
          optional("tags", TAGS, "Words to select by."),
          derived(
              "schedule",
              JobShape.SCHEDULE,
              "the settings'",
              "When its jobs run that don't say it themselves."),
          derived(
              "timeout",
              Scalars.DURATION,
              "the settings'",
              "How long one run may take of its jobs and steps that don't say it themselves."));

  private static final Fields CODE =
      Fields.of(
          "code",
          required("code", Scalars.VALUE, "The code as data holds it."),
          required("zh", Scalars.LABEL, "Its name in Chinese."),
          derived("en", Scalars.LABEL, "zh", "Its name in English."),
          derived("from", Scalars.DATE, "that of the table", "The first day on which it is valid."),
          derived(
              "until",
              Scalars.DATE,
              "that of the table",
              "The first day on which it isn't any more."),
          optional("parent", Scalars.VALUE, "The code above it."));

  /** {@code conf/codes/NAME.yaml}. */
  public static final Fields CODE_TABLE =
      Fields.of(
              "code-table",
              required("title", TITLE, "What the code table is called."),
              withDefault("standard", Scalars.TEXT, "", "The standard that it is from."),
              optional(
                  "from",
                  Scalars.DATE,
                  "The first day on which codes without one of their own are valid; open without."),
              optional(
                  "until",
                  Scalars.DATE,
                  "The first day on which codes without one of their own aren't any more; open"
                      + " without."),
              optional("codes", ListOf.some(CODE), "The codes, in this file."),
              optional(
                  "file",
                  Scalars.FILE_NAME,
                  "The codes, in a CSV file beside this one with header"
                      + " code,zh,en,from,until,parent."))
          .withOneOf("codes", "file");

  /** {@code conf/calendars/NAME.yaml}. */
  public static final Fields CALENDAR =
      Fields.of(
          "calendar",
          required("title", TITLE, "What the calendar is called."),
          optional(
              "holidays",
              ListOf.any(Scalars.DATE),
              "Days that aren't worked; a year without any is not known, and schedules wait for"
                  + " it."),
          optional(
              "make-up-days", ListOf.any(Scalars.DATE), "Days of weekends that are worked (调休)."));

  private FileShapes() {}
}
