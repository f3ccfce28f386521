/**
 * Holds what comes by MQTT: the broker that devices publish to, who they are and what they may
 * publish, the acknowledgement once it is stored, and the subscription to a city's own broker. May
 * import the spool and what a feed's senders meet ({@code receive.http}).
 */
@NullMarked
package io.citylake.receive.mqtt;

import org.jspecify.annotations.NullMarked;
