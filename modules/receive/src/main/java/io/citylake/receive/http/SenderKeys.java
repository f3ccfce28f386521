package io.citylake.receive.http;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import io.citylake.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who a key is of. Each is compared, in the same time, whichever it is. */
public final class SenderKeys {
  private static final int SHORTEST = 20;

  /** Knows nobody, and takes as long as any to find that out. */
  static final SenderKeys NOBODY = new SenderKeys("", Map.of());

  private final List<Known> known = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest alone
  private record Known(String sender, byte[] digest) {}

  /**
   * @throws CityLakeException SENDER_KEY_WEAK
   */
  public SenderKeys(String feed, Map<String, Secret> senders) {
    senders.forEach(
        (sender, key) -> {
          String text = key.reveal();
          if (text.length() < SHORTEST) {
            throw new CityLakeException(
                ErrorCode.SENDER_KEY_WEAK,
                "Cannot receive for feed %s: the key of sender %s has fewer than %d characters"
                    .formatted(feed, sender, SHORTEST));
          }
          if (find(text).isPresent()) {
            throw new CityLakeException(
                ErrorCode.SENDER_KEY_WEAK,
                "Cannot receive for feed %s: senders %s and %s have the same key"
                    .formatted(feed, find(text).get(), sender));
          }
          known.add(new Known(sender, digest(text)));
        });
  }

  /** The sender who has a key. */
  public Optional<String> find(String key) {
    byte[] digest = digest(key);
    Optional<String> found = Optional.empty();
    for (Known each : known) {
      if (MessageDigest.isEqual(each.digest(), digest)) {
        found = Optional.of(each.sender());
      }
    }
    return found;
  }

  private static byte[] digest(String key) {
    return Sha256.digest().digest(key.getBytes(StandardCharsets.UTF_8));
  }
}
