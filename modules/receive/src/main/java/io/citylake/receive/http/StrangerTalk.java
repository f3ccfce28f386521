package io.citylake.receive.http;

import io.citylake.receive.spool.Message;
import io.citylake.receive.viid.ViidCode;
import java.util.List;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What a platform that isn't registered sends: it is passed over and then told so, as every
 * platform is after each start of the receiver. Where its body was left unread, the connection
 * would be closed before it had read what to do.
 */
record StrangerTalk(SystemTalk.Who who, SystemTalk.Words words) implements Conversation {
  @Override
  public FeedIntake feed() {
    return who.feed();
  }

  @Override
  public String sender() {
    return who.id();
  }

  @Override
  public void admit() throws RefusedException {
    throw new RefusedException(SystemTalk.STRANGER);
  }

  @Override
  public List<Message> read(byte[] body) {
    throw new IllegalStateException("Nothing is read of who isn't registered");
  }

  @Override
  public void answer(Response response, Callback callback, int stored) {
    throw new IllegalStateException("Nothing is stored of who isn't registered");
  }

  @Override
  public void refuse(Response response, Callback callback, Refusal refusal) {
    words.refuse(response, callback, refusal, ViidCode.INVALID_OPERATION);
  }
}
