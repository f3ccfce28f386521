package io.citylake.receive.mqtt;

import io.citylake.contract.feed.Mqtt;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.http.SenderKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** Who a device is: of which group, by its password or its certificate's common name. */
final class DeviceLogins {
  private final Map<String, DeviceGroup> groups = new TreeMap<>();
  private final Map<String, String> certificates = new TreeMap<>();
  private final SenderKeys passwords;

  /**
   * @param executor where messages are stored
   * @throws CityLakeException SENDER_KEY_WEAK, DEVICE_GROUPS_DIFFER
   */
  DeviceLogins(Collection<FeedIntake> feeds, Executor executor) {
    Map<String, List<DeviceGroup.Entry>> entries = new TreeMap<>();
    for (FeedIntake feed : feeds) {
      FeedLane lane = new FeedLane(feed, executor);
      feed.feed()
          .mqtt()
          .groups()
          .forEach(
              (name, group) ->
                  entries
                      .computeIfAbsent(name, each -> new ArrayList<>())
                      .add(new DeviceGroup.Entry(feed, lane, group)));
    }
    Map<String, Secret> secrets = new TreeMap<>();
    entries.forEach(
        (name, of) -> {
          requireAlike(name, of);
          groups.put(name, new DeviceGroup(name, of));
          Mqtt.Group group = of.get(0).group();
          if (group.password() != null) {
            secrets.put(name, group.password());
          }
          group.certificates().forEach(each -> certificate(each, name));
        });
    this.passwords = new SenderKeys("mqtt", secrets);
  }

  private static void requireAlike(String name, List<DeviceGroup.Entry> entries) {
    DeviceGroup.Entry first = entries.get(0);
    for (DeviceGroup.Entry each : entries) {
      boolean alike =
          java.util.Objects.equals(each.group().password(), first.group().password())
              && each.group().certificates().equals(first.group().certificates());
      if (!alike) {
        throw new CityLakeException(
            ErrorCode.DEVICE_GROUPS_DIFFER,
            "Cannot receive by MQTT: feeds %s and %s say differently how devices of group %s prove themselves; give it the same password or certificates in both, or two names"
                .formatted(first.feed().feed().name(), each.feed().feed().name(), name));
      }
    }
  }

  private void certificate(String common, String group) {
    String other = certificates.putIfAbsent(common, group);
    if (other != null && !other.equals(group)) {
      throw new CityLakeException(
          ErrorCode.DEVICE_GROUPS_DIFFER,
          "Cannot receive by MQTT: groups %s and %s both have the certificates %s"
              .formatted(other, group, common));
    }
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  boolean knowsCertificates() {
    return !certificates.isEmpty();
  }

  /** By user name and password, compared in the same time whoever it is. */
  Optional<DeviceGroup> byPassword(String user, String password) {
    return passwords.find(password).filter(user::equals).map(groups::get);
  }

  /** By a certificate that was verified: the whole name first, then the longest beginning. */
  Optional<DeviceGroup> byCertificate(String common) {
    String found = certificates.get(common);
    String best = "";
    if (found == null || common.endsWith("*")) {
      found = null;
      for (Map.Entry<String, String> each : certificates.entrySet()) {
        String known = each.getKey();
        boolean fits =
            known.endsWith("*")
                && common.startsWith(known.substring(0, known.length() - 1))
                && known.length() > best.length();
        if (fits) {
          best = known;
          found = each.getValue();
        }
      }
    }
    return Optional.ofNullable(found).map(groups::get);
  }

  int largestPacket() {
    return (int)
        Math.min(
            Integer.MAX_VALUE,
            groups.values().stream().mapToLong(DeviceGroup::largest).max().orElse(0));
  }
}
