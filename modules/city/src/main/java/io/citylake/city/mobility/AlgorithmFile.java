package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Algorithm;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;

/** The video cloud's catalogue of algorithms: GB18030 with a note below. */
final class AlgorithmFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "video_analytics.algorithms";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String file = "video_analytics/algorithms/算法目录.csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.GB18030, count)) {
      sheet.header("算法代码", "算法名称", "英文名称", "对象", "归并窗口（分钟）");
      for (Algorithm each : Algorithm.ALL) {
        sheet.row(
            Dirt.none(),
            part.dice("algorithm-row", Algorithm.ALL.indexOf(each)),
            each.code(),
            each.zh(),
            each.en(),
            kind(each.kind()),
            Integer.toString(Sighting.windowMinutes(each)));
      }
      sheet.footnote("注：同一网格、算法和目标在归并窗口内的事件为同一事件");
    }
  }

  private static String kind(Algorithm.Kind kind) {
    return switch (kind) {
      case VEHICLE -> "机动车";
      case PERSON -> "人员";
      case STREET -> "市容";
      case ENVIRONMENT -> "环境";
    };
  }
}
