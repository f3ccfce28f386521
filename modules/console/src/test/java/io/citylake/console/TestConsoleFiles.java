package io.citylake.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is kept in the tree is what the sources make, as far as that shows without Node. */
class TestConsoleFiles {
  private static final String REBUILD =
      "build the console anew and commit what it makes: npm ci && npm run build, in"
          + " modules/console/src/main/web";

  /** Gzipped, of the page, its style and its first scripts. */
  private static final int FIRST_PAINT = 200_000;

  /** One that is fetched before the script runs; {@code import("...")} is later. */
  private static final Pattern IMPORT =
      Pattern.compile("(?:import|from)\\s*\"\\./([\\w.-]+\\.js)\"");

  private static Path module() {
    String repository = System.getProperty("citylake.repository");
    return repository == null ? Path.of("") : Path.of(repository, "modules/console");
  }

  private static Path kept() {
    return module().resolve("src/main/resources/io/citylake/console");
  }

  @Test
  void wereBuiltFromTheSourcesThatAreHere() throws Exception {
    assertThat(digest(module().resolve("src/main/web")))
        .as(REBUILD)
        .isEqualTo(Files.readString(kept().resolve("sources.sha256")).strip());
  }

  @Test
  void wereNotChangedAfterwards() throws Exception {
    assertThat(digest(kept()))
        .as(REBUILD)
        .isEqualTo(Files.readString(kept().resolve("built.sha256")).strip());
  }

  @Test
  void listsEachAssetAndNamesOnlyThose() throws IOException {
    ConsoleFiles files = ConsoleFiles.load();
    try (Stream<Path> all = Files.list(kept().resolve("assets"))) {
      assertThat(all.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(files.assets().keySet());
    }
    String index = new String(files.index().bytes(), StandardCharsets.UTF_8);
    assertThat(Pattern.compile("/assets/([^\"]+)").matcher(index).results())
        .hasSizeGreaterThan(3)
        .extracting(named -> named.group(1))
        .allSatisfy(name -> assertThat(files.findAsset(name)).isPresent());
    // The policy allows neither.
    assertThat(index).doesNotContain("<style", "style=", "onload", "http:", "https:");
    assertThat(Pattern.compile("<script(?![^>]* src=)").matcher(index).find()).isFalse();
    assertThat(files.findAsset("../index.html")).isEmpty();
    assertThat(files.findAsset("")).isEmpty();
  }

  /** With what the first page fetches of its own: all but the charts, the map and the editor. */
  @Test
  void firstPaintIsLight() {
    assertThat(weightBut("(screens|chart|sql|map|map-worker)-.*")).isBetween(1_000, FIRST_PAINT);
  }

  /** With its worker, and what every page fetches. */
  @Test
  void mapIsNoHeavierThanItMayBe() {
    assertThat(weightBut("(screens|chart|sql)-.*")).isBetween(300_000, 700_000);
  }

  /** Of all pages but some, gzipped: each with what it imports before it runs, once. */
  private static int weightBut(String left) {
    ConsoleFiles files = ConsoleFiles.load();
    Deque<String> open =
        files.assets().keySet().stream()
            .filter(name -> !name.startsWith("chunk-") && !name.endsWith(".txt"))
            .filter(name -> !name.matches(left))
            .collect(Collectors.toCollection(ArrayDeque::new));
    Set<String> fetched = new TreeSet<>();
    while (!open.isEmpty()) {
      String name = open.pop();
      if (fetched.add(name) && name.endsWith(".js")) {
        String script =
            new String(files.findAsset(name).orElseThrow().bytes(), StandardCharsets.UTF_8);
        IMPORT.matcher(script).results().forEach(found -> open.push(found.group(1)));
      }
    }
    return fetched.stream()
        .mapToInt(name -> files.findAsset(name).orElseThrow().gzipped().length)
        .sum();
  }

  /** As build.mjs reckons it: of names, sizes and contents, in the order of the names' bytes. */
  private static String digest(Path directory) throws IOException, NoSuchAlgorithmException {
    TreeMap<byte[], Path> files = new TreeMap<>(Arrays::compareUnsigned);
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(Files::isRegularFile)
          .forEach(
              each -> {
                String name = directory.relativize(each).toString().replace('\\', '/');
                if (!name.startsWith("node_modules/") && !name.equals("built.sha256")) {
                  files.put(name.getBytes(StandardCharsets.UTF_8), each);
                }
              });
    }
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    for (var each : files.entrySet()) {
      byte[] bytes = Files.readAllBytes(each.getValue());
      hash.update(each.getKey());
      hash.update(("\n" + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
      hash.update(bytes);
    }
    return HexFormat.of().formatHex(hash.digest());
  }
}
