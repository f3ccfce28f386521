package io.citylake.city.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.city.CityRequest;
import io.citylake.city.CitySource;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Person;
import io.citylake.city.file.Landing;
import io.citylake.model.Sha256;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads what the departments send by other means than those that wrote it. */
class TestPeopleSources {
  private static final double SMALL = 0.0001;
  private static final LocalDate DAY = LocalDate.of(2026, 1, 2);
  private static final Pattern PROOF =
      Pattern.compile(
          "\\{\"chain\":\\{\"node\":\"(N\\d\\d)\",\"day\":\"2026-01-02\",\"seq\":([1-9]\\d*),"
              + "\"previous\":\"(\\w{64})\",\"hash\":\"(\\w{64})\"},\"at\":(1767\\d{9}),"
              + "\"place\":\"(CP\\d{4})\",\"subject\":\"(\\w{64})\",\"method\":\"(\\w+)\","
              + "\"result\":\"(pass|fail|sealed)\"}");

  @TempDir private Path dir;

  @Test
  void fiveOfEightChainsAreTouchedEachInItsOwnWay() throws Exception {
    String text = write(new ProofFiles(), DAY);
    Map<String, Map<Long, MatchResult>> chains = new TreeMap<>();
    for (String line : text.lines().toList()) {
      Matcher proof = PROOF.matcher(line);
      if (proof.matches()) {
        chains
            .computeIfAbsent(proof.group(1), each -> new TreeMap<>())
            .putIfAbsent(Long.parseLong(proof.group(2)), proof.toMatchResult());
      }
    }
    List<String> breaks = new ArrayList<>();
    for (Map.Entry<String, Map<Long, MatchResult>> chain : chains.entrySet()) {
      breaks.addAll(breaks(chain.getKey(), chain.getValue()));
    }
    // The fifth is not there at all.
    assertThat(chains).hasSize(7);
    assertThat(breaks).containsExactlyInAnyOrder("altered", "unlinked", "missing 2", "unsealed");
  }

  private static List<String> breaks(String chain, Map<Long, MatchResult> proofs)
      throws NoSuchAlgorithmException {
    List<String> breaks = new ArrayList<>();
    String previous = sha256(chain + "|2026-01-02");
    long expected = 1;
    String result = "";
    for (MatchResult proof : proofs.values()) {
      String content =
          String.join(
              "|",
              proof.group(3),
              chain,
              proof.group(2),
              proof.group(5),
              proof.group(6),
              proof.group(7),
              proof.group(8),
              proof.group(9));
      long seq = Long.parseLong(proof.group(2));
      if (!sha256(content).equals(proof.group(4))) {
        breaks.add("altered");
      }
      if (seq > expected) {
        breaks.add("missing " + (seq - expected));
      } else if (!previous.equals(proof.group(3))) {
        breaks.add("unlinked");
      }
      previous = proof.group(4);
      expected = seq + 1;
      result = proof.group(9);
    }
    if (!result.equals("sealed")) {
      breaks.add("unsealed");
    }
    return breaks;
  }

  /** 2026-01-02 is an odd day, 2026-01-03 a Saturday on which a topic surges. */
  @ParameterizedTest
  @CsvSource({"0.0001, 2", "0.0001, 3", "0.1, 2", "0.1, 3", "1, 2", "1, 3"})
  void oneCellAndOneCallerStickOut(double scale, int day) throws Exception {
    String text = write(new HotlineFiles(), LocalDate.of(2026, 1, day), scale);
    // Of the day alone; before them come those of other days that were closed on it.
    String own = "HL2026010" + day + "\\d{6},[^,]*,[^,]*,";
    Map<String, Integer> cells = count(text, Pattern.compile(own + "\\d+,[^,]*,\\d+,(51\\d{10}),"));
    Map<String, Integer> callers = count(text, Pattern.compile(own + "(19[78]\\d{8}),"));
    Map<String, Integer> topics = count(text, Pattern.compile(own + "\\d{11},([^,]{4}),51"));
    double cases = cells.values().stream().mapToInt(Integer::intValue).sum();
    double least = Math.max(6, 3 * cases / cells.size());
    assertThat(cells.values().stream().filter(each -> each >= least)).hasSize(1);
    assertThat(callers.values()).containsExactlyInAnyOrder(2, 3);
    assertThat(topics).hasSize(10);
    assertThat(topics.values().stream().filter(each -> each >= 0.2 * cases))
        .hasSize(day == 3 ? 1 : 0);
  }

