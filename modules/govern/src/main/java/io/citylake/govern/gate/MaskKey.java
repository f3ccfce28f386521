package io.citylake.govern.gate;

import io.citylake.govern.state.StateEntry;
import io.citylake.govern.state.StateStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.HexFormat;

/**
 * A deployment's secret for masks that hash. Equal texts have equal hashes, in every table and
 * after a restart, so that they can be joined; who hasn't got the key can't find a number by trying
 * all. It is in no text that Spark makes of a plan. Safe for threads.
 */
public final class MaskKey {
  private static final int BYTES = 32;

  private final byte[] key;

  private MaskKey(byte[] key) {
    this.key = key;
  }

  /**
   * The key of a lake, made where there is none.
   *
   * @throws CityLakeException METADATA_CORRUPT, or ACCESS_DENIED where others may read it
   */
  public static MaskKey open(StateStore state) {
    StateEntry file = state.entry("mask.key");
    byte[] key = file.findOrMakeSecret(BYTES);
    if (key.length != BYTES) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot read the key of masks: expected %d bytes, found %d; restore it, or delete it, and hashes will be others (%s)"
              .formatted(BYTES, key.length, file.place()));
    }
    return new MaskKey(key);
  }

  /** A key for another purpose, made of this one; who has it can't tell this one. */
  public byte[] derived(String purpose) {
    return HexFormat.of().parseHex(String.valueOf(task().call(purpose)));
  }

  KeyedHashTask task() {
    return new KeyedHashTask(key);
  }
}
