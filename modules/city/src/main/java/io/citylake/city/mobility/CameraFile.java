package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Camera;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;

/** The video cloud's list of streams: a workbook with a title. */
final class CameraFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "video_analytics.cameras";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    Cameras cameras = Cameras.of(part.seed());
    try (Sheet sheet = landing.sheet("video_analytics/cameras/视频点位.xlsx", SheetStyle.XLSX, count)) {
      sheet.line("视频云点位台账（GB/T 28181 编码）");
      sheet.header("设备编码", "点位名称", "网格编码", "街道代码", "经度", "纬度");
      for (int i = 0; i < Camera.COUNT; i++) {
        Camera camera = cameras.camera(i);
        sheet.row(
            Dirt.none(),
            part.dice("camera-row", i),
            camera.code(),
            camera.name(),
            camera.cell().code(),
            camera.street().code(),
            Amount.degrees(camera.lon()),
            Amount.degrees(camera.lat()));
      }
    }
  }
}
