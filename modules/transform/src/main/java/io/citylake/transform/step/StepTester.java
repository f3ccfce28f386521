package io.citylake.transform.step;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs a step's query over a test's rows and compares its answer with the expected one. */
public final class StepTester {
  private final SparkSession spark;
  private final Workspace workspace;

  public StepTester(SparkSession spark, Workspace workspace) {
    this.spark = spark;
    this.workspace = workspace;
  }

  /**
   * How a case ended.
   *
   * @param missing expected rows that did not come; empty where it passed
   * @param surplus rows that came and were not expected
   */
  public record Result(List<String> missing, List<String> surplus) {
    public Result {
      missing = List.copyOf(missing);
      surplus = List.copyOf(surplus);
    }

    public boolean passed() {
      return missing.isEmpty() && surplus.isEmpty();
    }
  }

  /**
   * Runs one case.
   *
   * @throws CityLakeException CONTRACT_INVALID where its files don't fit the contracts, SQL_INVALID
   *     where the query doesn't
   */
  public Result run(StepCase test) {
    QuerySql query = QuerySql.parse(test.step().sql(), test.step().file());
    DatasetContract target = workspace.loadDataset(test.step().target());
    requireInputs(test, query);
    Map<TableName, org.apache.spark.sql.Dataset<Row>> frames = new HashMap<>();
    for (TableName input : query.inputs()) {
      CaseFile file = new CaseFile(test.directory().resolve(input + ".csv"));
      frames.put(input, file.rows(spark, workspace.loadDataset(input)));
    }
    CaseFile expected = new CaseFile(test.directory().resolve(StepCase.EXPECTED));
    List<String> columns = expected.header(target);
    try (QueryFrame frame = QueryFrame.open(spark, query, frames)) {
      org.apache.spark.sql.Dataset<Row> actual = TargetRows.of(frame.rows(), target);
      return compare(
          CaseFile.texts(expected.rows(spark, target), columns), CaseFile.texts(actual, columns));
    }
  }

  private static Result compare(List<String> expected, List<String> actual) {
    List<String> missing = new ArrayList<>(expected);
    List<String> surplus = new ArrayList<>();
    for (String row : actual) {
      if (!missing.remove(row)) {
        surplus.add(row);
      }
    }
    return new Result(missing, surplus);
  }

  /** A file that no input is read from would be a test of nothing. */
  private static void requireInputs(StepCase test, QuerySql query) {
    try (Stream<Path> files = Files.list(test.directory())) {
      List<String> strays =
          files
              .map(each -> each.getFileName().toString())
              .filter(name -> name.endsWith(".csv") && !name.equals(StepCase.EXPECTED))
              .filter(
                  name -> query.inputs().stream().noneMatch(input -> name.equals(input + ".csv")))
              .sorted()
              .toList();
      if (!strays.isEmpty()) {
        throw new CityLakeException(
            ErrorCode.CONTRACT_INVALID,
            "Cannot run test %s: its query reads none of %s (it reads %s)"
                .formatted(test.title(), strays, query.inputs()));
      }
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED, "Cannot list the files of test %s".formatted(test.title()), e);
    }
  }
}
