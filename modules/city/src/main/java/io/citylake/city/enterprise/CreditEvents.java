package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The banks' events of green loans as JSON lines: credit granted, paid out, repaid. Some contracts
 * pay out more than was granted, a few of them of firms whose other contract would cover it.
 */
final class CreditEvents implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int OVERDRAWN_EVERY = 40;
  private static final int OVERDRAWN_FIRM = 9;
  private static final int EVENTS = 4;
  private static final List<Integer> MONTHS = List.of(12, 6, 14, 8, 8, 12, 7, 7, 11, 6, 7, 13);
  private static final List<String> BANKS =
      List.of("成都银行", "成都农商银行", "工商银行成都高新支行", "建设银行成都高新支行", "天府银行");
  private static final List<String> CATEGORIES =
      List.of("1", "1", "2", "3", "4", "4", "5", "6", "6", "7");

  @Override
  public String job() {
    return "green_finance.credit_events";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Lines lines = landing.lines("green_finance/credit/绿色信贷流水.jsonl", count)) {
      Book book = new Book(lines, part, count);
      for (int year = part.day().getYear(); year <= part.lastDay().getYear(); year++) {
        YearPace pace = new YearPace(year, part.request().scaled(60_000, 150), MONTHS);
        for (int i = 0; i < pace.until(part.lastDay()); i++) {
          book.write(pace.day(i), i);
        }
      }
      book.plant();
    }
  }

  private record Contract(String number, Firm firm, String bank, String category) {}

  private static final class Book {
    private final Lines lines;
    private final Part part;
    private final JobCount count;
    private final Map<Contract, long[]> contracts = new HashMap<>();

    Book(Lines lines, Part part, JobCount count) {
      this.lines = lines;
      this.part = part;
      this.count = count;
    }

    void write(LocalDate day, int number) throws IOException {
      Dice dice = Dice.of(part.seed(), "green-loan-" + day.getYear(), number);
      boolean overdrawn = number % OVERDRAWN_EVERY == 0;
      int group = dice.below(Firm.COUNT / GreenRatings.EVERY) * GreenRatings.EVERY;
      Firm firm =
          Firm.of(part.seed(), group + (overdrawn ? OVERDRAWN_FIRM : GreenRatings.ASSESSED));
      Contract contract =
          new Contract(
              "%d%06d".formatted(day.getYear(), number),
              firm,
              dice.pick(BANKS),
              dice.pick(CATEGORIES));
      long granted = 1_000_000L * dice.between(1, 80);
      event(contract, 0, "GRANT", granted, day);
      if (number % OVERDRAWN_EVERY == 1) {
        mixed(contract, day, granted);
      }
      long paid = granted * dice.between(30, 60) / 100;
      event(contract, 1, "DRAW", paid, day.plusDays(dice.between(1, 20)));
      long rest = overdrawn ? granted * 11 / 10 - paid : granted * dice.between(5, 35) / 100;
      event(contract, 2, "DRAW", rest, day.plusDays(dice.between(21, 60)));
      event(contract, 3, "REPAY", paid / 3, day.plusDays(dice.between(90, 300)));
    }

    /** Of a second contract a little more is paid out at once, which the firm's first covers. */
    private void mixed(Contract first, LocalDate day, long granted) throws IOException {
      Contract second =
          new Contract(first.number() + "B", first.firm(), first.bank(), first.category());
      planted(first.number() + "10", second, "GRANT", granted / 10, day);
      planted(first.number() + "11", second, "DRAW", granted / 10 + 100, day);
    }

    private void planted(String event, Contract contract, String kind, long cents, LocalDate day)
        throws IOException {
      String amount = Amount.hundredthsText(cents);
      line(event, contract, contract.category(), kind, amount, day);
      accepted(contract, kind, cents, day);
    }

    private void line(
        String event, Contract contract, String category, String kind, String amount, LocalDate day)
        throws IOException {
      int second = Dice.of(part.seed(), "green-second", event.hashCode()).between(32_400, 61_200);
      lines.line(
          """
          {"id":"GF%s","at":"%sT%02d:%02d:%02d+08:00","event":"%s","amount":%s,"bank":"%s",\
          "contract":{"no":"HT%s","category":"%s"},"borrower":{"uscc":"%s","name":"%s"}}\
          """
              .formatted(
                  event,
                  day,
                  second / 3_600,
                  second / 60 % 60,
                  second % 60,
                  kind,
                  amount,
                  contract.bank(),
                  contract.number(),
                  category,
                  contract.firm().creditCode(),
                  contract.firm().name()));
    }

    private void event(Contract contract, int number, String kind, long cents, LocalDate day)
        throws IOException {
      long event = Long.parseLong(contract.number()) * EVENTS + number;
      Dice dice = Dice.of(part.seed(), "green-event", event);
      boolean bad = dice.chance(30);
      if (day.isAfter(part.lastDay())) {
        return;
      }
      boolean negative = bad && number % 2 == 0;
      String amount = (negative ? "-" : "") + Amount.hundredthsText(cents);
      String category = bad && !negative ? "9" : contract.category();
      line("%s%02d".formatted(contract.number(), number), contract, category, kind, amount, day);
      if (bad) {
        count.bad(negative ? "amount:range" : "category:code");
      } else {
        accepted(contract, kind, cents, day);
      }
    }

    private void accepted(Contract contract, String kind, long cents, LocalDate day) {
      BigDecimal amount = Amount.hundredths(cents);
      count.accept();
      count.sum("amount", amount);
      if (contract.firm().spoiledCode()) {
        count.warn("credit_code:uscc");
      }
      long[] totals = contracts.computeIfAbsent(contract, each -> new long[2]);
      String subject = YearMonth.from(day) + "|" + contract.bank();
      if (kind.equals("GRANT")) {
        totals[0] += cents;
        count.find("green_finance.credit", subject + "|granted", amount);
      } else if (kind.equals("DRAW")) {
        totals[1] += cents;
        count.find("green_finance.credit", subject + "|paid", amount);
      } else {
        totals[1] -= cents;
      }
    }

    void plant() {
      contracts.forEach(
          (contract, totals) -> {
            if (totals[1] > totals[0]) {
              String firm = contract.firm().creditCode();
              count.find("green_finance.overdrawn", firm, Amount.hundredths(totals[1] - totals[0]));
            }
          });
    }
  }
}
