package io.citylake.contract.load;

import io.citylake.contract.feed.Viid;
import io.citylake.contract.shape.View;
import io.citylake.model.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Platforms that push to feeds by GA/T 1400: what is declared of them. */
final class Platforms {
  /** The standard's ids have 20 digits; some makers' have letters, or fewer. */
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{4,40}");

  private static final Pattern USER = Pattern.compile("[ -~&&[^:\"\\\\]]{1,64}");
  private static final Duration SHORTEST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final String PLATFORMS = "platforms";
  private static final String USER_KEY = "user";
  private static final String LAPSE = "lapse";

  private Platforms() {}

  static void check(View viid, Set<String> senders, Diagnostics findings) {
    viid.views(PLATFORMS)
        .forEach(
            (id, placed) -> {
              if (!ID.matcher(id).matches()) {
                findings.add(
                    placed.place(),
                    "'%s' is no id of a platform: it is what it says as User-Identify, 20 digits by the standard (%s)"
                        .formatted(id, ID.pattern()));
              }
              if (senders.contains(id)) {
                findings.add(
                    placed.place(),
                    "'%s' is a sender of the feed too, and its messages could not be told apart; name the sender otherwise"
                        .formatted(id));
              }
              View platform = placed.value();
              platform
                  .find(USER_KEY, String.class)
                  .filter(user -> !USER.matcher(user).matches())
                  .ifPresent(
                      user ->
                          findings.add(
                              platform.place(USER_KEY),
                              "'user' has a colon, a quote, a backslash, a character that isn't ASCII, or"
                                  + " more than 64 of them, which the digest can't hold"));
            });
    viid.find(LAPSE, Duration.class)
        .filter(each -> each.compareTo(SHORTEST) < 0 || each.compareTo(LONGEST) > 0)
        .ifPresent(each -> findings.add(viid.place(LAPSE), "'lapse' must be from 10s to 1d"));
  }

  /** Requests name no feed: the id alone says which one it is. */
  static void checkTogether(Drafts drafts, Diagnostics findings) {
    Map<String, String> feeds = new TreeMap<>();
    drafts
        .feeds()
        .forEach(
            (name, view) ->
                view.flatMap(each -> each.child("viid"))
                    .ifPresent(
                        viid ->
                            viid.views(PLATFORMS)
                                .forEach(
                                    (id, placed) -> {
                                      String other = feeds.putIfAbsent(id, name);
                                      if (other != null) {
                                        findings.add(
                                            placed.place(),
                                            "platform '%s' is declared in feed '%s' too, and its requests name none; keep one"
                                                .formatted(id, other));
                                      }
                                    })));
  }

  static Viid build(View viid) {
    SortedMap<String, Viid.Login> platforms = new TreeMap<>();
    viid.views(PLATFORMS)
        .forEach(
            (id, placed) ->
                platforms.put(
                    id,
                    new Viid.Login(
                        placed.value().find(USER_KEY, String.class).orElse(id),
                        placed.value().load("password", Secret.class))));
    return new Viid(platforms, viid.load(LAPSE, Duration.class));
  }
}
