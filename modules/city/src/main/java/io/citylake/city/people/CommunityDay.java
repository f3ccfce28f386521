package io.citylake.city.people;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * One day's passages and alarms. Ordinary alarms ring between six and ten in the morning, in turn,
 * and who is watched passes in the evening only as planted: so the planted alerts are all there
 * are.
 */
final class CommunityDay {
  private static final List<String> ALARMS =
      List.of("smoke", "high_toss", "fire_lane", "ebike_in_lift", "fence");
  private static final int MOST_ALARMS = 400;
  private static final int FIRST_ORDINARY_THING = 4;

  private final Part part;
  private final Lines lines;
  private final JobCount count;
  private final String prefix;
  private final int day;
  private int events;

  CommunityDay(Part part, Lines lines, JobCount count) {
    this.part = part;
    this.lines = lines;
    this.count = count;
    this.prefix = "EV" + DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    this.day = (int) part.day().toEpochDay();
  }

  void planted() throws IOException {
    for (Community community : Community.ALL) {
      // Gates that report in the morning and in the evening are gates that work.
      passage(community, "07:00:00", "person_out", community.person(part.seed(), 10));
      passage(community, "19:00:00", "person_in", community.person(part.seed(), 10));
      elders(community);
    }
    watchedPeople();
    watchedVehicles();
    repeats();
  }

  /** Each is at home one day of seven. */
  private void elders(Community community) throws IOException {
    for (int i = 0; i < Community.ELDERS; i++) {
      String elder = community.person(part.seed(), i);
      if ((day + community.index() * Community.ELDERS + i) % 7 == 0) {
        LocalDate movedIn = Community.movedIn(community.index(), i);
        if (movedIn == null || !movedIn.isAfter(part.day())) {
          find("lone_elder_unseen/" + part.day() + "/" + elder, 0);
        }
      } else {
        passage(community, time(9 * 3_600 + day % 60 * 60), "person_out", elder);
      }
    }
  }

  /** One comes in 20 minutes before an alarm, another 31, a third before four and it after. */
  private void watchedPeople() throws IOException {
    Community near = Community.ALL.get(5 * (day % 7));
    String person = near.person(part.seed(), 2);
    passage(near, "20:10:00", "person_in", person);
    String alarm = alarm(near, "20:30:00", "smoke", 1);
    find("watched_near_alarm/" + alarm + "/" + person, 2);
    Community before = Community.ALL.get(5 * ((day + 3) % 7));
    passage(before, "20:00:00", "person_in", before.person(part.seed(), 2));
    alarm(before, "20:31:00", "fence", 1);
    Community night = Community.ALL.get(5 * ((day + 5) % 7));
    passage(night, "03:50:00", "person_in", night.person(part.seed(), 2));
    String early = alarm(night, "04:10:00", "smoke", 1);
    find("watched_near_alarm/" + early + "/" + night.person(part.seed(), 2), 2);
  }

  /** One comes in exactly 30 minutes before an alarm, another has left again. */
  private void watchedVehicles() throws IOException {
    Community near = Community.ALL.get(5 * ((day + 1) % 7) + 2);
    passage(near, "22:00:00", "vehicle_in", near.vehicle(0));
    String alarm = alarm(near, "22:30:00", "fire_lane", 1);
    find("watched_near_alarm/" + alarm + "/" + near.vehicle(0), 2);
    Community left = Community.ALL.get(5 * (day % 7) + 2);
    passage(left, "21:00:00", "vehicle_in", left.vehicle(0));
    passage(left, "21:05:00", "vehicle_out", left.vehicle(0));
    alarm(left, "21:10:00", "high_toss", 1);
  }

  /** One sensor rings three times, another twice. */
  private void repeats() throws IOException {
    Community community = Community.ALL.get(day % Community.ALL.size());
    for (String time : List.of("10:00:00", "12:00:00", "14:00:00")) {
      alarm(community, time, "ebike_in_lift", 2);
    }
    find("thing_repeats/" + part.day() + "/" + community.code() + "/" + community.thing(2), 3);
    alarm(community, "10:30:00", "smoke", 3);
    alarm(community, "16:30:00", "smoke", 3);
  }

