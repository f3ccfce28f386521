package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.govern.bounds.BoundedFunctions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistryBase;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry$;
import org.apache.spark.sql.catalyst.catalog.InMemoryCatalog;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Registries that hold the functions of two lists and nothing else: for a statement, any other
 * doesn't exist. Left out are those that call programs or read files, tell about the files behind a
 * table, or fail on purpose (they would tell about rows).
 */
final class AllowedFunctions {
  private AllowedFunctions() {}

  /** A catalog without databases, tables or views. */
  static SessionCatalog catalog(SQLConf conf) {
    FunctionRegistry functions = FunctionRegistry$.MODULE$.builtin().clone();
    keep(functions, read("functions.txt"));
    BoundedFunctions.install(functions);
    TableFunctionRegistry tableFunctions = TableFunctionRegistry$.MODULE$.builtin().clone();
    keep(tableFunctions, read("table-functions.txt"));
    return new SessionCatalog(
        new InMemoryCatalog(
            InMemoryCatalog.$lessinit$greater$default$1(),
            InMemoryCatalog.$lessinit$greater$default$2()),
        functions,
        tableFunctions,
        conf);
  }

  /** Of both lists. */
  static Set<String> names() {
    Set<String> names = read("functions.txt");
    names.addAll(read("table-functions.txt"));
    return names;
  }

  private static void keep(FunctionRegistryBase<?> registry, Set<String> names) {
    for (FunctionIdentifier each : asJava(registry.listFunction())) {
      if (!names.contains(each.funcName())) {
        registry.dropFunction(each);
      }
    }
  }

  static Set<String> read(String resource) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(AllowedFunctions.class.getResourceAsStream(resource)),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(each -> !each.isBlank())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
