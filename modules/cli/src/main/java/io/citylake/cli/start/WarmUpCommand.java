package io.citylake.cli.start;

import io.citylake.cli.CityLake;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.Invocation;
import io.citylake.run.session.SparkStarter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Touches the classes that commands load, so that the launcher's class-data archive holds them. */
@Command(
    name = "warm-up",
    hidden = true,
    description = "For the launcher: load the classes to archive.")
public final class WarmUpCommand implements Callable<Integer> {
  private static final String[][] WORKSPACE = {
    {"conf/citylake.yaml", "source-roots: [landing]\n"},
    {"conf/themes/t.yaml", "title: {zh: 专题, en: Theme}\nowner: o\n"},
    {
      "conf/themes/t/ods_a.yaml",
      """
      title: {zh: 表, en: Table}
      layer: ods
      grain: one row a key
      key: [k]
      columns:
        - {name: k, type: string, title: {zh: 键, en: Key}, required: true}
        - {name: at, type: timestamp, title: {zh: 时间, en: Time}}
        - {name: n, type: "decimal(8,3)", title: {zh: 值, en: Value}, rules: [{range: {min: 0, max: 9}}]}
      audits: [{unique: [k]}]
      """
    },
    {
      "jobs/t/a.yaml",
      """
      title: {zh: 作业, en: Job}
      owner: o
      target: t.ods_a
      source: {files: {path: landing/*.csv, format: csv}}
      columns: {k: 键, at: {from: 时间, format: yyyy-MM-dd HH:mm}, n: 值}
      """
    },
    {
      "conf/themes/t/dim_c.yaml",
      """
      title: {zh: 维, en: Dimension}
      layer: dim
      grain: one row a key
      key: [k]
      sequence: at
      write-mode: upsert
      columns:
        - {name: k, type: string, title: {zh: 键, en: Key}, required: true}
        - {name: at, type: timestamp, title: {zh: 时间, en: Time}}
        - {name: n, type: "decimal(8,3)", title: {zh: 值, en: Value}}
      audits: [{unique: [k]}]
      """
    },
    {
      "jobs/t/c.yaml",
      """
      title: {zh: 作业, en: Job}
      owner: o
      target: t.dim_c
      source: {files: {path: landing/*.csv, format: csv}}
      columns: {k: 键, at: {from: 时间, format: yyyy-MM-dd HH:mm}, n: 值}
      """
    },
    {
      "conf/themes/t/ads_d.yaml",
      """
      title: {zh: 日, en: Days}
      layer: ads
      grain: one row a day and key
      key: [day, k]
      partition-by: [day]
      columns:
        - {name: day, type: date, title: {zh: 日, en: Day}}
        - {name: k, type: string, title: {zh: 键, en: Key}}
        - {name: n, type: long, title: {zh: 数, en: Count}}
        - {name: mean, type: double, title: {zh: 均值, en: Mean}}
        - {name: place, type: int, title: {zh: 名次, en: Place}}
      audits: [{references: {column: k, table: t.dim_c, to: k}}]
      """
    },
    {
      "jobs/t/ads_d.sql",
      """
      /*
      title: {zh: 日, en: Days}
      refresh: {partition: [day], changes: {t.ods_a: ["cast(at AS date)"]}}
      */
      WITH days AS (
        SELECT cast(a.at AS date) AS day, a.k, count(*) AS n, avg(c.n) AS mean
        FROM t.ods_a a LEFT JOIN t.dim_c c ON a.k = c.k
        GROUP BY 1, 2)
      SELECT day, k, n, cast(mean AS double) AS mean,
        cast(row_number() OVER (PARTITION BY day ORDER BY n DESC, k) AS int) AS place
      FROM days
      WHERE k NOT IN (SELECT k FROM t.dim_c WHERE n < 0)
      """
    },
    {
      "conf/applications/p.yaml",
      """
      title: {zh: 屏, en: Screen}
      owner: o
      panels:
        - {name: a, title: {zh: 甲, en: A}, chart: bar, x: k, y: [n], sql: "SELECT k, n FROM t.ads_d ORDER BY n"}
      """
    },
    {"landing/a.csv", "键,时间,值\na,2026-01-01 08:00,1\nb,2026-01-01 08:00,99\n"},
  };

  private final Invocation invocation;

  WarmUpCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Makes the small workspace that the commands run on. */
  static void write(Path home) throws IOException {
    for (String[] file : WORKSPACE) {
      Path path = home.resolve(file[0]);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file[1]);
    }
  }

  @Override
  public Integer call() throws Exception {
    Path home = Files.createTempDirectory("citylake-warm-up");
    write(home);
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Invocation quiet =
        new Invocation(
            new Console(nowhere, nowhere, false),
            invocation.environment(),
            invocation.clock(),
            SparkStarter.owned());
    for (String[] words :
        new String[][] {
          {"validate"},
          {"list"},
          {"runs"},
          {"plan"},
          {"apply"},
          // Loads with a refused row, and a step: what reads and writes tables.
          {"run", "--all"},
          {"run", "--all", "--full-refresh"},
          {"app", "show", "p"},
          {"runs"},
          {"quarantine", "ls"},
          {"quarantine", "show"},
          {"quarantine", "ls", "-o", "json"},
          {"sql", "-e", "select 1"}
        }) {
      String[] line = java.util.Arrays.copyOf(words, words.length + 2);
      line[words.length] = "--home";
      line[words.length + 1] = home.toString();
      CityLake.execute(quiet, line);
    }
    // The repository's own workspace exercises the readers of YAML and SQL far more than the small
    // one. Naming a home keeps the state of this process's caller out of it.
    CityLake.execute(quiet, "validate");
    CityLake.execute(quiet, "list");
    try (Stream<Path> made = Files.walk(home)) {
      for (Path path : made.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
