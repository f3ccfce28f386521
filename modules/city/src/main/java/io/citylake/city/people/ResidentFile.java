package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Person;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The residents' register: a full copy without update times, always under the same name, as it is
 * on the last day of the request. People move, arrive and leave; who is who is invented.
 */
final class ResidentFile implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter BIRTH = DateTimeFormatter.ofPattern("yyyy年MM月dd日");
  private static final List<String> HOUSEHOLDS = List.of("本地户籍", "市内户籍", "外地户籍");
  private static final Dirt DIRT =
      Dirt.none().fault(2, "", "name:required").fault(4, "不详", "born_on:type").bad(40);

  @Override
  public String job() {
    return "population.residents";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet("population/常住人口.csv", SheetStyle.UTF_8, count)) {
      sheet.header("人员编号", "公民身份号码", "姓名", "性别", "出生日期", "街道代码", "户籍类型", "联系电话");
      int residents = part.request().scaled(Person.RESIDENTS, 1_000);
      for (int i = 0; i < residents; i++) {
        Resident resident = Resident.on(part.lastDay(), part.seed(), i);
        if (resident != null) {
          write(sheet, resident, part.lastDay(), count);
        }
      }
    }
  }

  private static void write(Sheet sheet, Resident resident, LocalDate day, JobCount count)
      throws IOException {
    Person person = resident.person();
    boolean both = resident.inBothRegisters();
    boolean spoiled = resident.dice().chance(50) && !both;
    Row row =
        sheet.row(
            both ? Dirt.none() : DIRT,
            resident.dice(),
            "R" + Amount.padded(person.index(), 8),
            spoiled ? Person.spoiled(person.citizenNumber()) : person.citizenNumber(),
            person.name(),
            person.sex(),
            BIRTH.format(person.birth()),
            resident.street().code(),
            resident.dice().pick(HOUSEHOLDS),
            person.mobile());
    if (!row.accepted()) {
      return;
    }
    if (spoiled) {
      count.warn("citizen_id:citizen_id");
    }
    if (!both) {
      // Who is in both registers is counted by the other one, where they were found.
      String band = AgeBand.of(person.birth(), day);
      count.find("population.street_age", resident.street().code() + "/" + band, BigDecimal.ONE);
    }
  }
}
