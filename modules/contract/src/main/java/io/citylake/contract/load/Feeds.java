package io.citylake.contract.load;

import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.feed.BodyFormat;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.model.DataSize;
import io.citylake.model.JobName;
import io.citylake.model.Secret;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Feeds: what their files must say, and their records. */
final class Feeds {
  private static final Pattern SENDER = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final DataSize LARGEST = DataSize.parse("32MB");
  private static final DataSize SMALLEST_SEGMENT = DataSize.parse("64KB");
  private static final String FEED = "feed";

  private Feeds() {}

  static void check(String name, View view, Drafts drafts, Diagnostics findings) {
    if (view.hasNone("senders")
        && !view.has("mqtt")
        && view.childOrDefaults("viid").hasNone("platforms")) {
      findings.add(
          view.place(),
          "nobody may send: a feed has 'senders' (HTTP push), 'mqtt', 'viid', or several of them");
    } else if (view.hasNone("senders")
        && view.find("format", BodyFormat.class).filter(BodyFormat.NGSI::equals).isPresent()) {
      findings.add(
          view.place("format"),
          "'format: ngsi' is of what 'senders' push, and the feed has none of them");
    }
    MqttFeeds.check(name, view, drafts, findings);
    view.child("viid")
        .ifPresent(each -> Platforms.check(each, view.views("senders").keySet(), findings));
    view.views("senders")
        .forEach(
            (sender, placed) -> {
              if (!SENDER.matcher(sender).matches()) {
                findings.add(
                    placed.place(),
                    "'%s' is no name: it must be lower_snake (%s)"
                        .formatted(sender, SENDER.pattern()));
              }
            });
    View limits = view.childOrDefaults("limits");
    Optional<DataSize> message = limits.find("message", DataSize.class);
    Optional<DataSize> body = limits.find("body", DataSize.class);
    body.filter(each -> each.compareTo(LARGEST) > 0)
        .ifPresent(each -> findings.add(limits.place("body"), "'body' is 32MB at most"));
    if (message.isPresent() && body.isPresent() && message.get().compareTo(body.get()) > 0) {
      findings.add(
          limits.place(limits.has("message") ? "message" : "body"),
          "'message' is at most what 'body' says: a message comes in one request");
    }
    View spool = view.childOrDefaults("spool");
    spool
        .find("slow-from", BigDecimal.class)
        .filter(each -> each.compareTo(BigDecimal.ONE) > 0)
        .ifPresent(each -> findings.add(spool.place("slow-from"), "'slow-from' is 100% at most"));
    Optional<DataSize> segment = spool.find("segment", DataSize.class);
    Optional<DataSize> most = spool.find("most", DataSize.class);
    segment
        .filter(each -> each.compareTo(SMALLEST_SEGMENT) < 0)
        .ifPresent(each -> findings.add(spool.place("segment"), "'segment' is 64KB at least"));
    if (segment.isPresent() && most.isPresent() && segment.get().bytes() * 2 > most.get().bytes()) {
      findings.add(
          spool.place(spool.has("most") ? "most" : "segment"),
          "'most' is twice a 'segment' at least: only whole files go");
    }
  }

  /** A job that reads a feed: the feed must be there, and its messages no full copy. */
  static void checkJob(View job, View source, Drafts drafts, Diagnostics findings) {
    Optional<TableName> target = job.find("target", TableName.class);
    target
        .flatMap(drafts::dataset)
        .flatMap(dataset -> dataset.find("write-mode", WriteMode.class))
        .filter(mode -> mode == WriteMode.SNAPSHOT || mode == WriteMode.REPLACE)
        .ifPresent(
            mode ->
                findings.add(
                    job.place("target"),
                    "a feed brings what is new, and a table of write-mode %s takes each run for all there is; make it append or upsert"
                        .formatted(mode)));
    target
        .filter(table -> drafts.dataset(table).filter(each -> !each.has("key")).isPresent())
        .filter(table -> isFedOtherwise(table, drafts))
        .ifPresent(
            table ->
                findings.add(
                    job.place("target"),
                    "another source brings rows of %s too, and without a key of the table what comes by both is there twice"
                        .formatted(table)));
    source
        .find("name", String.class)
        .filter(name -> !drafts.feeds().containsKey(name))
        .ifPresent(
            name -> findings.unknown(source.place("name"), FEED, name, drafts.feeds().keySet()));
    MqttFeeds.checkNames(job, source, drafts, findings);
  }

  private static boolean isFedOtherwise(TableName table, Drafts drafts) {
    return drafts.jobs().values().stream()
        .flatMap(Optional::stream)
        .filter(each -> each.find("target", TableName.class).equals(Optional.of(table)))
        .flatMap(each -> each.choice("source").stream())
        .anyMatch(each -> !each.key().equals(FEED));
  }

  /** Feeds that fill up because nobody reads them, and who signs what nobody shows. */
  static void warn(Drafts drafts, Diagnostics findings) {
    MqttFeeds.warn(drafts, findings);
    Set<String> read = new TreeSet<>();
    for (JobName job : drafts.jobs().keySet()) {
      drafts
          .jobs()
          .get(job)
          .flatMap(view -> view.choice("source"))
          .filter(source -> source.key().equals(FEED))
          .flatMap(source -> source.arguments().find("name", String.class))
          .ifPresent(read::add);
    }
    drafts
        .feeds()
        .forEach(
            (name, view) ->
                view.filter(each -> !read.contains(name))
                    .ifPresent(
                        each ->
                            findings.add(
                                each.place(),
                                "no job reads feed '%s': what is received is kept until its room is full, and refused then"
                                    .formatted(name))));
  }

  static Feed build(String name, Path home, View view) {
    SortedMap<String, Secret> senders = new TreeMap<>();
    for (var each : view.views("senders").entrySet()) {
      Placed<View> placed = each.getValue();
      senders.put(each.getKey(), placed.value().load("key", Secret.class));
    }
    View limits = view.childOrDefaults("limits");
    View spool = view.childOrDefaults("spool");
    DataSize most = spool.load("most", DataSize.class);
    BigDecimal slow = spool.load("slow-from", BigDecimal.class);
    return new Feed(
        name,
        WorkspaceBuilder.title(view.childOrDefaults("title")),
        senders,
        new Feed.Limits(
            limits.load("message", DataSize.class),
            limits.load("body", DataSize.class),
            Math.toIntExact(limits.load("messages", Long.class)),
            Math.toIntExact(limits.load("depth", Long.class)),
            Math.toIntExact(limits.load("rate", Long.class))),
        new Feed.Room(
            most,
            new DataSize(slow.multiply(BigDecimal.valueOf(most.bytes())).longValue()),
            spool.load("keep-free", DataSize.class),
            spool.load("segment", DataSize.class)),
        view.load("format", BodyFormat.class),
        view.child("viid").map(Platforms::build).orElse(null),
        view.child("mqtt").map(each -> MqttFeeds.build(name, home, each)).orElseGet(Mqtt::none));
  }
}
