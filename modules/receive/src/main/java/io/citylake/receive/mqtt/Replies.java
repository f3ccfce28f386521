package io.citylake.receive.mqtt;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.Collections;

/** Packets that a device is answered by, in its version of MQTT. */
final class Replies {
  private static final short NO_SUBSCRIPTION = 0x11;
  private static final int SUBSCRIPTION_FAILED = 0x80;

  private final boolean five;
  private final boolean reasons;

  /**
   * @param five whether the device speaks MQTT 5
   * @param reasons whether it wants texts of what is wrong
   */
  Replies(boolean five, boolean reasons) {
    this.five = five;
    this.reasons = reasons;
  }

  boolean isFive() {
    return five;
  }

  private static MqttFixedHeader head(MqttMessageType type) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
  }

  static void set(MqttProperties properties, int type, int value) {
    properties.add(new IntegerProperty(type, value));
  }

  private MqttProperties why(String message) {
    if (!reasons || message.isEmpty()) {
      return MqttProperties.NO_PROPERTIES;
    }
    MqttProperties properties = new MqttProperties();
    properties.add(new StringProperty(MqttProperties.REASON_STRING, message));
    return properties;
  }

  MqttMessage connected(MqttProperties properties) {
    return connAck(
        MqttConnectReturnCode.CONNECTION_ACCEPTED,
        five ? properties : MqttProperties.NO_PROPERTIES);
  }

  MqttMessage notConnected(ConnectRefused refused) {
    return connAck(five ? refused.five() : refused.three(), MqttProperties.NO_PROPERTIES);
  }

  private static MqttMessage connAck(MqttConnectReturnCode code, MqttProperties properties) {
    return new MqttConnAckMessage(
        head(MqttMessageType.CONNACK), new MqttConnAckVariableHeader(code, false, properties));
  }

  /** Of a refusal in MQTT 5 only: MQTT 3.1.1 has no way to say so. */
  MqttMessage published(int packet, byte code, String message) {
    return new MqttPubAckMessage(
        head(MqttMessageType.PUBACK),
        five
            ? new MqttPubReplyMessageVariableHeader(packet, code, why(message))
            : MqttMessageIdVariableHeader.from(packet));
  }

  MqttMessage notSubscribed(int packet, int filters) {
    int code = five ? Reason.FORBIDDEN & 0xFF : SUBSCRIPTION_FAILED;
    return new MqttSubAckMessage(
        head(MqttMessageType.SUBACK),
        new MqttMessageIdAndPropertiesVariableHeader(packet, MqttProperties.NO_PROPERTIES),
        new MqttSubAckPayload(Collections.nCopies(filters, code)));
  }

  MqttMessage notUnsubscribed(int packet, int filters) {
    return new MqttUnsubAckMessage(
        head(MqttMessageType.UNSUBACK),
        new MqttMessageIdAndPropertiesVariableHeader(packet, MqttProperties.NO_PROPERTIES),
        // MQTT 3.1.1 has no codes here, and a client that gets some hangs up.
        new MqttUnsubAckPayload(Collections.nCopies(five ? filters : 0, NO_SUBSCRIPTION)));
  }

  /** In MQTT 5; a server of MQTT 3.1.1 hangs up without. */
  MqttMessage disconnected(byte code, String message) {
    return new MqttMessage(
        head(MqttMessageType.DISCONNECT),
        new MqttReasonCodeAndPropertiesVariableHeader(code, why(message)));
  }
}
