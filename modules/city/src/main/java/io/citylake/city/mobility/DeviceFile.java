package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Device;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;

/** The device list as the platform's vendor exports it: UTF-8 with a byte-order mark. */
final class DeviceFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "iot_sensing.devices";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet("iot_sensing/devices/设备台账.csv", SheetStyle.UTF_8_BOM, count)) {
      sheet.header("设备编码", "监测类型", "类型名称", "单位", "街道代码", "经度", "纬度", "上报间隔（秒）", "是否启用");
      Dice dice = part.dice("device-row", 0);
      for (int i = 0; i < Device.COUNT; i++) {
        Device device = Device.of(part.seed(), i);
        sheet.row(
            Dirt.none(),
            dice,
            device.id(),
            device.kind().code(),
            device.kind().zh(),
            device.kind().unit(),
            device.street().code(),
            Amount.degrees(device.lon()),
            Amount.degrees(device.lat()),
            Integer.toString(Sensing.interval(Sensing.perDay(part.request(), i))),
            Sensing.Condition.of(device) == Sensing.Condition.DISABLED ? "否" : "是");
      }
    }
  }
}