  @Test
  void casesAreToldAsTheyAreAtTheEndOfTheDayAndAgainWhenTheyAreClosed() throws Exception {
    Pattern row =
        Pattern.compile(
            "HL(\\d{8})\\d{6},([^,]*),[^,]*,[^,]*,[^,]*,[^,]*,[^,]*,(?:\"(?:[^\"]|\"\")*\"|[^,\"]*),[^,]*,([^,]*),[^,]*,([^,\\r"
                + "\\n"
                + "]*)\r\n");
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy/M/d H:mm");
    Map<String, Integer> rows = new TreeMap<>();
    Matcher matcher = row.matcher(write(new HotlineFiles(), DAY));
    while (matcher.find()) {
      boolean own = matcher.group(1).equals("20260102");
      String closed = matcher.group(3);
      rows.merge(own ? closed.isEmpty() ? "open" : "closed" : "again", 1, Integer::sum);
      assertThat(LocalDate.parse(matcher.group(4), time)).isBeforeOrEqualTo(DAY);
      if (own && !closed.isEmpty()) {
        assertThat(LocalDate.parse(closed, time)).isBeforeOrEqualTo(DAY);
      } else if (!own) {
        assertThat(LocalDate.parse(closed, time)).isEqualTo(DAY);
      }
    }
    assertThat(rows).containsOnlyKeys("again", "closed", "open");
  }

  @Test
  void reviewsAreToldAgainWhenTheyArePutRight() throws Exception {
    String text = write(new ReviewFiles(), DAY, SMALL, StandardCharsets.UTF_16);
    Matcher row =
        Pattern.compile("PJ(\\d{8})\\d{6},[^,]*,[^,]*,([^,]*),[^,]*,([^,]*),([^,\\r\\n]*)")
            .matcher(text);
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy年MM月dd日 HH:mm");
    int again = 0;
    while (row.find()) {
      assertThat(LocalDate.parse(row.group(4), time)).isBeforeOrEqualTo(DAY);
      if (!row.group(1).equals("20260102")) {
        assertThat(LocalDate.parse(row.group(3), time)).isEqualTo(DAY);
        again++;
      }
    }
    assertThat(again).isPositive();
  }

  @Test
  void somePeopleAreInBothRegistersUnderOneNumber() throws Exception {
    Map<String, Integer> residents =
        count(write(new ResidentFile(), DAY), Pattern.compile(",(\\d{17}[\\dX]),"));
    String floating = write(new FloatingFile(), DAY);
    long both =
        residents.keySet().stream()
            .filter(number -> floating.contains(number.toLowerCase(Locale.ROOT)))
            .count();
    assertThat(both).isBetween(3L, 15L);
  }

  @Test
  void elderWhoStaysAtHomePassesNoGate() throws Exception {
    String text = write(new CommunityEventFiles(), DAY);
    long unseen = 0;
    for (Community community : Community.ALL) {
      for (int i = 0; i < Community.ELDERS; i++) {
        unseen += text.contains(community.person(5, i)) ? 0 : 1;
      }
    }
    assertThat(unseen).isEqualTo(Community.ALL.size() * Community.ELDERS / 7);
  }

  @Test
  void caseIsLateOnlyWherePlanted() {
    List<ServiceCase> cases = new ArrayList<>();
    for (int i = 0; i < 35; i++) {
      cases.addAll(ServiceCase.of(request(), DAY.minusDays(i)));
    }
    assertThat(cases.stream().filter(ServiceCase::late)).hasSize(7);
    assertThat(cases)
        .filteredOn(each -> !each.late())
        .allSatisfy(
            each ->
                assertThat(each.finished().toLocalDate())
                    .isBeforeOrEqualTo(
                        each.accepted().toLocalDate().plusDays(each.item().promisedDays())));
  }

  @Test
  void ageBandsBeginOnTheBirthday() {
    assertThat(AgeBand.of(LocalDate.of(1966, 1, 2), DAY)).isEqualTo("60-64");
    assertThat(AgeBand.of(LocalDate.of(1966, 1, 3), DAY)).isEqualTo("35-59");
    assertThat(AgeBand.of(LocalDate.of(1946, 1, 2), DAY)).isEqualTo("80+");
    assertThat(Person.of(5, 1).idHash()).isEqualTo(Sha256.hex(Person.of(5, 1).citizenNumber()));
  }

  private CityRequest request() {
    return new CityRequest(dir, 5, SMALL, DAY, 1);
  }

  /** The text of the day's only file. */
  private String write(CitySource source, LocalDate day) throws IOException, SQLException {
    return write(source, day, SMALL);
  }

  private String write(CitySource source, LocalDate day, double scale)
      throws IOException, SQLException {
    return write(source, day, scale, StandardCharsets.UTF_8);
  }

  private String write(CitySource source, LocalDate day, double scale, Charset encoding)
      throws IOException, SQLException {
    CityRequest request = new CityRequest(dir, 5, scale, day, 1);
    Part part = new Part(request, day.atStartOfDay(), day.plusDays(1).atStartOfDay(), true);
    JobCount count = new JobCount(source.job());
    source.write(part, new Landing(part), count);
    Path file = dir.resolve(count.truth().files().get(0));
    return new String(Files.readAllBytes(file), encoding);
  }

  private static Map<String, Integer> count(String text, Pattern pattern) {
    Map<String, Integer> counts = new HashMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      counts.merge(matcher.group(1), 1, Integer::sum);
    }
    return counts;
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
