package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.file.Landing;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The labour office's database of posts as of the last day: a row for each version of a post. Most
 * posts have a second version, when they are filled, grow or are withdrawn.
 */
final class PostDatabase implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final List<Integer> MONTHS = List.of(5, 9, 15, 10, 8, 7, 7, 8, 13, 10, 6, 4);
  private static final List<String> DEGREES = List.of("14", "21", "21", "31");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final String TABLE =
      """
      create table zp_post (
        id integer primary key, post_id text, uniscid text, chain text, chain_name text, title text,
        headcount integer, education text, salary_low integer, salary_high integer, street text,
        posted_on text, state text, upd_time text)""";

  /** One version of a post; faulty ones break exactly one rule. */
  private record Version(int headcount, String state, LocalDateTime at, String fault) {}

  @Override
  public String job() {
    return "talent_employment.posts";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException, SQLException {
    try (Connection connection = landing.sqlite("talent_employment/recruitment.db", count);
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into zp_post values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        Posts posts = new Posts(insert, part, count);
        for (int year = part.day().getYear(); year <= part.lastDay().getYear(); year++) {
          YearPace pace = new YearPace(year, part.request().scaled(120_000, 300), MONTHS);
          for (int i = 0; i < pace.until(part.lastDay()); i++) {
            posts.write(i, pace.day(i));
          }
        }
        posts.total();
      }
      statement.execute("create index zp_post_time on zp_post (upd_time)");
      connection.commit();
    }
  }

  private static final class Posts {
    private final PreparedStatement insert;
    private final Part part;
    private final JobCount count;
    private long good;
    private long keys;
    private long living;

    Posts(PreparedStatement insert, Part part, JobCount count) {
      this.insert = insert;
      this.part = part;
      this.count = count;
    }

    void write(int number, LocalDate day) throws SQLException {
      Dice dice = Dice.of(part.seed(), "post-" + day.getYear(), number);
      Firm firm = FirmRow.any(part.seed(), dice);
      Chain chain = Chain.draw(dice, Chain::posts);
      int headcount = dice.between(1, 12);
      Version first =
          new Version(headcount, "招聘中", day.atTime(9, 0).plusSeconds(dice.below(28_800)), "");
      if (dice.chance(40)) {
        first = new Version(0, first.state(), first.at(), "headcount:range");
      }
      insert(number, day, firm, chain, first);
      LocalDateTime later = first.at().plusDays(dice.between(3, 25));
      boolean changes = dice.chance(6_000);
      int kind = dice.below(10);
      boolean unknown = dice.chance(80);
      Version newest = first;
      if (changes && !later.toLocalDate().isAfter(part.lastDay())) {
        Version second =
            unknown
                ? new Version(headcount, "暂停", later, "state:in")
                : kind < 7
                    ? new Version(headcount, "已招满", later, "")
                    : kind < 9
                        ? new Version(headcount + 3, "招聘中", later, "")
                        : new Version(headcount, "撤回", later, "");
        insert(number, day, firm, chain, second);
        newest = second.fault().isEmpty() ? second : first;
      }
      plant(newest, day, chain);
    }

    private void plant(Version newest, LocalDate day, Chain chain) {
      if (!newest.fault().isEmpty()) {
        return;
      }
      keys++;
      if (!newest.state().equals("撤回")) {
        living++;
        BigDecimal people = BigDecimal.valueOf(newest.headcount());
        count.sum("headcount", people);
        String subject = YearMonth.from(day) + "|" + chain.code();
        count.find("talent_employment.demand", subject, people);
      }
    }

    private void insert(int number, LocalDate day, Firm firm, Chain chain, Version version)
        throws SQLException {
      Dice post = Dice.of(part.seed(), "post-terms-" + day.getYear(), number);
      int salary = 500 * post.between(8, 60);
      insert.setString(1, "P%d%06d".formatted(day.getYear(), number));
      insert.setString(2, firm.creditCode());
      insert.setString(3, chain.code());
      insert.setString(4, chain.zh());
      insert.setString(5, post.pick(chain.titles()));
      insert.setInt(6, version.headcount());
      insert.setString(7, post.pick(DEGREES));
      insert.setInt(8, salary);
      insert.setInt(9, salary + 500 * post.between(0, 30));
      insert.setString(10, firm.street().code());
      insert.setString(11, day.toString());
      insert.setString(12, version.state());
      insert.setString(13, TIME.format(version.at()));
      insert.executeUpdate();
      if (!version.fault().isEmpty()) {
        count.bad(version.fault());
        return;
      }
      good++;
      if (firm.spoiledCode()) {
        count.warn("credit_code:uscc");
      }
    }

    void total() {
      count.upserted(good, keys, living);
    }
  }
}
