package io.citylake.contract.settings;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.Thresholds;
import io.citylake.contract.schedule.Scheduling;
import io.citylake.model.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code conf/citylake.yaml}: how one deployment runs. Everything has a default that needs nothing
 * installed.
 *
 * @param stateDir where everything that a run makes goes; {@code <home>/.citylake}
 * @param catalog where table pointers, the run ledger and leases live
 * @param warehouse Hadoop URI of the tables; {@code <stateDir>/warehouse}
 * @param sourceRoots directories that file sources may read, after links are resolved
 * @param zone of the business date and of local times that say nothing else
 * @param thresholds of quarantine for jobs that have none of their own
 * @param spark more Spark settings, such as {@code spark.master}
 * @param hadoop Hadoop client settings, such as an S3A endpoint; values may be secret references
 * @param identity an identity provider whose tokens log in; null for none
 * @param directory of users beside our own; null for none
 * @param passwordHash of our own users
 * @param serve how the servers listen
 * @param scheduling what is said of schedules for all jobs
 * @param accessLog how the access log is kept
 * @param departments that answer for data, by their names; empty where none is declared
 * @param observe how it is watched
 * @param maintain how upkeep works
 * @param receive how the receivers of feeds listen
 */
public record Settings(
    Path stateDir,
    CatalogSettings catalog,
    URI warehouse,
    List<String> sourceRoots,
    ZoneId zone,
    Thresholds thresholds,
    SourceSpec.Caps caps,
    Map<String, String> spark,
    Map<String, Secret> hadoop,
    @Nullable IdentitySettings identity,
    @Nullable DirectorySettings directory,
    PasswordScheme passwordHash,
    ServeSettings serve,
    Scheduling scheduling,
    AccessLogSettings accessLog,
    SortedMap<String, Department> departments,
    ObserveSettings observe,
    MaintainSettings maintain,
    ReceiveSettings receive) {
  /** The setting of Spark that names where tasks run. */
  public static final String MASTER = "spark.master";

  private static final Pattern LOCAL = Pattern.compile("local(\\[.*])?");

  public Settings {
    sourceRoots = List.copyOf(sourceRoots);
    spark = Collections.unmodifiableMap(new TreeMap<>(spark));
    hadoop = Collections.unmodifiableMap(new TreeMap<>(hadoop));
    departments = Collections.unmodifiableSortedMap(new TreeMap<>(departments));
  }

  /**
   * Without an identity provider and a directory, and with servers and access log as they are by
   * default.
   */
  public Settings(
      Path stateDir,
      CatalogSettings catalog,
      URI warehouse,
      List<String> sourceRoots,
      ZoneId zone,
      Thresholds thresholds,
      SourceSpec.Caps caps,
      Map<String, String> spark,
      Map<String, Secret> hadoop) {
    this(
        stateDir,
        catalog,
        warehouse,
        sourceRoots,
        zone,
        thresholds,
        caps,
        spark,
        hadoop,
        null,
        null,
        PasswordScheme.ARGON2ID,
        ServeSettings.standard(),
        Scheduling.none(),
        AccessLogSettings.standard(),
        new TreeMap<>(),
        ObserveSettings.standard(),
        MaintainSettings.standard(),
        ReceiveSettings.standard());
  }

  /** Where Spark's tasks run. */
  public String master() {
    return spark.getOrDefault(MASTER, "local[*]");
  }

  /** Whether tasks run in other processes than the one that asks for them. */
  public boolean isOnCluster() {
    return isCluster(master());
  }

  /** Whether the tasks of a master run in other processes than the one that asks for them. */
  public static boolean isCluster(String master) {
    return !LOCAL.matcher(master).matches();
  }

  /** The same with these settings of Spark instead of its own. */
  public Settings withSpark(Map<String, String> other) {
    return new Settings(
        stateDir,
        catalog,
        warehouse,
        sourceRoots,
        zone,
        thresholds,
        caps,
        other,
        hadoop,
        identity,
        directory,
        passwordHash,
        serve,
        scheduling,
        accessLog,
        departments,
        observe,
        maintain,
        receive);
  }

  /** The same with all that a run makes in another directory, and nothing of it elsewhere. */
  public Settings withPlace(Path place) {
    return new Settings(
        place,
        new CatalogSettings("jdbc:sqlite:" + place.resolve("catalog.db"), null, null),
        place.resolve("warehouse").toUri(),
        sourceRoots,
        zone,
        thresholds,
        caps,
        Map.of(),
        hadoop,
        identity,
        directory,
        passwordHash,
        serve,
        scheduling,
        accessLog,
        departments,
        observe,
        maintain,
        receive);
  }

  /** The same, served otherwise. */
  public Settings withServe(ServeSettings other) {
    return new Settings(
        stateDir,
        catalog,
        warehouse,
        sourceRoots,
        zone,
        thresholds,
        caps,
        spark,
        hadoop,
        identity,
        directory,
        passwordHash,
        other,
        scheduling,
        accessLog,
        departments,
        observe,
        maintain,
        receive);
  }

  /** The same with a directory of users. */
  public Settings withDirectory(DirectorySettings other) {
    return new Settings(
        stateDir,
        catalog,
        warehouse,
        sourceRoots,
        zone,
        thresholds,
        caps,
        spark,
        hadoop,
        identity,
        other,
        passwordHash,
        serve,
        scheduling,
        accessLog,
        departments,
        observe,
        maintain,
        receive);
  }

  /** The same with another access log. */
  public Settings withAccessLog(AccessLogSettings other) {
    return new Settings(
        stateDir,
        catalog,
        warehouse,
        sourceRoots,
        zone,
        thresholds,
        caps,
        spark,
        hadoop,
        identity,
        directory,
        passwordHash,
        serve,
        scheduling,
        other,
        departments,
        observe,
        maintain,
        receive);
  }

  /** The same with other upkeep. */
  public Settings withMaintain(MaintainSettings other) {
    return new Settings(
        stateDir,
        catalog,
        warehouse,
        sourceRoots,
        zone,
        thresholds,
        caps,
        spark,
        hadoop,
        identity,
        directory,
        passwordHash,
        serve,
        scheduling,
        accessLog,
        departments,
        observe,
        other,
        receive);
  }

  /**
   * The catalog database: {@code jdbc:sqlite:} with a file (default {@code <stateDir>/catalog.db})
   * or {@code jdbc:postgresql:}; the run ledger is in the same one.
   */
  public record CatalogSettings(String uri, @Nullable String user, @Nullable Secret password) {}
}
