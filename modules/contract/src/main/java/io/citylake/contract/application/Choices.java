package io.citylake.contract.application;

import io.citylake.contract.Title;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter may be chosen from: what a query answers, or the codes of a table. A value that
 * is not among them is taken all the same; it finds nothing.
 *
 * @param sql the values, and in a second column what they are called; null for codes
 * @param codes those of a code table that have no end, with their titles
 */
public record Choices(@Nullable String sql, List<Choice> codes) {
  public Choices {
    codes = List.copyOf(codes);
  }

  /** One of them. */
  public record Choice(String value, Title title) {}
}
