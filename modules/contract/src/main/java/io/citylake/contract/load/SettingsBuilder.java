package io.citylake.contract.load;

import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.contract.job.Thresholds;
import io.citylake.contract.schedule.Pool;
import io.citylake.contract.settings.AccessLogSettings;
import io.citylake.contract.settings.AccessLogSettings.WhenLost;
import io.citylake.contract.settings.Department;
import io.citylake.contract.settings.DirectorySettings;
import io.citylake.contract.settings.IdentitySettings;
import io.citylake.contract.settings.MaintainSettings;
import io.citylake.contract.settings.ObserveSettings;
import io.citylake.contract.settings.PasswordScheme;
import io.citylake.contract.settings.ReceiveSettings;
import io.citylake.contract.settings.ResultSettings;
import io.citylake.contract.settings.ServeLimits;
import io.citylake.contract.settings.ServeSettings;
import io.citylake.contract.settings.ServeSettings.Tls;
import io.citylake.contract.settings.ServeSettings.Transport;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.model.DataSize;
import io.citylake.model.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the settings; every path becomes absolute, from the workspace's home. */
final class SettingsBuilder {
  static final String SQLITE = "jdbc:sqlite:";
  private static final String FILE = "file:";
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final Path home;

  SettingsBuilder(Path home) {
    this.home = home;
  }

  Settings build(View view) {
    Path state = home.resolve(view.text("state-dir")).normalize();
    List<String> roots =
        view.has("source-roots") ? view.list("source-roots", String.class) : List.of("landing");
    ZoneId zone = view.load("zone", ZoneId.class);
    return new Settings(
        state,
        catalog(view.childOrDefaults("catalog"), state),
        warehouse(
            view.find("warehouse", String.class).orElse(state.resolve("warehouse").toString())),
        roots.stream().map(root -> absolute(home, root)).toList(),
        zone,
        thresholds(view.childOrDefaults("quarantine")),
        caps(view.childOrDefaults("caps")),
        values(view.map("spark", String.class)),
        values(view.map("hadoop", Secret.class)),
        view.child("identity").map(this::identity).orElse(null),
        view.child("directory").map(this::directory).orElse(null),
        view.load("password-hash", PasswordScheme.class),
        serve(view.childOrDefaults("serve")),
        ScheduleBuilder.scheduling(view, zone),
        accessLog(view.childOrDefaults("access-log")),
        departments(view),
        observe(view.childOrDefaults("observe")),
        maintain(view.childOrDefaults("maintain"), zone),
        receive(view.childOrDefaults("receive")));
  }

  private ReceiveSettings receive(View view) {
    return new ReceiveSettings(
        view.text("host"),
        Math.toIntExact(view.load("http-port", Long.class)),
        Math.toIntExact(view.load("health-port", Long.class)),
        tls(view),
        view.load("insecure", Boolean.class) ? Transport.INSECURE : Transport.TLS_OR_LOOPBACK,
        view.load("body-time", Duration.class),
        Math.toIntExact(view.load("connections", Long.class)),
        Math.toIntExact(view.load("mqtt-port", Long.class)),
        view.findText("mqtt-authorities").map(home::resolve).orElse(null));
  }

  private @Nullable Tls tls(View view) {
    return view.child("tls")
        .map(
            each -> new Tls(home.resolve(each.text("certificate")), home.resolve(each.text("key"))))
        .orElse(null);
  }

  private static MaintainSettings maintain(View view, ZoneId zone) {
    View history = view.childOrDefaults("history");
    return new MaintainSettings(
        view.child("schedule").map(each -> ScheduleBuilder.upkeep(each, zone)).orElse(null),
        view.find("hours", Pool.Hours.class).orElse(null),
        view.load("budget", Duration.class),
        view.find("budget-bytes", DataSize.class).orElse(null),
        view.load("keep-snapshots", Duration.class),
        view.load("all-releases", Duration.class),
        view.load("hourly-releases", Duration.class),
        view.find("daily-releases", Duration.class).orElse(null),
        view.load("orphans", MaintainSettings.Orphans.class),
        new MaintainSettings.History(
            history.load("runs", Duration.class),
            history.load("stages", Duration.class),
            history.load("logs", Duration.class),
            history.load("moments", Duration.class),
            history.load("slots", Duration.class),
            history.load("entries", Duration.class),
            history.find("quarantine", Duration.class).orElse(null)));
  }

  private static SortedMap<String, Department> departments(View view) {
    SortedMap<String, Department> departments = new TreeMap<>();
    view.views("departments")
        .forEach(
            (name, placed) -> {
              View each = placed.value();
              departments.put(
                  name,
                  new Department(
                      each.text("code"),
                      each.text("responsible"),
                      each.find("contact", String.class).orElse(null)));
            });
    return departments;
  }

