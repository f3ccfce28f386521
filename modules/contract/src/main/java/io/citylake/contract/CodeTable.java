package io.citylake.contract;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of codes with the dates between which each is valid, and the standard that it is from. */
public record CodeTable(String name, Title title, String standard, List<Entry> entries)
    implements Serializable {
  public CodeTable {
    entries = List.copyOf(entries);
  }

  /**
   * A code, valid {@code [from, until)}; null is open. One code may have several entries in turn.
   */
  public record Entry(
      String code,
      Title title,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      @Nullable String parent)
      implements Serializable {}
}
