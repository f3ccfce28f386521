package io.citylake.read.record;

import io.citylake.contract.job.SourceSpec.Caps;
import java.io.Serializable;

/**
 * What one record may be, from the deployment's caps.
 *
 * @param characters of a record at most ({@code caps.record}, taken as characters: a record of
 *     Chinese text in UTF-8 may so be up to three times the setting in bytes)
 * @param fields of a record at most ({@code caps.fields})
 */
public record RecordLimits(int characters, int fields) implements Serializable {
  private static final int LARGEST = 1 << 30;

  public static RecordLimits of(Caps caps) {
    return new RecordLimits(
        (int) Math.min(LARGEST, Math.max(1024, caps.record().bytes())), caps.fields());
  }
}
