package io.citylake.receive.viid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.feed.Feed;
import io.citylake.model.DataSize;
import io.citylake.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What lower platforms send, right and wrong. */
class TestViidBody {
  private static final Feed.Limits LIMITS =
      new Feed.Limits(new DataSize(2000), new DataSize(1 << 20), 50, 8, 1000);

  private static List<ViidEntry> read(ViidKind kind, String body) throws ViidFault {
    return ViidBody.read(kind, body.getBytes(StandardCharsets.UTF_8), LIMITS);
  }

  private static String message(ViidEntry entry) {
    assertThat(entry.messages()).hasSize(1);
    return text(entry.messages().get(0));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String face(String id, String more) {
    return "{\"FaceID\":\"%s\" %s}".formatted(id, more);
  }

  @Test
  void eachObjectIsAMessageAsItCame() throws ViidFault {
    List<ViidEntry> entries =
        read(
            ViidKind.FACES,
            "\uFEFF{\"Page\":1, \"FaceListObject\" : {\"Total\":{\"a\":[1]},\"FaceObject\":[ "
                + face("甲", ",\"Age\": 1.50, \"Big\":12345678901234567890123")
                + ",{ } ]}}\n");
    assertThat(entries)
        .extracting(ViidEntry::status)
        .containsExactly(ViidStatus.ok("甲"), ViidStatus.ok(""));
    assertThat(message(entries.get(0)))
        .isEqualTo(
            "{\"_kind\":\"Face\",\"FaceID\":\"甲\" ,\"Age\": 1.50,"
                + " \"Big\":12345678901234567890123}");
    assertThat(message(entries.get(1))).isEqualTo("{\"_kind\":\"Face\"}");
  }

  @Test
  void listsAreFoundAsSendersWriteThem() throws ViidFault {
    String face = face("1", "");
    for (String body :
        List.of(
            "{\"FaceListObject\":{\"FaceObject\":[%s]}}",
            "{\"FaceListObject\":{\"FaceObject\":%s}}",
            "{\"FaceListObject\":[%s]}",
            "{\"FaceObjectList\":{\"FaceObject\":[%s]}}",
            "{\"FaceObject\":%s}",
            "{\"FaceObject\":[%s]}")) {
      assertThat(message(read(ViidKind.FACES, body.formatted(face)).get(0)))
          .isEqualTo("{\"_kind\":\"Face\",\"FaceID\":\"1\" }");
    }
    assertThat(
            read(ViidKind.NONMOTORVEHICLES, "{\"NonMotorVehicleObject\":{\"NonMotorVehicleID\":7}}")
                .get(0)
                .status())
        .isEqualTo(ViidStatus.ok("7"));
  }

  @Test
  void imagesLeaveTheirHashAndSize() throws ViidFault {
    byte[] image = new byte[5000];
    new Random(7).nextBytes(image);
    image[0] = (byte) 0xFF;
    image[1] = (byte) 0xD8;
    image[2] = (byte) 0xFF;
    String base64 = Base64.getEncoder().encodeToString(image);
    String sum = HexFormat.of().formatHex(Sha256.digest().digest(image));
    String left = "{\"sha256\":\"" + sum + "\",\"bytes\":5000,\"type\":\"image/jpeg\"}";
    for (String data :
        List.of(
            base64,
            base64.replaceAll("(.{76})", "$1\\\\r\\\\n"),
            base64.replace("/", "\\/"),
            base64.replace("=", ""),
            "data:image/jpeg;base64," + base64)) {
      String body =
          "{\"FaceObject\":"
              + face(
                  "1",
                  ",\"SubImageList\":{\"SubImageInfoObject\":[{\"Data\" : \""
                      + data
                      + "\",\"Type\":\"11\"}]},\"Data\":\"\"")
              + "}";
      assertThat(message(read(ViidKind.FACES, body).get(0)))
          .contains("{\"Data\" : " + left + ",\"Type\":\"11\"}")
          .doesNotContain(base64.substring(100, 140));
    }
  }

  @Test
  void drawnImagesAreSummedAsTheyWereBefore() throws ViidFault {
    long seed = Long.getLong("citylake.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      byte[] image = new byte[random.nextInt(random.nextBoolean() ? 8 : 20_000)];
      random.nextBytes(image);
      StringBuilder text = new StringBuilder(random.nextInt(3) > 0 ? "" : "data:image/png,");
      String base64 = Base64.getEncoder().encodeToString(image);
      for (char c : (random.nextBoolean() ? base64 : base64.replace("=", "")).toCharArray()) {
        text.append(
            switch (random.nextInt(50)) {
              case 0 -> "\\u%04x".formatted((int) c);
              case 1 -> " \\n" + c;
              case 2 -> c == '/' ? "\\/" : c;
              default -> c;
            });
      }
      List<ViidEntry> entries =
          read(ViidKind.FACES, "{\"FaceObject\":{\"Data\":\"" + text + "\",\"a\":1}}");
      assertThat(message(entries.get(0)))
          .as("seed=%d i=%d", seed, i)
          .contains(
              "{\"sha256\":\"%s\",\"bytes\":%d,"
                  .formatted(HexFormat.of().formatHex(Sha256.digest().digest(image)), image.length))
          .endsWith(",\"a\":1}")
          .doesNotContain("fault");
    }
  }

  @Test
  void whatIsNoBase64IsSummedAsItCameWhateverIsBesideIt() throws ViidFault {
    String many = "A".repeat(4096);
    for (String text :
        List.of(
            "QUE=QUE=",
            "QUE==",
            "A",
            "=",
            "QU=E",
            "Q\\bUE=",
            "QUE=\\u00e9",
            "\\\"",
            many + "A",
            many + "=",
            "A".repeat(4093) + "A==" + many,
            "data:image/png;base64",
            "图")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      List<ViidEntry> entries =
          read(
              ViidKind.FACES,
              "{\"FaceObject\":[{\"Data\":\"%s\"},{\"Data\":\"QUE\"}]}".formatted(text));
      assertThat(message(entries.get(0)))
          .as(text)
          .contains(HexFormat.of().formatHex(Sha256.digest().digest(bytes)))
          .contains("\"bytes\":" + bytes.length + ",", "\"fault\":\"no base64");
      assertThat(message(entries.get(1))).contains("\"bytes\":2,").doesNotContain("fault");
    }
    assertThatThrownBy(() -> read(ViidKind.FACES, "{\"FaceObject\":{\"Data\":\"QU\nE=\"}}"))
        .isInstanceOfSatisfying(
            ViidFault.class, e -> assertThat(e.code()).isEqualTo(ViidCode.JSON_FORMAT));
  }

  @Test
  void imagesStayNowhere() throws ViidFault {
    String image = "c2VjcmV0LWZhY2U=";
    for (String data :
        List.of(
            "\"Data\":[\"%s\",7]",
            "\"data\":\"%s\"",
            "\"DATA\":\"%s\"",
            "\"Data\" : \"%s\"",
            "\"Data\":[[\"%s\"],{\"a\":[\"%s\"]}]",
            "\"Data\":{\"a\":\"%s\",\"Data\":\"%s\"}")) {
      String member = data.replace("%s", image);
      String expected =
          member.replace(
              "\"" + image + "\"",
              "{\"sha256\":\"%s\",\"bytes\":11,\"type\":\"\"}"
                  .formatted(
                      HexFormat.of()
                          .formatHex(
                              Sha256.digest()
                                  .digest("secret-face".getBytes(StandardCharsets.UTF_8)))));
      assertThat(
              message(read(ViidKind.FACES, "{\"FaceObject\":{" + member + ",\"b\":\"c\"}}").get(0)))
          .isEqualTo("{\"_kind\":\"Face\"," + expected + ",\"b\":\"c\"}");
      for (String order : List.of("%s,\"X\":\"y\"", "\"X\":\"y\",%s")) {
        assertThat(
                message(
                    read(
                            ViidKind.SUBSCRIBENOTIFICATIONS,
                            "{\"SubscribeNotificationObject\":{" + order.formatted(member) + "}}")
                        .get(0)))
            .isEqualTo(
                "{\"_kind\":\"SubscribeNotification\",\"_notification\":{},"
                    + order.formatted(expected).replace("\" : ", "\":")
                    + "}");
      }
    }
  }

  @Test
  void whatIsNoImageIsSaidAndTheOthersStay() throws ViidFault {
    List<ViidEntry> entries =
        read(
            ViidKind.FACES,
            "{\"FaceObject\":["
                + face("1", ",\"Data\":\"no*base64, 图\"")
                + ","
                + face("2", ",\"Data\":\"AAAA\"")
                + "]}");
    assertThat(message(entries.get(0))).contains("\"fault\":\"no base64").doesNotContain("图");
    assertThat(message(entries.get(1))).contains("\"bytes\":3,").doesNotContain("fault");
  }

  @Test
  void objectsOfANotificationHaveItsHead() throws ViidFault {
    String body =
        """
        {"SubscribeNotificationListObject":{"SubscribeNotificationObject":[
         {"FaceObjectList":{"FaceObject":[{"FaceID":"1"}]},"NotificationID":"N1","SubscribeID":"S","InfoIDs":"1,2",
          "Title":"夜","TriggerTime":"20260131080000","PersonObjectList":[{"PersonID":"2"}],
          "DeviceList":{"APEObject":{"ApeID":"3"}},"ThingObjectList":null},
         {"NotificationID":"N2","Extra":1,"FaceListObject":{"FaceObject":{"FaceID":"5"}},"PersonObject":{"PersonID":"6"},"FaceObjectList":{"FaceObject":[{"FaceID":"4"}]}},
         {"NotificationID":"N3","InfoIDs":["5",6,null]}]}}\
        """;
    List<ViidEntry> entries = read(ViidKind.SUBSCRIBENOTIFICATIONS, body);
    assertThat(entries).extracting(each -> each.status().id()).containsExactly("N1", "N2", "N3");
    String head =
        "\"_notification\":{\"NotificationID\":\"N1\",\"SubscribeID\":\"S\",\"Title\":\"夜\",\"TriggerTime\":\"20260131080000\"}";
    assertThat(entries.get(0).messages())
        .extracting(TestViidBody::text)
        .containsExactly(
            "{\"_kind\":\"Face\"," + head + ",\"FaceID\":\"1\"}",
            "{\"_kind\":\"Person\"," + head + ",\"PersonID\":\"2\"}",
            "{\"_kind\":\"APE\"," + head + ",\"ApeID\":\"3\"}");
    assertThat(entries.get(1).messages())
        .extracting(TestViidBody::text)
        .containsExactly(
            "{\"_kind\":\"Face\",\"_notification\":{\"NotificationID\":\"N2\"},\"FaceID\":\"5\"}",
            "{\"_kind\":\"Person\",\"_notification\":{\"NotificationID\":\"N2\"},\"PersonID\":\"6\"}",
            "{\"_kind\":\"Face\",\"_notification\":{\"NotificationID\":\"N2\"},\"FaceID\":\"4\"}",
            "{\"_kind\":\"SubscribeNotification\",\"_notification\":{\"NotificationID\":\"N2\"},\"Extra\":1}");
    assertThat(message(entries.get(2)))
        .isEqualTo(
            "{\"_kind\":\"SubscribeNotification\",\"_notification\":{\"NotificationID\":\"N3\"},\"InfoIDs\":[\"5\",6,null]}");
  }

  @Test
  void whatIsWrongInOneCostsItAlone() throws ViidFault {
    String deep = "[".repeat(20) + "]".repeat(20);
    List<ViidEntry> entries =
        read(
            ViidKind.FACES,
            "{\"FaceObject\":[1,[2,{\"FaceID\":\"x\"}],"
                + face("deep", ",\"a\":" + deep)
                + ","
                + face("large", ",\"a\":\"" + "x".repeat(2000) + "\"")
                + ","
                + face("good", "")
                + "]}");
    assertThat(entries)
        .extracting(each -> each.status().code().number())
        .containsExactly(8, 8, 8, 8, 0);
    assertThat(entries).extracting(each -> each.messages().size()).containsExactly(0, 0, 0, 0, 1);
    List<ViidEntry> notifications =
        read(
            ViidKind.SUBSCRIBENOTIFICATIONS,
            "{\"SubscribeNotificationObject\":["
                + "{\"NotificationID\":\"1\",\"FaceObjectList\":{\"FaceObject\":[{\"FaceID\":\"1\"},2]}},"
                + "{\"NotificationID\":\"2\",\"NotificationID\":\"3\"},"
                + "{\"NotificationID\":\"4\",\"FaceObjectList\":{\"FaceObject\":[{\"FaceID\":\"1\"}]}}]}");
    assertThat(notifications)
        .extracting(each -> each.status().code().number())
        .containsExactly(8, 8, 0);
    assertThat(notifications).extracting(each -> each.messages().size()).containsExactly(0, 0, 1);
  }

  @Test
  void aBodyWithoutObjectsIsNone() {
    for (String body : List.of("", "{", "{\"FaceObject\":[{}", "{\"FaceObject\":{}}x", "<xml/>")) {
      assertThatThrownBy(() -> read(ViidKind.FACES, body))
          .isInstanceOfSatisfying(
              ViidFault.class,
              e -> assertThat(e.code()).as(body).isIn(ViidCode.JSON_FORMAT, ViidCode.JSON_CONTENT));
    }
    for (String body :
        List.of(
            "[]",
            "1",
            "{}",
            "{\"PersonObject\":{}}",
            "{\"FaceListObject\":{\"FaceObject\":[]}}",
            "{\"FaceListObject\":{}}",
            "{\"FaceObject\":[" + "{},".repeat(60) + "{}]}")) {
      assertThatThrownBy(() -> read(ViidKind.FACES, body))
          .isInstanceOfSatisfying(
              ViidFault.class, e -> assertThat(e.code()).as(body).isEqualTo(ViidCode.JSON_CONTENT));
    }
    assertThatThrownBy(
            () ->
                ViidBody.read(
                    ViidKind.FACES,
                    "{\"FaceObject\":{}}".getBytes(StandardCharsets.UTF_16),
                    LIMITS))
        .isInstanceOf(ViidFault.class);
    String bomb = "{\"a\":" + "[".repeat(500_000);
    assertThatThrownBy(() -> read(ViidKind.FACES, bomb)).isInstanceOf(ViidFault.class);
  }

  @Test
  void nothingIsDroppedThatZeroIsSaidOf() throws ViidFault {
    for (String other :
        List.of(
            "\"PersonListObject\":{\"PersonObject\":[{\"PersonID\":\"1\"}]}",
            "\"PersonObject\":{\"PersonID\":\"1\"}",
            "\"faceListObject\":[{\"FaceID\":\"2\"}]",
            "\"FaceListObject\":{\"PersonObject\":[\"1\"]}")) {
      List<ViidEntry> entries =
          read(ViidKind.FACES, "{\"FaceObject\":{\"FaceID\":\"1\"}," + other + "}");
      assertThat(entries)
          .as(other)
          .extracting(each -> each.status().code().number())
          .containsExactly(0, 8);
    }
    String empty =
        ",\"PersonListObject\":{\"PersonObject\":[]},\"ThingObject\":null,\"Total\":[1]}";
    assertThat(read(ViidKind.FACES, "{\"FaceObject\":{}" + empty)).hasSize(1);
    String notification =
        "{\"SubscribeNotificationObject\":[{\"NotificationID\":\"1\",\"FaceObjectList\":{%s}},"
            + "{\"NotificationID\":\"2\"}]}";
    for (String list :
        List.of(
            "\"FaceObject\":\"abc\"", "\"Face\":\"abc\"", "\"FaceObject\":[{}],\"FaceObject\":5")) {
      assertThat(read(ViidKind.SUBSCRIBENOTIFICATIONS, notification.formatted(list)))
          .as(list)
          .extracting(each -> each.status().code().number())
          .containsExactly(8, 0);
    }
    assertThat(
            read(
                ViidKind.SUBSCRIBENOTIFICATIONS,
                notification.formatted("\"FaceObject\":[{}],\"Total\":5,\"PersonObject\":null")))
        .extracting(each -> each.status().code().number())
        .containsExactly(0, 0);
  }

  @Test
  void aSmallBodyDoesNotBecomeALargeOne() throws ViidFault {
    Feed.Limits small = new Feed.Limits(new DataSize(5000), new DataSize(20_000), 1000, 8, 1000);
    String head = "\"Title\":\"" + "x".repeat(450) + "\"";
    for (int parts : new int[] {50, 900}) {
      byte[] body =
          "{\"SubscribeNotificationObject\":{%s,\"FaceObjectList\":[%s{}]}}"
              .formatted(head, "{},".repeat(parts))
              .getBytes(StandardCharsets.UTF_8);
      if (parts == 50) {
        assertThat(ViidBody.read(ViidKind.SUBSCRIBENOTIFICATIONS, body, small)).hasSize(1);
      } else {
        assertThatThrownBy(() -> ViidBody.read(ViidKind.SUBSCRIBENOTIFICATIONS, body, small))
            .isInstanceOf(ViidFault.class)
            .hasMessageContaining("twice the bytes");
      }
    }
    byte[] images =
        "{\"FaceObject\":[%s{}]}"
            .formatted("{\"Data\":\"\",\"data\":\"\"},".repeat(400))
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ViidBody.read(ViidKind.FACES, images, small))
        .isInstanceOf(ViidFault.class);
    String controls = "\\u0001".repeat(400);
    assertThat(
            read(
                ViidKind.SUBSCRIBENOTIFICATIONS,
                "{\"SubscribeNotificationObject\":{\"FaceObject\":{},\"Title\":\"%s\",\"SubscribeID\":\"x\"}}"
                    .formatted(controls)))
        .singleElement()
        .extracting(each -> each.status().text())
        .asString()
        .contains("more than 2,048 bytes");
  }

  @Test
  void itsDeviceIsRead() throws ViidFault {
    assertThat(
            ViidBody.deviceId(
                "{\"KeepaliveObject\":{\"DeviceID\":\"7\"}}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("7");
    assertThat(ViidBody.deviceId(new byte[0])).isEmpty();
  }
}
