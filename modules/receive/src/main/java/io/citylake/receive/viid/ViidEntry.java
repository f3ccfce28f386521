package io.citylake.receive.viid;

import java.util.List;

/**
 * What a body holds that gets a status of its own: an object, or a notification with its objects.
 *
 * @param messages to be stored; none where the status is no success
 */
public record ViidEntry(ViidStatus status, List<byte[]> messages) {
  public ViidEntry {
    messages = List.copyOf(messages);
  }

  static ViidEntry refused(String id, String why) {
    return new ViidEntry(new ViidStatus(ViidCode.JSON_CONTENT, why, id), List.of());
  }
}
