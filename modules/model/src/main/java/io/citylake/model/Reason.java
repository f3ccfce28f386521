package io.citylake.model;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Why a row was refused, or what was remarkable about it.
 *
 * @param column the contract's column, or empty where the row as a whole is at fault
 * @param value the text that was found, cut to 256 characters; null where nothing was there
 * @param rule the rule's name as the contract writes it ({@code range}), or {@code type}, {@code
 *     required}, {@code record} for what comes before the rules
 * @param message one English sentence that says what was expected
 */
public record Reason(String column, @Nullable String value, String rule, String message)
    implements Serializable {
  /** In place of a record that names an erased person. */
  public static final String WITHHELD_RAW = "{}";

  private static final int LONGEST_VALUE = 256;

  public Reason {
    if (value != null && value.length() > LONGEST_VALUE) {
      value = value.substring(0, LONGEST_VALUE) + "…";
    }
  }

  /** Of a record that cannot be judged at all. */
  public static Reason ofRecord(String message) {
    return new Reason("", null, "record", message);
  }

  /** Of a record that names a person who was erased: nothing of it is kept. */
  public static Reason withheld() {
    return new Reason(
        "", null, "erased", "it names a person who was erased, and nothing of it is kept");
  }

  /** What tallies count by: {@code column:rule}. */
  public String label() {
    return column.isEmpty() ? rule : column + ":" + rule;
  }
}
