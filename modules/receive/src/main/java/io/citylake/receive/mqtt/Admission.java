package io.citylake.receive.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A device that is let in.
 *
 * @param assigned whether it named itself by nothing, and got its name here
 * @param will what is stored when it goes without a word; null for none
 */
record Admission(DeviceGroup group, String client, boolean assigned, @Nullable Will will) {
  private static final int LONGEST_CLIENT = 256;

  /** Where a will goes. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Will(DeviceGroup.Route route, byte[] payload) {}

  /**
   * Looks at a device's first packet.
   *
   * @param certificate the common name of what it proved itself by, where TLS verified one
   */
  static Admission of(MqttConnectMessage connect, DeviceLogins logins, Optional<String> certificate)
      throws ConnectRefused {
    MqttConnectVariableHeader head = connect.variableHeader();
    MqttConnectPayload payload = connect.payload();
    if (head.version() == MqttVersion.MQTT_3_1.protocolLevel()) {
      throw new ConnectRefused(
          MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
          MqttConnectReturnCode.CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION,
          "version",
          "a device speaks MQTT 3.1; 3.1.1 and 5 are taken");
    }
    if (head.properties().getProperty(MqttProperties.AUTHENTICATION_METHOD) != null) {
      throw new ConnectRefused(
          MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
          MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD,
          "login",
          "a device wants another way to log in than a password or a certificate");
    }
    String client = payload.clientIdentifier() == null ? "" : payload.clientIdentifier();
    boolean five = head.version() == MqttVersion.MQTT_5.protocolLevel();
    if (client.length() > LONGEST_CLIENT
        || Texts.isOdd(client)
        || (client.isEmpty() && !five && !head.isCleanSession())) {
      throw new ConnectRefused(
          MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
          MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID,
          "client-id",
          "a device's client id is none: 1 to %d characters, no control characters"
              .formatted(LONGEST_CLIENT));
    }
    DeviceGroup group = login(head, payload, logins, certificate);
    if (!group.isOpen()) {
      throw new ConnectRefused(
          MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
          MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5,
          "failed",
          "no feed of group %s takes messages; see /health".formatted(group.name()));
    }
    boolean assigned = client.isEmpty();
    return new Admission(
        group,
        assigned ? "citylake-" + UUID.randomUUID() : client,
        assigned,
        will(head, payload, group));
  }

  private static DeviceGroup login(
      MqttConnectVariableHeader head,
      MqttConnectPayload payload,
      DeviceLogins logins,
      Optional<String> certificate)
      throws ConnectRefused {
    Optional<DeviceGroup> group =
        head.hasUserName() || head.hasPassword() || certificate.isEmpty()
            ? logins.byPassword(text(payload.userName()), password(payload))
            : logins.byCertificate(certificate.get());
    return group.orElseThrow(
        () ->
            new ConnectRefused(
                MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
                MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD,
                "login",
                "a device is of no group: the user name is the group's, with its password, or the"
                    + " certificate one of its"));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String password(MqttConnectPayload payload) {
    byte[] bytes = payload.passwordInBytes();
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static @Nullable Will will(
      MqttConnectVariableHeader head, MqttConnectPayload payload, DeviceGroup group)
      throws ConnectRefused {
    if (!head.isWillFlag()) {
      return null;
    }
    if (head.willQos() > 1) {
      throw new ConnectRefused(
          MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
          MqttConnectReturnCode.CONNECTION_REFUSED_QOS_NOT_SUPPORTED,
          "qos2",
          "a device's will is of QoS 2; 1 is the most");
    }
    String topic = text(payload.willTopic());
    byte[] bytes = payload.willMessageInBytes();
    DeviceGroup.Route route = Texts.isTopic(topic) ? group.route(topic) : DeviceGroup.Route.NOWHERE;
    if (route.to() == null) {
      throw new ConnectRefused(
          MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
          route.declared()
              ? MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5
              : MqttConnectReturnCode.CONNECTION_REFUSED_TOPIC_NAME_INVALID,
          "will",
          "a device's will is for a topic that no feed of group %s has, or that it may not publish"
                  .formatted(group.name())
              + " to: "
              + Texts.shown(topic));
    }
    return new Will(route, bytes == null ? new byte[0] : bytes);
  }

  /** What a device that speaks MQTT 5 is told of the server. */
  MqttProperties properties(int window, int largest, int keepAlive) {
    MqttProperties properties = new MqttProperties();
    Replies.set(properties, MqttProperties.RECEIVE_MAXIMUM, window);
    Replies.set(properties, MqttProperties.MAXIMUM_QOS, 1);
    Replies.set(properties, MqttProperties.MAXIMUM_PACKET_SIZE, largest);
    Replies.set(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
    Replies.set(properties, MqttProperties.SERVER_KEEP_ALIVE, keepAlive);
    Replies.set(properties, MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, 0);
    Replies.set(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
    Replies.set(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0);
    if (assigned) {
      properties.add(
          new MqttProperties.StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, client));
    }
    return properties;
  }
}
