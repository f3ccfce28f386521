package io.citylake.cli.call;

import io.citylake.app.Account;
import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.PrivateFiles;
import io.citylake.lake.io.Warehouse;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that a caller names to be written. It is nowhere in what the lake lives by: its state, its
 * tables, its contracts and the program; and whoever calls as another than he logged in as writes
 * over nothing, since all that the account may write would be his.
 */
public final class OutputFile {
  private static final List<String> OF_A_HOME = List.of("conf", "jobs", "bin", "modules");

  private OutputFile() {}

  /**
   * Opens it to be written anew.
   *
   * @param home of the lake, where the call names one
   * @throws CityLakeException USAGE
   */
  public static OutputStream open(Invocation invocation, @Nullable Path home, Path file)
      throws IOException {
    try {
      Path real = real(file);
      for (Path each : places(invocation, home)) {
        if (real.startsWith(real(each))) {
          throw refused(file, "%s is the lake's own; name another place".formatted(each));
        }
      }
      return invocation.account().equals(Account.ofProcess())
          ? PrivateFiles.newOutputStream(real)
          : PrivateFiles.createOutputStream(real);
    } catch (FileAlreadyExistsException e) {
      throw refused(
          file,
          "you call as %s, and it is there already; name a new file, or remove it"
              .formatted(Account.ofProcess()));
    }
  }

  private static CityLakeException refused(Path file, String why) {
    return new CityLakeException(ErrorCode.USAGE, "Cannot write %s: %s".formatted(file, why));
  }

  private static List<Path> places(Invocation invocation, @Nullable Path named) {
    Path home = invocation.home(named);
    Settings settings = invocation.settingsAsDeclared(named);
    List<Path> places = new ArrayList<>(List.of(settings.stateDir()));
    String warehouse = Warehouse.location(settings.warehouse());
    if (LocalPaths.isLocal(warehouse)) {
      places.add(LocalPaths.path(warehouse));
    }
    try (CatalogDatabase database = new CatalogDatabase(settings.catalog())) {
      database.file().ifPresent(places::add);
    }
    OF_A_HOME.forEach(each -> places.add(home.resolve(each)));
    invocation
        .program()
        .ifPresent(program -> OF_A_HOME.forEach(each -> places.add(program.resolve(each))));
    return places;
  }

  /** As far as there is something, without links; a link to nothing leads where it says. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    Path parent = absolute.getParent();
    if (parent == null) {
      return absolute;
    }
    return Files.isSymbolicLink(absolute)
        ? real(parent.resolve(Files.readSymbolicLink(absolute)))
        : real(parent).resolve(absolute.getFileName());
  }
}
