package io.citylake.city.mobility;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Device;
import java.math.BigDecimal;

/** What the readings of a day must show of every device. */
final class SensingFindings {
  private SensingFindings() {}

  static void plant(Part part, JobCount count) {
    DeviceTexts devices = DeviceTexts.of(part.seed());
    String day = part.day() + " ";
    for (int i = 0; i < Device.COUNT; i++) {
      Device device = devices.device(i);
      Sensing.Condition condition = Sensing.Condition.of(device);
      if (condition.reports()) {
        count.find("iot_sensing.online", day + device.kind().code(), BigDecimal.ONE);
        count.find("iot_sensing.online", day + device.street().code(), BigDecimal.ONE);
      }
      if (!condition.fault().isEmpty()) {
        count.find("iot_sensing.faults", device.id() + " " + condition.fault(), BigDecimal.ONE);
      }
      int skew = Sensing.skewMinutes(device, condition);
      if (skew != 0) {
        count.find("iot_sensing.clock_skew", device.id(), Integer.toString(skew));
      }
    }
  }
}
