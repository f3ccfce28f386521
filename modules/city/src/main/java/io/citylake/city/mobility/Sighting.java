package io.citylake.city.mobility;

import io.citylake.city.Part;
import io.citylake.city.entity.Algorithm;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Camera;
import io.citylake.city.entity.Dice;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens once at a place, and the events by which cameras tell of it: at most four minutes
 * from the end of one to the next. Number 0 of a day passes three cameras; numbers 1 to 4 have no
 * object that the algorithm could follow. All begin after four in the morning.
 *
 * @param object which no other incident of any day has; empty where there is none
 * @param returns whether the object comes back when the algorithm's window is over, as a second
 *     incident
 */
record Sighting(
    int number, Algorithm algorithm, String object, boolean returns, List<Event> events) {
  /**
   * One camera's event.
   *
   * @param second of the day, perhaps of the next; likewise {@code until}
   * @param again whether it tells of the object's return
   */
  record Event(int index, Camera camera, int second, int until, boolean again) {}

  private static final int FIRST_NULL = 1;
  private static final int LAST_NULL = 4;

  static int perDay(Part part) {
    return part.request().scaled(394_500, 100);
  }

  /** Longer than the pauses within one incident. */
  static int windowMinutes(Algorithm algorithm) {
    return switch (algorithm.kind()) {
      case VEHICLE, PERSON -> 5;
      case STREET -> 30;
      case ENVIRONMENT -> 60;
    };
  }

  static Sighting of(Part part, int number) {
    Dice dice = part.dice("sighting", number);
    Cameras cameras = Cameras.of(part.seed());
    boolean noObject = number >= FIRST_NULL && number <= LAST_NULL;
    // Without an object, one place and algorithm would be one incident: each has its own.
    Algorithm algorithm = noObject ? Algorithm.ALL.get(52 + number) : dice.pick(Algorithm.ALL);
    Camera seen =
        number == 0
            ? cameras.amongThree((int) part.day().toEpochDay())
            : cameras.camera(dice.below(Camera.COUNT));
    List<Camera> around = cameras.around(seen);
    int count = number == 0 ? 3 : dice.between(1, 6);
    boolean returns = number % 10 == 7;
    List<Event> events = new ArrayList<>();
    int second = (4 + dice.below(20)) * 3_600 + dice.below(3_600);
    for (int i = 0; i < count; i++) {
      Camera by = number == 0 ? around.get(i) : i == 0 ? seen : dice.pick(around);
      int until = second + dice.below(60);
      events.add(new Event(i, by, second, until, false));
      second = until + dice.between(20, 240);
    }
    if (returns) {
      Event last = events.get(count - 1);
      int back = last.until() + windowMinutes(algorithm) * 60 + dice.between(1, 300);
      events.add(new Event(count, last.camera(), back, back + 10, true));
    }
    String object =
        noObject
            ? ""
            : algorithm.kind().name().charAt(0) + "-" + part.day() + "-" + Amount.padded(number, 9);
    return new Sighting(number, algorithm, object, returns, events);
  }

  String eventId(Part part, Event event) {
    return "E%s%010d"
        .formatted(part.day().toString().replace("-", ""), number * 16L + event.index());
  }

  /** How many cameras tell of the incident itself, or of the object's return. */
  int cameras(boolean again) {
    int cameras = 0;
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).again() == again && !earlier(i, again)) {
        cameras++;
      }
    }
    return cameras;
  }

  /** Whether an event before has the same camera: so few are sooner compared than put in a set. */
  private boolean earlier(int index, boolean again) {
    int camera = events.get(index).camera().index();
    for (int i = 0; i < index; i++) {
      if (events.get(i).again() == again && events.get(i).camera().index() == camera) {
        return true;
      }
    }
    return false;
  }
}
