package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.feed.BodyFormat;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.settings.Environment;
import io.citylake.model.DataSize;
import io.citylake.model.JobName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is declared of live feeds, and what a mistake in it costs. */
class TestFeeds {
  private static final Environment ENVIRONMENT = Environment.of(Map.of("KEY", "s3cret"));
  private static final LocalDate DATE = LocalDate.of(2026, 3, 1);
  private static final JobName LIVE = JobName.parse("water.live");

  @TempDir private Path home;

  @BeforeEach
  void writeGoodWorkspace() throws IOException {
    write("conf/themes/water.yaml", "title: {zh: 水, en: Water}\nowner: 水务局\n");
    table("append", "");
    feed("");
    job("{feed: gauges}");
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(home.resolve(file).getParent());
    Files.writeString(home.resolve(file), text);
  }

  private void table(String mode, String more) throws IOException {
    write(
        "conf/themes/water/ods_live.yaml",
        """
        title: {zh: 位, en: Level}
        layer: ods
        grain: one
        write-mode: %s
        columns: [{name: id, type: string, required: true}]
        %s
        """
            .formatted(mode, more));
  }

  private void feed(String more) throws IOException {
    write(
        "conf/feeds/gauges.yaml",
        "title: {zh: 计, en: Gauges}\nsenders: {east: \"${KEY}\"}\n" + more);
  }

  private void job(String source) throws IOException {
    write(
        "jobs/water/live.yaml",
        "title: {zh: 位, en: Level}\ntarget: water.ods_live\nsource: %s\ncolumns: {id: id}\n"
            .formatted(source));
  }

  private List<String> problems() {
    return WorkspaceLoader.load(home, ENVIRONMENT, DATE).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void aFeedHasItsSendersAndBounds() throws IOException {
    feed("limits: {rate: 7}\nspool: {most: 1GB, slow-from: 50%}\n");
    Workspace workspace = WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DATE);
    Feed feed = workspace.loadFeed("gauges");
    assertThat(feed.senders().get("east").reveal()).isEqualTo("s3cret");
    assertThat(feed.toString()).doesNotContain("s3cret");
    assertThat(feed.limits())
        .isEqualTo(new Feed.Limits(DataSize.parse("1MB"), DataSize.parse("8MB"), 10_000, 32, 7));
    assertThat(feed.room().slowFrom()).isEqualTo(DataSize.parse("512MB"));
    assertThat(workspace.loadJob(LIVE).source())
        .isEqualTo(new SourceSpec.FeedMessages("gauges", ""));
    assertThatThrownBy(() -> workspace.loadFeed("gauge"))
        .hasMessageContaining("did you mean gauges?");
  }

