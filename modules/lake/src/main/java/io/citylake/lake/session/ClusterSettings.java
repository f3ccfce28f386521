package io.citylake.lake.session;

import io.citylake.contract.settings.Settings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What Spark is told where tasks run in processes of their own, each with its reason: such a
 * process comes from a plain distribution of Spark, on a machine that knows nothing of the lake.
 */
public final class ClusterSettings {
  private static final String JARS = "spark.jars";
  private static final String EXECUTOR_CLASSES = "spark.executor.extraClassPath";

  /** The large ones that every distribution has; what it has of the others, it takes its own of. */
  private static final List<String> OF_SPARK =
      List.of("spark-", "scala-", "hadoop-client-", "rocksdbjni-", "icu4j-");

  private ClusterSettings() {}

  /**
   * Settings for a master; only those given where it is local.
   *
   * @param given by the deployment, and wins: but its jars come beside ours, and where it says what
   *     class path executors have, none are sent to them
   * @throws CityLakeException SETTING_INVALID where this process doesn't run from jars
   */
  public static SortedMap<String, String> of(String master, Map<String, String> given) {
    SortedMap<String, String> spark = new TreeMap<>();
    if (!Settings.isCluster(master)) {
      spark.putAll(given);
      return spark;
    }
    // Of texts and local times that say nothing else a task thinks as this process does.
    spark.put(
        "spark.executor.defaultJavaOptions",
        "-Dfile.encoding=UTF-8 -Duser.timezone=" + TimeZone.getDefault().getID());
    // Java names files in the language of its environment, and a worker often has none.
    spark.put("spark.executorEnv.LC_ALL", "C.UTF-8");
    spark.putAll(given);
    if (!given.containsKey(EXECUTOR_CLASSES)) {
      spark.put(JARS, jars(given.getOrDefault(JARS, "")));
    }
    return spark;
  }

  private static String jars(String given) {
    Set<String> jars = new LinkedHashSet<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry).toAbsolutePath();
      if (Files.isDirectory(jar)) {
        throw new CityLakeException(
            ErrorCode.SETTING_INVALID,
            "Cannot send CityLake to the executors of %s: it runs from a directory of classes, not from jars (directory=%s); start it by bin/citylake, or name in %s where executors find it"
                .formatted(Settings.MASTER, jar, EXECUTOR_CLASSES));
      }
      String name = String.valueOf(jar.getFileName());
      if (OF_SPARK.stream().noneMatch(name::startsWith)) {
        jars.add(jar.toUri().toString());
      }
    }
    Stream.of(given.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).forEach(jars::add);
    return String.join(",", jars);
  }
}
