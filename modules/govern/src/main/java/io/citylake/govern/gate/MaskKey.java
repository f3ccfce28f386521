package io.citylake.govern.gate;

import io.citylake.govern.state.StateEntry;
import io.citylake.govern.state.StateStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.security.SecureRandom;

/**
 * A deployment's secret for masks that hash. Equal texts have equal hashes, in every table and
 * after a restart, so that they can be joined; who hasn't got the key can't find a number by trying
 * all. It is in no text that Spark makes of a plan. Safe for threads.
 */
public final class MaskKey {
  private static final int BYTES = 32;
  private static final String NAME = "mask.key";

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
    StateEntry file = state.entry(NAME);
    byte[] key = file.findOrMakeSecret(BYTES);
    if (key.length != BYTES) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot read the key of masks: expected %d bytes, found %d; restore it, or delete it, and hashes will be others (%s)"
              .formatted(BYTES, key.length, file.place()));
    }
    return new MaskKey(key);
  }

  /**
   * Replaces the key of a lake, so that hashes which were handed out meet none of those that
   * follow. Who has the earlier key open goes on with it.
   */
  public static void rotate(StateStore state) {
    byte[] next = new byte[BYTES];
    new SecureRandom().nextBytes(next);
    state.entry(NAME).change(before -> next);
  }

  KeyedNumberTask numberTask() {
    return new KeyedNumberTask(task());
  }

  KeyedHashTask task() {
    return new KeyedHashTask(key);
  }
}
