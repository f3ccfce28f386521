import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Prints the libraries that are packed inside other libraries' jars as a CycloneDX document, jar by
 * jar. A tool that reads poms doesn't see them; what Maven left in META-INF/maven tells.
 */
final class ShadedComponents {
  private ShadedComponents() {}

  public static void main(String[] words) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String path : words[0].split(File.pathSeparator)) {
      File file = new File(path.strip());
      if (file.getName().endsWith(".jar")) {
        TreeMap<String, String> packed = packed(file);
        if (packed.size() > 1) {
          jars.add(
              "{\"type\":\"library\",\"name\":\"%s\",\"components\":[\n    %s]}"
                  .formatted(file.getName(), String.join(",\n    ", packed.values())));
        }
      }
    }
    System.out.printf(
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[\n  %s\n]}%n",
        String.join(",\n  ", jars));
  }

  /** Components by their package URL. */
  private static TreeMap<String, String> packed(File file) throws IOException {
    TreeMap<String, String> packed = new TreeMap<>();
    try (JarFile jar = new JarFile(file)) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        if (entry.getName().matches("META-INF/maven/.+/pom\\.properties")) {
          Properties pom = new Properties();
          try (InputStream in = jar.getInputStream(entry)) {
            pom.load(in);
          }
          String url =
              "pkg:maven/%s/%s@%s"
                  .formatted(
                      pom.getProperty("groupId"),
                      pom.getProperty("artifactId"),
                      pom.getProperty("version"));
          packed.put(
              url,
              "{\"type\":\"library\",\"group\":\"%s\",\"name\":\"%s\",\"version\":\"%s\",\"purl\":\"%s\"}"
                  .formatted(
                      pom.getProperty("groupId"),
                      pom.getProperty("artifactId"),
                      pom.getProperty("version"),
                      url));
        }
      }
    }
    return packed;
  }
}
