package io.citylake.city.environment;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Person;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;

/** The emergency resources: a workbook with a title, the header again at each page and a total. */
final class ResourceFile implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 50;
  private static final Dirt DIRT = Dirt.none().numbers(4, 5, 6).nullable(6);

  @Override
  public String job() {
    return "emergency_response.resources";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "emergency_response/resources/应急资源台账.xlsx";
    try (Sheet sheet = landing.sheet(name, SheetStyle.XLSX, count)) {
      sheet.line("应急资源台账");
      sheet.header("资源编码", "资源类别", "资源名称", "街道代码", "经度", "纬度", "能力", "联系人", "联系电话", "是否可用");
      sheet.repeatHeaderEvery(PAGE);
      for (int i = 0; i < Resource.COUNT; i++) {
        Resource resource = Resource.of(part.seed(), i);
        Dice dice = part.dice("resource", i);
        sheet.row(
            DIRT,
            dice,
            resource.code(),
            resource.kind(),
            resource.name(),
            resource.street().code(),
            Amount.degrees(resource.lon()),
            Amount.degrees(resource.lat()),
            Integer.toString(resource.capacity()),
            Person.name(dice),
            Person.mobile(dice),
            resource.available() ? "是" : "否");
      }
      sheet.total("合计", Resource.COUNT + "处");
    }
  }
}
