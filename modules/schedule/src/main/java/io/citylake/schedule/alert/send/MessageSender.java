package io.citylake.schedule.alert.send;

import io.citylake.contract.alert.Receiver;
import io.citylake.schedule.alert.store.Message;

/** Brings a message to a receiver. Any number of threads may use it. */
@FunctionalInterface
public interface MessageSender {
  /**
   * Sends a message, and waits for half a minute at most.
   *
   * @return what the target said; without secrets
   */
  String send(Receiver receiver, Message message) throws SendFailure;
}
