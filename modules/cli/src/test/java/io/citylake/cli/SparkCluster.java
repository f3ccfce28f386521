package io.citylake.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;

/**
 * A standalone master and a worker of Spark on loopback, each a process of its own, as a plain
 * distribution has them: none of what CityLake brings is on their class path.
 */
final class SparkCluster implements AutoCloseable {
  private static final Path REPOSITORY = Path.of(System.getProperty("citylake.repository"));
  private static final Pattern AT = Pattern.compile("Starting Spark master at (spark://[\\w.:]+)");

  /** What CityLake brings beside Spark, by the beginning of the jar's name: it has to be sent. */
  private static final Pattern OURS =
      Pattern.compile(
          "(citylake|iceberg|picocli|snakeyaml|fastexcel|aalto|fastcsv|mariadb|postgresql|sqlite"
              + "|hadoop-aws|s3|sts|aws|flight|grpc|javalin|kotlin|micrometer|prometheus|lucene"
              + "|bcprov|nimbus|progressbar|jakarta.servlet-api).*");

  private final Path home;
  private final List<Process> processes = new ArrayList<>();

  private SparkCluster(Path home) {
    this.home = home;
  }

  /** The class path that the launcher gives, with our own classes packed where they are not yet. */
  static String classPath(Path directory) throws IOException {
    List<String> jars = new ArrayList<>();
    int packed = 0;
    for (String entry : System.getProperty("java.class.path").split(":")) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        jars.add(packed(path, directory.resolve("classes-" + packed++ + ".jar")).toString());
      } else if (path.getFileName().toString().startsWith("citylake-")) {
        jars.add(entry);
      }
    }
    jars.addAll(libraries());
    return String.join(":", jars);
  }

  private static List<String> libraries() throws IOException {
    Path list = REPOSITORY.resolve("modules/cli/target/libraries");
    // DuckDB is the benchmarks' alone.
    return Stream.of(Files.readString(list).strip().split(":"))
        .filter(jar -> !jar.contains("duckdb"))
        .toList();
  }

  private static Path packed(Path classes, Path jar) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      out.setLevel(1);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  /**
   * @param directory for the distribution, the logs and what executors write
   */
  static SparkCluster start(Path directory) throws IOException {
    Path jars = Files.createDirectories(directory.resolve("spark/jars"));
    for (String library : libraries()) {
      Path jar = Path.of(library);
      if (!OURS.matcher(jar.getFileName().toString()).matches()) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    SparkCluster cluster = new SparkCluster(directory);
    cluster.java("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1");
    cluster.java(
        "worker",
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--cores",
        "2",
        "--memory",
        "1g",
        "--work-dir",
        directory.resolve("work").toString(),
        cluster.address());
    return cluster;
  }

  private void java(String log, String main, String... words) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    try (Stream<String> options = Files.lines(REPOSITORY.resolve("conf/jvm.options"))) {
      options.filter(option -> option.startsWith("--add-opens")).forEach(line::add);
    }
    // As a machine of another country has it.
    line.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-Duser.timezone=Pacific/Auckland"));
    line.addAll(List.of("-cp", home.resolve("spark/jars") + "/*", main));
    line.addAll(List.of("--port", "0", "--webui-port", "0"));
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", home.resolve("spark").toString());
    // As its start scripts do.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("LC_ALL", "C");
    builder.redirectOutput(home.resolve(log + ".log").toFile());
    processes.add(builder.start());
  }

  /** For {@code spark.master}. */
  String address() {
    return Awaitility.await()
        .until(() -> AT.matcher(read(home.resolve("master.log"))), Matcher::find)
        .group(1);
  }

  /** What all executors wrote to their logs, each in a process that the worker started. */
  String logsOfExecutors() {
    try (Stream<Path> files = Files.walk(home.resolve("work"))) {
      StringBuilder all = new StringBuilder();
      files.filter(file -> file.endsWith("stderr")).forEach(file -> all.append(read(file)));
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The worker first: it ends its executors with itself. */
  @Override
  public void close() throws IOException {
    for (int i = processes.size() - 1; i >= 0; i--) {
      Process process = processes.get(i);
      process.destroy();
      process.onExit().join();
    }
  }
}
