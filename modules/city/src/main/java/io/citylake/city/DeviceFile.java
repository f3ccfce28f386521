package io.citylake.city;

import java.io.IOException;

/** The device list as the platform's vendor exports it: UTF-8 with a byte-order mark. */
final class DeviceFile {
  private static final String FILE = "iot_sensing/devices/设备台账.csv";

  private final CityRequest request;

  DeviceFile(CityRequest request) {
    this.request = request;
  }

  JobTruth write() throws IOException {
    JobCount count = new JobCount("iot_sensing.devices");
    count.file(FILE);
    try (TextFile file = TextFile.open(request.to().resolve(FILE), TextFile.UTF_8)) {
      file.byteOrderMark();
      file.record("设备编码", "监测类型", "类型名称", "单位", "街道代码", "经度", "纬度", "是否启用");
      for (int i = 0; i < Device.COUNT; i++) {
        Device device = Device.of(request.seed(), i);
        file.record(
            device.id(),
            device.kind().code(),
            device.kind().zh(),
            device.kind().unit(),
            device.street().code(),
            ReadingFiles.degrees(device.lon()),
            ReadingFiles.degrees(device.lat()),
            i % 97 == 0 ? "否" : "是");
        count.accept();
      }
    }
    return count.truth();
  }
}
