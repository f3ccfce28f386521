package io.citylake.receive.mqtt;

/**
 * Why a connection ends.
 *
 * @param code of MQTT 5
 * @param word one of {@link MqttCounts#REASONS}
 */
record Fault(byte code, String word, String message) {}
