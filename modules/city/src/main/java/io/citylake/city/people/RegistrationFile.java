package io.citylake.city.people;

import io.citylake.city.CityRequest;
import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The people, vehicles and things of all communities, in a workbook that has a header a page. */
final class RegistrationFile implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy年MM月dd日");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(0, "动物", "entity_kind:in")
          .fault(2, "51010", "community_code:matches")
          .fault(4, "其他", "care:in")
          .fault(7, "不详", "registered_on:type")
          .nullable(3);

  @Override
  public String job() {
    return "community_safety.registrations";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet =
        landing.sheet("community_safety/registrations/社区人车物.xlsx", SheetStyle.XLSX, count)) {
      sheet.line("智安社区人车物登记表");
      sheet.header("类别", "标识", "社区代码", "楼栋", "关注类型", "经度", "纬度", "登记日期");
      sheet.repeatHeaderEvery(500);
      Book book = new Book(part, sheet, count);
      for (Community community : Community.ALL) {
        book.write(community);
      }
      sheet.total("合计");
    }
  }

  private record Book(Part part, Sheet sheet, JobCount count) {
    void write(Community community) throws IOException {
      for (int i = 0; i < Community.PEOPLE; i++) {
        String care =
            i < Community.ELDERS ? "独居老人" : i == 2 && community.watchesPerson() ? "布控" : "";
        LocalDate movedIn = Community.movedIn(community.index(), i);
        if (movedIn == null || !movedIn.isAfter(part.lastDay())) {
          write(community, "人员", "person", community.person(part.seed(), i), care, movedIn);
        }
      }
      for (int i = 0; i < Community.VEHICLES; i++) {
        String care = i == 0 && community.watchesVehicle() ? "布控" : "";
        write(community, "车辆", "vehicle", community.vehicle(i), care, null);
      }
      for (int i = 0; i < Community.THINGS; i++) {
        write(community, "物品", "thing", community.thing(i), "", null);
      }
    }

    private void write(
        Community community,
        String kind,
        String code,
        String id,
        String care,
        @Nullable LocalDate movedIn)
        throws IOException {
      Dice dice = Dice.of(part.seed(), "registration", id.hashCode());
      Row row =
          sheet.row(
              care.isEmpty() ? DIRT : Dirt.none(),
              dice,
              kind,
              id,
              community.code(),
              dice.between(1, 30) + "栋",
              care,
              Amount.degrees(community.near(dice, community.lon())),
              Amount.degrees(community.near(dice, community.lat())),
              DAY.format(
                  movedIn == null ? CityRequest.FOUNDED.minusDays(dice.below(900)) : movedIn));
      if (row.accepted()) {
        count.find("community_safety.dossier", community.code() + "/" + code, BigDecimal.ONE);
      }
    }
  }
}
