package io.citylake.contract.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A good workspace, and the mistakes that can be made in it: file, good text, bad text, problem.
 */
final class Mistakes {
  static final String THEME = "conf/themes/water.yaml";
  static final String LEVEL = "conf/themes/water/ods_level.yaml";
  static final String AREA = "conf/themes/water/dim_area.yaml";
  static final String CODES = "conf/codes/river.yaml";
  static final String FILES = "jobs/water/level.yaml";
  static final String JDBC = "jobs/water/level_base.yaml";
  static final String KAFKA = "jobs/water/area_feed.yaml";
  static final String SETTINGS = "conf/citylake.yaml";
  static final String DAYS = "conf/themes/water/ads_day.yaml";
  static final String STEP = "jobs/water/ads_day.sql";
  static final String SCREEN = "conf/applications/flood.yaml";

  private static final String BEYOND =
      "'alarm' must lie beyond 'warn': above it where high is bad, below it where low is";

  static final String LAYER = "conf/map/stations.yaml";
  static final String LINES = "conf/map/rivers.yaml";
  static final String PLACED = "conf/map/areas.yaml";
  static final String BASE_MAP = "conf/map.yaml";
  static final String TRACKS = "conf/map/boats.yaml";
  static final String DOSSIER = "conf/dossier/boat.yaml";
  static final String RIVER = "conf/dossier/river.yaml";
  static final String AREAS = "conf/dossier/area.yaml";
  static final String PERSON = "conf/dossier/person.yaml";

  static final String FEED = "conf/themes/water/ods_feed.yaml";
  static final String GOOD_FEED =
      "title: {zh: 流, en: Feed}\n"
          + "share: none\n"
          + "open: none\n"
          + "decided: {on: \"2026-11-30\", because: 尚在试运行}\n"
          + "layer: ods\n"
          + "grain: one area\n"
          + "columns: [{name: code, type: string}]\n";

  private static Map<String, String> good() {
    Map<String, String> files = new TreeMap<>(SOURCES);
    files.put(FEED, GOOD_FEED);
    files.put(
        KAFKA,
        """
        title: {zh: 区流, en: Area feed}
        target: water.ods_feed
        source:
          kafka:
            servers: [broker.example:9093]
            topic: levels
            format: {avro: {ids: {7: conf/a.avsc, 2147483647: refuse}}}
            user: reader
            password: ${PASSWORD}
            parameters: {security.protocol: SASL_SSL, sasl.mechanism: PLAIN}
            secrets: {ssl.key.password: "${PASSWORD}"}
        columns: {code: {template: "{$kafka.key.id} {$kafka.headers.time}"}}
        """);
    files.put(
        DAYS,
        """
        title: {zh: 日, en: Day}
        layer: ads
        grain: one day
        key: [day]
        partition-by: [day]
        columns: [{name: day, type: date}, {name: level, type: double}]
        """);
    files.put(
        STEP,
        """
        -- a note may come first
        /*
        title: {zh: 日, en: Day}
        refresh: {partition: [day], changes: {water.ods_level: ["cast(at AS date)"]}}
        schedule: {cron: "0 30 2 * * *"}
        */
        SELECT cast(at AS date) AS day, max(level) AS level FROM water.ods_level GROUP BY 1
        """);
    files.put(
        SCREEN,
        """
        title: {zh: 防汛, en: Flood}
        owner: 水务局
        window: {by: month, newest: SELECT 8, last: 7}
        parameters:
          - {name: river, type: string, optional: true, choices: {sql: SELECT 9}}
        panels:
          - {name: days, title: {zh: 日, en: Day}, chart: line, x: day, y: [level], sql: SELECT 1}
          - {name: all, title: {zh: 全, en: All}, chart: table, sql: SELECT 2}
          - name: now
            title: {zh: 今, en: Now}
            chart: gauge
            y: level
            sql: "SELECT :until, :river"
            compare: {to: last_year}
            gauge: {from: 0, to: 9}
            columns: {level: {warn: 5, alarm: 7}}
            drill:
              - screen: {panel: days, with: {river: name}}
              - map: {layer: stations, where: {river: name}}
              - rows: {table: water.ads_day, where: {level: level}, time: day}
        """);
    files.put(
        "conf/map/rivers.geojson",
        """
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"river": 1}, "geometry": null}]}
        """);
    files.put(
        BASE_MAP,
        """
        file: rivers.geojson
        approval: 审图号
        bounds: [103, 30, 105, 31]
        """);
    files.put(
        LAYER,
        """
        title: {zh: 日, en: Days}
        kind: points
        table: water.ads_day
        longitude: level
        latitude: level
        label: day
        facts: [day, level]
        filters: level
        time: day
        colours: {by: level, steps: [{from: 1, colour: "#00ff00"}, {from: 2, colour: "#ff0000"}]}
        """);
    files.put(
        PLACED,
        """
        title: {zh: 区, en: Areas}
        kind: points
        table: water.ods_feed
        place: {table: water.ods_level, column: code, key: station}
        """);
    files.put(
        LINES,
        """
        title: {zh: 河, en: Rivers}
        kind: lines
        table: water.ads_day
        geometry: {file: rivers.geojson, property: river, column: level}
        """);
    files.put(
        TRACKS,
        """
        title: {zh: 船, en: Boats}
        kind: tracks
        table: water.ods_level
        track: station
        time: at
        """);
    files.put(
        DOSSIER,
        """
        title: {zh: 船, en: Boat}
        table: water.ods_level
        key: station
        label: op
        names: [station, code]
        themes: water
        also: [{table: water.ods_feed, column: code}]
        except: water.dim_area
        help:
          able: op
          where: dry
          facts: level
          needs: [{thing: river, by: river, able: {R1: [D, E]}}]
        """);
    files.put(
        RIVER,
        """
        title: {zh: 河, en: River}
        table: water.ods_level
        key: river
        """);
    files.put(AREAS, "title: {zh: 区, en: Area}\ntable: water.dim_area\nkey: code\n");
    files.put(PERSON, "title: {zh: 人, en: Person}\npersons: id_card\n");
    return files;
  }

