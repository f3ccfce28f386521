package io.citylake.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command line in a process of its own, started as the launcher does. */
final class ForkedCommand implements AutoCloseable {
  private static final Path REPOSITORY = Path.of(System.getProperty("citylake.repository"));
  private static final long PATIENCE_SECONDS = 180;

  private final Process process;
  private final Path out;
  private final Path err;

  private ForkedCommand(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * @param jvm options of Java, which win
   */
  static ForkedCommand start(CommandFixture workspace, List<String> jvm, String... words) {
    return start(List.of(), workspace, jvm, words);
  }

  /** As an account whose rights count, also where the tests run as root. */
  static ForkedCommand startWithRights(CommandFixture workspace, String... words) {
    boolean root = "root".equals(System.getProperty("user.name"));
    String rights = "-dac_override,-dac_read_search";
    return start(
        root ? List.of("setpriv", "--bounding-set=" + rights, "--inh-caps=" + rights) : List.of(),
        workspace,
        List.of(),
        words);
  }

  private static ForkedCommand start(
      List<String> before, CommandFixture workspace, List<String> jvm, String... words) {
    try {
      List<String> line = new ArrayList<>(before);
      // Whoever started the tests in the background left Ctrl-C ignored, which is inherited.
      line.addAll(List.of("env", "--default-signal=INT"));
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      try (Stream<String> options = Files.lines(REPOSITORY.resolve("conf/jvm.options"))) {
        options.filter(option -> option.startsWith("-")).forEach(line::add);
      }
      line.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1"));
      line.add("-Dlog4j2.configurationFile=" + REPOSITORY.resolve("conf/log4j2.xml"));
      line.addAll(List.of("-cp", System.getProperty("java.class.path")));
      line.addAll(jvm);
      line.add(CityLake.class.getName());
      line.addAll(List.of(words));
      Path out = Files.createTempFile(workspace.home(), "process", ".out");
      Path err = Files.createTempFile(workspace.home(), "process", ".err");
      ProcessBuilder builder = new ProcessBuilder(line).directory(workspace.home().toFile());
      builder.environment().putAll(workspace.environment());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      return new ForkedCommand(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it has written to standard output so far. */
  String printed() {
    return read(out);
  }

  /** What it has written to standard error so far. */
  String complained() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param name such as INT, which is what Ctrl-C on a terminal sends
   */
  void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    if (new ProcessBuilder("kill", "-" + name, pid).start().waitFor() != 0) {
      throw new IOException("Cannot signal " + pid);
    }
  }

  CommandFixture.Outcome await() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the process doesn't end; it printed " + Files.readString(out));
    }
    return new CommandFixture.Outcome(
        process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
