package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.entity.Person;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The registered arrivals of talents, a sheet a year with the days so far. Each fortieth is
 * registered by a second firm on the same day, mostly of another class: one person, two
 * registrations.
 */
final class TalentArrivals implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int TWICE_EVERY = 40;
  private static final int TRIES = 8;
  private static final int YOUNGEST = 22;
  private static final int OLDEST = 55;
  private static final List<Integer> MONTHS = List.of(6, 5, 12, 9, 8, 10, 16, 10, 11, 7, 5, 4);
  private static final List<String> DEGREES =
      List.of("11", "14", "14", "14", "21", "21", "21", "21", "31", "47");
  private static final List<String> CLASSES =
      List.of("A", "B", "C", "D", "D", "E", "E", "F", "F", "F");
  private static final DateTimeFormatter CHINESE = DateTimeFormatter.ofPattern("yyyy年MM月dd日");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(5, "G类", "class:type")
          .fault(4, "99", "education:code")
          .fault(6, "近期", "arrived_on:type")
          .fault(8, "XX", "chain:code")
          .fault(1, "510107199001010011", "id_hash:matches")
          .ragged()
          .nullable(3)
          .again();

  @Override
  public String job() {
    return "talent_employment.talents";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    for (int year = part.day().getYear(); year <= part.lastDay().getYear(); year++) {
      YearPace pace = new YearPace(year, part.request().scaled(40_000, 240), MONTHS);
      String name = "talent_employment/talents/人才引进_" + year + ".csv";
      Map<String, Set<String>> persons = new TreeMap<>();
      Map<String, String> classes = new TreeMap<>();
      try (Sheet sheet = landing.sheet(name, SheetStyle.UTF_8_BOM, count)) {
        sheet.header(
            "登记编号",
            "证件号散列",
            "姓名",
            "出生年份",
            "学历代码",
            "人才类别",
            "引进日期",
            "用人单位统一社会信用代码",
            "产业链编码",
            "产业链",
            "街道代码");
        Register register = new Register(sheet, part, persons, classes, count);
        for (int i = 0; i < pace.until(part.lastDay()); i++) {
          register.write(i, pace.day(i));
        }
      }
      persons.forEach(
          (subject, hashes) ->
              count.find("talent_employment.supply", subject, BigDecimal.valueOf(hashes.size())));
      classes.forEach(
          (person, best) -> {
            String month = person.substring(0, person.indexOf('|'));
            count.find("talent_employment.arrivals", month + "|" + best, BigDecimal.ONE);
          });
    }
  }

  /**
   * @param classes the best of a month and person
   */
  private record Register(
      Sheet sheet,
      Part part,
      Map<String, Set<String>> persons,
      Map<String, String> classes,
      JobCount count) {

    void write(int number, LocalDate day) throws IOException {
      Dice dice = Dice.of(part.seed(), "talent-" + day.getYear(), number);
      Person person = person(day, number);
      Chain chain = Chain.draw(dice, Chain::talents);
      row(dice, "T%d%06d".formatted(day.getYear(), 2 * number), person, chain, day);
      if (number % TWICE_EVERY == 0) {
        row(dice, "T%d%06d".formatted(day.getYear(), 2 * number + 1), person, chain, day);
      }
    }

    private void row(Dice dice, String registration, Person person, Chain chain, LocalDate day)
        throws IOException {
      Firm firm = FirmRow.any(part.seed(), dice);
      String chinese = day.format(CHINESE);
      String talentClass = dice.pick(CLASSES);
      Row row =
          sheet.row(
              DIRT,
              dice,
              registration,
              person.idHash(),
              person.name(),
              Integer.toString(person.birth().getYear()),
              Dice.of(part.seed(), "degree", person.index()).pick(DEGREES),
              dice.chance(3_000) ? talentClass + "类" : talentClass,
              dice.chance(500) ? Amount.fullWidth(chinese) : chinese,
              firm.creditCode(),
              chain.code(),
              chain.zh(),
              firm.street().code());
      if (FirmRow.accepted(row, firm, count)) {
        persons
            .computeIfAbsent(YearMonth.from(day) + "|" + chain.code(), each -> new TreeSet<>())
            .add(person.idHash());
        classes.merge(
            YearMonth.from(day) + "|" + person.idHash(),
            talentClass,
            (one, other) -> one.compareTo(other) < 0 ? one : other);
      }
    }

    /** Somebody of working age, another one for each number of a year. */
    private Person person(LocalDate day, int number) {
      int first = (day.getYear() - 2025) * 400_000 + number * TRIES;
      for (int i = 0; i < TRIES - 1; i++) {
        Person person = Person.of(part.seed(), first + i);
        int age = day.getYear() - person.birth().getYear();
        if (age >= YOUNGEST && age <= OLDEST) {
          return person;
        }
      }
      return Person.of(part.seed(), first + TRIES - 1);
    }
  }
}
