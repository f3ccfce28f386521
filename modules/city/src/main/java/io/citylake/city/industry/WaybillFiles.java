package io.citylake.city.industry;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;

/** The logistics platform's waybills of a day: GB18030, times without padding, a total below. */
final class WaybillFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(0, "YD待补", "waybill_no:matches")
          .fault(6, "约半吨", "weight:type")
          .fault(5, "519999", "dest_area:code")
          .fault(10, "1999/1/1 0:00", "delivered_at:after")
          .ragged()
          .sloppy(6)
          .nullable(4)
          .again()
          .bad(80);

  @Override
  public String job() {
    return "smart_logistics.waybills";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    WaybillSums sums = new WaybillSums();
    MinuteTexts times = new MinuteTexts(part.day());
    try (Sheet sheet =
        landing.sheet("smart_logistics/waybills/运单_" + day + ".csv", SheetStyle.GB18030, count)) {
      sheet.header(
          "运单号", "发货单位代码", "承运人", "货类", "发货街道代码", "目的地区划", "重量（千克）", "收件电话", "下单时间", "承诺送达",
          "签收时间");
      for (int i = 0; i < Waybill.perDay(part); i++) {
        Waybill bill = Waybill.of(part, i);
        sums.add(bill, write(sheet, part, bill, i, times), count);
      }
      sheet.total("合计", "", "", "", "", "", Amount.grouped(Amount.hundredths(sums.all)));
    }
    sums.find(part.day().toString(), count);
  }

  /** What the bills of a day add up to; weights in hundredths. */
  private static final class WaybillSums {
    private long all;
    private long accepted;
    private long weight;
    private long late;

    void add(Waybill bill, boolean taken, JobCount count) {
      all += bill.weight();
      if (taken) {
        accepted++;
        weight += bill.weight();
        late += bill.late() ? 1 : 0;
        if (bill.breachMinutes() > 0) {
          count.find(
              "smart_logistics.breach", bill.number(), BigDecimal.valueOf(bill.breachMinutes()));
        }
      }
    }

    void find(String day, JobCount count) {
      if (accepted > 0) {
        count.sum("weight", Amount.hundredths(weight));
        count.find("smart_logistics.volume", day, BigDecimal.valueOf(accepted));
        count.find("smart_logistics.late", day, BigDecimal.valueOf(late));
      }
    }
  }

  /** Whether the table takes the bill. */
  private static boolean write(Sheet sheet, Part part, Waybill bill, int index, MinuteTexts times)
      throws IOException {
    return sheet
        .row(
            DIRT,
            part.dice("waybill-row", index),
            bill.number(),
            bill.shipper().creditCode(),
            bill.carrier(),
            bill.kind(),
            bill.shipper().street().code(),
            bill.area(),
            Amount.hundredthsText(bill.weight()),
            bill.phone(),
            times.of(bill.created()),
            times.of(bill.promised()),
            times.of(bill.delivered()))
        .accepted();
  }
}
