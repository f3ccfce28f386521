package io.citylake.receive.mqtt;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The one connection of each client of a group. Safe for threads. */
final class Sessions {
  private final Map<String, DeviceHandler> open = new ConcurrentHashMap<>();

  private static String key(String group, String client) {
    return group + "\n" + client;
  }

  /** The connection that had the name until now. */
  Optional<DeviceHandler> enter(String group, String client, DeviceHandler session) {
    return Optional.ofNullable(open.put(key(group, client), session));
  }

  void leave(String group, String client, DeviceHandler session) {
    open.remove(key(group, client), session);
  }
}
