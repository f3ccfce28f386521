package io.citylake.receive.http;

import io.citylake.receive.spool.Message;
import java.util.List;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What a sender who is known asks for by a request with a body, and how it is answered. */
interface Conversation {
  FeedIntake feed();

  /** As the feed declares it. */
  String sender();

  /** How large the body may be. */
  default int mostBytes() {
    return (int) feed().feed().limits().body().bytes();
  }

  /** Whether anything of it is stored, which may wait for a disk. */
  default boolean isStored() {
    return true;
  }

  /** Whether the request may go on, before its body is read. */
  void admit() throws RefusedException;

  /** What is to be stored of a body; where that is nothing, it is answered at once. */
  List<Message> read(byte[] body) throws RefusedException;

  /** Answers once so many messages are on the disk. */
  void answer(Response response, Callback callback, int stored);

  void refuse(Response response, Callback callback, Refusal refusal);
}
