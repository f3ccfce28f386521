package io.citylake.receive.spool;

/**
 * A message as the spool has it.
 *
 * @param sequence of the feed's messages, from 1, each once
 * @param arrival milliseconds since 1970, by the receiver's clock
 * @param topic {@link Topic#NONE} where it came without one
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares messages, and copies cost
public record SpooledMessage(
    long sequence, long arrival, String sender, Topic topic, byte[] payload) {}