  void ordinary() throws IOException {
    int perDay = part.request().scaled(20_000, 200);
    int alarms = Math.min(MOST_ALARMS, perDay / 20);
    for (int i = 0; i < perDay; i++) {
      Dice dice = part.dice("community_event", i);
      if (i < alarms) {
        Community community = Community.ALL.get(i % Community.ALL.size());
        int turn = i / Community.ALL.size() % (Community.THINGS - FIRST_ORDINARY_THING);
        String time = time(6 * 3_600 + dice.below(4 * 3_600));
        soiled(dice, community, time, dice.pick(ALARMS), "", FIRST_ORDINARY_THING + turn);
      } else {
        Community community = dice.pick(Community.ALL);
        // More pass by day than by night.
        String time = time(dice.below(43_200) + dice.below(43_200));
        boolean person = dice.chance(6_000);
        String direction = dice.chance(5_000) ? "_in" : "_out";
        String subject = subject(dice, community, person);
        soiled(dice, community, time, (person ? "person" : "vehicle") + direction, subject, 0);
      }
    }
  }

  private String subject(Dice dice, Community community, boolean person) {
    if (!person) {
      return dice.chance(2_000)
          ? "川B" + Amount.padded(dice.below(100_000), 5)
          : community.vehicle(dice.between(1, Community.VEHICLES));
    }
    return community.person(part.seed(), dice.between(11, Community.PEOPLE));
  }

  /** Of 10,000 events 40 are refused and 50 come twice. */
  private void soiled(
      Dice dice, Community community, String time, String kind, String subject, int thing)
      throws IOException {
    int luck = dice.below(10_000);
    String at = part.day() + "T" + time + "+08:00";
    String line = line(community, at, kind, subject, thing);
    if (luck < 10) {
      lines.line(line(community, "1970-01-01T" + time + "+08:00", kind, subject, thing));
      count.bad("occurred_at:range");
    } else if (luck < 20) {
      lines.line(line(community, at, "unknown", subject, thing));
      count.bad("kind:code");
    } else if (luck < 30) {
      lines.line(line(community, at, kind, subject, thing).replaceFirst("EV\\d+", ""));
      count.bad("event_id:required");
    } else if (luck < 40) {
      lines.line(line.substring(0, line.length() / 2));
      count.bad("record");
    } else {
      lines.line(line);
      accept(community, kind);
      if (luck < 90) {
        lines.line(line);
        count.duplicate();
      }
    }
    events++;
  }

  private void passage(Community community, String time, String kind, String subject)
      throws IOException {
    lines.line(line(community, part.day() + "T" + time + "+08:00", kind, subject, 0));
    events++;
    accept(community, kind);
  }

  /** Its number. */
  private String alarm(Community community, String time, String kind, int thing)
      throws IOException {
    String number = number();
    lines.line(line(community, part.day() + "T" + time + "+08:00", kind, "", thing));
    events++;
    accept(community, kind);
    return number;
  }

  private void accept(Community community, String kind) {
    count.accept();
    if (ALARMS.contains(kind)) {
      count.find("community_safety.dossier", community.code() + "/event", BigDecimal.ONE);
    }
  }

  private void find(String alert, int happenings) {
    count.find("community_safety.alerts", alert, BigDecimal.valueOf(happenings));
  }

  private String number() {
    return prefix + Amount.padded(events, 7);
  }

  /** Of the next event. */
  private String line(Community community, String at, String kind, String subject, int thing) {
    return "{\"eventId\":\""
        + number()
        + "\",\"time\":\""
        + at
        + "\",\"community\":\""
        + community.code()
        + "\",\"kind\":\""
        + kind
        + "\",\"subject\":"
        + (subject.isEmpty() ? "null" : '"' + subject + '"')
        + ",\"device\":{\"id\":\""
        + community.thing(thing)
        + "\",\"lon\":"
        + Amount.degrees(community.lon() + 10 * thing)
        + ",\"lat\":"
        + Amount.degrees(community.lat() - 10 * thing)
        + "}}";
  }

  private static String time(int second) {
    return DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofSecondOfDay(second));
  }
}
