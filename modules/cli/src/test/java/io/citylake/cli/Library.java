package io.citylake.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes.Name;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A copy of a library, as its own jar or packed inside another's.
 *
 * @param group empty where the jar doesn't tell
 * @param jar in which it is
 */
record Library(String group, String artifact, String version, String jar)
    implements Comparable<Library> {
  private static final Pattern FILE =
      Pattern.compile("(?<artifact>.+?)-(?<version>\\d[\\w.+]*(-[A-Za-z]\\w*)*)\\.jar");
  private static final Pattern POM = Pattern.compile("META-INF/maven/.+/pom\\.properties");

  /** What a command may load that isn't ours, as Maven wrote it down; shaded copies among it. */
  static Set<Library> shipped() throws IOException {
    Set<Library> shipped = new TreeSet<>();
    for (String path :
        Files.readString(Path.of("target/libraries")).strip().split(File.pathSeparator)) {
      if (path.endsWith(".jar")) {
        shipped.addAll(in(Path.of(path)));
      }
    }
    return shipped;
  }

  /**
   * What a jar holds: by what Maven left in it of each library, and by its own name, or its
   * manifest where the name has no version, since builds other than Maven's leave nothing.
   */
  static Set<Library> in(Path path) throws IOException {
    Set<Library> found = new TreeSet<>();
    String name = path.getFileName().toString();
    try (JarFile jar = new JarFile(path.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        if (POM.matcher(entry.getName()).matches()) {
          Properties pom = new Properties();
          try (InputStream in = jar.getInputStream(entry)) {
            pom.load(in);
          }
          found.add(
              new Library(
                  pom.getProperty("groupId", ""),
                  pom.getProperty("artifactId", ""),
                  pom.getProperty("version", ""),
                  name));
        }
      }
      Library itself = ofName(name, jar.getManifest());
      if (found.stream().noneMatch(each -> each.artifact().equals(itself.artifact()))) {
        found.add(itself);
      }
    }
    return found;
  }

  private static Library ofName(String name, Manifest manifest) {
    Matcher matcher = FILE.matcher(name);
    if (matcher.matches()) {
      return new Library("", matcher.group("artifact"), matcher.group("version"), name);
    }
    String version =
        manifest == null
            ? null
            : manifest.getMainAttributes().getValue(Name.IMPLEMENTATION_VERSION);
    return new Library("", name.replaceFirst("\\.jar$", ""), version == null ? "" : version, name);
  }

  @Override
  public int compareTo(Library other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return (group.isEmpty() ? "" : group + ":") + artifact + " " + version + " in " + jar;
  }
}
