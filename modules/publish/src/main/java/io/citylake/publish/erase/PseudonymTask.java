package io.citylake.publish.erase;

import io.citylake.model.ErasedForms;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/** In place of a person's number: the beginning of its keyed form, by which nobody finds it. */
record PseudonymTask(ErasedForms forms) implements UDF1<@Nullable String, @Nullable String> {
  private static final int LENGTH = 24;

  @Override
  public @Nullable String call(@Nullable String number) {
    return number == null ? null : "~" + forms.keyed("pseudonym|" + number).substring(0, LENGTH);
  }
}
