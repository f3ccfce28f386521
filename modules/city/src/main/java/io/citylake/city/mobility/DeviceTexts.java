package io.citylake.city.mobility;

import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Device;
import io.citylake.city.file.ByteLine;
import java.util.stream.IntStream;

/** All devices, and what of their messages never changes. */
final class DeviceTexts {
  private static volatile DeviceTexts last = new DeviceTexts(0);

  private final long seed;
  private final Device[] devices;
  private final byte[][] afterId;
  private final byte[][] places;

  private DeviceTexts(long seed) {
    this.seed = seed;
    this.devices =
        IntStream.range(0, Device.COUNT).mapToObj(i -> Device.of(seed, i)).toArray(Device[]::new);
    this.afterId = new byte[Device.COUNT][];
    this.places = new byte[Device.COUNT][];
    for (Device device : devices) {
      afterId[device.index()] =
          ByteLine.bytes(
              "\",\"kind\":\"%s\",\"street\":\"%s\"},\"ts\":\""
                  .formatted(device.kind().code(), device.street().code()));
      places[device.index()] =
          ByteLine.bytes(
              "\",\"position\":{\"lon\":%s,\"lat\":%s},\"value\":"
                  .formatted(Amount.degrees(device.lon()), Amount.degrees(device.lat())));
    }
  }

  /** Kept between parts, because an hour's part takes not much longer than its devices. */
  static DeviceTexts of(long seed) {
    DeviceTexts known = last;
    if (known.seed != seed) {
      known = new DeviceTexts(seed);
      last = known;
    }
    return known;
  }

  Device device(int index) {
    return devices[index];
  }

  byte[] afterId(int index) {
    return afterId[index];
  }

  byte[] place(int index) {
    return places[index];
  }
}
