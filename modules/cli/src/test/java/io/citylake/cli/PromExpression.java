package io.citylake.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of PromQL that our rules and dashboard are written in, read strictly: what it doesn't
 * know is a mistake. It says which series an expression reads.
 */
final class PromExpression {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(\"[^\"]*\")|([a-zA-Z_:][a-zA-Z0-9_:]*)|(\\d+[smhdw])|(\\d+(?:\\.\\d+)?)|(==|!=|>=|<=|=~|!~|[-+*/><={}()\\[\\],]))");
  private static final Set<String> SUMS = Set.of("sum", "max", "min", "avg", "count", "topk");
  private static final Set<String> OF_RANGES = Set.of("rate", "increase", "delta");

  private final List<String> tokens = new ArrayList<>();
  private final List<Series> series = new ArrayList<>();
  private int next;

  /**
   * A series that is read.
   *
   * @param conditions on its labels: the operator and the text
   * @param grouped labels that it is summed by
   */
  record Series(String metric, Map<String, String> conditions, Set<String> grouped) {}

  private PromExpression(String text) {
    Matcher matcher = TOKEN.matcher(text.strip());
    int end = 0;
    while (end < text.strip().length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw new IllegalArgumentException("no token at " + end + " of " + text);
      }
      tokens.add(matcher.group().strip());
      end = matcher.end();
    }
  }

  static List<Series> read(String text) {
    PromExpression expression = new PromExpression(text);
    try {
      expression.comparison();
      if (expression.next < expression.tokens.size()) {
        throw new IllegalArgumentException("not expected: " + expression.peek());
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(text + ": " + e.getMessage(), e);
    }
    return expression.series;
  }

  private void comparison() {
    sum();
    if (Set.of("==", "!=", ">", "<", ">=", "<=").contains(peek())) {
      next++;
      sum();
    }
  }

  private void sum() {
    product();
    while (peek().equals("+") || peek().equals("-")) {
      next++;
      product();
    }
  }

  private void product() {
    term();
    while (peek().equals("*") || peek().equals("/")) {
      next++;
      term();
    }
  }

  private void term() {
    String token = take();
    if (token.equals("(")) {
      sum();
      expect(")");
    } else if (SUMS.contains(token)) {
      aggregation(token);
    } else if (OF_RANGES.contains(token)) {
      expect("(");
      selector(take());
      expect("[");
      require("\\d+[smhdw]");
      expect("]");
      expect(")");
    } else if (token.equals("histogram_quantile")) {
      expect("(");
      require("0\\.\\d+");
      expect(",");
      int first = series.size();
      sum();
      series
          .subList(first, series.size())
          .forEach(
              each -> {
                if (!each.metric().endsWith("_bucket") || !each.grouped().contains("le")) {
                  throw new IllegalArgumentException("a quantile of no buckets: " + each);
                }
              });
      expect(")");
    } else if (!token.matches("\\d+(\\.\\d+)?")) {
      selector(token);
    }
  }

  private void aggregation(String function) {
    Set<String> labels = new TreeSet<>();
    if (peek().equals("by")) {
      next++;
      expect("(");
      labels.add(require("[a-z_]+"));
      while (peek().equals(",")) {
        next++;
        labels.add(require("[a-z_]+"));
      }
      expect(")");
    }
    expect("(");
    if (function.equals("topk")) {
      require("\\d+");
      expect(",");
    }
    int first = series.size();
    sum();
    expect(")");
    for (int i = first; i < series.size(); i++) {
      Series inner = series.get(i);
      series.set(i, new Series(inner.metric(), inner.conditions(), labels));
    }
  }

  private void selector(String metric) {
    if (!metric.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException("no metric: " + metric);
    }
    Map<String, String> conditions = new TreeMap<>();
    if (peek().equals("{")) {
      do {
        next++;
        String label = require("[a-z_]+");
        conditions.put(label, require("=|!=|=~|!~") + require("\".*\"").replace("\"", ""));
      } while (peek().equals(","));
      expect("}");
    }
    series.add(new Series(metric, conditions, Set.of()));
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : "";
  }

  private String take() {
    if (next == tokens.size()) {
      throw new IllegalArgumentException("it ends too early");
    }
    return tokens.get(next++);
  }

  private void expect(String token) {
    require(Pattern.quote(token));
  }

  private String require(String pattern) {
    String token = take();
    if (!token.matches(pattern)) {
      throw new IllegalArgumentException("expected " + pattern + ", found " + token);
    }
    return token;
  }
}
