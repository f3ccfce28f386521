package io.citylake.govern.masked;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;

/** The sentences of what is refused. All name the column and what to do. */
final class Misleading {
  private static final String INSTEAD =
      "show it as it is, or ask for a purpose or a role that reads its keyed hash (sha_256) or the"
          + " value itself";

  private Misleading() {}

  /** Where values are told apart, put in order or added up. */
  static CityLakeException use(MaskedValue value, String where) {
    return refused(value, where, "different values may read the same");
  }

  static CityLakeException order(MaskedValue value, String where) {
    return value.isKeyed()
        ? refused(value, where, "a keyed hash keeps no order")
        : use(value, where);
  }

  static CityLakeException otherThanHash(MaskedValue value, String where) {
    return value.isKeyed()
        ? refused(
            value, where, "a keyed hash equals nothing but a keyed hash, as the answers show it")
        : use(value, where);
  }

  private static CityLakeException refused(MaskedValue value, String where, String why) {
    MaskedColumn column = value.first().orElseThrow();
    return new CityLakeException(
        ErrorCode.MASK_MISLEADS,
        "Cannot use %s in %s: you read it masked (%s), and %s, so that the answer would be wrong; %s"
            .formatted(column, where, column.how(), why, INSTEAD));
  }
}
