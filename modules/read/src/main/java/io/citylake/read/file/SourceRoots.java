package io.citylake.read.file;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directories that sources may be read from. A path counts by what it really is: on the local
 * disk links are resolved before it is compared, so that neither {@code ..} nor a link leads out.
 * Paths with a Hadoop scheme are compared as text, and what is listed once more; HDFS has no links
 * (Hadoop keeps them off) and S3 knows none.
 */
public final class SourceRoots {
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:");
  private static final Pattern REMOTE =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+)://([^/*?\\[{\\\\]+)(/.*)?", Pattern.DOTALL);

  private final Path home;
  private final List<Root> roots;

  private SourceRoots(Path home, List<Root> roots) {
    this.home = home;
    this.roots = roots;
  }

  /**
   * @param real the same place with links resolved; as written where it does not exist (yet) or is
   *     not local
   */
  private record Root(String written, String real) {}

  /** Roots relative to {@code home}, or absolute, or with a Hadoop scheme. */
  public static SourceRoots of(Path home, List<String> settings) {
    Path base = home.toAbsolutePath().normalize();
    List<Root> roots = new ArrayList<>();
    for (String setting : settings) {
      String written = absolute(base, setting);
      roots.add(new Root(written, remote(written) ? written : resolved(Path.of(written))));
    }
    roots.sort(Comparator.comparing((Root root) -> root.written().length()).reversed());
    return new SourceRoots(base, roots);
  }

  /** A job's path or glob as an absolute one; refused unless its fixed part is under a root. */
  String absolute(String path) {
    refuseTricks(path);
    String absolute = absolute(home, path);
    String fixed = fixedPart(absolute);
    String real = remote(fixed) ? fixed : resolved(Path.of(fixed));
    if (under(fixed, Root::written) == null && under(real, Root::real) == null) {
      throw outside(path);
    }
    return absolute;
  }

  /**
   * Looks at a job's path or glob.
   *
   * @throws CityLakeException PATH_OUTSIDE_ROOTS where its fixed part is under no root
   */
  public void require(String path) {
    rootOf(absolute(path));
  }

  /** The root that an absolute path or glob lies under, as it is written. */
  String rootOf(String absolute) {
    String fixed = fixedPart(absolute);
    Root root = under(fixed, Root::written);
    if (root == null) {
      root = under(remote(fixed) ? fixed : resolved(Path.of(fixed)), Root::real);
    }
    if (root == null) {
      throw outside(absolute);
    }
    return root.written();
  }

  /**
   * A local file that a job names, such as a SQLite database.
   *
   * @throws CityLakeException PATH_OUTSIDE_ROOTS, or SOURCE_UNAVAILABLE where it does not exist
   */
  public Path localFile(String path) {
    String absolute = absolute(path);
    if (remote(absolute) || !Files.isRegularFile(Path.of(absolute))) {
      throw new CityLakeException(
          ErrorCode.SOURCE_UNAVAILABLE,
          "Cannot read %s: there is no such file on this machine".formatted(path));
    }
    Path file = Path.of(absolute);
    place(file.toUri());
    return Path.of(resolved(file));
  }

  /**
   * What a file is called in {@code _source}: its path below its root.
   *
   * @throws CityLakeException PATH_OUTSIDE_ROOTS where the file really lies elsewhere
   */
  String place(URI file) {
    return findPlace(file).orElseThrow(() -> outside(written(file)));
  }

  /** The same; empty where the file really lies elsewhere. */
  Optional<String> findPlace(URI file) {
    String written = written(file);
    String real = Storage.isLocal(file) ? resolved(Path.of(written)) : written;
    Root home = under(real, Root::real);
    if (home == null) {
      return Optional.empty();
    }
    Root named = under(written, Root::written);
    return Optional.of(named != null ? below(written, named.written()) : below(real, home.real()));
  }

  private static String written(URI file) {
    return Storage.isLocal(file) ? file.getPath() : normal(file);
  }

  private @Nullable Root under(String path, java.util.function.Function<Root, String> which) {
    for (Root root : roots) {
      String place = which.apply(root);
      if (path.equals(place) || path.startsWith(place.endsWith("/") ? place : place + "/")) {
        return root;
      }
    }
    return null;
  }

  private static String below(String path, String root) {
    return path.equals(root)
        ? path.substring(path.lastIndexOf('/') + 1)
        : path.substring(root.endsWith("/") ? root.length() : root.length() + 1);
  }

  private CityLakeException outside(String path) {
    return new CityLakeException(
        ErrorCode.PATH_OUTSIDE_ROOTS,
        "Cannot read %s: it is not under a source root once links are resolved (source-roots=%s). Put the files under one, or add their directory to source-roots in conf/citylake.yaml"
            .formatted(path, roots.stream().map(Root::written).sorted().toList()));
  }

  private static void refuseTricks(String path) {
    boolean climbs = List.of(path.split("[/{},]", -1)).contains("..");
    if (climbs || path.indexOf('\0') >= 0) {
      throw new CityLakeException(
          ErrorCode.PATH_OUTSIDE_ROOTS,
          "Cannot read %s: a source path may hold neither '..' nor a NUL character"
              .formatted(path.replace("\0", "\\0")));
    }
  }

  private static String absolute(Path home, String path) {
    if (path.startsWith("file:")) {
      return Path.of(URI.create(path).getPath()).normalize().toString();
    }
    if (remote(path)) {
      return normal(path);
    }
    String joined = path.startsWith("/") ? path : home + "/" + path;
    return joined.replaceAll("/{2,}", "/").replaceAll("(?<=.)/$", "").replaceAll("/\\.(?=/|$)", "");
  }

  /** By hand, because a glob is no valid URI: {@code ?} would begin a query. */
  private static String normal(String path) {
    Matcher parts = REMOTE.matcher(path);
    if (!parts.matches()) {
      throw new CityLakeException(
          ErrorCode.PATH_OUTSIDE_ROOTS,
          "Cannot read %s: a path with a scheme names its host or bucket, as hdfs://host:8020/dir or s3a://bucket/dir"
              .formatted(path));
    }
    String below =
        Optional.ofNullable(parts.group(3))
            .orElse("")
            .replaceAll("/{2,}", "/")
            .replaceAll("/\\.(?=/|$)", "")
            .replaceAll("/$", "");
    return parts.group(1).toLowerCase(Locale.ROOT) + "://" + parts.group(2) + below;
  }

  /** Without scheme and authority. */
  static String pathOf(String path) {
    Matcher parts = REMOTE.matcher(path);
    return parts.matches() ? Optional.ofNullable(parts.group(3)).orElse("/") : path;
  }

  private static String normal(URI file) {
    return normal(file.getScheme() + "://" + file.getAuthority() + file.getPath());
  }

  private static boolean remote(String path) {
    return SCHEME.matcher(path).lookingAt() && !path.startsWith("file:");
  }

  /** The directories before the first glob character. */
  private static String fixedPart(String path) {
    for (int i = 0; i < path.length(); i++) {
      if ("*?[{\\".indexOf(path.charAt(i)) >= 0) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/', i)));
      }
    }
    return path;
  }

  /** With links resolved as far as it exists. */
  private static String resolved(Path path) {
    Path existing = path.toAbsolutePath().normalize();
    Path rest = Path.of("");
    while (existing != null) {
      try {
        return existing.toRealPath().resolve(rest).normalize().toString();
      } catch (IOException e) {
        Path name = existing.getFileName();
        rest = name == null ? rest : name.resolve(rest);
        existing = existing.getParent();
      }
    }
    return path.toString();
  }
}
