package io.citylake.city.people;

import io.citylake.city.CityRequest;
import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Person;
import io.citylake.city.entity.Street;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The streets' register of floating residents: another full copy, in GB18030, with a title, page
 * headers, a total and citizen numbers typed by hand. Some of its people are residents too.
 */
final class FloatingFile implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy年MM月dd日");
  private static final int PAGE = 200;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(1, "不详", "citizen_id:length")
          .fault(4, "19900231", "born_on:type")
          .fault(5, "510199999", "street_code:code")
          .fault(7, "1381234", "phone:phone")
          .nullable(6, 7);

  @Override
  public String job() {
    return "population.floating_residents";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet("population/floating/流动人口登记.csv", SheetStyle.GB18030, count)) {
      sheet.line("成都高新区流动人口登记册", "", "", "", "", "", "", "", "");
      sheet.header("登记编号", "身份证号", "姓名", "性别", "出生年月日", "现住街道", "现住地址", "手机号", "登记日期");
      sheet.repeatHeaderEvery(PAGE);
      Register register = new Register(part, sheet, count);
      int total = register.residents() + register.outsiders() + register.newcomers();
      sheet.total("合计", Integer.toString(total));
      sheet.footnote("注：本册由各街道采集。");
    }
  }

  private record Register(Part part, Sheet sheet, JobCount count) {
    /** The people who are in the other register too. */
    int residents() throws IOException {
      int rows = 0;
      for (int i = 0; i < part.request().scaled(Person.RESIDENTS, 1_000); i++) {
        Resident resident = Resident.on(part.lastDay(), part.seed(), i);
        if (resident != null && resident.inBothRegisters()) {
          Street street = resident.foundIn();
          write(resident.person(), street, CityRequest.FOUNDED, Dirt.none());
          count.find("population.two_registers", street.code(), BigDecimal.ONE);
          rows++;
        }
      }
      return rows;
    }

    int outsiders() throws IOException {
      int rows = part.request().scaled(200_000, 200);
      for (int i = 0; i < rows; i++) {
        Person person = Person.of(part.seed(), Person.RESIDENTS + i);
        LocalDate day = CityRequest.FOUNDED.minusDays(1 + person.serial());
        write(person, person.street(), day, DIRT);
      }
      return rows;
    }

    /** One each day, so that the newest registration says how old the copy is. */
    int newcomers() throws IOException {
      int first = Person.RESIDENTS + 1_000_000;
      int rows = 0;
      LocalDate day = CityRequest.FOUNDED;
      for (; !day.isAfter(part.lastDay()); day = day.plusDays(1)) {
        Person person = Person.of(part.seed(), first + rows);
        write(person, person.street(), day, Dirt.none());
        rows++;
      }
      return rows;
    }

    private void write(Person person, Street street, LocalDate registered, Dirt dirt)
        throws IOException {
      Dice dice = Dice.of(part.seed(), "floating", person.index());
      String number = person.citizenNumber();
      Row row =
          sheet.row(
              dirt,
              dice,
              "F" + Amount.padded(person.index(), 9),
              dice.chance(500) ? Amount.fullWidth(number) : number.toLowerCase(Locale.ROOT),
              person.name(),
              person.sex().equals("男") ? "1" : "2",
              DateTimeFormatter.BASIC_ISO_DATE.format(person.birth()),
              street.code(),
              "天府大道" + dice.between(1, 2_000) + "号",
              person.mobile(),
              DAY.format(registered));
      if (row.accepted()) {
        String band = AgeBand.of(person.birth(), part.lastDay());
        count.find("population.street_age", street.code() + "/" + band, BigDecimal.ONE);
      }
    }
  }
}
