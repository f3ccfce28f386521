package io.citylake.contract.load;

import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Chosen;
import io.citylake.contract.shape.View.Placed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a job's source must say. */
final class SourceChecks {
  private static final Pattern DATABASE = Pattern.compile("[\\p{L}\\p{N}_$-]{1,128}");

  private final Chosen source;
  private final Diagnostics findings;

  SourceChecks(Chosen source, Diagnostics findings) {
    this.source = source;
    this.findings = findings;
  }

  void run() {
    switch (source.key()) {
      case "jdbc" -> jdbc(source.arguments());
      case "kafka" -> new KafkaChecks(source.arguments(), findings).run();
      case "files" -> {
        path(source.arguments());
        source.arguments().choice("format").ifPresent(this::format);
      }
      default -> {}
    }
  }

  private void path(View view) {
    view.find("path", String.class)
        .filter(path -> path.contains("**"))
        .ifPresent(
            path ->
                findings.add(
                    view.place("path"),
                    "'path' has **, which would be one level like *; name each level, such as landing/{*,*/*,*/*/*}.csv"));
  }

  /**
   * Only parameters that can't make a driver load a class, read a file or log in as someone else.
   */
  static Set<String> allowed(Product product) {
    return switch (product) {
      case POSTGRESQL ->
          Set.of(
              "sslmode",
              "connectTimeout",
              "socketTimeout",
              "ApplicationName",
              "currentSchema",
              "tcpKeepAlive");
      case MYSQL, MARIADB ->
          Set.of("sslMode", "connectTimeout", "socketTimeout", "useCompression", "tcpKeepAlive");
      case SQLITE -> Set.of();
    };
  }

  private void format(Chosen format) {
    if (!Set.of("csv", "tsv", "xlsx").contains(format.key())) {
      return;
    }
    View view = format.arguments();
    Optional<View> header = view.child("header");
    boolean absent =
        header.flatMap(each -> each.find("present", Boolean.class)).filter(b -> !b).isPresent();
    if (absent && !view.has("columns")) {
      findings.add(
          view.place("header"), "without a header, 'columns' must name the fields in order");
    }
    header.ifPresent(each -> headerRows(each, absent));
    if (format.key().equals("xlsx")) {
      return;
    }
    Optional<String> quote = view.find("quote", String.class);
    if (quote.isPresent() && quote.equals(view.find("delimiter", String.class))) {
      findings.add(view.place("quote"), "'quote' and 'delimiter' must differ");
    }
  }

  private void headerRows(View header, boolean absent) {
    long rows = header.find("rows", Long.class).orElse(1L);
    if (rows > 1 && absent) {
      findings.add(header.place("rows"), "without a header there are no 'rows' of it");
    } else if (rows > header.find("within", Long.class).orElse(rows)) {
      findings.add(header.place("rows"), "'rows' of the header don't fit 'within'");
    }
    if (header.has("joiner") && rows == 1) {
      findings.add(header.place("joiner"), "'joiner' needs a header of several 'rows'");
    }
  }

  private void jdbc(View view) {
    Optional<Product> product = view.find("product", Product.class);
    product.ifPresent(
        each -> {
          if (each == Product.SQLITE) {
            file(view);
          } else {
            server(view);
          }
          parameters(view, each);
        });
    if (view.has("password") && !view.has("user")) {
      findings.add(view.place("password"), "'password' needs a 'user'");
    }
  }

  private void file(View view) {
    for (String key : List.of("host", "port", "user", "password")) {
      if (view.has(key)) {
        findings.add(view.place(key), "'%s' doesn't go with sqlite".formatted(key));
      }
    }
    view.find("database", String.class)
        .filter(
            text -> text.indexOf('?') >= 0 || text.startsWith("file:") || text.contains(":memory:"))
        .ifPresent(
            text ->
                findings.add(
                    view.place("database"), "'database' of sqlite must be the path of a file"));
  }

  private void server(View view) {
    if (!view.has("host")) {
      findings.add(view.place(), "'jdbc' lacks the key 'host': the server; only sqlite has none");
    }
    view.find("database", String.class)
        .filter(text -> !DATABASE.matcher(text).matches())
        .ifPresent(
            text ->
                findings.add(
                    view.place("database"),
                    "'database' must be a plain name of letters, digits, _, $ and -"));
  }

  private void parameters(View view, Product product) {
    Map<String, Placed<String>> parameters = view.map("parameters", String.class);
    Set<String> allowed = new TreeSet<>(allowed(product));
    parameters.forEach(
        (key, value) -> {
          if (!allowed.contains(key)) {
            findings.add(
                value.place(),
                "parameter '%s' isn't allowed; allowed are: %s"
                    .formatted(key, allowed.isEmpty() ? "none" : String.join(", ", allowed)));
          } else if (!value.value().matches("[\\p{L}\\p{N}_. -]{1,100}")) {
            findings.add(
                value.place(),
                "parameter '%s' must be letters, digits, _, ., - and spaces".formatted(key));
          }
        });
  }
}
