package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;

/** The catalogue of services: a workbook with a title and a footnote. */
final class ServiceItemFile implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final Dirt DIRT = Dirt.none().numbers(4, 5, 6);

  @Override
  public String job() {
    return "government_service.service_items";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet =
        landing.sheet("government_service/items/政务服务事项.xlsx", SheetStyle.XLSX, count)) {
      sheet.line("成都高新区政务服务事项清单");
      sheet.header("事项编码", "事项名称", "实施部门", "一件事", "法定时限", "承诺时限", "改革前环节");
      for (ServiceItem item : ServiceItem.ALL) {
        sheet.row(
            DIRT,
            Dice.of(part.seed(), "service_item", item.index()),
            item.code(),
            item.name(),
            item.department(),
            item.oneStop() ? "是" : "否",
            Integer.toString(item.legalDays()),
            Integer.toString(item.promisedDays()),
            Integer.toString(item.steps()));
      }
      sheet.footnote("注：时限以工作日计。");
    }
  }
}
