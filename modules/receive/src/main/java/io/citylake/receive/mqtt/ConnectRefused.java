package io.citylake.receive.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

/** A device that is not let in. */
final class ConnectRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final MqttConnectReturnCode three;
  private final MqttConnectReturnCode five;
  private final String word;

  /**
   * @param three as MQTT 3.1.1 says it
   * @param word one of {@link MqttCounts#REASONS}
   */
  ConnectRefused(
      MqttConnectReturnCode three, MqttConnectReturnCode five, String word, String message) {
    super(message, null, false, false);
    this.three = three;
    this.five = five;
    this.word = word;
  }

  MqttConnectReturnCode three() {
    return three;
  }

  MqttConnectReturnCode five() {
    return five;
  }

  String word() {
    return word;
  }
}