  @Test
  void mistakesAreToldAtTheirPlaces() throws IOException {
    job("{feed: {name: gauge, row: x}}");
    feed(
        "senders2: {}\n"
            + "limits: {message: 9MB, body: 64MB, depth: 0}\n"
            + "spool: {most: 100KB, segment: 60KB, slow-from: 101%}\n");
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "conf/feeds/gauges.yaml:3:1: unknown key 'senders2'; did you mean 'senders'?",
            "conf/feeds/gauges.yaml:4:30: 'body' is 32MB at most",
            "conf/feeds/gauges.yaml:4:43: 'depth' must be a whole number from 1 to 200, not 0",
            "conf/feeds/gauges.yaml:5:31: 'segment' is 64KB at least",
            "conf/feeds/gauges.yaml:5:15: 'most' is twice a 'segment' at least: only whole files"
                + " go",
            "conf/feeds/gauges.yaml:5:48: 'slow-from' is 100% at most",
            "jobs/water/live.yaml:3:23: feed 'gauge' doesn't exist; did you mean 'gauges'?",
            "jobs/water/live.yaml:3:30: unknown key 'row'; did you mean 'rows'?");
  }

  @Test
  void aKeyInClearIsRefusedAndNotRepeated() throws IOException {
    write(
        "conf/feeds/gauges.yaml",
        "title: {zh: 计, en: Gauges}\nsenders: {east: hunter2-hunter2-hunter2, West: \"${KEY}\"}\n");
    assertThat(problems()).hasSize(2).allMatch(each -> each.contains("conf/feeds/gauges.yaml:2"));
    assertThat(problems().toString())
        .contains("must be a reference", "lower_snake")
        .doesNotContain("hunter2");
  }

  @Test
  void aFeedIsNoFullCopyAndNeedsAKeyBesideFiles() throws IOException {
    table("snapshot", "key: [id]");
    assertThat(problems()).singleElement().asString().contains("a feed brings what is new");
    table("append", "");
    write(
        "jobs/water/files.yaml",
        "title: {zh: 位, en: Level}\n"
            + "target: water.ods_live\n"
            + "source: {files: {path: a/*.csv, format: csv}}\n"
            + "columns: {id: id}\n");
    assertThat(problems()).singleElement().asString().contains("is there twice");
    table("append", "key: [id]");
    assertThat(problems()).isEmpty();
  }

  @Test
  void aMistakeOrAKeyThatIsNotSetCostsTheFeedAlone() {
    Workspace workspace = WorkspaceLoader.loadOrThrow(home, Environment.of(Map.of()), DATE);
    assertThat(workspace.jobs()).containsOnlyKeys(LIVE);
    assertThat(workspace.feeds()).isEmpty();
    assertThatThrownBy(() -> workspace.loadFeed("gauges"))
        .hasMessageContaining("Cannot use feed gauges: its file has mistakes")
        .hasMessageContaining("KEY isn't set");
  }

  @Test
  void authoritiesThatNobodyHasACertificateOfAreWarnedOf() throws IOException {
    write("conf/citylake.yaml", "receive: {mqtt-authorities: conf/devices.pem}\n");
    feed("mqtt: {topics: a, groups: {east: \"${KEY}\"}}\n");
    assertThat(warnings()).contains("no group of a feed has certificates");
    feed("mqtt: {topics: a, groups: {east: {certificates: [\"cam-*\"]}}}\n");
    assertThat(warnings()).doesNotContain("certificates");
  }

  private String warnings() {
    return ((LoadResult.Loaded) WorkspaceLoader.load(home, ENVIRONMENT, DATE))
        .warnings()
        .toString();
  }

  @Test
  void aFeedThatNobodyReadsIsWarnedOf() throws IOException {
    Files.delete(home.resolve("jobs/water/live.yaml"));
    LoadResult result = WorkspaceLoader.load(home, ENVIRONMENT, DATE);
    assertThat(((LoadResult.Loaded) result).warnings().toString())
        .contains("no job reads feed 'gauges'");
  }

  private void mqtt(String more) throws IOException {
    write("conf/feeds/gauges.yaml", "title: {zh: 计, en: Gauges}\nmqtt:\n" + more);
  }

  @Test
  void aFeedHasTopicsGroupsAndABroker() throws IOException {
    mqtt(
        """
          topics:
            - gauge/{river}/{station}/level
            - gauge/{river}/alarm
          groups:
            east: "${KEY}"
            cams: {certificates: [cam-1, "cam-2*"], topics: "gauge/fu/#"}
          subscribe: {broker: "mqtts://broker.example", user: lake, password: "${KEY}", authorities: conf/ca.pem}
        """);
    job("{feed: gauges}");
    Mqtt mqtt = WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DATE).loadFeed("gauges").mqtt();
    assertThat(mqtt.topics()).hasToString("[gauge/{river}/{station}/level, gauge/{river}/alarm]");
    assertThat(mqtt.groups().get("east").password().reveal()).isEqualTo("s3cret");
    assertThat(mqtt.groups().get("east").mayPublish("gauge/fu/alarm")).isTrue();
    assertThat(mqtt.groups().get("cams").certificates()).containsExactly("cam-1", "cam-2*");
    assertThat(mqtt.groups().get("cams").mayPublish("gauge/min/alarm")).isFalse();
    Mqtt.Subscription broker = mqtt.subscription();
    assertThat(broker.host() + ":" + broker.port()).isEqualTo("broker.example:8883");
    assertThat(broker.clientId()).isEqualTo("citylake-gauges");
    assertThat(broker.authorities()).isEqualTo(home.resolve("conf/ca.pem"));
    assertThat(mqtt.toString()).doesNotContain("s3cret");
  }

  @Test
  void mistakesOfMqttAreToldAtTheirPlaces() throws IOException {
    mqtt(
        """
          topics:
            - gauge/{river}/level
            - gauge/+/level
            - gauge/#/x
          groups:
            Broker: "${KEY}"
            broker: "${KEY}"
            both: {password: "${KEY}", certificates: cam}
            far: {password: "${KEY}", topics: meter/#}
          subscribe: {broker: "mqtt://broker:70000", password: "${KEY}", authorities: ca.pem, client-id: a b}
        """);
    write("conf/feeds/other.yaml", "title: {zh: 计, en: Other}\nmqtt: {topics: [gauge/fu/level]}\n");
    write("conf/feeds/none.yaml", "title: {zh: 计, en: None}\n");
    write(
        "jobs/water/live.yaml",
        "title: {zh: 位, en: Level}\n"
            + "target: water.ods_live\n"
            + "source: {feed: gauges}\n"
            + "columns: {id: _topic_rivr}\n");
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "conf/feeds/gauges.yaml:5:7: 'gauge/+/level' and 'gauge/{river}/level' mean the same"
                + " topics: each belongs to one pattern",
            "conf/feeds/gauges.yaml:6:7: an item of 'topics' must be topics such as"
                + " device/{site}/{device}/telemetry, not 'gauge/#/x'",
            "conf/feeds/gauges.yaml:8:5: 'Broker' is no name of a group: it must be lower_snake"
                + " ([a-z][a-z0-9_]{0,63}), and 'broker' is what comes by 'subscribe'",
            "conf/feeds/gauges.yaml:9:5: 'broker' is no name of a group: it must be lower_snake"
                + " ([a-z][a-z0-9_]{0,63}), and 'broker' is what comes by 'subscribe'",
            "conf/feeds/gauges.yaml:10:11: 'both' must have exactly one of password, certificates,"
                + " not password and certificates",
            "conf/feeds/gauges.yaml:11:39: 'meter/#' means none of the feed's topics",
            "conf/feeds/gauges.yaml:12:23: a port is 65535 at most",
            "conf/feeds/gauges.yaml:12:56: 'password' goes with a 'user'",
            "conf/feeds/gauges.yaml:12:79: 'authorities' goes with a broker mqtts://",
            "conf/feeds/gauges.yaml:12:98: 'client-id' must be a client's name of letters, digits,"
                + " - and _, not 'a b'",
            "conf/feeds/none.yaml:1:1: nobody may send: a feed has 'senders' (HTTP push), 'mqtt',"
                + " 'viid', or several of them",
            "conf/feeds/other.yaml:2:7: nobody publishes: 'mqtt' has 'groups' of devices, a broker"
                + " to 'subscribe' to, or both",
            "conf/feeds/other.yaml:2:17: 'gauge/fu/level' means topics that 'gauge/{river}/level'"
                + " of feed gauges means too: each belongs to one feed",
            "jobs/water/live.yaml:4:15: level '_topic_rivr' doesn't exist; did you mean"
                + " '_topic_river'?");
  }

  private void platforms(String file, String viid) throws IOException {
    write("conf/feeds/" + file + ".yaml", "title: {zh: 视, en: Video}\nviid: " + viid + "\n");
  }

  @Test
  void platformsRegisterByTheirIdOrAnotherName() throws IOException {
    platforms(
        "gauges",
        "{platforms: {51010700005030000001: \"${KEY}\", 51010700001190000007: {user: camera,"
            + " password: \"${KEY}\"}}, lapse: 90s}");
    Feed feed = WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DATE).loadFeed("gauges");
    assertThat(feed.format()).isEqualTo(BodyFormat.JSON);
    assertThat(feed.viid().lapse()).isEqualTo(Duration.ofSeconds(90));
    assertThat(feed.viid().platforms().get("51010700005030000001").user())
        .isEqualTo("51010700005030000001");
    assertThat(feed.viid().platforms().get("51010700001190000007").user()).isEqualTo("camera");
    assertThat(feed.toString()).doesNotContain("s3cret");
    feed("format: ngsi\n");
    assertThat(WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DATE).loadFeed("gauges").format())
        .isEqualTo(BodyFormat.NGSI);
  }

  @Test
  void mistakesOfPlatformsAreToldAtTheirPlaces() throws IOException {
    write("conf/feeds/gauges.yaml", "title: {zh: 计, en: Gauges}\n");
    assertThat(problems())
        .containsExactly(
            "conf/feeds/gauges.yaml:1:1: nobody may send: a feed has 'senders' (HTTP push), 'mqtt',"
                + " 'viid', or several of them");
    write(
        "conf/feeds/gauges.yaml",
        "title: {zh: 计, en: Gauges}\nsenders: {}\nformat: ngsi\nviid: {platforms: {}}\n");
    assertThat(problems()).singleElement().asString().contains("nobody may send");
    platforms("gauges", "{platforms: {1-2: \"${KEY}\"}, lapse: 9s}");
    assertThat(problems())
        .containsExactly(
            "conf/feeds/gauges.yaml:2:20: '1-2' is no id of a platform: it is what it says as"
                + " User-Identify, 20 digits by the standard ([0-9A-Za-z]{4,40})",
            "conf/feeds/gauges.yaml:2:43: 'lapse' must be from 10s to 1d");
    platforms("gauges", "{platforms: {1234: {user: \"a:b\", password: hunter2}}}");
    assertThat(problems()).hasSize(2);
    assertThat(problems().toString())
        .contains("'user' has a colon", "must be a reference")
        .doesNotContain("hunter2");
    platforms("gauges", "{platforms: {1234: {user: 张三, password: \"${KEY}\"}}}");
    assertThat(problems()).singleElement().asString().contains("isn't ASCII");
    write(
        "conf/feeds/gauges.yaml",
        "title: {zh: 计, en: Gauges}\nsenders: {east: \"${KEY}\"}\nviid: {platforms: {east: \"${KEY}\"}}\n");
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("'east' is a sender of the feed too");
    write(
        "conf/feeds/gauges.yaml",
        "title: {zh: 计, en: Gauges}\nformat: ngsi\nviid: {platforms: {east: \"${KEY}\"}}\n");
    assertThat(problems()).singleElement().asString().contains(":2:9: 'format: ngsi'");
    platforms("gauges", "{platforms: {1234: \"${KEY}\"}}");
    platforms("others", "{platforms: {1234: \"${KEY}\"}}");
    assertThat(problems())
        .containsExactly(
            "conf/feeds/others.yaml:2:20: platform '1234' is declared in feed 'gauges' too, and its"
                + " requests name none; keep one");
  }
}