  private ServeSettings serve(View view) {
    return new ServeSettings(
        view.text("host"),
        Math.toIntExact(view.load("flight-port", Long.class)),
        Math.toIntExact(view.load("http-port", Long.class)),
        Math.toIntExact(view.load("health-port", Long.class)),
        tls(view),
        view.load("insecure", Boolean.class) ? Transport.INSECURE : Transport.TLS_OR_LOOPBACK,
        view.load("cache", DataSize.class),
        limits(view.childOrDefaults("limits")),
        results(view.childOrDefaults("results")));
  }

  private static ResultSettings results(View view) {
    return new ResultSettings(
        view.load("per-user", DataSize.class),
        view.load("all", DataSize.class),
        view.load("keep", Duration.class));
  }

  private static ServeLimits limits(View view) {
    return new ServeLimits(
        view.load("body-time", Duration.class),
        Math.toIntExact(view.load("connections-per-address", Long.class)),
        Math.toIntExact(view.load("calls-per-user", Long.class)),
        Math.toIntExact(view.load("puts", Long.class)));
  }

  private ObserveSettings observe(View view) {
    return new ObserveSettings(
        Math.toIntExact(view.load("scheduler-port", Long.class)),
        Math.toIntExact(view.load("stream-port", Long.class)),
        view.find("lineage", String.class).map(this::target).orElse(null),
        view.text("namespace"));
  }

  private AccessLogSettings accessLog(View view) {
    return new AccessLogSettings(
        view.find("key", String.class).map(home::resolve).orElse(null),
        view.find("target", String.class).map(this::target).orElse(null),
        view.load("when-lost", WhenLost.class),
        view.load("keep", Duration.class));
  }

  private String target(String text) {
    return text.startsWith(FILE)
        ? FILE + home.resolve(text.substring(FILE.length())).normalize()
        : text;
  }

  /** A local path from the home; a Hadoop URI, and a path that is absolute, as it is. */
  static String absolute(Path home, String path) {
    return SCHEME.matcher(path).matches() || path.startsWith("/") ? path : home + "/" + path;
  }

  static Thresholds thresholds(View view) {
    return new Thresholds(
        view.find("max-records", Long.class).orElse(null),
        view.find("max-ratio", BigDecimal.class).orElse(null),
        view.find("min-records", Long.class).orElse(null),
        view.find("warn-ratio", BigDecimal.class).orElse(null));
  }

  static <T> Map<String, T> values(Map<String, Placed<T>> placed) {
    Map<String, T> values = new TreeMap<>();
    placed.forEach((key, each) -> values.put(key, each.value()));
    return values;
  }

  private CatalogSettings catalog(View view, Path state) {
    String uri = view.find("uri", String.class).orElse(SQLITE + state.resolve("catalog.db"));
    if (uri.startsWith(SQLITE)) {
      uri = SQLITE + home.resolve(uri.substring(SQLITE.length())).normalize();
    }
    return new CatalogSettings(
        uri,
        view.find("user", String.class).orElse(null),
        view.find("password", Secret.class).orElse(null));
  }

  /** Without a slash at the end, which Path adds or not by whether the directory is there yet. */
  private URI warehouse(String text) {
    if (SCHEME.matcher(text).matches()) {
      return URI.create(text);
    }
    String uri = home.resolve(text).normalize().toUri().toString();
    return URI.create(uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri);
  }

  private IdentitySettings identity(View view) {
    return new IdentitySettings(
        view.text("issuer"),
        view.text("audience"),
        view.find("jwks", String.class).map(jwks -> absolute(home, jwks)).orElse(null),
        view.text("roles-claim"),
        view.text("user-claim"),
        view.load("keep-keys", Duration.class),
        view.find("certificates", String.class).map(home::resolve).orElse(null));
  }

  private DirectorySettings directory(View view) {
    URI url = URI.create(view.text("url"));
    boolean tls = url.getScheme().equals("ldaps");
    boolean insecure = view.load("insecure", Boolean.class);
    return new DirectorySettings(
        url.getHost(),
        url.getPort() > 0 ? url.getPort() : tls ? 636 : 389,
        tls
            ? DirectorySettings.Transport.LDAPS
            : insecure
                ? DirectorySettings.Transport.INSECURE
                : DirectorySettings.Transport.START_TLS,
        view.find("certificates", String.class).map(home::resolve).orElse(null),
        view.find("bind-dn", String.class)
            .map(dn -> new DirectorySettings.Account(dn, view.load("bind-password", Secret.class)))
            .orElse(null),
        view.text("base"),
        view.text("user-attribute"),
        view.find("filter", String.class).orElse(""),
        view.text("group-attribute"),
        view.find("group-base", String.class).orElse(null),
        new TreeMap<>(values(view.map("roles", String.class))),
        view.load("recheck", Duration.class));
  }

  private static Caps caps(View view) {
    return new Caps(
        view.load("uncompressed", DataSize.class),
        Math.toIntExact(view.load("ratio", Long.class)),
        Math.toIntExact(view.load("entries", Long.class)),
        Math.toIntExact(view.load("fields", Long.class)),
        view.load("record", DataSize.class));
  }
}
