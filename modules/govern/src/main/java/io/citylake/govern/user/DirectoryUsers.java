package io.citylake.govern.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.citylake.contract.settings.DirectorySettings;
import io.citylake.govern.SessionValidity;
import io.citylake.govern.user.LdapDirectory.Person;
import io.citylake.model.ForwardClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Users of a directory, as it had them at most the settings' {@code recheck} ago. Where it can't be
 * asked for longer than that, none of them stands. Safe for threads.
 */
final class DirectoryUsers {
  private static final int MOST = 20_000;

  private final LdapDirectory directory;
  private final Clock clock;
  private final Duration recheck;
  private final Cache<String, Seen> seen = Caffeine.newBuilder().maximumSize(MOST).build();

  DirectoryUsers(DirectorySettings settings, Clock clock) {
    this.directory = new LdapDirectory(settings);
    this.clock = ForwardClock.of(clock);
    this.recheck = settings.recheck();
  }

  /** How long what it said of a user counts. */
  Duration recheck() {
    return recheck;
  }

  /** What the directory said, and when. */
  private record Seen(Optional<Person> person, Instant at) {}

  /**
   * By password, asked of the directory each time.
   *
   * @throws io.citylake.model.CityLakeException LOGIN_FAILED where it can't be asked
   */
  Optional<Person> check(String user, char[] password) {
    Instant now = clock.instant();
    Optional<Person> person = directory.check(user, password);
    person.ifPresent(each -> seen.put(each.name(), new Seen(person, now)));
    return person;
  }

  /**
   * As he is, or was a moment ago.
   *
   * @throws io.citylake.model.CityLakeException LOGIN_FAILED where it can't be asked
   */
  Optional<Person> current(String name) {
    Instant now = clock.instant();
    Seen last = seen.getIfPresent(name);
    if (last != null && now.isBefore(last.at().plus(recheck))) {
      return last.person();
    }
    Seen next = new Seen(directory.find(name), now);
    seen.put(name, next);
    return next.person();
  }

  /** Holds while the directory has him as he is now, in the same groups. */
  SessionValidity standing(Person person) {
    return new DirectoryStanding(this, person);
  }

  private record DirectoryStanding(DirectoryUsers users, Person person) implements SessionValidity {
    @Override
    public boolean holds() {
      return users.current(person.name()).filter(person::equals).isPresent();
    }
  }
}
