package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes.Name;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S31: the gate of known faults, for all that a command may load, shaded copies among it. */
class TestKnownFaults {
  /** Of shaded libraries alone there are more: else it has looked at the wrong jars. */
  private static final int FEWEST_LIBRARIES = 300;

  private static final String LOG4SHELL =
      "org.apache.logging.log4j:log4j-core | 2.0..2.15.0 | CVE-2021-44228 | runs code";

  @TempDir private Path dir;

  @Test
  void noLibraryHasAKnownFaultThatIsNotAccepted() throws IOException {
    Set<Library> libraries = Library.shipped();
    assertThat(libraries).hasSizeGreaterThan(FEWEST_LIBRARIES);
    FaultGate gate = new FaultGate(lines("known-faults.txt"), lines("accepted-faults.txt"));
    assertThat(gate.problems(libraries)).isEmpty();
  }

  @Test
  void findsWhatIsPackedInsideAnothersJar() throws IOException {
    Path jar =
        jar(
            "tools-1.0.jar",
            null,
            Map.of(
                "META-INF/maven/a/tools/pom.properties",
                "groupId=a\nartifactId=tools\nversion=1.0\n",
                "META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties",
                "groupId=org.apache.logging.log4j\nartifactId=log4j-core\nversion=2.14.1\n"));
    assertThat(new FaultGate(Stream.of(LOG4SHELL), Stream.of()).problems(Library.in(jar)))
        .containsExactly(
            "org.apache.logging.log4j:log4j-core 2.14.1 in tools-1.0.jar has CVE-2021-44228 (runs"
                + " code): upgrade it to 2.15.0 or the library that packs it, exclude it where it"
                + " isn't used, or say in accepted-faults.txt why nobody reaches it");
  }

  @Test
  void findsAJarByItsNameOrItsManifestWhereMavenLeftNothing() throws IOException {
    FaultGate gate = new FaultGate(Stream.of(LOG4SHELL), Stream.of());
    assertThat(gate.problems(Library.in(jar("log4j-core-2.14.1.jar", null, Map.of()))))
        .singleElement()
        .asString()
        .startsWith("log4j-core 2.14.1 in log4j-core-2.14.1.jar has CVE-2021-44228");
    assertThat(gate.problems(Library.in(jar("log4j-core.jar", "2.14.1", Map.of())))).hasSize(1);
    assertThat(gate.problems(Library.in(jar("log4j-core-2.15.0.jar", null, Map.of())))).isEmpty();
    assertThat(gate.problems(Library.in(jar("log4j-core-2.14.1-tests.jar", null, Map.of()))))
        .hasSize(1);
  }

  @Test
  void acceptsAFaultForAReasonOfOneVersionAndNoLongerThanItIsThere() throws IOException {
    String accepted =
        "org.apache.logging.log4j:log4j-core 2.14.1 | CVE-2021-44228 | nothing that others say is"
            + " logged";
    FaultGate gate = new FaultGate(Stream.of(LOG4SHELL), Stream.of("# why", "", accepted));
    Library old = library("2.14.1");
    assertThat(gate.problems(List.of(old))).isEmpty();
    assertThat(gate.problems(List.of(old, library("2.14.0"))))
        .singleElement()
        .asString()
        .contains("log4j-core 2.14.0");
    assertThat(gate.problems(List.of(library("2.25.5"))))
        .containsExactly(
            "accepted-faults.txt accepts CVE-2021-44228 of org.apache.logging.log4j:log4j-core"
                + " 2.14.1, which isn't there any more: take it out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "org.apache.logging.log4j:log4j-core 2.14.1 | CVE-2021-44228 |",
        "org.apache.logging.log4j:log4j-core 2.14.1 | CVE-2021-44228 | later",
        "org.apache.logging.log4j:log4j-core 2.14.1 | CVE-2021-44228",
        "org.apache.logging.log4j:log4j-core | CVE-2021-44228 | nothing that others say is logged",
        "org.apache.logging.log4j:log4j-core 2.14.1 | CVE-44228 | nothing that others say is logged"
      })
  void refusesAnExceptionWithoutReasonVersionOrId(String line) {
    assertThatThrownBy(() -> new FaultGate(Stream.of(LOG4SHELL), Stream.of(line)))
        .hasMessageContaining("(found=" + line.strip() + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "4.2.10.Final, 4.2.9.Final, 1",
    "4.2.10, 4.2.10.Final, 0",
    "2.12.7.1, 2.12.7, 1",
    "9.4.57.v20241219, 9.4.58, -1",
    "33.4.8-jre, 32.0.0, 1",
    "2.0-beta9, 2.0, -1",
    "2.0.0-M2, 2.0.0, -1",
    "1.0-rc1, 1.0-rc2, -1",
    "1.10, 1.9.9, 1",
    "1.2, 1.2.0, 0"
  })
  void ordersVersions(String left, String right, int order) {
    assertThat(Integer.signum(KnownFault.compare(left, right))).isEqualTo(order);
    assertThat(Integer.signum(KnownFault.compare(right, left))).isEqualTo(-order);
  }

  private static Library library(String version) {
    return new Library("org.apache.logging.log4j", "log4j-core", version, "some.jar");
  }

  private Path jar(String name, String version, Map<String, String> entries) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
    if (version != null) {
      manifest.getMainAttributes().put(Name.IMPLEMENTATION_VERSION, version);
    }
    Path path = dir.resolve(name);
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(path), manifest)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return path;
  }

  private static Stream<String> lines(String name) throws IOException {
    try (InputStream in = TestKnownFaults.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
    }
  }
}
