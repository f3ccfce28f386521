package io.citylake.city;

import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The residents' register: a full copy without update times, always under the same name, as it is
 * on the last day of the request. People move, arrive and leave; who is who is invented.
 */
final class ResidentFile {
  private static final String FILE = "population/常住人口.csv";
  private static final DateTimeFormatter BIRTH = DateTimeFormatter.ofPattern("yyyy年MM月dd日");
  private static final LocalDate OLDEST = LocalDate.of(1935, 1, 1);
  private static final int HORIZON = 3_650;

  private final CityRequest request;
  private final JobCount count = new JobCount("population.residents");

  ResidentFile(CityRequest request) {
    this.request = request;
  }

  JobTruth write() throws IOException {
    LocalDate day = request.until().minusDays(1);
    count.file(FILE);
    try (TextFile file = TextFile.open(request.to().resolve(FILE), TextFile.UTF_8)) {
      file.record("人员编号", "公民身份号码", "姓名", "性别", "出生日期", "街道代码", "户籍类型", "联系电话");
      int residents = request.scaled(1_300_000, 1_000);
      for (int i = 0; i < residents; i++) {
        write(file, i, day);
      }
    }
    return count.truth();
  }

  private void write(TextFile file, int index, LocalDate day) throws IOException {
    Dice dice = Dice.of(request.seed(), "resident", index);
    long now = day.toEpochDay() - CityRequest.FOUNDED.toEpochDay();
    boolean arrivesLater = dice.chance(2_000) && dice.below(HORIZON) > now;
    boolean left = dice.chance(1_000) && dice.below(HORIZON) <= now;
    LocalDate birth = OLDEST.plusDays(dice.below(32_000));
    int serial = dice.between(1, 1_000);
    String name = Person.name(dice);
    Street home = dice.pick(Street.ALL);
    Street next = dice.pick(Street.ALL);
    boolean moved = dice.below(HORIZON) <= now;
    if (arrivesLater || left) {
      return;
    }
    String number = Person.citizenNumber("510107", birth, serial);
    int luck = dice.below(1_000);
    boolean spoiled = luck >= 10 && luck < 15;
    String[] fields = {
      "R%08d".formatted(index),
      spoiled ? Person.spoiled(number) : number,
      name,
      serial % 2 == 1 ? "男" : "女",
      BIRTH.format(birth),
      (moved ? next : home).code(),
      dice.pick(List.of("本地户籍", "市内户籍", "外地户籍")),
      Person.mobile(dice)
    };
    String fault = "";
    if (luck < 2) {
      fields[2] = "";
      fault = "name:required";
    } else if (luck < 4) {
      fields[4] = "不详";
      fault = "born_on:type";
    }
    file.record(fields);
    if (!fault.isEmpty()) {
      count.bad(fault);
      return;
    }
    count.accept();
    if (spoiled) {
      count.warn("citizen_id:citizen_id");
    }
  }
}
