package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.MessageFormat;
import io.citylake.contract.job.SourceSpec.Tombstones;
import io.citylake.read.record.RecordLimits;
import java.io.Serializable;

/**
 * How the messages of one job become records.
 *
 * @param wanted the names that the job maps
 */
public record MessageTask(
    MessageFormat format,
    MessageSchemas schemas,
    Tombstones tombstones,
    RequestedFields wanted,
    RecordLimits limits)
    implements Serializable {
  /** What takes them apart; used by one thread. */
  public MessageRows open() {
    return new MessageRows(this);
  }

  /** How many bytes a message may have, with its key and headers. */
  public int largest() {
    return limits.characters();
  }
}
