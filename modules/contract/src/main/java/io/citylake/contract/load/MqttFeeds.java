package io.citylake.contract.load;

import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.model.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What feeds say of MQTT: what must go together, and their records. */
final class MqttFeeds {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern ADDRESS = Pattern.compile("(mqtts?)://(.+?)(?::(\\d{1,5}))?");
  private static final Pattern PART = Pattern.compile("\\{(_topic[a-z0-9_]*)}");
  private static final String MQTT = "mqtt";
  private static final String TOPICS = "topics";
  private static final String AUTHORITIES = "mqtt-authorities";
  private static final String LEVEL = "_topic_";
  private static final int PLAIN_PORT = 1883;
  private static final int TLS_PORT = 8883;

  private MqttFeeds() {}

  static void check(String name, View feed, Drafts drafts, Diagnostics findings) {
    if (feed.child(MQTT).isEmpty()) {
      return;
    }
    View mqtt = feed.child(MQTT).get();
    if (!mqtt.has("groups") && !mqtt.has("subscribe")) {
      findings.add(
          feed.place(MQTT),
          "nobody publishes: 'mqtt' has 'groups' of devices, a broker to 'subscribe' to, or both");
    }
    List<Placed<TopicPattern>> topics = mqtt.placed(TOPICS, TopicPattern.class);
    for (int i = 0; i < topics.size(); i++) {
      overlaps(name, topics.get(i), topics.subList(0, i), drafts, findings);
    }
    mqtt.views("groups").forEach((group, placed) -> group(group, placed, topics, findings));
    mqtt.child("subscribe").ifPresent(each -> subscription(each, findings));
  }

  /** A message goes to one feed, and has the names of one pattern. */
  private static void overlaps(
      String feed,
      Placed<TopicPattern> topic,
      List<Placed<TopicPattern>> earlier,
      Drafts drafts,
      Diagnostics findings) {
    for (Placed<TopicPattern> each : earlier) {
      if (each.value().overlaps(topic.value())) {
        findings.add(
            topic.place(),
            "'%s' and '%s' mean the same topics: each belongs to one pattern"
                .formatted(topic.value(), each.value()));
        return;
      }
    }
    drafts
        .feeds()
        .headMap(feed)
        .forEach(
            (other, view) ->
                topics(view).stream()
                    .filter(each -> each.overlaps(topic.value()))
                    .findFirst()
                    .ifPresent(
                        each ->
                            findings.add(
                                topic.place(),
                                "'%s' means topics that '%s' of feed %s means too: each belongs to one feed"
                                    .formatted(topic.value(), each, other))));
  }

  /** Authorities that no group has certificates for would be passed over without a word. */
  static void warn(Drafts drafts, Diagnostics findings) {
    boolean certified =
        drafts.feeds().values().stream()
            .flatMap(Optional::stream)
            .flatMap(feed -> feed.child(MQTT).stream())
            .flatMap(mqtt -> mqtt.views("groups").values().stream())
            .anyMatch(group -> group.value().has("certificates"));
    drafts
        .settings()
        .child("receive")
        .filter(receive -> receive.has(AUTHORITIES) && !certified)
        .ifPresent(
            receive ->
                findings.add(
                    receive.place(AUTHORITIES),
                    "no group of a feed has certificates, so that nobody is asked for one: give a group 'certificates' in place of a password, or leave 'mqtt-authorities' out"));
  }

  private static List<TopicPattern> topics(Optional<View> feed) {
    return feed.flatMap(each -> each.child(MQTT)).stream()
        .flatMap(each -> each.list(TOPICS, TopicPattern.class).stream())
        .toList();
  }

  private static void group(
      String name, Placed<View> placed, List<Placed<TopicPattern>> topics, Diagnostics findings) {
    if (!NAME.matcher(name).matches() || name.equals(Mqtt.BROKER)) {
      findings.add(
          placed.place(),
          "'%s' is no name of a group: it must be lower_snake (%s), and '%s' is what comes by 'subscribe'"
              .formatted(name, NAME.pattern(), Mqtt.BROKER));
    }
    for (Placed<TopicPattern> each : placed.value().placed(TOPICS, TopicPattern.class)) {
      if (topics.stream().noneMatch(topic -> topic.value().overlaps(each.value()))) {
        findings.add(each.place(), "'%s' means none of the feed's topics".formatted(each.value()));
      }
    }
  }

  private static void subscription(View view, Diagnostics findings) {
    if (view.has("password") && !view.has("user")) {
      findings.add(view.place("password"), "'password' goes with a 'user'");
    }
    view.findText("broker")
        .filter(each -> port(address(each)) > 65535)
        .ifPresent(each -> findings.add(view.place("broker"), "a port is 65535 at most"));
    view.findText("broker")
        .filter(each -> view.has("authorities") && !each.startsWith("mqtts:"))
        .ifPresent(
            each ->
                findings.add(
                    view.place("authorities"), "'authorities' goes with a broker mqtts://"));
  }

  /** Names of levels that a job maps, which its feed must have. */
  static void checkNames(View job, View source, Drafts drafts, Diagnostics findings) {
    Optional<View> feed =
        source
            .find("name", String.class)
            .flatMap(name -> drafts.feeds().getOrDefault(name, Optional.empty()));
    if (feed.isEmpty()) {
      return;
    }
    TreeSet<String> known = new TreeSet<>();
    topics(feed).forEach(topic -> topic.names().forEach(each -> known.add(LEVEL + each)));
    for (Placed<View> mapping : job.views("columns").values()) {
      View one = mapping.value();
      for (Placed<String> from : one.placed("from", String.class)) {
        if (from.value().startsWith(LEVEL) && !known.contains(from.value())) {
          findings.unknown(from.place(), "level", from.value(), known);
        }
      }
      one.find("template", String.class).stream()
          .flatMap(text -> PART.matcher(text).results())
          .map(part -> part.group(1))
          .filter(each -> each.startsWith(LEVEL) && !known.contains(each))
          .forEach(each -> findings.unknown(one.place("template"), "level", each, known));
    }
  }

  private static Matcher address(String text) {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches()) {
      throw new IllegalArgumentException("no address of a broker: " + text);
    }
    return address;
  }

  private static boolean isTls(Matcher address) {
    return address.group(1).equals("mqtts");
  }

  private static int port(Matcher address) {
    return address.group(3) == null
        ? (isTls(address) ? TLS_PORT : PLAIN_PORT)
        : Integer.parseInt(address.group(3));
  }

  static Mqtt build(String feed, Path home, View view) {
    SortedMap<String, Mqtt.Group> groups = new TreeMap<>();
    for (Map.Entry<String, Placed<View>> each : view.views("groups").entrySet()) {
      View group = each.getValue().value();
      groups.put(
          each.getKey(),
          new Mqtt.Group(
              group.find("password", Secret.class).orElse(null),
              group.list("certificates", String.class),
              group.list(TOPICS, TopicPattern.class)));
    }
    return new Mqtt(
        view.list(TOPICS, TopicPattern.class),
        groups,
        view.child("subscribe").map(each -> subscription(feed, home, each)).orElse(null));
  }

  private static Mqtt.Subscription subscription(String feed, Path home, View view) {
    Matcher address = address(view.text("broker"));
    return new Mqtt.Subscription(
        address.group(2),
        port(address),
        isTls(address),
        view.findText("user").orElse(null),
        view.find("password", Secret.class).orElse(null),
        view.findText("client-id").orElse("citylake-" + feed),
        view.findText("authorities").map(home::resolve).orElse(null));
  }
}