  private static Stream<Arguments> ofDossiers() {
    return Stream.of(
        mistake(
            LAYER,
            "kind: points",
            "kind: tracks",
            "tracks need 'track' and 'time': whose points, and when"),
        mistake(LAYER, "time: day", "track: day", "'track' goes with tracks only"),
        mistake(
            TRACKS,
            "track: station",
            "track: statoin",
            "column 'statoin' doesn't exist; did you mean 'station'?"),
        mistake(
            DOSSIER,
            "table: water.ods_level",
            "table: water.ods_levle",
            "table 'water.ods_levle' doesn't exist; did you mean 'water.ods_level'?"),
        mistake(
            DOSSIER,
            "label: op",
            "label: drry",
            "column 'drry' doesn't exist; did you mean 'dry'?"),
        mistake(
            DOSSIER,
            "[station, code]",
            "[station, level]",
            "no table has a column 'level' of the key's type string"),
        mistake(
            DOSSIER,
            "themes: water",
            "themes: watre",
            "theme 'watre' doesn't exist; did you mean 'water'?"),
        mistake(
            DOSSIER,
            "column: code",
            "column: cdoe",
            "column 'cdoe' doesn't exist; did you mean 'code'?"),
        mistake(
            DOSSIER,
            "except: water.dim_area",
            "except: water.dim_aera",
            "table 'water.dim_aera' doesn't exist; did you mean 'water.dim_area'?"),
        mistake(
            DOSSIER, "able: op", "able: drry", "column 'drry' doesn't exist; did you mean 'dry'?"),
        mistake(
            DOSSIER,
            "facts: level",
            "facts: levle",
            "column 'levle' doesn't exist; did you mean 'level'?"),
        mistake(
            DOSSIER,
            "thing: river",
            "thing: rvier",
            "kind 'rvier' doesn't exist; did you mean 'river'?"),
        mistake(
            DOSSIER,
            "thing: river",
            "thing: person",
            "help goes to things of boat, not to persons"),
        mistake(
            DOSSIER,
            "by: river",
            "by: rvier",
            "column 'rvier' doesn't exist; did you mean 'river'?"),
        mistake(
            DOSSIER,
            "help:",
            "longitude: station\nhelp:",
            "water.ods_level has no column 'station' with numbers of degrees"),
        mistake(
            AREAS,
            "key: code",
            "names: code",
            "the table's key isn't one column: say by 'key' which names a thing"),
        mistake(
            PERSON,
            "persons: id_card",
            "persons: id_card\nkey: station",
            "persons are found by what contracts say of columns: leave out key"),
        mistake(
            PERSON,
            "persons: id_card",
            "except: water.dim_area",
            "this file must have exactly one of table, persons, not none"));
  }

  private static Stream<Arguments> ofMaps() {
    return Stream.of(
        mistake(
            LAYER,
            "table: water.ads_day",
            "table: water.ads_dya",
            "table 'water.ads_dya' doesn't exist; did you mean 'water.ads_day'?"),
        mistake(
            LAYER,
            "latitude: level",
            "latitude: levle",
            "column 'levle' doesn't exist; did you mean 'level'?"),
        mistake(
            LAYER, "longitude: level", "longitude: day", "'longitude' must be a number, not date"),
        mistake(
            LAYER, "label: day", "label: dya", "column 'dya' doesn't exist; did you mean 'day'?"),
        mistake(
            LAYER,
            "facts: [day, level]",
            "facts: [day, levle]",
            "column 'levle' doesn't exist; did you mean 'level'?"),
        mistake(
            LAYER,
            "filters: level",
            "filters: levle",
            "column 'levle' doesn't exist; did you mean 'level'?"),
        mistake(LAYER, "by: level", "by: day", "'steps' need a number, not date"),
        mistake(LAYER, "from: 2", "from: 1", "the steps must ascend: it is not above 1"),
        mistake(
            LAYER,
            "\"#ff0000\"",
            "red",
            "'colour' must be a colour such as \"#2a7de1\", not 'red'"),
        mistake(LAYER, "time: day", "refresh: 1s", "'refresh' is 10s at least"),
        mistake(LAYER, "time: day", "grid: {cell: 0.01}", "'grid' goes with heat only"),
        mistake(
            LAYER,
            "kind: points",
            "kind: lines",
            "lines and areas need 'geometry': the file that has them"),
        mistake(
            LAYER,
            "kind: points",
            "kind: heat",
            "heat shows sums only: leave out label, facts, filters, colours, time"),
        mistake(
            PLACED,
            "key: station",
            "key: statoin",
            "column 'statoin' doesn't exist; did you mean 'station'?"),
        mistake(
            PLACED,
            "column: code",
            "column: cdoe",
            "column 'cdoe' doesn't exist; did you mean 'code'?"),
        mistake(
            PLACED,
            "title:",
            "longitude: lno\ntitle:",
            "column 'lno' doesn't exist; did you mean 'lat'?"),
        mistake(
            LINES,
            "rivers.geojson",
            "rivres.geojson",
            "Cannot read the map's file: there is no such file under conf/map"
                + " (file=rivres.geojson)"),
        mistake(
            LINES,
            "property: river",
            "property: name",
            "no feature of the file has a property 'name'"),
        mistake(
            LINES,
            "column: level",
            "column: levle",
            "column 'levle' doesn't exist; did you mean 'level'?"),
        mistake(LINES, "kind: lines", "kind: points", "'geometry' goes with lines and areas only"),
        mistake(
            BASE_MAP,
            "rivers.geojson",
            "../map.yaml",
            "'file' must be the name of a file in the same directory, not '../map.yaml'"),
        mistake(
            BASE_MAP,
            "file: rivers.geojson",
            "file: rivers.yaml",
            "the file is no GeoJSON with a FeatureCollection"),
        mistake(
            BASE_MAP,
            "103, 30, 105, 31",
            "105, 30, 103, 31",
            "'bounds' must have four numbers: west, south, east, north, in degrees"));
  }

