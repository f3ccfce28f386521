package io.citylake.receive.http;

import io.citylake.receive.spool.Message;
import io.citylake.receive.viid.ViidBody;
import io.citylake.receive.viid.ViidCode;
import io.citylake.receive.viid.ViidEntry;
import io.citylake.receive.viid.ViidFault;
import io.citylake.receive.viid.ViidKind;
import io.citylake.receive.viid.ViidStatus;
import java.util.List;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Objects that a platform pushes: each gets its status once it is on the disk. */
final class ObjectsTalk implements Conversation {
  private final SystemTalk.Who who;
  private final SystemTalk.Words words;
  private final ViidKind kind;
  private ViidCode fault = ViidCode.JSON_CONTENT;
  private List<ViidStatus> statuses = List.of();

  ObjectsTalk(SystemTalk.Who who, SystemTalk.Words words, ViidKind kind) {
    this.who = who;
    this.words = words;
    this.kind = kind;
  }

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
    who.feed().admit(who.id());
  }

  @Override
  public List<Message> read(byte[] body) throws RefusedException {
    try {
      List<ViidEntry> entries = ViidBody.read(kind, body, who.feed().feed().limits());
      statuses = entries.stream().map(ViidEntry::status).toList();
      return entries.stream()
          .flatMap(each -> each.messages().stream())
          .map(each -> new Message(who.id(), each))
          .toList();
    } catch (ViidFault e) {
      fault = e.code();
      throw new RefusedException(Refusal.usage(400, "Cannot take the request: " + e.getMessage()));
    }
  }

  @Override
  public void answer(Response response, Callback callback, int stored) {
    if (stored > 0) {
      who.registrations().touch(who.id(), who.address());
    }
    if (statuses.stream().anyMatch(each -> each.code() != ViidCode.OK)) {
      who.feed().counts().refused("usage");
    }
    PushHandler.write(
        response,
        callback,
        stored > 0 ? 200 : 400,
        ViidHandler.TYPE,
        ViidStatus.answer(statuses, words.url(), words.clock()));
  }

  @Override
  public void refuse(Response response, Callback callback, Refusal refusal) {
    words.refuse(response, callback, refusal, fault);
  }
}
