package io.citylake.check.rule;

import io.citylake.contract.CodeTable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;

/** A code table by code: when each is valid, as pairs of days since 1970, {@code [from, until)}. */
public final class CodeIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What the table says of a code. */
  enum Answer {
    VALID,
    UNKNOWN,
    NOT_THEN
  }

  private final HashMap<String, long[]> validity = new HashMap<>();

  public CodeIndex(CodeTable table) {
    for (CodeTable.Entry entry : table.entries()) {
      long from = entry.from() == null ? Long.MIN_VALUE : entry.from().toEpochDay();
      long until = entry.until() == null ? Long.MAX_VALUE : entry.until().toEpochDay();
      validity.merge(entry.code(), new long[] {from, until}, CodeIndex::join);
    }
  }

  Answer find(String code, long day) {
    long[] pairs = validity.get(code);
    if (pairs == null) {
      return Answer.UNKNOWN;
    }
    for (int i = 0; i < pairs.length; i += 2) {
      if (day >= pairs[i] && day < pairs[i + 1]) {
        return Answer.VALID;
      }
    }
    return Answer.NOT_THEN;
  }

  private static long[] join(long[] left, long[] right) {
    long[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }
}