  private static Stream<Arguments> ofTopics() {
    return Stream.of(
        mistake(
            KAFKA,
            "broker.example:9093",
            "broker.example",
            "'servers' must be a broker as HOST:PORT, not 'broker.example'"),
        mistake(KAFKA, "topic: levels", "topic: a/b", "'topic' must be a topic's name, not 'a/b'"),
        mistake(
            KAFKA,
            "7: conf/a.avsc",
            "x: conf/a.avsc",
            "'x' is no schema id: it must be a whole number from 1 to 2147483647"),
        mistake(
            KAFKA,
            "2147483647: refuse",
            "2147483648: refuse",
            "'2147483648' is no schema id: it must be a whole number from 1 to 2147483647"),
        mistake(
            KAFKA,
            "7: conf/a.avsc",
            "0: conf/a.avsc",
            "'0' is no schema id: it must be a whole number from 1 to 2147483647"),
        mistake(
            KAFKA,
            "password: ${PASSWORD}",
            "password: s3cret",
            "'password' must be a reference such as ${NAME}, because a secret doesn't belong in a"
                + " file"),
        mistake(KAFKA, "    user: reader\n", "", "'user' and 'password' go together"),
        mistake(
            KAFKA,
            "SASL_SSL",
            "SSL",
            "'user' needs 'parameters' with security.protocol SASL_SSL or SASL_PLAINTEXT"),
        mistake(
            KAFKA,
            ", sasl.mechanism: PLAIN",
            "",
            "needs sasl.mechanism: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"),
        mistake(
            KAFKA,
            "mechanism: PLAIN",
            "mechanism: GSSAPI",
            "'sasl.mechanism' must match PLAIN|SCRAM-SHA-256|SCRAM-SHA-512"),
        mistake(
            KAFKA,
            "sasl.mechanism: PLAIN",
            "sasl.mechanism: PLAIN, sasl.jaas.config: x",
            "ssl.keystore.type, ssl.truststore.location, ssl.truststore.type"),
        mistake(
            KAFKA,
            "sasl.mechanism: PLAIN",
            "sasl.mechanism: PLAIN, ssl.key.password: x",
            "parameter 'ssl.key.password' belongs under 'secrets'"),
        mistake(
            KAFKA,
            "ssl.key.password",
            "sasl.jaas.config",
            "secret 'sasl.jaas.config' isn't allowed; allowed are: ssl.key.password,"
                + " ssl.keystore.password, ssl.truststore.password"),
        mistake(
            KAFKA,
            "$kafka.key.id",
            "$kafka.ofset",
            "name '$kafka.ofset' doesn't exist; did you mean '$kafka.offset'?"),
        mistake(
            FILES,
            "station: s\n",
            "station: $kafka.key\n",
            "'$kafka.key' goes with source kafka only"));
  }

