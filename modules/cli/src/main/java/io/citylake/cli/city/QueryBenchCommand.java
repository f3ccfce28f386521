package io.citylake.cli.city;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.GovernedLake;
import io.citylake.bench.QueryBench;
import io.citylake.bench.QueryBench.Lake;
import io.citylake.bench.QueryBench.Load;
import io.citylake.bench.QueryBench.Result;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.HomeOption;
import io.citylake.contract.Workspace;
import io.citylake.govern.lineage.TableLinks;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore;
import io.citylake.govern.user.UserStore.FirstUser;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release;
import io.citylake.run.round.RunListener;
import io.citylake.serve.LakeServer;
import io.citylake.serve.ServingSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long the screens and an analyst wait. */
@Command(
    name = "query",
    description =
        "Panels, queries and a large answer: plain Spark SQL, CityLake's servers, DuckDB on the"
            + " data files.",
    mixinStandardHelpOptions = true)
final class QueryBenchCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();

  @Option(
      names = "--scale",
      description = "Make a city of this scale first, in DIR/city. Default: the workspace's lake.")
  private @Nullable Double scale;

  @Option(
      names = "--days",
      defaultValue = "3",
      description = "How many days the made city has. Default: 3.")
  private int days;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Counted rounds, after one that is not. Default: 3.")
  private int rounds;

  @Option(names = "--clients", defaultValue = "50", description = "Clients at once. Default: 50.")
  private int clients;

  @Option(
      names = "--rows",
      defaultValue = "1000000",
      description = "Rows of the large answer. Default: 1000000.")
  private long rows;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Where to write. Default: .citylake/bench-query of the workspace.")
  private @Nullable Path to;

  QueryBenchCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = BenchCommand.directory(invocation, home.home, to, "bench-query");
    Files.createDirectories(directory);
    Double made = scale;
    Path lake = made == null ? home.home : city(directory.resolve("city"), made);
    Result result = measure(invocation.workspace(lake, null), directory);
    PrintWriter out = invocation.console().out();
    out.print(result.questions().text());
    out.print(result.transfer().text());
    out.println("Written to " + result.questions().write(directory.resolve("bench_query.json")));
    out.println(
        "Written to " + result.transfer().write(directory.resolve("bench_query_transfer.json")));
    out.flush();
    return 0;
  }

  private Path city(Path to, double size) throws IOException {
    try (CityRun city = CityRun.forBenchmark(invocation, to, size, days)) {
      city.generate();
      city.apply();
      city.run(city.tasks(), RunListener.none());
    }
    return to;
  }

  private Result measure(Workspace workspace, Path directory) throws IOException {
    // Of its own: the lake's users stay as they are, and the benchmark needs none of their
    // passwords.
    Path users = Files.createTempDirectory(directory, "users");
    FirstUser administrator =
        new UserStore(StateStore.of(users), invocation.clock()).firstUser().orElseThrow();
    Workspace serving = workspace.withSettings(ServingSpark.settings(workspace.settings()));
    try (EmbeddedLake embedded = EmbeddedLake.open(serving, null, invocation.host())) {
      GovernedLake governed = GovernedLake.of(embedded);
      Release release = governed.releases().latest();
      if (release.tables().isEmpty()) {
        throw new CityLakeException(
            ErrorCode.TABLE_NOT_FOUND,
            "Cannot measure queries: the lake serves no table yet; load it with 'citylake run',"
                + " name a loaded one with --home, or make a city with --scale");
      }
      Lake lake =
          new Lake(
              embedded,
              release,
              (served, start) ->
                  LakeServer.open(
                      served,
                      GovernedLake.of(embedded)
                          .governance(
                              served,
                              new UserStore(StateStore.of(users), invocation.clock()),
                              invocation.clock()),
                      governed.releases(),
                      invocation.clock(),
                      new LakeServer.Opening(
                          start, List.of(), TableLinks.ofJobs(served), () -> true)),
              administrator.name(),
              administrator.password().reveal());
      return new QueryBench(
              lake,
              new Load(rounds, clients, rows),
              line -> invocation.console().err().println(line))
          .run();
    } finally {
      DemoWorkspace.delete(users);
    }
  }
}