  private static Stream<Arguments> ofSteps() {
    return Stream.of(
        mistake(
            AREA,
            "grain: one area",
            "grain: one area\nretention: 3y",
            "'retention' needs a time: say 'by' with the column that tells how old a row is, or"
                + " leave it out; rows without a time can't get old"),
        mistake(
            DAYS,
            "grain: one day",
            "grain: one day\nretention: {keep: 3y, by: level}",
            "the retention column must be a date, a timestamp, or an int or long that is a year,"
                + " not double"),
        mistake(
            DAYS,
            "grain: one day",
            "grain: one day\nretention: {keep: 3y, by: dya}",
            "retention column 'dya' doesn't exist; did you mean 'day'?"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: kind, type: string}, {name: few, type: boolean}]\n"
                + "suppression: {counts: m, by: kind, within: day, flag: few}",
            "suppression column 'm' doesn't exist; did you mean 'n'?"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: kind, type: string}, {name: few, type: boolean}]\n"
                + "suppression: {counts: level, by: kind, within: day, flag: few}",
            "'counts' of suppression need an int or long, not double"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: kind, type: string}, {name: few, type: boolean}]\n"
                + "suppression: {counts: n, by: kind, within: day, flag: kind}",
            "'flag' of suppression needs a boolean, not string"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: kind, type: string}, {name: few, type: boolean}]\n"
                + "suppression: {counts: n, by: [kind, n], within: day, flag: few}",
            "suppression names 'n' twice"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int,"
                + " required: true}, {name: kind, type: string}, {name: few, type: boolean}]\n"
                + "suppression: {counts: n, by: kind, within: day, flag: few}",
            "'n' can't be suppressed: it is required; what is suppressed is null"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: kind, type: string}, {name: few, type: boolean}]\n"
                + "suppression: {counts: n, by: [kind, level], within: day, flag: few, total: all}",
            "'total' stands in string columns only, and 'level' is double"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: kind, type: string}, {name: few, type: boolean}]\n"
                + "suppression: {counts: n, by: kind, flag: few}",
            "water.ads_day suppresses small counts, so its step is refreshed in full or by columns"
                + " of 'within' (within=[])"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: m, type: int}, {name: o, type: int}, {name: kind, type: string}, {name:"
                + " few, type: boolean}]\n"
                + "suppression: {counts: [n, m], by: kind, within: day, flag: few}",
            "'parts' doesn't say of what [n, m] are parts; write {of: n} for what is a part of none"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: m, type: int}, {name: o, type: int}, {name: kind, type: string}, {name:"
                + " few, type: boolean}]\n"
                + "suppression: {counts: n, by: kind, within: day, flag: few, parts: [{of: m, are: o}]}",
            "'o' is a part, and not among 'counts'"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: m, type: int}, {name: o, type: int}, {name: kind, type: string}, {name:"
                + " few, type: boolean}]\n"
                + "suppression: {counts: n, by: kind, within: day, flag: few, parts: [{of: level, are: n}]}",
            "'of' of parts needs an int or long, not double"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: m, type: int}, {name: o, type: int}, {name: kind, type: string}, {name:"
                + " few, type: boolean}]\n"
                + "suppression: {counts: [n, m], by: kind, within: day, flag: few, parts: [{of: m, are: n}, {of: o, are: n}]}",
            "'n' is a part twice"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: n, type: int},"
                + " {name: m, type: int}, {name: o, type: int}, {name: kind, type: string}, {name:"
                + " few, type: boolean}]\n"
                + "suppression: {counts: [n, m], by: kind, within: day, flag: few, parts: [{of: m, are: n}, {of: o, are: m}]}",
            "'m' has parts and is one; name its parts as parts of the whole"),
        mistake(
            AREA,
            "columns: [{name: code, type: string}]",
            "columns: [{name: code, type: string}, {name: n, type: int}, {name: few, type:"
                + " boolean}]\n"
                + "suppression: {counts: n, by: code, flag: few}",
            "no step makes water.dim_area, and suppression is done where a step publishes"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date, personal: id_card, grade: 2}, {name: level, type:"
                + " double}]",
            "a person's number ('id_card') must be a string or a long, not date"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: who, type:"
                + " string, personal: id_card, grade: 2}, {name: whom, type: string, personal:"
                + " id_card, grade: 4}]",
            "'id_card' is of grade 4 here and of grade 2 in water.ads_day.who; one person's number"
                + " has one grade"),
        mistake(
            DAYS,
            "columns: [{name: day, type: date}, {name: level, type: double}]",
            "columns: [{name: day, type: date}, {name: level, type: double}, {name: who, type:"
                + " string, rules: [phone], grade: 2}, {name: whom, type: long, personal: mobile,"
                + " grade: 2}]",
            "'mobile' is long here and string in water.ads_day.who; one person's number has one"
                + " type, so that its keyed hashes are equal"),
        mistake(STEP, "/*", "SELECT 1 /*", "then */ and one SELECT"),
        mistake(
            STEP, "[day], changes", "[dya], changes", "'dya' doesn't exist; did you mean 'day'?"),
        mistake(
            STEP,
            "water.ods_level: [",
            "water.ods_levl: [",
            "table 'water.ods_levl' doesn't exist; did you mean 'water.ods_level'?"),
        mistake(
            STEP,
            "\"cast(at AS date)\"",
            "\"cast(at AS date)\", at",
            "2 expressions for 1 columns of the target: there must be one for each, in order"),
        mistake(
            STEP,
            ", changes: {water.ods_level: [\"cast(at AS date)\"]}",
            "",
            "'partition' needs 'changes': which expressions over each input give these columns"),
        mistake(
            STEP,
            "{partition: [day], ",
            "{append: water.ods_level, ",
            "'changes' goes with 'partition' or 'key' only"),
        mistake(
            STEP,
            "{partition: [day]",
            "{partition: [level]",
            "in order (partition-by=[day]); else use 'key'"),
        mistake(STEP, "title: ", "target: water.ads_dya\ntitle: ", "did you mean 'water.ads_day'?"),
        mistake(STEP, "0 30 2 * * *", "0 30", "such as \"0 30 2 * * *\""),
        mistake(STEP, "max(level)", "'${NOBODY}'", "set it, or give a default: ${NOBODY:-...}"),
        mistake(SCREEN, "x: day, ", "", "such a chart needs 'x' and 'y': columns of its query"),
        mistake(SCREEN, "name: all", "name: days", "there is a panel 'days' already"),
        mistake(
            SCREEN,
            "sql: SELECT 2",
            "sql: \"SELECT ':x', :y\"",
            "the query's :y is no parameter of the panel"),
        mistake(
            SCREEN,
            "sql: SELECT 2",
            "sql: SELECT 2, parameters: [{name: day, type: date}]",
            "the query has no :day to fill in"),
        mistake(
            SCREEN,
            "sql: SELECT 2",
            "sql: \"SELECT :d\", parameters: [{name: d, type: date, default: soon}]",
            "the value is no date"),
        mistake(
            SCREEN,
            "sql: SELECT 2",
            "sql: \"SELECT :untli\"",
            "the query's :untli is no parameter of the panel"),
        mistake(SCREEN, "SELECT 8", "\"SELECT :river\"", "the query can have no parameters"),
        mistake(SCREEN, "SELECT 9", "\"SELECT :until\"", "the query can have no parameters"),
        mistake(
            SCREEN,
            "SELECT 9}}",
            "SELECT 9}}\n  - {name: reach, type: int}",
            "no panel's query has :reach to fill in"),
        mistake(
            SCREEN,
            "SELECT 9}}",
            "SELECT 9}}\n  - {name: from, type: date}",
            "'from' is a bound of the window; give it another name"),
        mistake(
            SCREEN,
            "{sql: SELECT 9}",
            "{codes: rivres}",
            "code table 'rivres' doesn't exist; did you mean 'river'?"),
        mistake(
            SCREEN,
            "sql: SELECT 2",
            "gauge: {to: 9}, sql: SELECT 2",
            "'gauge' goes with a gauge only"),
        mistake(SCREEN, "to: 9", "to: 0", "'to' must be above 'from'"),
        mistake(SCREEN, "alarm: 7", "alarm: 7, bad: low", BEYOND),
        mistake(SCREEN, "alarm: 7", "alarm: 5", BEYOND),
        mistake(SCREEN, "warn: 5, alarm: 7", "bad: low", "'bad' goes with 'warn' or 'alarm'"),
        mistake(SCREEN, "last_year", "yesterday", "the window is not counted in such steps"),
        mistake(
            SCREEN, "last_year", "last_year, as: series", "a series goes with line and bar only"),
        mistake(
            SCREEN,
            "SELECT :until",
            "SELECT 3",
            "a query without :from and :until is the same of any earlier time"),
        mistake(
            SCREEN,
            "sql: SELECT 2",
            "compare: {to: last_year}, sql: \"SELECT :until\"",
            "a table needs 'key' and 'columns' to be compared"),
        mistake(SCREEN, "    y: level\n", "", "say by 'y' or 'columns' which values are compared"),
        mistake(SCREEN, "panel: days", "panel: dyas", "did you mean 'days'?"),
        mistake(
            SCREEN,
            "{river: name}}\n      - map",
            "{rvier: name}}\n      - map",
            "did you mean 'river'?"),
        mistake(SCREEN, "layer: stations", "layer: statoins", "did you mean 'stations'?"),
        mistake(
            SCREEN,
            "water.ads_day, where",
            "water.ads_dya, where",
            "did you mean 'water.ads_day'?"),
        mistake(SCREEN, "{level: level}", "{levle: level}", "did you mean 'level'?"),
        mistake(SCREEN, "time: day", "time: dya", "did you mean 'day'?"),
        mistake(SCREEN, "chart: table", "chart: tabel", "did you mean 'table'?"));
  }

  private static final Map<String, String> SOURCES =
      Map.of(
          SETTINGS,
          "zone: Asia/Shanghai\n",
          THEME,
          "title: {zh: 水务, en: Water}\nowner: 水务局\n",
          LEVEL,
          """
          title: {zh: 水位, en: Water level}
          layer: ods
          grain: one reading
          key: [station]
          sequence: at
          write-mode: upsert
          delete-when: {column: op, in: [D]}
          partition-by: [day(at)]
          sort-by: [station]
          columns:
            - {name: station, type: string, was: [gauge], rules: [length: {max: 9}]}
            - {name: level, type: double, rules: [range: {min: 0, max: 9}]}
            - {name: count, type: int, rules: [range: {min: 0}]}
            - {name: day, type: date, rules: [range: {min: 2020-01-01}]}
            - {name: at, type: timestamp, rules: [range: {min: "2020-01-01 00:00:00"}]}
            - {name: lon, type: double, rules: [within: {lon: lon, lat: lat, box: [103, 30, 104, 31]}]}
            - {name: lat, type: double}
            - {name: op, type: string}
            - {name: river, type: string, code-table: river}
            - {name: dry, type: boolean}
          audits:
            - row_count: {min: 1, max: 2}
            - references: {column: river, table: water.dim_area, to: code}
          """,
          AREA,
          "title: {zh: 区, en: Area}\n"
              + "layer: dim\n"
              + "grain: one area\n"
              + "columns: [{name: code, type: string}]\n",
          CODES,
          "title: {zh: 河, en: River}\ncodes:\n  - {code: R1, zh: 岷江}\n",
          FILES,
          """
          title: {zh: 水位, en: Level}
          target: water.ods_level
          source: {files: {path: x, format: {csv: {header: true}}}}
          columns:
            station: s
            at: {from: t, format: yyyy-MM-dd HH:mm}
            dry: {from: d, format: 是/否}
            level: {from: l, capture: "([0-9]+)"}
          """,
          JDBC,
          """
          title: {zh: 水位库, en: Level database}
          target: water.ods_level
          source:
            jdbc:
              product: postgresql
              host: db.example
              database: water
              table: public.level
              user: reader
              password: ${PASSWORD}
              incremental: {column: changed, look-back: 1d}
              parameters: {sslmode: require}
          columns: {station: s, at: t}
          """);

  static final Map<String, String> GOOD = good();

  private Mistakes() {}

  static Stream<Arguments> all() {
    return Stream.of(
            ofDatasets(),
            ofSharing(),
            ofRules(),
            ofJobs(),
            ofTopics(),
            ofMaps(),
            ofDossiers(),
            ofSteps(),
            ofOthers())
        .flatMap(each -> each);
  }

  private static Stream<Arguments> ofDatasets() {
    return Stream.of(
        mistake(LEVEL, "key: [station]", "key: [station, station]", "key names 'station' twice"),
        mistake(
            LEVEL,
            "sequence: at",
            "sequence: station",
            "the sequence column must be a number, date or timestamp, not string"),
        mistake(
            LEVEL,
            "write-mode: upsert",
            "write-mode: replace",
            "delete-when goes with write-mode upsert only"),
        mistake(
            AREA,
            "layer: dim",
            "layer: dim\nkeep-displaced: 5",
            "keep-displaced goes with write-mode upsert or replace, or append with a key: no other"
                + " displaces rows"),
        mistake(
            LEVEL,
            "{column: op, in: [D]}",
            "{column: opp, in: [D]}",
            "delete-when column 'opp' doesn't exist; did you mean 'op'?"),
        mistake(
            LEVEL, "[day(at)]", "[hour(day)]", "partition 'hour(day)' needs a timestamp, not date"),
        mistake(
            LEVEL,
            "[day(at)]",
            "[\"truncate(4, lon)\"]",
            "partition 'truncate(4, lon)' needs a string, int, long or decimal, not double"),
        mistake(
            LEVEL,
            "[day(at)]",
            "[\"bucket(4, dry)\"]",
            "partition 'bucket(4, dry)' needs any type but double and boolean, not boolean"),
        mistake(LEVEL, "[day(at)]", "[day(at), day(at)]", "partition-by has 'day(at)' twice"),
        mistake(
            LEVEL, "[day(at)]", "[\"bucket(0, op)\"]", "or truncate(4, code), not 'bucket(0, op)'"),
        mistake(
            LEVEL,
            "sort-by: [station]",
            "sort-by: [staton desc]",
            "sort column 'staton' doesn't exist; did you mean 'station'?"),
        mistake(
            LEVEL,
            "{name: lat, type: double}",
            "{name: lat, type: double}\n  - {name: lat, type: double}",
            "column 'lat' stands at line 17 already"),
        mistake(
            LEVEL,
            "{name: lat, type: double}",
            "{name: lat, type: double, was: [dry]}",
            "'was' names 'dry', which is a column still"),
        mistake(
            LEVEL,
            "{name: lat, type: double}",
            "{name: lat, type: double, was: [gauge]}",
            "'was' names 'gauge', as line 11 does"),
        mistake(
            LEVEL,
            "{name: op, type: string}",
            "{name: op, type: string, grade: 5}",
            "'grade' must be a whole number from 1 to 4, not 5"),
        mistake(
            LEVEL,
            "{name: op, type: string}",
            "{name: op, type: string, grade: 3, lowered: {from: 3, because: hashed}}",
            "'lowered' is from 3, and the grade 3 is not lower"),
        mistake(
            LEVEL,
            "{name: op, type: string}",
            "{name: op, type: string, lowered: {from: 3, because: trusted}}",
            "'because' is 'trusted'; expected aggregated, hashed or generalised"),
        mistake(
            LEVEL, "min: 1, max: 2", "min: 3, max: 2", "'min' of row_count must not be above max"),
        mistake(LEVEL, "{min: 1, max: 2}", "{}", "audit 'row_count' needs min, max or both"),
        mistake(
            LEVEL,
            "to: code",
            "to: cod",
            "column of water.dim_area 'cod' doesn't exist; did you mean 'code'?"),
        mistake(
            LEVEL,
            "references: {column: river",
            "references: {column: lat",
            "references needs two columns of one type: 'code' is double here and string there"),
        mistake(
            LEVEL,
            "- row_count: {min: 1, max: 2}",
            "- freshness: {column: op, within: 1d}",
            "audit 'freshness' needs a date or timestamp, not string"),
        mistake(
            LEVEL,
            "- row_count: {min: 1, max: 2}",
            "- disclosure: {columns: [lat], count: op}",
            "'count' of disclosure needs a number, not string"),
        mistake(
            LEVEL,
            "- row_count: {min: 1, max: 2}",
            "- control_total: {sum: op, equals: 1}",
            "'sum' of control_total needs a number, not string"),
        mistake(
            LEVEL,
            "- row_count: {min: 1, max: 2}",
            "- control_total: {sum: lon, equals: much}",
            "'equals' of control_total must be a number"),
        mistake(
            LEVEL,
            "- row_count: {min: 1, max: 2}",
            "- change: {ratio: 0}",
            "'ratio' of change must be above 0"),
        mistake(
            LEVEL,
            "- row_count: {min: 1, max: 2}",
            "- unique: [oop]",
            "unique column 'oop' doesn't exist; did you mean 'op'?"),
        mistake(
            LEVEL,
            "- row_count: {min: 1, max: 2}",
            "- unique: {columns: [op], level: warn}\n    level: warn",
            "audit 'unique' has two levels; keep one"));
  }

  private static Stream<Arguments> ofSharing() {
    String columns = "columns: [{name: day, type: date}";
    return Stream.of(
        mistake(
            DAYS,
            columns,
            "share: conditional\n" + columns,
            "'share' is conditional, and no 'share-condition' says on which condition"),
        mistake(
            DAYS,
            columns,
            "open-condition: 研究\n" + columns,
            "'open-condition' goes with 'open: conditional' only"),
        mistake(
            DAYS,
            columns,
            "share: none\nopen: unconditional\n" + columns,
            "'open' is unconditional, and 'share' is none: what society may have, departments may"),
        mistake(
            DAYS,
            columns,
            "share: unconditional\ncolumns: [{name: day, type: date, grade: 3}",
            "'share' is unconditional, and column 'day' (line 7) has grade 3; it"
                + " can be conditional or none"),
        mistake(
            DAYS,
            columns,
            "share: unconditional\n"
                + "open: unconditional\n"
                + "columns: [{name: day, type: date, grade: 2}",
            "'open' is unconditional, and column 'day' (line 8) has grade 2; it"
                + " can be conditional or none"),
        mistake(
            DAYS,
            columns,
            "open: conditional\n"
                + "open-condition: 研究\n"
                + "share: conditional\nshare-condition: 履职\n"
                + "columns: [{name: day, type: date, grade: 3}",
            "'open' is conditional, and column 'day' (line 10) has grade 3; it can be none"),
        mistake(
            DAYS,
            columns,
            "open: conditional\n"
                + "open-condition: 研究\n"
                + "share: conditional\nshare-condition: 履职\n"
                + "columns: [{name: day, type: date, personal: name, grade: 2}",
            "'open' is conditional, and column 'day' (line 10) tells of persons;"
                + " it can be none"),
        mistake(
            DAYS,
            columns,
            "share: unconditional\ncolumns: [{name: day, type: date, personal: name, grade: 2}",
            "'share' is unconditional, and column 'day' (line 7) tells of persons; it can be"
                + " conditional or none"),
        mistake(
            DAYS,
            "{name: day, type: date}",
            "{name: day, type: date, personal: [name, {kind: account, form: sha_256}]}",
            "column 'day' tells of persons and has grade 1, which everybody reads unmasked; give it"
                + " 2 or more"));
  }

  private static Stream<Arguments> ofRules() {
    return Stream.of(
        mistake(
            LEVEL,
            "length: {max: 9}",
            "length: {min: 10, max: 9}",
            "rule 'length' refuses everything: min must not be above max"),
        mistake(LEVEL, "length: {max: 9}", "length: {}", "rule 'length' needs min, max or both"),
        mistake(
            LEVEL, "length: {max: 9}", "matches: \"%s\"".formatted("a".repeat(1001)), "aaa...'"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "range: {min: 9, max: 0}",
            "rule 'range' refuses everything: min must be below max"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "range: {min: 9, max-exclusive: 9}",
            "rule 'range' refuses everything: min must be below max"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "range: {min: 0, min-exclusive: 0}",
            "either min or min-exclusive, not both"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "range: {severity: warn}",
            "rule 'range' needs a bound: min, max, min-exclusive or max-exclusive"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "range: {min: low}",
            "'min' of range can't be read as double"),
        mistake(
            LEVEL, "range: {min: 0}", "range: {min: 0.5}", "'min' of range can't be read as int"),
        mistake(LEVEL, "2020-01-01}", "2020-13-01}", "'min' of range can't be read as date"),
        mistake(
            LEVEL,
            "2020-01-01 00:00:00",
            "2020-01-01 25:00:00",
            "'min' of range can't be read as timestamp"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "uscc",
            "rule 'uscc' needs a string column, not double"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "in: [1]",
            "rule 'in' doesn't go with double; use range"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "not_future",
            "rule 'not_future' needs a date or timestamp, not double"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "before: level",
            "rule 'before' compares the column with itself"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "after: at",
            "rule 'after' needs two columns of one type: this is double, 'at' is timestamp"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "after: att",
            "column 'att' doesn't exist; did you mean 'at'?"),
        mistake(
            LEVEL,
            "range: {min: 0, max: 9}",
            "{range: {min: 0, severity: warn}, severity: fail}",
            "rule 'range' has two severities; keep one"),
        mistake(
            LEVEL,
            "[103, 30, 104, 31]",
            "[104, 30, 103, 31]",
            "with west < east and south < north"),
        mistake(
            LEVEL,
            "[103, 30, 104, 31]",
            "[103, 30, 104, 91]",
            "with west < east and south < north"),
        mistake(
            LEVEL,
            "[103, 30, 104, 31]",
            "[103, 30, 104]",
            "'box' must have four numbers: west, south, east, north"),
        mistake(LEVEL, "lat: lat", "lat: op", "'lat' of within needs a number, not string"),
        mistake(
            LEVEL,
            "box: [103, 30, 104, 31]",
            "polygon: zone.geojson",
            "there is no such file under conf/geo (file=zone.geojson)"),
        mistake(
            LEVEL,
            "box: [103, 30, 104, 31]",
            "polygon: ../../x",
            "'polygon' must be the name of a file in the same directory, not '../../x'"),
        mistake(
            LEVEL,
            "code-table: river",
            "code-table: rivr",
            "code table 'rivr' doesn't exist; did you mean 'river'?"),
        mistake(
            LEVEL,
            "code-table: river",
            "rules: [code: {table: river, at: op}]",
            "'at' of code needs a date or timestamp, not string"),
        mistake(
            LEVEL,
            "code-table: river",
            "rules: [expression: \" \"]",
            "'expression' must be a Spark SQL condition of at most 2000 characters, not ' '"));
  }

  private static Stream<Arguments> ofJobs() {
    return Stream.of(
        mistake(
            FILES,
            "station: s\n",
            "op: s\n",
            "column 'station' of the target is needed, but nothing is mapped to it"),
        mistake(
            FILES,
            "at: {from: t, format: yyyy-MM-dd HH:mm}",
            "op: t",
            "column 'at' of the target is needed, but nothing is mapped to it"),
        mistake(
            FILES,
            "yyyy-MM-dd HH:mm",
            "yyyy-mm-dd bogus",
            "'format' is no java.time pattern, iso, epoch-seconds or epoch-millis: Unknown pattern"
                + " letter: b"),
        mistake(
            FILES,
            "HH:mm}",
            "HH:mm zzz}",
            "write XXX for an offset, VV for Asia/Shanghai, or leave it out and set 'zone'"),
        mistake(
            FILES,
            "yyyy-MM-dd HH:mm",
            "yy-MM-dd HH:mm",
            "write yyyy, and put the century before them by 'template', such as \"20{day}\""),
        mistake(
            FILES,
            "format: yyyy-MM-dd HH:mm",
            "format: [epoch-millis, epoch-seconds]",
            "which of the two a number is nobody can tell; keep one"),
        mistake(
            FILES,
            "format: yyyy-MM-dd HH:mm",
            "format: [MM/dd/yyyy, dd/MM/yyyy]",
            "whether 03/04 is in March or April nobody can tell; keep one"),
        mistake(FILES, "是/否", "是", "'format' of a boolean must be two texts, such as 是/否"),
        mistake(
            FILES,
            "station: s\n",
            "station: {from: s, format: iso}\n",
            "'format' goes with dates, timestamps and booleans, not string"),
        mistake(
            FILES,
            "station: s\n",
            "station: {from: s, percent: true}\n",
            "'percent' goes with numbers, not string"),
        mistake(
            FILES,
            "station: s\n",
            "station: {template: \"{a}-{b\"}\n",
            "such as \"{year}-{month}\", each closed"),
        mistake(
            FILES,
            "([0-9]+)",
            "[0-9]+",
            "'capture' needs a group in parentheses, which is the value"),
        mistake(
            FILES,
            "capture: \"([0-9]+)\"",
            "grouping: \".\"",
            "'grouping' and 'decimal-separator' must differ"),
        mistake(
            FILES,
            "header: true",
            "header: false",
            "without a header, 'columns' must name the fields in order"),
        mistake(
            FILES,
            "header: true",
            "header: {present: false, rows: 2}, columns: [a]",
            "without a header there are no 'rows' of it"),
        mistake(
            FILES,
            "header: true",
            "header: {within: 2, rows: 3}",
            "'rows' of the header don't fit 'within'"),
        mistake(
            FILES,
            "header: true",
            "header: {joiner: \"_\"}",
            "'joiner' needs a header of several 'rows'"),
        mistake(
            FILES,
            "header: true",
            "encoding: utf-9",
            "'encoding' must be an encoding such as utf-8, gb18030 or utf-16, not 'utf-9'"),
        mistake(
            FILES,
            "header: true",
            "delimiter: \"||\"",
            "'delimiter' must be one character, not '||'"),
        mistake(
            FILES,
            "header: true",
            "delimiter: \"'\", quote: \"'\"",
            "'quote' and 'delimiter' must differ"),
        mistake(
            FILES,
            "header: true",
            "skip-rows: [\"(\"]",
            "not '(': Unclosed group near character 2"),
        mistake(
            FILES,
            "path: x",
            "path: \"${NOWHERE}/x\"",
            "the environment variable NOWHERE isn't set; set it, or give a default:"
                + " ${NOWHERE:-...}"),
        mistake(
            JDBC,
            "    host: db.example\n",
            "",
            "'jdbc' lacks the key 'host': the server; only sqlite has none"),
        mistake(
            JDBC, "db.example", "a,b", "'host' must be a plain host name or IP address, not 'a,b'"),
        mistake(
            JDBC, "db.example", "u@h", "'host' must be a plain host name or IP address, not 'u@h'"),
        mistake(
            JDBC,
            "database: water",
            "database: water?x=y",
            "'database' must be a plain name of letters, digits, _, $ and -"),
        mistake(
            JDBC,
            "${PASSWORD}",
            "s3cret",
            "'password' must be a reference such as ${NAME}, because a secret doesn't belong in a"
                + " file"),
        mistake(
            JDBC,
            "${PASSWORD}",
            "${PASSWORD:-s3cret}",
            "'password' must be a reference such as ${NAME}, because a secret doesn't belong in a"
                + " file"),
        mistake(JDBC, "    user: reader\n", "", "'password' needs a 'user'"),
        mistake(
            JDBC,
            "sslmode: require",
            "socketFactory: x",
            "allowed are: ApplicationName, connectTimeout, currentSchema, socketTimeout, sslmode,"
                + " tcpKeepAlive"),
        mistake(
            JDBC,
            "sslmode: require",
            "sslmode: \"x&socketFactory=y\"",
            "parameter 'sslmode' must be letters, digits, _, ., - and spaces"),
        mistake(
            JDBC,
            "look-back: 1d",
            "look-back: 1 day",
            "'look-back' must be a duration such as 1h or 2d, or a whole number, not '1 day'"),
        mistake(
            JDBC,
            "incremental: {column: changed, look-back: 1d}",
            "partition: {column: id, count: 0}",
            "'count' must be a whole number from 1 to 1000, not 0"),
        mistake(
            FILES,
            "target: water.ods_level",
            "target: water.ods_level\nschedule: {cron: \"0 0 * *\"}",
            "'cron' must have five to seven fields, such as \"0 30 2 * * *\""),
        mistake(
            FILES,
            "target: water.ods_level",
            "target: water.ods_level\nschedule: {cron: \"0 24 * * *\"}",
            "'cron' its hour '24' can't be read: expected 0 to 23"),
        mistake(
            FILES,
            "target: water.ods_level",
            "target: water.ods_level\nschedule: {cron: \"0 0 0 13 * 6\"}",
            "'cron' names both days of the month and days of the week; of six or seven fields,"
                + " write ? for one of them"),
        mistake(
            FILES,
            "target: water.ods_level",
            "target: water.ods_level\nschedule: {cron: \"@daily\", every: 15m}",
            "'schedule' must have exactly one of cron, every, not cron and every"),
        mistake(
            FILES,
            "target: water.ods_level",
            "target: water.ods_level\nschedule: {every: 10s}",
            "'every' must be a minute at least"),
        mistake(
            FILES,
            "target: water.ods_level",
            "target: water.ods_level\nschedule: {every: 1h, on: before-holiday}",
            "'on' needs a 'calendar'"),
        mistake(
            FILES,
            "target: water.ods_level",
            "target: water.ods_level\nschedule: {every: 1h, pool: x}",
            "pool 'x' doesn't exist"),
        schedule("{priority: high}", "'schedule' of a job must have cron, every, arrival or after"),
        schedule("{every: 1h, priority: hihg}", "did you mean 'high'?"),
        schedule(
            "{after: water.ods_levl}",
            "table 'water.ods_levl' doesn't exist; did you mean 'water.ods_level'?"),
        schedule(
            "{every: 1h, inputs: {water.ods_levl: month}}",
            "table 'water.ods_levl' doesn't exist; did you mean 'water.ods_level'?"),
        schedule(
            "{every: 1h, inputs: {levels: month}}", "'levels' is no table: expected theme.table"),
        schedule(
            "{every: 1h, inputs: {water.ods_level: year}}",
            "expected yesterday, week, month or last_month"),
        schedule(
            "{after: water.ods_level, missed: none}",
            "'missed' needs 'cron' or 'every': what follows others has their days"),
        schedule(
            "{arrival: {count: -1}}", "'count' must be a whole number from 0 to 1000000, not -1"),
        schedule(
            "{arrival: {control: {file: name}}}",
            "'control' lacks the key 'path': A CSV file in UTF-8 with a header."),
        mistake(
            JDBC,
            "target: water.ods_level",
            "target: water.ods_level\nschedule: {arrival: {count: 2}}",
            "'arrival' needs 'files': the job's source is no path of files"),
        mistake(
            SETTINGS,
            "zone: Asia/Shanghai",
            "zone: Asia/Shanghai\npools: {registry: {places: 2, hours: 22-6}}",
            "'hours' must be hours such as 22:00-06:00, not '22-6'"),
        mistake(
            SETTINGS,
            "zone: Asia/Shanghai",
            "zone: Asia/Shanghai\nschedule: {every: 1h, after: water.ods_level}",
            "'after' goes with a job or step"),
        mistake(
            FILES,
            "target: water.ods_level",
            "target: water.ods_level\ntimeout: 0s",
            "'timeout' must be a second at least"),
        mistake(
            FILES,
            "target: water.ods_level",
            "target: water.ods_level\nschedule: {every: 1h, missed: some}",
            "'missed' is 'some'; expected all, latest or none; did you mean 'none'?"));
  }

  private static Arguments schedule(String written, String problem) {
    return mistake(
        FILES, "target: water.ods_level", "target: water.ods_level\nschedule: " + written, problem);
  }

  private static Stream<Arguments> ofOthers() {
    return Stream.of(
        mistake(
            SETTINGS,
            "zone: Asia/Shanghai",
            "catalog: {uri: \"jdbc:postgresql://h/d?password=x\"}",
            "user and password have keys of their own"),
        mistake(
            SETTINGS,
            "zone: Asia/Shanghai",
            "hadoop: {fs.s3a.secret.key: abc}",
            "'fs.s3a.secret.key' must be a reference such as ${NAME} or ${NAME:-default}, because a"
                + " secret doesn't belong in a file"),
        mistake(
            THEME,
            "owner: 水务局",
            "owner: 7",
            "'owner' must be a text that is not empty, not 7; quote it to make it a text"),
        mistake(
            THEME,
            "owner: 水务局",
            "tags: [Water]\nowner: 水务局",
            "an item of 'tags' must be a lower_snake name of at most 64 characters, not 'Water'"),
        mistake(
            CODES,
            "zh: 岷江}",
            "zh: 岷江, from: 2020-01-01, until: 2020-01-01}",
            "code 'R1' is never valid: until (2020-01-01) must be after from (2020-01-01)"),
        mistake(
            CODES,
            "codes:\n  - {code: R1, zh: 岷江}",
            "from: 2020-01-01\nuntil: 2019-01-01\ncodes:\n  - {code: R1, zh: 岷江}",
            "the codes are never valid: until (2019-01-01) must be after from (2020-01-01)"),
        mistake(
            CODES,
            "- {code: R1, zh: 岷江}",
            "- {code: R1, zh: 岷江, until: 2019-01-01}\nfrom: 2020-01-01",
            "code 'R1' is never valid: until (2019-01-01) must be after from (2020-01-01)"),
        mistake(
            CODES,
            "- {code: R1, zh: 岷江}",
            "- {code: R1, zh: 岷江}\n  - {code: R1, zh: 江}",
            "code 'R1' stands twice for the same days; end the one before the other begins"),
        mistake(
            CODES,
            "codes:\n  - {code: R1, zh: 岷江}",
            "file: river.csv",
            "there is no file conf/codes/river.csv"));
  }

  private static Arguments mistake(String file, String good, String bad, String expected) {
    return Arguments.of(file, good, bad, expected);
  }
}
